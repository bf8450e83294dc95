import { describe, expect, test } from "vitest";
import { ConfigurationError, createVerificationKey, type KeySource } from "../../src/index.js";
import { makeJwk } from "./doubles.js";

const ec = await makeJwk("ES256", { kid: "a" });

describe("a key for a source of the application's own", () => {
  test("says its kid and what it verifies, and cannot be changed (RFC 7517 §4.4, §4.5)", async () => {
    const key = await createVerificationKey(ec);
    expect([key.kid, key.algorithms]).toEqual(["a", ["ES256"]]);
    expect(Object.isFrozen(key) && Object.isFrozen(key.algorithms)).toBe(true);
    // An RSA key has no curve, and members that say nothing of it are not looked at (RFC 7517 §4).
    const rsa = await createVerificationKey(await makeJwk("RS256", { alg: "PS256", crv: "P-256" }));
    expect([rsa.kid, rsa.algorithms]).toEqual([undefined, ["PS256"]]);
  });

  test("is not changed by what becomes of its JWK", async () => {
    const jwk = { ...ec };
    const key = await createVerificationKey(jwk);
    Object.assign(jwk, { kid: "b", alg: "ES384" });
    expect([key.kid, key.algorithms]).toEqual(["a", ["ES256"]]);
  });

  test.each<[string, unknown, RegExp]>([
    ["nothing", undefined, /^the JWK is not a JSON object$/],
    ["a list", [ec], /^the JWK is not a JSON object$/],
    ["a private key (RFC 7517 §9.2)", { ...ec, d: "c2VjcmV0" }, /^the JWK with kid "a" holds private/],
    ["a symmetric key (RFC 7517 §9.2)", { kty: "oct", k: "c2VjcmV0" }, /^the JWK holds private or symmetric/],
    ["a key for encryption (RFC 7517 §4.2)", { ...ec, use: "enc" }, /is not for signatures/],
    ["a key that does not verify (RFC 7517 §4.3)", { ...ec, key_ops: ["sign"] }, /key_ops/],
    ["a key that does not fit its alg (RFC 7517 §4.4)", { ...ec, alg: "ES384" }, /does not fit its key type/],
    ["an EC key for an alg of RSA (RFC 7517 §4.4)", { ...ec, alg: "RS256" }, /does not fit its key type/],
    [
      "an RSA key of 1024 bits after zeros (RFC 7518 §3.3, §6.3.1.1)",
      { kty: "RSA", n: `${"A".repeat(172)}${"w".repeat(171)}`, e: "AQAB" },
      /has an RSA modulus of 1024 bits, and 2048 is the least/,
    ],
    ["an RSA key of 1024 bits (RFC 7518 §3.3)", { kty: "RSA", n: "w".repeat(171), e: "AQAB" }, /2048 is the least/],
    ["a point off its curve (RFC 7518 §6.2.1)", { ...ec, x: ec["y"] }, /^the JWK with kid "a" cannot be imported$/],
    ["a kid that is a number (RFC 7517 §4.5)", { ...ec, kid: 1 }, /^the JWK has a kid that is not a string$/],
  ])("is not made of %s", async (_, jwk, problem) => {
    const failure: unknown = await createVerificationKey(jwk as object).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ConfigurationError);
    const { problems } = failure as ConfigurationError;
    expect(problems).toEqual([expect.stringMatching(problem)]);
    expect(JSON.stringify(failure) + String(failure)).not.toMatch(/c2VjcmV0|www/);
  });

  test("names a kid so that it cannot break a log line", async () => {
    await expect(createVerificationKey({ kid: "a\nb" })).rejects.toThrow('the JWK with kid "a\\nb" has a key type');
  });

  test("is what a source answers: an object of another making does not compile", () => {
    // @ts-expect-error - it lacks what only createVerificationKey gives
    const source: KeySource = { find: () => ({ kid: "a", algorithms: ["ES256"] }) };
    expect(source).toBeDefined();
  });
});
