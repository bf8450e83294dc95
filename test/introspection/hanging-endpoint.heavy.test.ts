import { describe, expect, test } from "vitest";
import { expectAtMost } from "../outages/support/figures.js";
import { createHeldWorld, expectLeftAlone, expectUnavailableTogether, newTokens } from "./support/hanging.js";
import { measure, median } from "./support/stopwatch.js";
import { ALL_DOORS, openDoor, PATIENT } from "./support/world.js";

// Not beside each other: what is measured here is time.
describe("the endpoint hangs, and all waiting times are as they come", PATIENT, () => {
  test.for(ALL_DOORS)(
    "%s: nobody waits for longer than three seconds, and then nobody at all",
    async (door, context) => {
      const requests = door === "verifier" ? 1000 : 100;
      const waits: number[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        const world = await createHeldWorld(context, { clock: SYSTEM_CLOCK });
        waits.push(await expectUnavailableTogether(world, { door, requests, timeoutSeconds: 3 }, context));
        const atOnce = await expectLeftAlone(world, door, context);
        expectAtMost(context, { name: "breaker open: longest answer", limit: 1, unit: "s", measured: atOnce });
      }
      const name = `endpoint hangs: longest answer (least of ${ROUNDS} rounds)`;
      expectAtMost(context, { name, limit: 3.2, unit: "s", measured: Math.min(...waits) });
    },
  );

  test("1,000 requests that wait for the endpoint do not slow JWTs down", async (context) => {
    const world = await createHeldWorld(context, { introspection: { timeoutSeconds: 30 } });
    const { as, verifier, endpoint } = world;
    const knock = await openDoor(context, "verifier", verifier);
    const token = as.issue();
    expect(await knock(token)).toBeAccepted();
    const judgeMany = async (): Promise<void> => {
      for (let times = 0; times < 400; times += 1) await knock(token);
    };
    // The first pass clears away what the requests before it have left to do.
    const measureJwts = async (): Promise<number> => {
      await judgeMany();
      return measure(judgeMany);
    };
    const ratios: number[] = [];
    for (let round = 0; round < 11; round += 1) {
      const alone = await measureJwts();
      endpoint.hold();
      const waiting = newTokens(world, 1000).map((opaque) => knock(opaque));
      await endpoint.waitFor(50);
      ratios.push((await measureJwts()) / alone);
      endpoint.release();
      for (const answer of await Promise.all(waiting)) expect(answer).toBeDenied("token_inactive");
    }
    const name = "JWTs a second without 1,000 requests that wait for the endpoint : with them";
    expectAtMost(context, { name, limit: 2, measured: median(ratios) });
  });
});

const SYSTEM_CLOCK = { now: () => Date.now() / 1000 };
/** The machine may be busy with something else in one of them. */
const ROUNDS = 3;
