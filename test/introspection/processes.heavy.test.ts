import { describe, expect, test } from "vitest";
import { expectEnd, runChild, startIssuer } from "./support/child.js";
import { PATIENT } from "./support/world.js";

describe.concurrent("a process that has an introspecting verifier in it", PATIENT, () => {
  test("ends by itself without close(), although answers are remembered", async (context) => {
    const { as, parameters } = await startIssuer(context);
    const run = await runChild(new URL("processes/works-and-ends.mjs", import.meta.url), parameters);
    expect(run.lines).toEqual(["accepted", "denied", "accepted"]);
    expect(as.requests.introspection).toBe(2);
    expectEnd(context, run, WITHOUT_CLOSE);
  });

  test("ends by itself without close() once a call that hangs has been given up", async (context) => {
    const { as, parameters } = await startIssuer(context);
    as.fail("hangs", { at: "introspection" });
    const run = await runChild(new URL("processes/waits-and-ends.mjs", import.meta.url), parameters);
    expect(run.lines).toEqual(["unavailable", "unavailable", "unavailable"]);
    expectEnd(context, run, WITHOUT_CLOSE);
  });

  test.for(["hangs", "drips"] as const)(
    "ends at once after close(), although the endpoint %s",
    async (fault, context) => {
      const { as, parameters } = await startIssuer(context);
      as.fail(fault, { at: "introspection" });
      const run = await runChild(new URL("processes/closes-and-ends.mjs", import.meta.url), parameters);
      expect(run.lines).toEqual(Array.from({ length: 5 }, () => "unavailable"));
      expectEnd(context, run, AFTER_CLOSE);
    },
  );
});

const WITHOUT_CLOSE = "process goes on after its work, without close()";
const AFTER_CLOSE = "process goes on after close(), with calls that hang";
