import fc from "fast-check";
import { afterAll, test } from "vitest";
import { expectProperty, PATIENT, printSeed } from "./support/campaign.js";
import { breakages, createRotationModel, KEY_COUNT, type Step } from "./support/rotation-model.js";

afterAll(printSeed);

const key = fc.nat(KEY_COUNT - 1);
const count = fc.integer({ min: 1, max: 4 });
const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("request" as const), key, count }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("stranger" as const), count }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("wait" as const),
      seconds: fc.oneof(
        fc.constantFrom(0, 0.5, 1, 2, 3, 10, 30, 31, 60, 90, 419, 540, 599, 600, 601, 3599, 3600, 4199, 4200, 4201),
        fc.double({ min: 0, max: 700, noNaN: true }),
      ),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom("publish" as const, "withdraw" as const), key }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("break" as const), how: fc.constantFrom(...breakages) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constantFrom("mend" as const, "hold" as const, "let through" as const, "look at the health" as const),
    }),
  },
);

test(
  "in whatever order requests, rotations and outages come, a key verifies while it is in the set at hand and no longer",
  PATIENT,
  async (context) => {
    await expectProperty(context, "rotations and outages", {
      plans: fc.record({ steps: fc.array(steps, { minLength: 1, maxLength: 25, size: "max" }), chance: fc.nat(1000) }),
      outcomes: { "accepted and no_matching_key and unavailable": 11, accepted: 60 },
      holds: async ({ steps: story, chance }) => {
        const restore = seedChance(chance);
        const model = createRotationModel();
        restore();
        for (const step of story) await model.take(step);
        return [...(await model.finish())].toSorted().join(" and ");
      },
    });
  },
);

/** Pauses have jitter, and a story is to be the same when it is told again. A verifier takes its chances from where it is made. */
function seedChance(seed: number): () => void {
  const { random } = Math;
  let state = seed;
  Math.random = () => {
    state = (state * 48_271 + 11) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  return () => {
    Math.random = random;
  };
}
