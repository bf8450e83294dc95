import { expect, type TestContext } from "vitest";
import { expectAtMost, expectExactly } from "./figures.js";
import { mostWithin } from "./network.js";
import { createStranger } from "./tokens.js";
import { askAll, expectAccepted, expectUnavailable, judge, pass, typesOf, type World } from "./world.js";

/** How an outage begins and ends. */
export interface Outage {
  readonly begin: () => Promise<void> | void;
  readonly end: () => Promise<void> | void;
  /** How long it may take until all is well again. Default: 90, the longest pause between two attempts. */
  readonly healSeconds?: number;
}

/**
 * Tells the story of an outage that is longer than the keys of a warm verifier may live, with a request every ten seconds
 * and strangers among them: nobody is refused for as long as they may, then all are answered 503, and the server's return
 * heals it. In no hour of all that there are more than sixty attempts.
 */
export async function expectSurvival(
  world: World,
  { begin, end, healSeconds = 90 }: Outage,
  context: Pick<TestContext, "task">,
): Promise<void> {
  const { as, clock, verifier, network } = world;
  const traffic = createTraffic(world);
  await expectAccepted(world, as.issue());
  const freshUntil = clock.now() + FRESH_SECONDS;

  await begin();
  await pass(world, FRESH_SECONDS + 59 * MINUTE, { stepSeconds: 10, traffic: traffic.send });
  expect(traffic.answered).toBeGreaterThan(400);
  expectExactly(context, { ...REFUSED, measured: traffic.refused });
  expect(verifier.health().state).toBe("degraded");
  expect(typesOf(world, "keys.expired")).toEqual([]);

  await pass(world, 2 * MINUTE, { stepSeconds: 10, traffic: () => judge(world, as.issue()) });
  expect(clock.now()).toBe(freshUntil + 61 * MINUTE);
  const kinds: string[] = [];
  const note = async (): Promise<unknown> => kinds.push((await judge(world, as.issue())).kind);
  await expectUnavailable(world, as.issue());
  expect(verifier.health().state).toBe("down");
  await pass(world, HOUR, { stepSeconds: 10, traffic: note });
  await expectUnavailable(world, as.issue());
  expectExactly(context, { ...OTHERWISE, measured: kinds.filter((kind) => kind !== "unavailable").length });
  expect(typesOf(world, "keys.stale_served")).toHaveLength(1);
  expect(typesOf(world, "keys.expired")).toHaveLength(1);
  expect(typesOf(world, "token.denied")).toEqual([]);
  expectAtMost(context, { ...ATTEMPTS, measured: mostWithin(HOUR, network.attempts) });

  await end();
  await pass(world, healSeconds, { stepSeconds: 90, traffic: () => judge(world, as.issue()) });
  await expectAccepted(world, as.issue());
  expect(verifier.health()).toMatchObject({ state: "fresh", issuers: [{ generation: 1, lastErrorClass: undefined }] });
}

interface Traffic {
  readonly send: () => Promise<void>;
  readonly answered: number;
  readonly refused: number;
}

/** Good requests, through the verifier with each step and through every API now and then; and strangers beside them. */
function createTraffic(world: World): Traffic {
  const stranger = createStranger(world.as);
  let steps = 0;
  let answered = 0;
  let refused = 0;
  return {
    get answered() {
      return answered;
    },
    get refused() {
      return refused;
    },
    async send() {
      steps += 1;
      const isAll = steps % 12 === 0;
      const answers = isAll ? (await askAll(world, world.as.issue())).map(({ status }) => status === 200) : [];
      answers.push((await judge(world, world.as.issue())).kind === "accepted");
      answered += answers.length;
      refused += answers.filter((isGood) => !isGood).length;
      if (isAll) await judge(world, stranger());
    },
  };
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const FRESH_SECONDS = 10 * MINUTE;

const REFUSED = { name: "server down for 59 minutes past freshness: good requests refused", limit: 0 };
const OTHERWISE = { name: "server down for 61 minutes past freshness: answers other than 503", limit: 0 };
const ATTEMPTS = { name: "server down: fetch attempts in any hour", limit: 60 };
