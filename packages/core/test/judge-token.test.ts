import { describe, expect, test } from "vitest";
import { DeniedError, ExtensionError, UnavailableError } from "../src/errors.js";
import { judgeToken } from "../src/judge-token.js";
import { createVerificationKey } from "../src/keys/verification-key.js";
import { resolveOptions } from "../src/resolve-options.js";
import type { KeySource } from "../src/seams/key-source.js";
import { AUDIENCE, createSigner, ISSUER, NOW } from "./support/issuer.js";

const signer = await createSigner();
const key = await createVerificationKey(signer.jwk);
const options = resolveOptions({ issuer: ISSUER, audience: AUDIENCE });

async function judgeWith(keys: KeySource, by = signer, header: object = {}) {
  const issuers = new Map(
    [...options.issuers].map(([name, issuer]) => [name, { ...issuer, keys, introspector: undefined }]),
  );
  return judgeToken(await by.sign({}, header), { issuers, options, now: NOW });
}

const answering = (answer: unknown): KeySource => ({ find: () => answer as undefined });
function rejectingWith(error: Error): KeySource {
  return {
    find: async () => {
      throw error;
    },
  };
}

describe("a key source that breaks its contract accepts and denies nothing:", () => {
  test.each<[string, KeySource, unknown]>([
    [
      "it throws",
      {
        find: () => {
          throw new Error("x");
        },
      },
      { detail: `The key source of issuer ${ISSUER} failed`, cause: new Error("x") },
    ],
    ["it rejects", rejectingWith(new Error("x")), { detail: expect.stringContaining(ISSUER), cause: new Error("x") }],
    [
      "it rejects with an error of this library that is none of its own",
      rejectingWith(new DeniedError("token_revoked", "x", { status: 401, headers: {}, body: "" })),
      { cause: expect.any(DeniedError) },
    ],
    ["it makes a key of a bad JWK", { find: () => createVerificationKey({}) }, { cause: { code: "configuration" } }],
    ["it answers null", answering(null), { detail: expect.stringMatching(/answer undefined for a key/) }],
    ["it answers a JWK", answering(signer.jwk), { detail: expect.stringMatching(/createVerificationKey\(\)/) }],
    ["it answers a copy of a key", answering({ ...key }), { detail: expect.stringContaining(ISSUER) }],
    ["it answers what looks like a key", answering(Object.create(key)), { detail: expect.stringContaining(ISSUER) }],
    ["it answers a text", answering("k1"), { detail: expect.stringContaining(ISSUER) }],
  ])("%s", async (_, keys, members) => {
    const failure: unknown = await judgeWith(keys).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ExtensionError);
    expect(failure).toMatchObject(members as object);
  });
});

describe("a key that a source answers", () => {
  test("verifies the token", async () => {
    expect(await judgeWith(answering(key))).toMatchObject({ kind: "accepted" });
    expect(await judgeWith(answering(Promise.resolve(key)))).toMatchObject({ kind: "accepted" });
  });

  test("is not there when it does not fit the algorithm (RFC 7517 §4.4, RFC 8725 §3.1)", async () => {
    const other = await createSigner("ES384");
    expect(await judgeWith(answering(key), other)).toMatchObject({ reason: "no_matching_key" });
    const rsa = await createSigner("RS256");
    const narrow = await createVerificationKey({ ...rsa.jwk, alg: "PS256" });
    expect(await judgeWith(answering(narrow), rsa)).toMatchObject({ reason: "no_matching_key" });
    const wide = await createVerificationKey({ ...rsa.jwk, alg: undefined });
    expect(await judgeWith(answering(wide), rsa)).toMatchObject({ kind: "accepted" });
  });

  test("may bear another kid: the source knows under which names it goes", async () => {
    expect(await judgeWith(answering(key), signer, { kid: "alias" })).toMatchObject({ kind: "accepted" });
  });

  test("denies what it did not sign", async () => {
    expect(await judgeWith(answering(key), await createSigner())).toMatchObject({ reason: "signature_invalid" });
    expect(await judgeWith(answering(undefined))).toMatchObject({ reason: "no_matching_key" });
  });
});

test("a key source that could not tell is an outage", async () => {
  const error = new UnavailableError("down");
  await expect(judgeWith({ find: () => Promise.reject(error) })).rejects.toBe(error);
});

test("a key source is asked for what the header names, at the time of the request", async () => {
  const asked: unknown[] = [];
  await judgeWith({ find: (...args) => void asked.push(args) });
  expect(asked).toEqual([[{ alg: "ES256", kid: "k1" }, NOW]]);
});
