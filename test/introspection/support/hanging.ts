import { expect, type TestContext } from "vitest";
import { expectAtMost, expectExactly } from "../../outages/support/figures.js";
import { createHeldEndpoint, type HeldEndpoint } from "./held-endpoint.js";
import { measureLateness } from "./stopwatch.js";
import {
  countEvents,
  createWorld,
  type Door,
  type DoorName,
  openDoor,
  type World,
  type WorldOptions,
} from "./world.js";

/** A world whose introspection endpoint is one that can be held. */
export interface HeldWorld extends World {
  readonly endpoint: HeldEndpoint;
  /** How many calls the verifier has begun. */
  readonly countCalls: () => number;
}

export async function createHeldWorld(
  context: Pick<TestContext, "onTestFinished">,
  { introspection, clock }: Pick<WorldOptions, "introspection" | "clock"> = {},
): Promise<HeldWorld> {
  const endpoint = await createHeldEndpoint(context);
  let calls = 0;
  const world = await createWorld(context, {
    introspection: { endpoint: endpoint.url, ...introspection },
    fetch: (url, init) => {
      if (url === endpoint.url) calls += 1;
      return fetch(url, init);
    },
    ...(clock === undefined ? {} : { clock }),
  });
  return { ...world, endpoint, countCalls: () => calls };
}

/** Tokens that nobody has seen yet. */
export function newTokens({ as }: Pick<World, "as">, number: number): readonly string[] {
  return Array.from({ length: number }, () => as.issueOpaque());
}

/** Many requests that come while the endpoint hangs. */
export interface Crowd {
  readonly door: DoorName;
  readonly requests: number;
  readonly timeoutSeconds: number;
}

/**
 * All are answered 503, and after that the endpoint is left alone; JWTs are judged all the while.
 *
 * @returns How long the longest answer took, in seconds, without what a plain timer beside them was late by.
 */
export async function expectUnavailableTogether(
  world: HeldWorld,
  { door, requests, timeoutSeconds }: Crowd,
  context: TestContext,
): Promise<number> {
  const { as, verifier, endpoint } = world;
  const knock = await openDoor(context, door, verifier);
  expect(await knock(as.issue())).toBeAccepted();
  endpoint.hold();
  const late = measureLateness(timeoutSeconds);
  const answers = ask(knock, newTokens(world, requests));
  // On a machine that is busy the first may have been given up before the last has come.
  await Promise.race([endpoint.waitFor(50), answers]);
  expect(await knock(as.issue())).toBeAccepted();
  const longest = await expectAllUnavailable(answers);

  expectAtMost(context, { name: "endpoint hangs: calls in flight", limit: 50, measured: endpoint.mostInFlight });
  const opened = world.events.findIndex(({ type }) => type === "introspection.breaker_opened");
  const failures = countEvents({ events: world.events.slice(0, opened) }, "introspection.failed");
  expectExactly(context, { name: "endpoint hangs: failures until the breaker is open", limit: 5, measured: failures });
  return longest - (await late);
}

/** @returns How long the longest answer took, in seconds. */
export async function expectLeftAlone(world: HeldWorld, name: DoorName, context: TestContext): Promise<number> {
  const knock = await openDoor(context, name, world.verifier);
  const before = world.countCalls();
  const longest = await expectAllUnavailable(ask(knock, newTokens(world, 100)));
  expect(await knock(world.as.issue())).toBeAccepted();
  expectExactly(context, { name: "breaker open: calls", limit: 0, measured: world.countCalls() - before });
  return longest;
}

interface Timed {
  readonly answer: Awaited<ReturnType<Door>>;
  readonly seconds: number;
}

function ask(knock: Door, tokens: readonly string[]): Promise<readonly Timed[]> {
  return Promise.all(
    tokens.map(async (token) => {
      const startedAt = performance.now();
      const answer = await knock(token);
      return { answer, seconds: (performance.now() - startedAt) / 1000 };
    }),
  );
}

/** @returns How long the longest of them took, in seconds. */
async function expectAllUnavailable(answers: Promise<readonly Timed[]>): Promise<number> {
  const all = await answers;
  for (const { answer } of all) expect(answer).toBeUnavailable();
  return Math.max(...all.map(({ seconds }) => seconds));
}
