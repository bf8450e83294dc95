import { describe, expect, test } from "vitest";
import { AFTER_CLOSE, expectAllTaken, expectEnd, runChild, startIssuer, WITHOUT_CLOSE } from "./support/child.js";
import { PATIENT } from "./support/world.js";

describe.concurrent("a process that has a verifier in it", PATIENT, () => {
  test("ends by itself without close(), although timers wait", async (context) => {
    const { parameters } = await startIssuer(context);
    const run = await runChild("works-and-ends", parameters);
    expect(run.lines).toEqual(["accepted", "denied", "denied", "denied", "[true,true,false]"]);
    expectEnd(context, run, WITHOUT_CLOSE);
  });

  test("ends by itself without close() once what hangs has been given up", async (context) => {
    const { as, parameters } = await startIssuer(context);
    as.fail("hangs");
    const run = await runChild("waits-and-ends", parameters);
    expect(run.lines).toEqual(["unavailable", "down"]);
    expectEnd(context, run, WITHOUT_CLOSE);
  });

  test.for(["hangs", "drips"] as const)(
    "ends at once after close(), although the server %s",
    async (fault, context) => {
      const { as, parameters } = await startIssuer(context);
      as.fail(fault);
      const run = await runChild("closes-and-ends", parameters);
      const unavailable = "fulfilled unavailable";
      const rejected = "rejected UnavailableError";
      expect(run.lines).toEqual([unavailable, unavailable, rejected, rejected, "unavailable"]);
      expectEnd(context, run, AFTER_CLOSE);
    },
  );

  test("has no unhandled rejection when the commonest things fail", async (context) => {
    await expectAllTaken(context, ["hangs", "status_503", "empty_set"]);
  });
});
