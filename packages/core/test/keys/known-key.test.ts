import { describe, expect, test } from "vitest";
import { createKnownKey } from "../../src/keys/known-key.js";
import { makeJwk } from "./doubles.js";

describe("a key of a set", () => {
  test.each([
    ["RS256", {}, ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"]],
    ["RS256", { alg: "PS256" }, ["PS256"]],
    ["ES256", {}, ["ES256"]],
    ["ES384", {}, ["ES384"]],
    ["ES512", { alg: "ES512" }, ["ES512"]],
    ["Ed25519", {}, ["EdDSA", "Ed25519"]],
    ["Ed25519", { alg: "EdDSA" }, ["EdDSA"]],
  ])("of %s with %j verifies %j (RFC 7517 §4.4, RFC 7518 §3.1)", async (alg, members, algorithms) => {
    expect(createKnownKey(await makeJwk(alg, members)).algorithms).toEqual(algorithms);
  });

  test("is imported once for each algorithm", async () => {
    const key = createKnownKey(await makeJwk("RS256"));
    const [first, again, other] = await Promise.all(["RS256", "RS256", "PS256"].map((alg) => key.forAlgorithm(alg)));
    expect(again).toBe(first);
    expect(other).toBeDefined();
    expect(other).not.toBe(first);
  });

  test("is at hand without a promise once it has been imported, for that algorithm only", async () => {
    const key = createKnownKey(await makeJwk("RS256"));
    const importing = key.forAlgorithm("RS256");
    expect(key.importedFor("RS256")).toBeUndefined();
    expect(await importing).toBe(key.importedFor("RS256"));
    expect([key.importedFor("PS256"), key.importedFor("constructor")]).toEqual([undefined, undefined]);
  });

  test("is not at hand when it could not be imported", async () => {
    const key = createKnownKey(await makeJwk("ES256", { x: "A".repeat(43) }));
    await expect(key.forAlgorithm("ES256")).rejects.toThrow();
    expect(key.importedFor("ES256")).toBeUndefined();
  });

  test("rejects an algorithm that does not fit", async () => {
    const key = createKnownKey(await makeJwk("ES256"));
    for (const alg of ["ES384", "RS256", "HS256", "constructor"]) {
      await expect(key.forAlgorithm(alg)).rejects.toThrow(TypeError);
    }
  });

  test("takes nothing from its JWK but the key itself", async () => {
    const jwk = await makeJwk("ES256", { ext: "maybe", key_ops: ["sign", "verify"], use: "sig", x5c: [1] });
    const key = createKnownKey(jwk);
    const { kty, crv, x, y } = jwk;
    expect(key.publicJwk).toEqual({ kty, crv, x, y });
    expect(await key.forAlgorithm("ES256")).toBe(key.importedFor("ES256"));
  });

  test("cannot be changed", async () => {
    const key = createKnownKey(await makeJwk("ES256"));
    expect(Object.isFrozen(key) && Object.isFrozen(key.algorithms)).toBe(true);
  });
});
