import { describe, expect, test, type TestContext } from "vitest";
import { ask } from "./support/apps.js";
import { expectAtMost } from "./support/figures.js";
import { createWorld, expectAccepted, expectUnavailable, PATIENT, type World } from "./support/world.js";

// Not beside each other: what is measured here is time.
describe("the key server is slow, and all waiting times are as they come", PATIENT, () => {
  test("a server that answers, for comparison", async (context) => {
    const world = await createWorld(context);
    await expectAccepted(world, world.as.issue());
    const longest = await measureTraffic(world, sleepFor(3));
    expectAtMost(context, { ...KNOWN, name: "server answers: longest answer to a known key", measured: longest });
  });

  test.for(["hangs", "drips", "slow_tls"] as const)("it %s: nobody waits for long", async (fault, context) => {
    const world = await createWorld(context);
    const { as, clock } = world;
    const old = as.signingKey;
    await expectAccepted(world, as.issue());
    as.fail(fault);
    as.rotateKeys();

    // The set is fresh, and the look for the new key is all that is under way.
    await expectPatience(world, context, old);
    // It is past its freshness, and the server is tried again by those who come.
    clock.advance(1200);
    await expectPatience(world, context, old);
    // The server is known to be down, and is left alone.
    await expectPatience(world, context, old);
  });
});

describe.concurrent("the key server is slow from the start", PATIENT, () => {
  test.for(["hangs", "drips", "slow_tls"] as const)(
    "it %s: the first requests are answered 503 after five seconds",
    async (fault, context) => {
      const world = await createWorld(context);
      world.as.fail(fault);
      const measured = await measure(() => expectUnavailable(world, world.as.issue()));
      expectAtMost(context, { name: "server hangs from the start: answer", limit: 5.5, unit: "s", measured });
    },
  );
});

/** Asks with a known key all the time that the answer to an unknown one takes. */
async function expectPatience(world: World, context: TestContext, old: World["as"]["signingKey"]): Promise<void> {
  let unknown = 0;
  const answered = measure(() => expectUnavailable(world, world.as.issue())).then((seconds) => (unknown = seconds));
  // A timer of the same length, at the same time: what that is late by is the machine's.
  const late = measure(() => sleepFor(3)).then((seconds) => Math.max(0, seconds - 3));
  const known = await measureTraffic(world, answered, old);
  expectAtMost(context, { ...KNOWN, measured: known });
  expectAtMost(context, { ...UNKNOWN, measured: unknown - (await late) });
}

/** The longest answer to a known key, in seconds, of those that are asked for one after another until then. */
async function measureTraffic({ as, apps }: World, until: Promise<unknown>, key = as.signingKey): Promise<number> {
  const time = { isOver: false };
  const over = until.finally(() => (time.isOver = true));
  let longest = 0;
  while (!time.isOver) {
    for (const app of apps) {
      const token = as.issue({}, { key });
      const seconds = await measure(async () => expect(await ask(app, token)).toBeAccepted());
      longest = Math.max(longest, seconds);
    }
  }
  await over;
  return longest;
}

async function measure(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1000;
}

function sleepFor(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}

// Who waited would wait for three seconds; a machine that is busy with something else may take a part of one.
const KNOWN = { name: "server hangs: longest answer to a known key", limit: 1, unit: "s" };
const UNKNOWN = { name: "server hangs: longest answer to an unknown key", limit: 3.2, unit: "s" };
