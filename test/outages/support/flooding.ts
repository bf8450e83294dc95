import { expect, type TestContext } from "vitest";
import { ask } from "./apps.js";
import { expectAtMost, expectExactly } from "./figures.js";
import { createStranger } from "./tokens.js";
import { expectAccepted, judge, pass, type World } from "./world.js";

/** A flood of tokens that name keys nobody has. */
export interface Flood {
  /** How many, each with a name of its own. */
  readonly tokens: number;
  /** After how many seconds of the minute it lasts the keys rotate; the old one stays in the set. */
  readonly rotationSeconds: number;
}

/**
 * Lets a flood of one minute come over a warm API, with good requests beside it. Each second a token comes over HTTP through
 * every framework, the rest through the verifier itself.
 */
export async function expectToStand(
  world: World,
  { tokens, rotationSeconds }: Flood,
  context: Pick<TestContext, "task">,
): Promise<void> {
  const { as, clock, network, apps } = world;
  const stranger = createStranger(as);
  const old = as.signingKey;
  await expectAccepted(world, as.issue());
  const before = network.attempts.length;
  const beganAt = clock.now();
  let sent = 0;
  let steps = 0;
  let refused = 0;
  let rotatedAt: number | undefined;
  let acceptedAt: number | undefined;

  async function flood(): Promise<void> {
    const due = Math.round((tokens * (clock.now() - beganAt)) / FLOOD_SECONDS) - sent;
    sent += due;
    const doors = steps % STEPS_A_SECOND === 0 ? apps : [];
    steps += 1;
    const outcomes = Array.from({ length: due }, async (_, index) => {
      const app = doors[index];
      return app === undefined ? (await judge(world, stranger())).kind : (await ask(app, stranger())).status;
    });
    for (const outcome of await Promise.all(outcomes)) expect([401, "denied"]).toContain(outcome);
  }

  async function knock(): Promise<void> {
    const { kind } = await judge(world, as.issue({}, { key: old }));
    if (kind !== "accepted") refused += 1;
    if (rotatedAt === undefined || acceptedAt !== undefined) return;
    if ((await judge(world, as.issue())).kind === "accepted") acceptedAt = clock.now();
  }

  async function traffic(): Promise<void> {
    if (rotatedAt === undefined && clock.now() >= beganAt + rotationSeconds) {
      as.rotateKeys();
      rotatedAt = clock.now();
    }
    await Promise.all([flood(), knock()]);
  }

  await pass(world, FLOOD_SECONDS, { stepSeconds: 1 / STEPS_A_SECOND, traffic });
  expect(sent).toBe(tokens);
  expectAtMost(context, { ...FETCHES, measured: network.attempts.length - before });
  await expectAccepted(world, as.issue({}, { key: old }));
  if (acceptedAt === undefined) await pass(world, 30, { stepSeconds: 1 / STEPS_A_SECOND, traffic: knock });
  expectExactly(context, { ...REFUSED, measured: refused });
  expectAtMost(context, { ...NEW_KEY, measured: (acceptedAt ?? Number.POSITIVE_INFINITY) - (rotatedAt ?? 0) });
  await expectAccepted(world, as.issue());
}

const FLOOD_SECONDS = 60;
const STEPS_A_SECOND = 10;
const FETCHES = { name: "flood of unknown kids, 60 seconds: fetches", limit: 4 };
const REFUSED = { name: "flood of unknown kids: good requests refused", limit: 0 };
const NEW_KEY = { name: "flood of unknown kids: new key accepted after its first use", limit: 30, unit: "s" };
