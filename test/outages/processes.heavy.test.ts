import { keyFaults } from "@ostiary/testing";
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

  test("has no unhandled rejection, whatever fails", async (context) => {
    const names = keyFaults.map(({ name }) => name);
    await expectAllTaken(context, names);
  });

  test("refreshes its keys by timers alone, and ends by itself all the same", async (context) => {
    const run = await runChild("refreshes-by-timer", [], ["--unhandled-rejections=strict"]);
    expect(run.lines).toEqual(["accepted", "fresh", "degraded", "fresh"]);
    expectEnd(context, run, WITHOUT_CLOSE);
  });

  // The `fetch` of Node 20 goes on with a TLS handshake after it was aborted, until its own limit of ten seconds.
  test("ends after close() when the platform gives up a connection that is being made", async (context) => {
    const { as, parameters } = await startIssuer(context);
    as.fail("slow_tls");
    const run = await runChild("closes-and-ends", parameters);
    expectEnd(context, run, { name: "process goes on after close(), in a TLS handshake (platform: 10 s)", limit: 20 });
  });
});
