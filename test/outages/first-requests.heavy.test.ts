import { describe, test } from "vitest";
import { type Framework, starters } from "./support/apps.js";
import { expectOneFetch } from "./support/first-requests.js";
import { PATIENT } from "./support/world.js";

describe("10,000 first requests come at once, and share one fetch", PATIENT, () => {
  test("through the verifier", async (context) => {
    await expectOneFetch(context, { requests: 10_000 });
  });

  test.for(Object.keys(starters) as Framework[])(
    "hundreds of them through %s, over HTTP",
    async (framework, context) => {
      await expectOneFetch(context, { requests: 500, framework });
    },
  );
});
