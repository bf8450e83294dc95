import { describe, expect, test } from "vitest";
import { createWorld, expectAccepted, expectUnavailable, HANGS_ON, judge, PATIENT, typesOf } from "./support/world.js";

describe.concurrent("the key server accepts a request and never answers", PATIENT, () => {
  test.for([
    ["while the set is fresh", 590],
    ["past its freshness", 1200],
  ] as const)("known keys do not wait for it: %s", async ([, ageSeconds], context) => {
    const world = await createWorld(context, HANGS_ON);
    const { as, clock, network } = world;
    await expectAccepted(world, as.issue());
    as.fail("hangs");
    clock.advance(ageSeconds);
    for (let times = 0; times < 20; times += 1) await expectAccepted(world, as.issue());
    // The refresh that the first of them has set off is under way all the time.
    expect(network.attempts).toHaveLength(3);
    expect(typesOf(world, "keys.refresh_failed")).toEqual([]);
  });

  test("an unknown key waits for it, known ones are answered beside that, and its return ends the waiting", async (context) => {
    const world = await createWorld(context, { ...HANGS_ON, unknownKidWaitSeconds: 60 });
    const { as, network } = world;
    const old = as.signingKey;
    await expectAccepted(world, as.issue());
    as.fail("hangs");
    as.rotateKeys();
    let isWaiting = true;
    const waiting = judge(world, as.issue()).finally(() => (isWaiting = false));
    await expectAccepted(world, as.issue({}, { key: old }));
    expect(isWaiting).toBe(true);
    expect(network.attempts).toHaveLength(3);
    as.recover();
    expect(await waiting).toBeAccepted();
  });

  test("an unknown key that has waited its time is answered 503, and known ones go on", async (context) => {
    const world = await createWorld(context, { ...HANGS_ON, unknownKidWaitSeconds: 0.05 });
    const { as, network } = world;
    const old = as.signingKey;
    await expectAccepted(world, as.issue());
    as.fail("hangs");
    as.rotateKeys();
    await expectUnavailable(world, as.issue());
    await expectAccepted(world, as.issue({}, { key: old }));
    expect(network.attempts).toHaveLength(3);
  });

  test("the first requests of all that have waited their time are answered 503", async (context) => {
    const world = await createWorld(context, { ...HANGS_ON, coldWaitSeconds: 0.05 });
    world.as.fail("hangs");
    await expectUnavailable(world, world.as.issue());
    expect(world.network.attempts).toHaveLength(1);
  });
});
