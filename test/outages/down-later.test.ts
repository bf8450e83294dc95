import { describe, expect, test } from "vitest";
import { createWorld, expectAccepted, pass, PATIENT, typesOf } from "./support/world.js";

const MINUTE = 60;

describe.concurrent("the authorization server goes down after an hour of traffic", PATIENT, () => {
  test("no request is refused, the health says degraded, and each change is told once", async (context) => {
    const world = await createWorld(context);
    const { as, verifier, events } = world;
    const traffic = (): Promise<void> => expectAccepted(world, as.issue());
    await traffic();
    await pass(world, 60 * MINUTE, { stepSeconds: MINUTE, traffic });
    expect(verifier.health()).toMatchObject({
      state: "fresh",
      issuers: [{ generation: 1, lastErrorClass: undefined }],
    });
    expect(new Set(typesOf(world, ""))).toEqual(new Set(["metadata.refreshed", "keys.refreshed", "token.accepted"]));

    // Twice: the second outage is told like the first.
    for (let outages = 0; outages < 2; outages += 1) {
      const before = events.length;
      await as.stop();
      await pass(world, 40 * MINUTE, { stepSeconds: MINUTE, traffic });
      const [issuer] = verifier.health().issuers;
      expect(issuer).toMatchObject({ state: "degraded", lastErrorClass: "network" });
      expect(issuer!.ageSeconds).toBeGreaterThan(30 * MINUTE);
      expect(issuer!.nextAttemptAt).toBeGreaterThan(0);
      expect(typesOf(world, "keys.stale_served", before)).toHaveLength(1);
      expect(typesOf(world, "keys.refresh_failed", before).length).toBeGreaterThan(10);

      await as.start();
      await pass(world, 5 * MINUTE, { stepSeconds: MINUTE, traffic });
      expect(verifier.health()).toMatchObject({ state: "fresh", issuers: [{ generation: 1 }] });
      expect(typesOf(world, "keys.refreshed", before)).toHaveLength(1);
    }
    expect(typesOf(world, "token.denied")).toEqual([]);
    expect(typesOf(world, "token.unavailable")).toEqual([]);
    expect(typesOf(world, "keys.expired")).toEqual([]);
  });
});
