import { createVerifier, type OstiaryEvent, type Verifier } from "@ostiary/core";
import { afterAll, describe, expect, test } from "vitest";
import { type FaultOptions, type KeyFault, keyFaults, manualClock, type TestIssuer } from "../../src/index.js";
import { matchers } from "../../src/vitest.js";
import { ways } from "./ways.js";

expect.extend(matchers);

const opened: TestIssuer[] = [];
const verifiers: Verifier[] = [];
afterAll(async () => {
  for (const verifier of verifiers) verifier.close();
  await Promise.all(opened.map((as) => as.close()));
});

const placesOf = ({ name, kind }: KeyFault): readonly NonNullable<FaultOptions["at"]>[] =>
  kind === "set" || name === "slow_tls" ? ["jwks"] : ["both", "metadata", "jwks"];

describe.each(ways)("$way, a verifier", ({ open }) => {
  const setUp = async () => {
    const clock = manualClock();
    const as = await open({ clock });
    opened.push(as);
    let tellFailed: (event: OstiaryEvent) => void;
    const failed = new Promise<OstiaryEvent>((resolve) => {
      tellFailed = resolve;
    });
    const verifier = createVerifier({
      ...as.verifierOptions(),
      keys: {
        attemptTimeoutSeconds: 0.2,
        loadTimeoutSeconds: 0.5,
        coldWaitSeconds: 0.4,
        unknownKidWaitSeconds: 0.3,
        retries: 0,
      },
      onEvent: (event) => {
        if (event.type === "keys.refresh_failed") tellFailed(event);
      },
    });
    verifiers.push(verifier);
    return { as, clock, verifier, failed };
  };

  test("accepts a good token while nothing fails (RFC 9068 §4)", async () => {
    const as = await open({ clock: manualClock() });
    opened.push(as);
    const verifier = createVerifier(as.verifierOptions());
    verifiers.push(verifier);
    expect(await verifier.verify(as.issue())).toBeAccepted();
  });

  test.concurrent.each(keyFaults)("that starts with $title cannot tell (RFC 9110 §15.6.4)", async (fault) => {
    await Promise.all(
      placesOf(fault).map(async (at) => {
        const { as, verifier } = await setUp();
        as.fail(fault.name, { at });
        const outcome = await verifier.authenticate({ authorization: [as.bearer().authorization] });
        expect(outcome).toBeUnavailable();
        expect(verifier.challenge(outcome as never).status).toBe(503);
      }),
    );
  });

  test.concurrent.each(keyFaults)("that has keys goes on with $title (RFC 9110 §15.6.4)", async (fault) => {
    const { as, clock, verifier, failed } = await setUp();
    // By one that has the time which a busy machine needs.
    const patient = createVerifier(as.verifierOptions());
    verifiers.push(patient);
    await patient.warmUp();
    await verifier.importSnapshot(patient.exportSnapshot());
    as.fail(fault.name);
    clock.advance(550); // a set is fresh for 600 s, and refreshed ahead after 420 s to 540 s
    expect(await verifier.verify(as.issue())).toBeAccepted();
    await failed;
    expect(await verifier.verify(as.issue())).toBeAccepted();
    clock.advance(100);
    expect(await verifier.verify(as.issue())).toBeAccepted();
  });
});
