import { keyFaults } from "@ostiary/testing";
import { describe, expect, test } from "vitest";
import { expectAllTaken, expectEnd, runChild, startIssuer, WITHOUT_CLOSE } from "./support/child.js";
import { PATIENT } from "./support/world.js";

describe.concurrent("a process that has a verifier in it", PATIENT, () => {
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
