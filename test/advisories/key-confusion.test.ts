// Published advisories about algorithms and keys: what must hold here, under the id of each.
import nodeCrypto, { createPublicKey, generateKeyPairSync, type JsonWebKey } from "node:crypto";
import { syncBuiltinESMExports } from "node:module";
import {
  ConfigurationError,
  createStaticKeySource,
  createVerificationKey,
  createVerifier,
  type KeySource,
  type VerificationKey,
} from "@ostiary/core";
import { createSigningKey } from "@ostiary/testing";
import { describe, expect, test, vi } from "vitest";
import { AUDIENCE, createArena } from "../attacks/support/arena.js";
import { expectAccepted, expectRefused } from "../attacks/support/expect-refused.js";
import { encode, forge, hmac, nothing, signWith } from "../attacks/support/forge.js";

const arena = await createArena();
const { a, header, claims } = arena;
const rsa = createSigningKey("RS256", "rsa");
const p384 = createSigningKey("ES384", "p384");
const weak = generateKeyPairSync("rsa", { modulusLength: 1024 });
a.publishKey({ ...rsa.publicJwk, alg: undefined });
a.publishKey({ ...p384.publicJwk, alg: undefined });
a.publishKey({ ...weak.publicKey.export({ format: "jwk" }), kid: "weak" });

const toPem = (type: "spki" | "pkcs1"): string => rsa.publicKey.export({ type, format: "pem" }).toString();
const certificate = toPem("spki").replaceAll("PUBLIC KEY", "CERTIFICATE");
const keyedWith = (secret: string | Buffer, kid = "rsa", alg = "HS256"): string =>
  forge({ ...header, alg, kid }, claims, hmac(secret));
const withHeader = (changes: object) => ({ ...header, ...changes });

/** What a verifier says of options that are wrong. */
const refusal = (options: object): string[] => {
  try {
    createVerifier({ issuer: a.issuer, audience: AUDIENCE, ...options });
    return [];
  } catch (error) {
    return error instanceof ConfigurationError ? [...error.problems] : [`no ConfigurationError: ${String(error)}`];
  }
};
const withKeys = (jwks: unknown): object => ({ issuer: { issuer: a.issuer, jwks } });
const good = { keys: [rsa.publicJwk] };

test("CVE-2023-48223, GHSA-c2ff-88x2-x9pg: the keys that are abused below verify what they are meant for", async () => {
  await expectAccepted(arena, a.issue({}, { key: rsa }));
  expect(refusal(withKeys(good))).toEqual([]);
});

test.each([
  ["SubjectPublicKeyInfo", toPem("spki")],
  ["PKCS #1, RSA PUBLIC KEY", toPem("pkcs1")],
  ["a certificate", certificate],
  ["SubjectPublicKeyInfo without the last line break", toPem("spki").trimEnd()],
  ["PKCS #1 without the last line break", toPem("pkcs1").trimEnd()],
  ["SubjectPublicKeyInfo with the line breaks of Windows", toPem("spki").replaceAll("\n", "\r\n")],
  ["SubjectPublicKeyInfo without any line break", toPem("spki").replaceAll("\n", "")],
])("CVE-2023-48223, GHSA-c2ff-88x2-x9pg: an HMAC keyed with a public key as PEM is refused: %s", async (_, pem) => {
  await expectRefused(arena, keyedWith(pem), "algorithm_not_allowed");
});

test("CVE-2023-48223, GHSA-c2ff-88x2-x9pg: no HMAC is ever computed for an issuer", async () => {
  const tokens = ["HS256", "HS384", "HS512"].map((alg) => keyedWith(toPem("spki"), "rsa", alg));
  const { subtle } = globalThis.crypto;
  const verify = vi.spyOn(nodeCrypto, "verify");
  const secrets = [
    ...(["sign", "importKey", "verify"] as const).map((name) => vi.spyOn(subtle, name)),
    ...(["createHmac", "createSecretKey"] as const).map((name) => vi.spyOn(nodeCrypto, name)),
  ];
  syncBuiltinESMExports();
  for (const token of tokens) await expectRefused(arena, token, "algorithm_not_allowed");
  await expectAccepted(arena, a.issue({}, { key: rsa }));
  expect(verify).toHaveBeenCalled();
  for (const spy of secrets) expect(spy).not.toHaveBeenCalled();
  for (const spy of [verify, ...secrets]) spy.mockRestore();
  syncBuiltinESMExports();
});

test.each([" ", "\n", "\t", "\r\n", "\ufeff", "\u200b", "# comment\n", "x", ""])(
  "CVE-2026-34950, GHSA-mvf2-f6gm-w987, GHSA-ww5h-9m49-7xx4: %j before the PEM of a configured key makes no secret of it",
  async (prefix) => {
    const text = `${prefix}${toPem("spki")}`;
    for (const jwks of [text, { keys: [text] }, { keys: [{ kty: "oct", k: encode(text) }] }]) {
      expect(refusal(withKeys(jwks))).not.toEqual([]);
    }
    await expect(createVerificationKey(text as unknown as object)).rejects.toThrow(ConfigurationError);
    await expectRefused(arena, keyedWith(text), "algorithm_not_allowed");
  },
);

test.each([
  ["a JWK", JSON.stringify(rsa.publicJwk)],
  ["a JWK Set", JSON.stringify({ keys: [rsa.publicJwk] })],
  ["a list of JWKs", JSON.stringify([rsa.publicJwk])],
  ["a JWK with white space", JSON.stringify(rsa.publicJwk, null, 2)],
])("GHSA-g3jj-5cmm-3hxx: the text of %s is neither a key nor a secret", async (_, text) => {
  expect(refusal(withKeys(good))).toEqual([]);
  for (const jwks of [text, { keys: [text] }, { keys: text }]) expect(refusal(withKeys(jwks))).not.toEqual([]);
  await expect(createStaticKeySource(text as unknown as typeof good)).rejects.toThrow(ConfigurationError);
  await expectRefused(arena, keyedWith(text), "algorithm_not_allowed");
});

/** A source of keys that answers so, and whether it was asked. */
async function askWith(answer: unknown, token: string): Promise<{ readonly asked: number; readonly result: unknown }> {
  let asked = 0;
  const keySource: KeySource = { find: () => ((asked += 1), answer as VerificationKey | undefined) };
  const verifier = createVerifier({ issuer: { issuer: a.issuer, keySource }, audience: AUDIENCE, clock: arena.clock });
  const result: unknown = await verifier.verify(token).catch((error: unknown) => error);
  return { asked, result };
}

describe("CVE-2026-44351, GHSA-gmvf-9v4p-v8jc", () => {
  test.each([
    ["an empty text", ""],
    ["no bytes", Buffer.alloc(0)],
    ["null", null],
    ["undefined", undefined],
    ["a list of nothing", []],
  ])("CVE-2026-44351: %s for a key verifies nothing, and an HMAC keyed with nothing is refused", async (_, answer) => {
    const key = await createVerificationKey(rsa.publicJwk);
    expect((await askWith(key, a.issue({}, { key: rsa }))).result).toMatchObject({ subject: "user-1" });

    const symmetric = await askWith(answer, keyedWith(""));
    expect(symmetric).toMatchObject({ asked: 0, result: { code: "denied", reason: "algorithm_not_allowed" } });
    const unsigned = await askWith(answer, forge(withHeader({ alg: "RS256", kid: "rsa" }), claims, hmac("")));
    expect(unsigned.result).toMatchObject({ name: expect.stringMatching(/^(?:Denied|Extension)Error$/) });
    const signed = await askWith(answer, a.issue({}, { key: rsa }));
    expect(signed.result).toMatchObject(
      answer === undefined ? { code: "denied", reason: "no_matching_key" } : { code: "extension" },
    );
  });
});

test.each([
  ["no keys", { keys: [] }],
  ["null for the keys", null],
  ["an empty text for the keys", ""],
  ["an empty key", { keys: [{}] }],
  ["null for a key", { keys: [null] }],
  ["an empty text for a key", { keys: [""] }],
  ["a secret of no bytes", { keys: [{ kty: "oct", k: "" }] }],
  ["a modulus of no bytes", { keys: [{ kty: "RSA", n: "", e: "" }] }],
  ["a point of no bytes", { keys: [{ kty: "EC", crv: "P-256", x: "", y: "" }] }],
])("GHSA-8wpc-h4q6-8fxv: no verifier can be made with %s", (_, jwks) => {
  expect(refusal(withKeys(good))).toEqual([]);
  expect(refusal(withKeys(jwks))).not.toEqual([]);
});

test.each(["ES256", "RS256", "PS256", "EdDSA"])(
  "GHSA-8wpc-h4q6-8fxv: an empty signature is refused under %s, which is allowed",
  (alg) => expectRefused(arena, forge(withHeader({ alg }), claims, nothing), "signature_invalid"),
);

test("CVE-2026-22817, GHSA-f67f-6cw9-8mq4: without a list of algorithms none is symmetric", async () => {
  for (const alg of ["HS256", "HS384", "HS512"]) {
    await expectRefused(arena, keyedWith(String(rsa.publicJwk["n"]), "rsa", alg), "algorithm_not_allowed");
  }
  expect(refusal({ algorithms: ["ES256"] })).toEqual([]);
  expect(refusal({ algorithms: ["ES256", "HS256"] })).toEqual([expect.stringContaining("HS256")]);
});

test("CVE-2026-22818, GHSA-3vhc-576x-3qv4: a key without alg leaves the choice to the settings, not to the token", async () => {
  const strict = await createArena({ algorithms: ["RS256", "ES256"] });
  strict.a.publishKey({ ...rsa.publicJwk, alg: undefined });
  await expectAccepted(strict, strict.a.issue({}, { key: rsa }));
  for (const alg of ["HS256", "RS384", "RS512", "PS256", "none"]) {
    const sign = alg.startsWith("RS") ? signWith(`sha${alg.slice(2)}`, rsa.privateKey) : nothing;
    await expectRefused(strict, forge(withHeader({ alg, kid: "rsa" }), claims, sign), "algorithm_not_allowed");
  }
});

test("CVE-2020-15084, GHSA-6g6m-m6h5-w9gf: the list of algorithms is never empty, nor from the token", async () => {
  expect(refusal({ algorithms: undefined })).toEqual([]);
  for (const algorithms of [[], "", [""], [undefined], null, {}]) {
    expect(refusal({ algorithms })).not.toEqual([]);
  }
  for (const alg of ["HS256", "none", "ES256K"]) {
    await expectRefused(arena, forge(withHeader({ alg }), claims, hmac("")), "algorithm_not_allowed");
  }
});

describe("CVE-2022-23539", () => {
  const sha256 = (key: { readonly privateKey: Parameters<typeof signWith>[1] }) => signWith("sha256", key.privateKey);

  test.each([
    ["an RSA key of 1024 bits", "RS256", "weak", sha256(weak)],
    ["a key on P-384 under ES256", "ES256", "p384", (input: string) => sha256(p384)(input).subarray(0, 64)],
    ["an EC key under RS256", "RS256", "p384", sha256(p384)],
    ["an RSA key under ES256", "ES256", "rsa", (input: string) => sha256(rsa)(input).subarray(0, 64)],
  ])("CVE-2022-23539: %s is not used", (_, alg, kid, sign) =>
    expectRefused(arena, forge(withHeader({ alg, kid }), claims, sign), "no_matching_key"),
  );

  test("CVE-2022-23539: a source that answers a key of another type verifies nothing with it", async () => {
    const key = await createVerificationKey(rsa.publicJwk);
    const { asked, result } = await askWith(key, a.issue());
    expect({ asked, result }).toMatchObject({ asked: 1, result: { code: "denied", reason: "no_matching_key" } });
  });

  test("CVE-2022-23539: nor can it be configured", async () => {
    const jwk: JsonWebKey = weak.publicKey.export({ format: "jwk" });
    expect(refusal(withKeys({ keys: [jwk] }))).toEqual([expect.stringContaining("1024 bits")]);
    await expect(createVerificationKey(jwk)).rejects.toThrow(/1024 bits/);
    await expect(
      createVerificationKey(createPublicKey(rsa.privateKey).export({ format: "jwk" })),
    ).resolves.toBeDefined();
  });
});

test("CVE-2022-23540: nothing that is left out admits an unsigned token", async () => {
  for (const alg of ["none", "None", "NONE"]) {
    await expectRefused(arena, forge(withHeader({ alg, kid: undefined }), claims, nothing), "algorithm_not_allowed");
    expect(refusal({ algorithms: [alg] })).not.toEqual([]);
  }
});

test("CVE-2022-23541: a source that answers a public key for every token verifies no HMAC with it", async () => {
  const key = await createVerificationKey({ ...rsa.publicJwk, alg: undefined });
  expect(await askWith(key, a.issue({}, { key: rsa }))).toMatchObject({ asked: 1, result: { subject: "user-1" } });
  for (const secret of [toPem("spki"), JSON.stringify(rsa.publicJwk), String(rsa.publicJwk["n"])]) {
    const { asked, result } = await askWith(key, keyedWith(secret));
    expect({ asked, result }).toMatchObject({ asked: 0, result: { reason: "algorithm_not_allowed" } });
  }
});

describe("CVE-2015-9235", () => {
  test.each(["none", "None", "NONE", "nOnE", "none ", ""])("CVE-2015-9235: alg %j is refused", (alg) =>
    expectRefused(arena, forge(withHeader({ alg }), claims, nothing), "algorithm_not_allowed"),
  );

  test.each([[null], [undefined], [0], [["none"]], [["ES256"]], [{}]])("CVE-2015-9235: alg %j is refused", (alg) =>
    expectRefused(arena, forge(withHeader({ alg }), claims, nothing), "malformed_token"),
  );

  test("CVE-2015-9235: a token of RS256 is not verified as one of HS256", () =>
    expectRefused(arena, keyedWith(toPem("spki")), "algorithm_not_allowed"));
});
