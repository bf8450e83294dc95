import { describe, expect, test } from "vitest";
import { ConfigurationError } from "../src/errors.js";
import type { VerifierOptions } from "../src/index.js";
import { PASS } from "../src/outcome.js";
import { createRecipient } from "./support/encryption.js";
import {
  answeringClient,
  activeWith,
  introspectingVerifier,
  judge,
  OPAQUE,
  withKeysOf,
} from "./support/introspection.js";
import { AUDIENCE, createSigner, ISSUER, verifierFor } from "./support/issuer.js";

const signer = await createSigner();
const signed = await signer.sign();
const recipient = await createRecipient("RSA-OAEP-256");
const encrypted = await recipient.encrypt(signed);
const decryptionKeys = [{ key: recipient.jwk }];
const OTHER = "https://b.example";

const verifier = (options: Partial<VerifierOptions> = {}) => verifierFor(signer, { decryptionKeys, ...options });

describe("an encrypted token that is accepted", () => {
  test("is a JWT, and what its value says is the token as it was presented", async () => {
    const token = await verifier().verify(encrypted, { scopes: ["api:read"] });
    expect(token).toMatchObject({ issuer: ISSUER, subject: "u1", clientId: "c1", format: "jwt", audience: [AUDIENCE] });
    expect(token.value).toBe(encrypted);
    expect(Object.keys(token)).not.toContain("value");
    expect(Object.isFrozen(token)).toBe(true);
    const alone = await verifier().verify(signed);
    expect({ ...token }).toEqual({ ...alone });
    expect(alone.value).toBe(signed);
  });

  test("is so whether or not its issuer always encrypts", async () => {
    for (const requireEncryption of [true, false]) {
      expect(await judge(verifier({ requireEncryption }), encrypted)).toMatchObject({ kind: "accepted" });
    }
  });

  test("is shown to checks as it was presented", async () => {
    const seen: string[] = [];
    const check = (token: { readonly value: string }) => (seen.push(token.value), PASS);
    await verifier({ checks: [check] }).verify(encrypted);
    expect(seen).toEqual([encrypted]);
  });

  test("may be as long as any other token, and no longer", async () => {
    expect(await judge(verifier({ maxTokenBytes: encrypted.length }), encrypted)).toMatchObject({ kind: "accepted" });
    const short = verifier({ maxTokenBytes: encrypted.length - 1 });
    expect(await judge(short, encrypted)).toMatchObject({ reason: "token_too_large" });
  });
});

describe("what is in an encrypted token is judged as if it had come alone (RFC 9068 §4):", () => {
  test.each<[string, object, object, string]>([
    ["another issuer", { iss: OTHER }, {}, "unknown_issuer"],
    ["another audience", { aud: "https://other.example" }, {}, "audience_mismatch"],
    ["the end of its life", { exp: 1 }, {}, "token_expired"],
    ["a key nobody knows", {}, { kid: "?" }, "no_matching_key"],
    ["a logout token", {}, { typ: "logout+jwt" }, "unexpected_type"],
    [
      "an ID token",
      { nonce: "n", aud: [AUDIENCE, "c1"], azp: "c1", client_id: undefined, scope: undefined },
      { typ: "JWT" },
      "not_an_access_token",
    ],
    ["a token that is bound to a key", { cnf: { jkt: "x" } }, {}, "binding_required"],
  ])("%s", async (_, claims, header, reason) => {
    const inside = await signer.sign(claims, header);
    const outcome = await judge(verifier(), inside);
    expect(outcome).toMatchObject({ kind: "denied", reason });
    expect(await judge(verifier(), await recipient.encrypt(inside))).toEqual(outcome);
  });

  test("another signature", async () => {
    const stranger = await createSigner();
    const outcome = await judge(verifier(), await recipient.encrypt(await stranger.sign()));
    expect(outcome).toMatchObject({ kind: "denied", reason: "signature_invalid" });
  });

  test("a scope it lacks", async () => {
    const outcome = await judge(verifier(), encrypted, ["api:write"]);
    expect(outcome).toMatchObject({ kind: "denied", reason: "scope_insufficient" });
  });
});

describe("a token that is not encrypted (RFC 9068 §4)", () => {
  const issuers = [
    { issuer: ISSUER, jwks: { keys: [signer.jwk] }, requireEncryption: true },
    { issuer: OTHER, jwks: { keys: [signer.jwk] } },
  ];

  test("is refused where its issuer is to encrypt, and accepted of another issuer", async () => {
    const both = verifier({ issuer: issuers });
    expect(await judge(both, signed)).toMatchObject({
      reason: "malformed_token",
      detail: `of ${ISSUER} only encrypted JWTs are taken (requireEncryption)`,
    });
    expect(await judge(both, encrypted)).toMatchObject({ kind: "accepted" });
    expect(await judge(both, await signer.sign({ iss: OTHER }))).toMatchObject({ kind: "accepted" });
  });

  test("is accepted where keys are configured and nothing is required", async () => {
    expect(await judge(verifier(), signed)).toMatchObject({ kind: "accepted" });
  });

  test("is accepted where it is opaque, for that shows nothing", async () => {
    const { verifier } = introspectingVerifier(answeringClient(), { decryptionKeys, requireEncryption: true });
    expect(await judge(verifier, OPAQUE)).toMatchObject({ kind: "accepted" });
  });
});

describe("introspection", () => {
  test("is of the encrypted token as it was presented, where all are introspected", async () => {
    const client = answeringClient(activeWith({ scope: "other" }));
    const { verifier } = introspectingVerifier(client, {
      issuer: withKeysOf(signer, "introspect-all"),
      decryptionKeys,
    });
    const outcome = await judge(verifier, encrypted, ["api:read"]);
    expect(outcome).toMatchObject({ kind: "accepted", token: { format: "jwt" } });
    expect(client.asked()).toEqual([encrypted]);
  });

  test("compares with what was signed, whatever a schema makes of it", async () => {
    const { verifier } = introspectingVerifier(answeringClient(activeWith({ sub: "u2" })), {
      issuer: withKeysOf(signer, "introspect-all"),
      decryptionKeys,
      claimsSchema: { "~standard": { version: 1, vendor: "x", validate: () => ({ value: {} }) } },
    });
    expect(await judge(verifier, encrypted)).toMatchObject({ kind: "unavailable" });
  });

  test.each([
    ["without keys", {}],
    ["with keys, one of which is not for it", { decryptionKeys }],
  ])("is never of an encrypted token that cannot be read: %s", async (_, options) => {
    const client = answeringClient();
    const { verifier } = introspectingVerifier(client, options);
    const foreign = await (await createRecipient("dir")).encrypt("opaque");
    expect(await judge(verifier, foreign)).toMatchObject({ reason: "malformed_token" });
    expect(client.asked()).toEqual([]);
  });

  test("is of five parts that have no JOSE header, which are opaque", async () => {
    const client = answeringClient();
    const { verifier } = introspectingVerifier(client, { decryptionKeys });
    expect(await judge(verifier, "a.b.c.d.e")).toMatchObject({ kind: "accepted", token: { format: "opaque" } });
    expect(client.asked()).toEqual(["a.b.c.d.e"]);
  });
});

describe("a key that cannot be imported", () => {
  test("is told by warmUp(), before the first token", async () => {
    const { jwk } = await createRecipient("ECDH-ES");
    const off = verifier({ decryptionKeys: [{ key: { ...jwk, x: jwk.y } }] });
    await expect(off.warmUp()).rejects.toThrow(ConfigurationError);
    await expect(verifier().warmUp()).resolves.toBeUndefined();
  });

  test("is an outage for tokens that are for it, and for no other", async () => {
    const to = await createRecipient("ECDH-ES");
    const events: unknown[] = [];
    const off = verifier({
      decryptionKeys: [{ key: { ...to.jwk, x: to.jwk.y } }, ...decryptionKeys],
      onEvent: (event) => void events.push(event),
    });
    const outcome = await judge(off, await to.encrypt(signed));
    expect(outcome).toMatchObject({ kind: "unavailable", detail: "A key of decryptionKeys cannot be imported" });
    expect(events).toMatchObject([{ type: "token.unavailable" }]);
    expect(JSON.stringify(events)).not.toContain(to.jwk.d);
    expect(await judge(off, encrypted)).toMatchObject({ kind: "accepted" });
    expect(await judge(off, signed)).toMatchObject({ kind: "accepted" });
  });
});

test("no event and no outcome holds a token, what was in it, or a key", async () => {
  const events: unknown[] = [];
  const telling = verifier({ onEvent: (event) => void events.push(event) });
  const tokens = [encrypted, await recipient.encrypt("claims-of-nobody"), `${encrypted.slice(0, -3)}AAA`];
  for (const token of tokens) {
    const outcome = await judge(telling, token);
    const told = JSON.stringify([outcome.kind === "denied" ? outcome : undefined, events]);
    const parts = [...token.split("."), ...signed.split("."), "claims-of-nobody", recipient.jwk.d, recipient.jwk.p];
    for (const secret of parts) expect(told).not.toContain(secret);
  }
  expect(events).toHaveLength(3);
});
