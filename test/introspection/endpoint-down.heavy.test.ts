import { introspectionFaults } from "@ostiary/testing";
import { describe, test } from "vitest";
import { expectServedFromMemory } from "./support/outage.js";
import { ALL_DOORS, PATIENT } from "./support/world.js";

describe("the endpoint is down, and answers are remembered (RFC 7662 §4)", PATIENT, () => {
  test.for(introspectionFaults)("$title: tokens are served until their time is over", async ({ name }, context) => {
    await expectServedFromMemory(
      { begin: (as) => as.fail(name, { at: "introspection" }), end: (as) => as.recover(), doors: ALL_DOORS },
      context,
    );
  });

  test("the whole server is gone: tokens are served until their time is over", async (context) => {
    await expectServedFromMemory({ begin: (as) => as.stop(), end: (as) => as.start(), doors: ALL_DOORS }, context);
  });
});
