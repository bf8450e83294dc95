import { createVerifier } from "@ostiary/core";
import { createTestIssuer } from "@ostiary/testing";
import { describe, expect, test } from "vitest";
import { createWorld, expectAccepted, expectUnavailable, expectUnknownKey, PATIENT, typesOf } from "./support/world.js";

describe.concurrent("the authorization server is down when the API starts", PATIENT, () => {
  test.for([
    ["nothing listens", "stop"],
    ["it breaks connections off", "refuses"],
    ["it answers 500", "status_500"],
    ["it answers 503", "status_503"],
    ["it answers with a page", "html"],
  ] as const)(
    "%s: a good token is answered 503, and 200 once it is there, without a restart",
    async ([, fault], context) => {
      const world = await createWorld(context);
      const { as, clock, verifier, events } = world;
      await (fault === "stop" ? as.stop() : as.fail(fault));
      await expectUnavailable(world, as.issue());
      expect(verifier.health()).toMatchObject({ state: "down", issuers: [{ generation: 0, ageSeconds: undefined }] });
      clock.advance(0.1);
      await expectUnavailable(world, as.issue());
      await (fault === "stop" ? as.start() : as.recover());
      clock.advance(60);
      await expectAccepted(world, as.issue());
      expect(verifier.health().state).toBe("fresh");
      expect(typesOf(world, "keys.").at(-1)).toBe("keys.refreshed");
      expect(events.filter(({ type }) => type === "token.denied")).toEqual([]);
    },
  );

  test("what can be refused without a key is refused all the same, and a stranger's token is not called bad", async (context) => {
    const world = await createWorld(context);
    await world.as.stop();
    await expectUnavailable(world, world.as.issue({}, { kid: "made-up" }));
    const [app] = world.apps;
    const expired = world.as.issue({ exp: world.clock.now() - 60 });
    const response = await fetch(`${app!.origin}/orders`, { headers: { authorization: `Bearer ${expired}` } });
    expect(response).toBeDenied("token_expired");
    await world.as.start();
    world.clock.advance(60);
    await expectUnknownKey(world, world.as.issue({}, { kid: "made-up" }));
  });

  test("nobody asks for anything but the health, and the API gets ready nevertheless", async (context) => {
    const { as, clock, verifier, network } = await createWorld(context);
    await as.stop();
    expect(verifier.health().state).toBe("down");
    await network.settled();
    expect(verifier.health().issuers).toMatchObject([{ state: "down", lastErrorClass: "network" }]);
    await as.start();
    clock.advance(60);
    verifier.health();
    await network.settled();
    expect(verifier.health().state).toBe("fresh");
  });

  // The pauses between its attempts are of the platform's timers, so this one clock runs by itself.
  test("warmUp() with a deadline waits for a server that starts late", async ({ onTestFinished }) => {
    const as = await createTestIssuer({ listen: true });
    onTestFinished(() => as.close());
    await as.stop();
    let tellFailure!: () => void;
    const failed = new Promise<void>((resolve) => (tellFailure = resolve));
    const verifier = createVerifier({
      ...as.verifierOptions(),
      keys: { minBackoffSeconds: 0.01, maxBackoffSeconds: 0.1 },
      onEvent: ({ type }) => {
        if (type === "keys.refresh_failed") tellFailure();
      },
    });
    const ready = verifier.warmUp({ deadlineSeconds: 30 });
    await failed;
    await as.start();
    await ready;
    expect(verifier.health().state).toBe("fresh");
    expect(await verifier.verify(as.issue())).toMatchObject({ subject: "user-1" });
  });
});
