import { describe, expect, test } from "vitest";
import {
  createWorld,
  expectAccepted,
  expectUnavailable,
  expectUnknownKey,
  pass,
  PATIENT,
  typesOf,
} from "./support/world.js";

describe.concurrent("the keys rotate in mid traffic", PATIENT, () => {
  test("the old key stays for a while: nobody is refused, and a look at the server is all it takes", async (context) => {
    const world = await createWorld(context);
    const { as, network, verifier } = world;
    await expectAccepted(world, as.issue());
    await pass(world, 120, { stepSeconds: 10, traffic: () => expectAccepted(world, as.issue()) });
    const before = network.attempts.length;
    const old = as.signingKey;
    as.rotateKeys();
    await pass(world, 300, {
      stepSeconds: 10,
      async traffic() {
        await expectAccepted(world, as.issue());
        await expectAccepted(world, as.issue({}, { key: old }));
      },
    });
    expect(network.attempts.length - before).toBe(1);
    expect(verifier.health()).toMatchObject({ state: "fresh", issuers: [{ generation: 2 }] });
    expect(typesOf(world, "token.denied")).toEqual([]);

    as.withdrawKey(old.kid);
    await pass(world, 600, { stepSeconds: 10, traffic: () => expectAccepted(world, as.issue()) });
    expect(verifier.health()).toMatchObject({ issuers: [{ generation: 3 }] });
    await expectUnknownKey(world, as.issue({}, { key: old }));
    await expectAccepted(world, as.issue());
  });

  test("the old key is dropped at once: the first token of the new one ends the old one's", async (context) => {
    const world = await createWorld(context);
    const { as, network } = world;
    const old = as.signingKey;
    await expectAccepted(world, as.issue());
    as.rotateKeys({ keepOld: false });
    const before = network.attempts.length;
    await expectAccepted(world, as.issue({}, { key: old }));
    await expectAccepted(world, as.issue());
    await expectUnknownKey(world, as.issue({}, { key: old }));
    await expectAccepted(world, as.issue());
    expect(network.attempts.length - before).toBeLessThanOrEqual(2);
  });

  test("many ask with the new key at once: they share one fetch", async (context) => {
    const world = await createWorld(context);
    const { as, network } = world;
    await expectAccepted(world, as.issue());
    as.rotateKeys();
    const before = network.attempts.length;
    await Promise.all(Array.from({ length: 50 }, () => expectAccepted(world, as.issue())));
    expect(network.attempts.length - before).toBe(1);
  });

  test("the server is down when the new key appears: its tokens are answered 503, the old key's go on", async (context) => {
    const world = await createWorld(context);
    const { as, clock } = world;
    const old = as.signingKey;
    await expectAccepted(world, as.issue());
    as.rotateKeys();
    await as.stop();
    await expectUnavailable(world, as.issue());
    await expectAccepted(world, as.issue({}, { key: old }));
    await as.start();
    clock.advance(90);
    await expectAccepted(world, as.issue());
  });
});
