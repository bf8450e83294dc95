import { describe, test } from "vitest";
import { expectToStand } from "./support/flooding.js";
import { createWorld, PATIENT } from "./support/world.js";

describe("20,000 unknown kids in a minute", PATIENT, () => {
  test.for([0.1, 15, 29.9, 30.3, 45, 59.9])(
    "a rotation after %d seconds: few fetches, nobody is refused, and the new key gets in",
    async (rotationSeconds, context) => {
      await expectToStand(await createWorld(context), { tokens: 20_000, rotationSeconds }, context);
    },
  );
});
