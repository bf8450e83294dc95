import { expect, test } from "vitest";
import { expectToStand } from "./support/flooding.js";
import { createStranger } from "./support/tokens.js";
import { createWorld, expectAccepted, expectUnknownKey, judge, PATIENT } from "./support/world.js";

test("a flood of unknown kids: few fetches, nobody is refused, and a new key gets in", PATIENT, async (context) => {
  await expectToStand(await createWorld(context), { tokens: 2000, rotationSeconds: 30.3 }, context);
});

test("a stranger who repeats one name is answered from memory", PATIENT, async (context) => {
  const world = await createWorld(context);
  const { as, network } = world;
  await expectAccepted(world, as.issue());
  const token = createStranger(as)();
  const before = network.attempts.length;
  for (let times = 0; times < 100; times += 1) expect(await judge(world, token)).toBeDenied("no_matching_key");
  await expectUnknownKey(world, token);
  expect(network.attempts.length - before).toBe(1);
});
