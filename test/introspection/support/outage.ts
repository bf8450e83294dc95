import { manualClock, type ManualClock, type TestIssuer } from "@ostiary/testing";
import { expect, type TestContext } from "vitest";
import { expectExactly } from "../../outages/support/figures.js";
import { createWorld, type Door, type DoorName, openDoor } from "./world.js";

/** How an endpoint goes down, and comes back, and who asks about that. */
export interface Outage {
  readonly begin: (as: TestIssuer) => Promise<void> | void;
  readonly end: (as: TestIssuer) => Promise<void> | void;
  readonly doors: readonly DoorName[];
}

/**
 * Tells the story of an endpoint that is down for longer than anything is remembered, second by second: what was asked about
 * before is served until its time is over, and nothing else; all is well again when the endpoint is.
 */
export async function expectServedFromMemory(
  { begin, end, doors: names }: Outage,
  context: TestContext,
): Promise<void> {
  const clock = manualClock();
  // What hangs shall not be waited for: it is the clock of the test that goes by.
  const { as, verifier } = await createWorld(context, { clock, introspection: { timeoutSeconds: 0.5 } });
  const doors = await Promise.all(names.map((name) => openDoor(context, name, verifier)));
  const remembered = await rememberTokens(as, clock, doors[0]!);
  await begin(as);

  let [refusedEarly, servedLate] = [0, 0];
  for (let second = 0; second <= 70; second += 1) {
    for (const { token, untilAt } of [...remembered, { token: as.issueOpaque(), untilAt: 0 }]) {
      const answers = await Promise.all(doors.map((knock) => knock(token)));
      const kinds = answers.map(kindOf);
      if (clock.now() < untilAt) refusedEarly += kinds.filter((kind) => kind !== "accepted").length;
      else servedLate += kinds.filter((kind) => kind !== "unavailable").length;
    }
    expect(await doors[second % doors.length]!(as.issue())).toBeAccepted();
    clock.advance(1);
  }
  expectExactly(context, { ...REFUSED, measured: refusedEarly });
  expectExactly(context, { ...SERVED, measured: servedLate });

  await end(as);
  // As long as a server can ask to be left alone, at most.
  clock.advance(60);
  for (const knock of doors) expect(await knock(as.issueOpaque())).toBeAccepted();
}

interface RememberedToken {
  readonly token: string;
  /** Until when its answer may be served. */
  readonly untilAt: number;
}

/** One that lives for long, one that expires before its answer is forgotten, and one that was asked about later. */
async function rememberTokens(as: TestIssuer, clock: ManualClock, knock: Door): Promise<readonly RememberedToken[]> {
  const early = as.issueOpaque();
  expect(await knock(as.issue())).toBeAccepted();
  expect(await knock(early)).toBeAccepted();
  clock.advance(7);
  const short = as.issueOpaque({ exp: clock.now() + 31 });
  const late = as.issueOpaque();
  for (const token of [short, late]) expect(await knock(token)).toBeAccepted();
  const now = clock.now();
  return [
    { token: early, untilAt: now + 53 },
    { token: short, untilAt: now + 31 },
    { token: late, untilAt: now + 60 },
  ];
}

function kindOf(answer: Awaited<ReturnType<Door>>): string {
  if ("kind" in answer) return answer.kind;
  return answer.status === 200 ? "accepted" : answer.status === 503 ? "unavailable" : `${answer.status}`;
}

const REFUSED = { name: "endpoint down, 70 s: answers other than 200 while the token is in the cache", limit: 0 };
const SERVED = { name: "endpoint down, 70 s: answers other than 503 after that", limit: 0 };
