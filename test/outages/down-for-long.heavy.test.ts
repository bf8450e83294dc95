import { keyFaults } from "@ostiary/testing";
import { describe, test } from "vitest";
import { expectSurvival } from "./support/long-outage.js";
import { createWorld, PATIENT } from "./support/world.js";

const SLOW: readonly string[] = ["hangs", "drips", "slow_tls"];
const quick = keyFaults.flatMap(({ name, title }) => (SLOW.includes(name) ? [] : [[title, name] as const]));

describe.concurrent("the authorization server is down for longer than its keys may live", PATIENT, () => {
  test.for(quick)(
    "%s: all are served for an hour past freshness, then 503, and all is well at its end",
    async ([, name], context) => {
      const world = await createWorld(context);
      const { fail, recover: end } = world.as;
      await expectSurvival(world, { begin: () => fail(name), end }, context);
    },
  );
});

// After the others: the time that an attempt takes is real, however fast the clock is moved, so it is kept short for the
// sake of a hundred attempts in a row, and yet long enough for one that goes well.
const attemptTimeoutSeconds = 0.25;

describe("the authorization server is slow for longer than its keys may live", PATIENT, () => {
  test.concurrent.for(["hangs", "drips"] as const)("it %s: the same", async (name, context) => {
    const world = await createWorld(context, { attemptTimeoutSeconds });
    const { fail, recover: end } = world.as;
    await expectSurvival(world, { begin: () => fail(name), end, healSeconds: 360 }, context);
  });

  // Then it is the metadata that name the wrong place, and they are read again every ten minutes while it does not answer.
  test.concurrent("its metadata lead to a place where TLS never begins: the same", async (context) => {
    const world = await createWorld(context, { attemptTimeoutSeconds });
    const { fail, recover: end } = world.as;
    await expectSurvival(world, { begin: () => fail("slow_tls"), end, healSeconds: 1050 }, context);
  });
});
