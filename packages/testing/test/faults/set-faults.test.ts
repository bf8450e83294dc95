import { createPrivateKey, createPublicKey, type JsonWebKeyInput } from "node:crypto";
import type { SignatureAlgorithm } from "@ostiary/core";
import { importJWK, type JWK } from "jose";
import { afterEach, describe, expect, test } from "vitest";
import { createSigningKey, createTestIssuer, type KeyFaultName, type TestIssuer } from "../../src/index.js";
import { ways } from "./ways.js";

type Jwk = Readonly<Record<string, unknown>>;

const opened: TestIssuer[] = [];
afterEach(async () => {
  for (const as of opened.splice(0)) await as.close();
});
const open = async (algorithm: SignatureAlgorithm): Promise<TestIssuer> => {
  const as = await createTestIssuer({ algorithm });
  opened.push(as);
  return as;
};
const readKeys = async (as: TestIssuer): Promise<readonly Jwk[]> =>
  ((await (await as.fetch(`${as.issuer}/jwks`, {})).json()) as { keys: Jwk[] }).keys;
const failingKeys = (as: TestIssuer, name: KeyFaultName): Promise<readonly Jwk[]> => {
  as.fail(name);
  return readKeys(as);
};
const bitsOf = (jwk: Jwk): number => Buffer.from(jwk["n"] as string, "base64url").length * 8;
const toKey = (jwk: Jwk): JsonWebKeyInput => ({ key: jwk, format: "jwk" });

describe.each(["ES256", "ES384", "ES512", "PS512", "EdDSA"] as const)("with %s", async (algorithm) => {
  const as = await createTestIssuer({ algorithm });

  test("the set has no keys (RFC 7517 §5)", async () => {
    expect(await failingKeys(as, "empty_set")).toEqual([]);
  });

  test("each key is a symmetric one of the same kid (RFC 7518 §6.4)", async () => {
    const { kid } = as.signingKey;
    const [jwk, ...others] = await failingKeys(as, "symmetric_key");
    expect(jwk).toEqual({ kty: "oct", kid, alg: "HS256", use: "sig", k: expect.stringMatching(/^[\w-]{43}$/) });
    expect(others).toEqual([]);
  });

  test("each key has its private half with it (RFC 7517 §9.2)", async () => {
    const [jwk] = await failingKeys(as, "private_key");
    expect(jwk).toMatchObject(as.signingKey.publicJwk);
    expect(createPrivateKey(toKey(jwk!)).equals(as.signingKey.privateKey)).toBe(true);
  });

  test("each key stands beside another one that fits as well (RFC 7517 §4.5)", async () => {
    const { publicJwk } = as.signingKey;
    const keys = await failingKeys(as, "duplicate_kids");
    const [other, own] = keys;
    expect(own).toEqual(publicJwk);
    expect(other).not.toEqual(own);
    for (const name of ["kid", "alg", "use", "kty", "crv"]) expect([name, other?.[name]]).toEqual([name, own?.[name]]);
    await expect(importJWK(other as JWK, algorithm)).resolves.toBeDefined();
  });

  test("each key says that it is for encryption (RFC 7517 §4.2)", async () => {
    expect(await failingKeys(as, "wrong_use")).toEqual([{ ...as.signingKey.publicJwk, use: "enc" }]);
  });

  test("each key names an algorithm that it does not fit (RFC 7517 §4.4)", async () => {
    const alg = algorithm === "PS512" ? "ES256" : "RS256";
    expect(await failingKeys(as, "wrong_alg")).toEqual([{ ...as.signingKey.publicJwk, alg }]);
  });

  test("each key is on a curve that no token is signed on (RFC 7518 §6.2.1.1)", async () => {
    const [jwk] = await failingKeys(as, "wrong_curve");
    expect(jwk).toMatchObject({ kid: as.signingKey.kid, use: "sig" });
    expect(jwk?.["crv"]).toBe(algorithm === "EdDSA" ? "X25519" : "secp256k1");
    expect(jwk).not.toHaveProperty("n");
  });

  test("each key is an RSA key of 1024 bits (RFC 7518 §3.3)", async () => {
    const [jwk] = await failingKeys(as, "weak_rsa");
    expect(jwk).toMatchObject({
      kty: "RSA",
      kid: as.signingKey.kid,
      use: "sig",
      alg: algorithm === "PS512" ? algorithm : "RS256",
    });
    expect(bitsOf(jwk!)).toBe(1024);
    expect(createPublicKey(toKey(jwk!)).asymmetricKeyType).toBe("rsa");
  });
});

test("every key that is published is replaced, those of others and those that were rotated away too", async () => {
  const as = await open("ES256");
  const others = createSigningKey("RS256");
  as.publishKey(others.publicJwk);
  const first = as.signingKey;
  as.rotateKeys();
  const keys = await failingKeys(as, "private_key");
  expect(keys.map(({ kid }) => kid)).toEqual([as.signingKey.kid, others.kid, first.kid]);
  expect(keys.every((jwk) => "d" in jwk)).toBe(true);
  expect(createPrivateKey(toKey(keys[2]!)).equals(first.privateKey)).toBe(true);
  expect(createPrivateKey(toKey(keys[1]!)).asymmetricKeyType).toBe("rsa");
});

test("keys without a kid are replaced by such as have none", async () => {
  const as = await open("ES256");
  const { kid, ...unnamed } = as.signingKey.publicJwk;
  as.withdrawKey(kid as string);
  as.publishKey(unnamed);
  for (const name of ["symmetric_key", "private_key", "duplicate_kids", "weak_rsa"] as const) {
    for (const jwk of await failingKeys(as, name)) expect([name, jwk["kid"]]).toEqual([name, undefined]);
  }
});

test.each(["symmetric_key", "duplicate_kids", "weak_rsa"] as const)(
  "the keys of %s are the same as long as the fault lasts, and others the next time",
  async (name) => {
    const as = await open("ES256");
    const keys = await failingKeys(as, name);
    expect(await readKeys(as)).toEqual(keys);
    expect(await failingKeys(as, name)).not.toEqual(keys);
  },
);

test("a key that is rotated in during a fault is replaced too", async () => {
  const as = await open("ES256");
  await failingKeys(as, "wrong_use");
  as.rotateKeys();
  expect((await readKeys(as)).map(({ use }) => use)).toEqual(["enc", "enc"]);
});

describe.each(ways)("$way", ({ open: openWay, fetch: fetchOf }) => {
  test("the set is served like a good one, and the good one again after it", async () => {
    const as = await openWay();
    opened.push(as);
    as.fail("wrong_use", { times: 1 });
    const ask = async (): Promise<unknown[]> => {
      const response = await fetchOf(as)(`${as.issuer}/jwks`, {});
      const { keys } = (await response.json()) as { keys: Jwk[] };
      return [response.status, response.headers.get("content-type"), keys[0]?.["use"]];
    };
    expect(await ask()).toEqual([200, "application/jwk-set+json", "enc"]);
    expect(await ask()).toEqual([200, "application/jwk-set+json", "sig"]);
    expect(as.requests.jwks).toBe(2);
  });
});
