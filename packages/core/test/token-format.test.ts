import { describe, expect, test } from "vitest";
import { createVerifier, deny, PASS } from "../src/index.js";
import { judgeToken } from "../src/judge-token.js";
import { createVerificationKey } from "../src/keys/verification-key.js";
import { resolveOptions } from "../src/resolve-options.js";
import type { IntrospectionResponse } from "../src/seams/introspection-client.js";
import {
  activeWith,
  answeringClient,
  introspectingVerifier,
  judge,
  OPAQUE,
  withKeysOf,
} from "./support/introspection.js";
import { AUDIENCE, createSigner, ISSUER, manualClock, NOW } from "./support/issuer.js";

const signer = await createSigner();
const jwt = await signer.sign();
const INACTIVE: IntrospectionResponse = { active: false };

describe("tokenFormat opaque", () => {
  test("refuses JWTs, valid ones too, and asks nobody about them", async () => {
    const client = answeringClient();
    const { verifier } = introspectingVerifier(client);
    for (const token of [jwt, await signer.sign({ exp: NOW - 999 }), await signer.sign({}, { alg: "ES256" })]) {
      expect(await judge(verifier, token)).toMatchObject({
        reason: "malformed_token",
        detail: `it is a JWT, and of ${ISSUER} only opaque tokens are taken (tokenFormat)`,
      });
    }
    expect(client.asked()).toEqual([]);
  });
});

describe("tokenFormat both", () => {
  test("is what introspection means when nothing more is said", async () => {
    const client = answeringClient();
    const verifier = createVerifier({
      audience: AUDIENCE,
      clock: manualClock(),
      issuer: { issuer: ISSUER, jwks: { keys: [signer.jwk] }, introspection: { client } },
    });
    expect(await verifier.verify(jwt)).toMatchObject({ format: "jwt" });
    expect(client.asked()).toEqual([]);
    expect(await verifier.verify(OPAQUE)).toMatchObject({ format: "opaque" });
    expect(client.asked()).toEqual([OPAQUE]);
  });

  test("does not touch JWTs while the endpoint is down", async () => {
    const { verifier } = introspectingVerifier(answeringClient(new Error("down")), {
      issuer: withKeysOf(signer, "both"),
    });
    for (let request = 0; request < 10; request += 1) {
      expect(await judge(verifier, `${OPAQUE}${request}`)).toMatchObject({ kind: "unavailable" });
      expect(await judge(verifier, jwt)).toMatchObject({ kind: "accepted" });
    }
  });
});

const wrongJwts: readonly [string, string][] = [
  ["with a signature of somebody else", await (await createSigner()).sign()],
  ["with a key that is not there", await signer.sign({}, { kid: "k2" })],
  ["of an issuer that is not ours", await signer.sign({ iss: "https://evil.example" })],
  ["for another audience", await signer.sign({ aud: "https://other.example" })],
  ["that has expired", await signer.sign({ exp: NOW - 5 })],
  ["without exp", await signer.sign({ exp: undefined })],
  ["that is an ID token", await signer.sign({ nonce: "n" }, { typ: "JWT" })],
  ["of another type", await signer.sign({}, { typ: "logout+jwt" })],
  ["that is bound to a key", await signer.sign({ cnf: { jkt: "x" } })],
  ["with a signature that was cut off", jwt.slice(0, -4)],
  ["without its signature", jwt.slice(0, jwt.lastIndexOf(".") + 1)],
  ["with a payload that is no JSON", jwt.replace(/\.[^.]*\./, ".e30x.")],
  ["of the algorithm none (RFC 8725 §3.2)", `${btoa('{"alg":"none"}').replaceAll("=", "")}.${jwt.split(".")[1]}.`],
];

describe("tokenFormat introspect-all", () => {
  function asking(answer: IntrospectionResponse | Error = activeWith(), options: object = {}) {
    const client = answeringClient(answer);
    const { verifier, ...rest } = introspectingVerifier(client, {
      issuer: withKeysOf(signer, "introspect-all"),
      ...options,
    });
    return { client, verifier, ...rest };
  }

  test("asks about a JWT that has passed, and it stays a JWT", async () => {
    const { client, verifier, events } = asking(activeWith({ scope: "api:admin", sub: undefined }));
    const outcome = await judge(verifier, jwt, ["api:read"]);
    expect(outcome).toMatchObject({ kind: "accepted", token: { format: "jwt", subject: "u1" } });
    expect(client.asked()).toEqual([jwt]);
    expect(events.map(({ type }) => type)).toEqual(["token.accepted"]);
    // What was signed counts: the answer cannot add to it.
    expect(await judge(verifier, jwt, ["api:admin"])).toMatchObject({ reason: "scope_insufficient" });
  });

  test("asks about opaque tokens as ever", async () => {
    const { client, verifier } = asking();
    expect(await judge(verifier)).toMatchObject({ kind: "accepted", token: { format: "opaque" } });
    expect(client.asked()).toEqual([OPAQUE]);
  });

  test.each(wrongJwts)("never asks about a JWT %s", async (_, token) => {
    const { client, verifier } = asking();
    expect(await judge(verifier, jwt)).toMatchObject({ kind: "accepted" });
    expect(await judge(verifier, token)).toMatchObject({ kind: "denied" });
    expect(client.asked()).toEqual([jwt]);
  });

  test("never asks about a JWT that the application refuses", async () => {
    const { client, verifier } = asking(activeWith(), { checks: [() => deny("check_denied", "x")] });
    expect(await judge(verifier, jwt)).toMatchObject({ reason: "check_denied" });
    expect(client.asked()).toEqual([]);
  });

  test("asks also for a route that will want more than the token grants: it is not known before", async () => {
    const { client, verifier } = asking(INACTIVE);
    expect(await judge(verifier, jwt, ["api:admin"])).toMatchObject({ reason: "token_inactive" });
    expect(client.asked()).toEqual([jwt]);
  });

  test("denies a JWT that was revoked, as soon as the answer is not remembered any more", async () => {
    const { client, verifier, clock } = asking();
    expect(await judge(verifier, jwt)).toMatchObject({ kind: "accepted" });
    client.introspect.mockResolvedValue(INACTIVE);
    clock.at = NOW + 60;
    expect(await judge(verifier, jwt)).toMatchObject({ kind: "denied", reason: "token_inactive" });
  });

  test("remembers nothing with cacheSeconds 0, so that a revocation counts at once", async () => {
    const { client, verifier } = asking(activeWith(), { introspection: { cacheSeconds: 0 } });
    expect(await judge(verifier, jwt)).toMatchObject({ kind: "accepted" });
    client.introspect.mockResolvedValue(INACTIVE);
    expect(await judge(verifier, jwt)).toMatchObject({ reason: "token_inactive" });
  });

  test("answers 503 while the endpoint is down: a JWT that may be revoked is not accepted", async () => {
    const { verifier, events } = asking(new Error("down"));
    expect(await judge(verifier, jwt)).toMatchObject({ kind: "unavailable" });
    expect(events.map(({ type }) => type)).toEqual(["introspection.failed", "token.unavailable"]);
  });

  test.each([
    ["iss", "https://evil.example"],
    ["sub", "u2"],
    ["client_id", "c2"],
    ["jti", "t2"],
  ])("takes an answer with another %s for one about another token: 503", async (name, value) => {
    const { verifier, events } = asking(activeWith({ [name]: value }));
    expect(await judge(verifier, jwt)).toMatchObject({
      kind: "unavailable",
      detail: `The introspection of ${ISSUER} answered about another token (${name} differs)`,
    });
    expect(events.map(({ type }) => type)).toEqual(["token.unavailable"]);
  });

  test("compares what both have, and no more", async () => {
    const { verifier } = asking({ active: true, claims: { sub: "u1" } });
    expect(await judge(verifier, jwt)).toMatchObject({ kind: "accepted" });
    const bare = asking({ active: true, claims: {} });
    expect(await judge(bare.verifier, jwt)).toMatchObject({ kind: "accepted" });
    const more = asking({ active: true, claims: { client_id: "c9", jti: "t9" } });
    const less = await signer.sign({ client_id: undefined, jti: undefined });
    expect(await judge(more.verifier, less)).toMatchObject({ kind: "accepted" });
  });

  test.each<[string, object, string]>([
    ["has expired since", { exp: NOW - 5 }, "token_expired"],
    ["is not valid yet", { nbf: NOW + 6 }, "token_not_yet_valid"],
    ["has an exp that is a text", { exp: "9999999999" }, "malformed_token"],
    ["has an nbf that is a text", { nbf: "0" }, "malformed_token"],
    ["is a refresh token", { token_use: "refresh_token" }, "not_an_access_token"],
    ["is an ID token", { token_type: "id_token" }, "not_an_access_token"],
    ["is bound to a key (RFC 9449 §6.2)", { cnf: { jkt: "x" } }, "binding_required"],
    ["is for another scheme (RFC 9449 §6.2)", { token_type: "DPoP" }, "binding_required"],
  ])("denies a JWT of which the answer says that it %s", async (_, claims, reason) => {
    expect(await judge(asking(activeWith(claims)).verifier, jwt)).toMatchObject({ kind: "denied", reason });
  });

  test("takes null in an answer for what the server does not know", async () => {
    const { verifier } = asking(activeWith({ exp: null, nbf: null, token_type: null, sub: null }));
    expect(await judge(verifier, jwt)).toMatchObject({ kind: "accepted" });
  });

  test("asks for token_type and token_use of JWTs too where they are required", async () => {
    const untyped = activeWith({ token_type: undefined });
    const { verifier } = asking(untyped, { introspection: { requireTokenType: true } });
    expect(await judge(verifier, jwt)).toMatchObject({ reason: "not_an_access_token" });
    expect(await judge(asking(untyped).verifier, jwt)).toMatchObject({ kind: "accepted" });
  });

  test("makes one call for a JWT that many requests bring at once", async () => {
    const { client, verifier } = asking();
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => judge(verifier, jwt)));
    expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(["accepted"]));
    expect(client.asked()).toEqual([jwt]);
  });

  test("asks only the issuer of the JWT (RFC 7662 §4)", async () => {
    const b = "https://b.example";
    const [ofA, ofB] = [answeringClient(), answeringClient(activeWith({ iss: b }))];
    const verifier = createVerifier({
      audience: AUDIENCE,
      clock: manualClock(),
      issuer: [
        { issuer: ISSUER, ...withKeysOf(signer, "introspect-all"), introspection: { client: ofA } },
        { issuer: b, ...withKeysOf(signer, "both"), introspection: { client: ofB, prefixes: ["b_"] } },
      ],
    });
    const other = await signer.sign({ iss: b });
    expect([await judge(verifier, jwt), await judge(verifier, other)]).toMatchObject([
      { kind: "accepted" },
      { kind: "accepted" },
    ]);
    expect([ofA.asked(), ofB.asked()]).toEqual([[jwt], []]);
  });

  test("fails closed if there is nobody to ask", async () => {
    const options = resolveOptions({ issuer: ISSUER, audience: AUDIENCE, checks: [() => PASS] });
    const key = await createVerificationKey(signer.jwk);
    const issuers = new Map(
      [...options.issuers].map(([name, issuer]) => [
        name,
        {
          ...issuer,
          tokenFormat: "introspect-all" as const,
          keys: { find: () => key },
          introspector: undefined,
        },
      ]),
    );
    await expect(judgeToken(jwt, { issuers, options, now: NOW })).rejects.toThrow(TypeError);
  });
});
