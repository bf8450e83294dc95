import { describe, test } from "vitest";
import { expectServedFromMemory } from "./support/outage.js";
import { PATIENT } from "./support/world.js";

describe("the endpoint is down, and answers are remembered (RFC 7662 §4)", PATIENT, () => {
  test("tokens are served until the time of their answers is over, and none after that", async (context) => {
    await expectServedFromMemory(
      {
        begin: (as) => as.fail("status_503", { at: "introspection" }),
        end: (as) => as.recover(),
        doors: ["verifier", "Express"],
      },
      context,
    );
  });
});
