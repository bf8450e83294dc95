import { createTestIssuer, manualClock } from "@ostiary/testing";
import { describe, expect, test } from "vitest";
import { createMember, createWorld, judge, pass, PATIENT } from "./support/world.js";

describe("two verifiers for one issuer in one process", PATIENT, () => {
  test("each fetches for itself, and the closing of one does not stop the other", async (context) => {
    const world = await createWorld(context);
    const { as, clock } = world;
    const other = createMember(as, clock);
    context.onTestFinished(other.verifier.close);
    const letThrough = [world, other].map(({ network }) => network.holdNext("jwks"));
    const outcomes = [judge(world, as.issue()), judge(other, as.issue())];
    while (as.requests.jwks < 2) await new Promise(setImmediate);

    other.verifier.close();
    for (const open of letThrough) open();
    expect(await outcomes[0]).toBeAccepted();
    expect(await outcomes[1]).toBeUnavailable();
    expect(as.requests).toEqual({ metadata: 2, jwks: 2, introspection: 0 });

    await pass(world, 3600, {
      stepSeconds: 60,
      traffic: async () => expect(await judge(world, as.issue())).toBeAccepted(),
    });
    expect(world.verifier.health().state).toBe("fresh");
    expect(await judge(other, as.issue())).toBeUnavailable();
    expect(other.verifier.health().state).toBe("down");
    expect(other.network.attempts).toHaveLength(2);
  });

  test("one that is closed goes on with the keys it has, for as long as they may live", async (context) => {
    const world = await createWorld(context);
    const { as, clock } = world;
    const other = createMember(as, clock);
    for (const member of [world, other]) expect(await judge(member, as.issue())).toBeAccepted();
    other.verifier.close();
    clock.advance(3600);
    expect(await judge(other, as.issue())).toBeAccepted();
    expect(await judge(world, as.issue())).toBeAccepted();
    clock.advance(601);
    expect(await judge(other, as.issue())).toBeUnavailable();
    expect(await judge(world, as.issue())).toBeAccepted();
    expect(other.network.attempts).toHaveLength(2);
  });

  test("one learns of an outage, and the other of none", async (context) => {
    const clock = manualClock();
    const as = await createTestIssuer({ clock, listen: true });
    const [early, late] = [createMember(as, clock), createMember(as, clock)];
    context.onTestFinished(async () => {
      early.verifier.close();
      late.verifier.close();
      await as.close();
    });
    as.fail("status_500", { times: 9 });
    expect(await judge(early, as.issue())).toBeUnavailable();
    as.recover();
    expect(await judge(late, as.issue())).toBeAccepted();
    expect(early.verifier.health().state).toBe("down");
    expect(late.verifier.health().state).toBe("fresh");
  });
});
