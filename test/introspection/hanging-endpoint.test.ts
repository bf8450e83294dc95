import { manualClock } from "@ostiary/testing";
import { describe, expect, test } from "vitest";
import { createHeldWorld, expectLeftAlone, expectUnavailableTogether } from "./support/hanging.js";
import { ALL_DOORS, countEvents, openDoor, PATIENT } from "./support/world.js";

describe("the endpoint accepts calls and never answers", PATIENT, () => {
  test.for(ALL_DOORS)(
    "%s: few calls are under way, all are answered 503, and then it is left alone",
    async (door, context) => {
      const timeoutSeconds = 0.4;
      const world = await createHeldWorld(context, { introspection: { timeoutSeconds } });
      await expectUnavailableTogether(world, { door, requests: 150, timeoutSeconds }, context);
      await expectLeftAlone(world, door, context);
    },
  );

  test("after the pause one call is made to see, and its answer ends the outage", async (context) => {
    const clock = manualClock();
    const timeoutSeconds = 0.4;
    const world = await createHeldWorld(context, { clock, introspection: { timeoutSeconds } });
    await expectUnavailableTogether(world, { door: "verifier", requests: 100, timeoutSeconds }, context);
    const before = world.countCalls();
    clock.advance(4.9);
    await expectLeftAlone(world, "verifier", context);

    clock.advance(0.1);
    const knock = await openDoor(context, "verifier", world.verifier);
    const answers = ["one", "two", "three"].map((token) => knock(token));
    for (const answer of await Promise.all(answers)) expect(answer).toBeUnavailable();
    expect(world.countCalls() - before).toBe(1);

    clock.advance(5);
    world.endpoint.release();
    expect(await knock("one")).toBeDenied("token_inactive");
    expect(await knock("two")).toBeDenied("token_inactive");
    expect(countEvents(world, "introspection.breaker_closed")).toBe(1);
  });
});
