import { keyFaults } from "@ostiary/testing";
import { describe, expect, test } from "vitest";
import {
  createWorld,
  expectAccepted,
  expectUnavailable,
  judge,
  pass,
  PATIENT,
  typesOf,
  type World,
} from "./support/world.js";

/** Every fault of this kind there is in the kit, and what the operator is told of it. */
const told: Readonly<Record<string, string>> = {
  empty_set: "The JWK Set has no usable key",
  symmetric_key: "holds private or symmetric key material",
  private_key: "holds private or symmetric key material",
  duplicate_kids: "several keys bear the kid",
  wrong_use: "is not for signatures (use)",
  wrong_alg: "has an alg that does not fit its key type",
  wrong_curve: "has a curve (crv) that verifies no signature here",
  weak_rsa: "has an RSA modulus of 1024 bits, and 2048 is the least",
};
const faults = keyFaults.filter(({ kind }) => kind === "set");

describe.concurrent("the key server hands out a set that is not to be used", PATIENT, () => {
  test("this file knows all such sets", () => {
    expect(Object.keys(told).toSorted()).toEqual(faults.map(({ name }) => name).toSorted());
  });

  test.for(faults.map(({ title, name }) => [title, name] as const))(
    "%s: it replaces no good one, and where there is none it is an outage",
    async ([, name], context) => {
      const world = await createWorld(context);
      const { as, clock, verifier } = world;
      as.fail(name);
      await expectUnavailable(world, as.issue());
      expect(detailsOf(world)).toEqual([expect.stringContaining(told[name]!)]);
      as.recover();
      clock.advance(60);
      await expectAccepted(world, as.issue());
      expect(verifier.health().state).toBe("fresh");

      as.fail(name);
      const before = world.events.length;
      const isAccepted = async (): Promise<void> => expect(await judge(world, as.issue())).toBeAccepted();
      await pass(world, 1800, { stepSeconds: 30, traffic: isAccepted });
      await expectAccepted(world, as.issue());
      const [health] = verifier.health().issuers;
      expect(health).toMatchObject({ state: "degraded", lastErrorClass: "key_set", generation: 1 });
      expect(new Set(detailsOf(world, before))).toEqual(new Set([expect.stringContaining(told[name]!)]));
      for (const detail of detailsOf(world)) expect(detail).toMatch(/^[ -~]+$/);
      expect(typesOf(world, "token.denied")).toEqual([]);
    },
  );

  test("a set with one bad key among good ones: the good ones are used, the bad one is told once", async (context) => {
    const world = await createWorld(context);
    const { as } = world;
    as.publishKey({ kty: "oct", kid: "shared secret", k: "c2VjcmV0", alg: "HS256" });
    await pass(world, 3600, { stepSeconds: 60, traffic: () => judge(world, as.issue()) });
    await expectAccepted(world, as.issue());
    const [detail, ...more] = detailsOf(world);
    expect(more).toEqual([]);
    expect(detail).toContain('(kid "shared secret") holds private or symmetric key material');
    expect(detail).not.toContain("c2VjcmV0");
  });
});

function detailsOf({ events }: Pick<World, "events">, from = 0): readonly string[] {
  return events.slice(from).flatMap((event) => (event.type === "keys.rejected" ? [event.detail] : []));
}
