import { randomBytes } from "node:crypto";
import { createSigningKey, signCompact } from "@ostiary/testing";
import { afterAll, test } from "vitest";
import { AUDIENCE } from "./support/arena.js";
import { encode, forge, hmac } from "./support/forge.js";
import {
  createIntrospectionArena,
  expectAllAccept,
  expectAllDeny,
  expectAllUnavailable,
  goodAnswer,
} from "./support/introspection-arena.js";

const arena = await createIntrospectionArena({
  introspection: { signedResponse: true },
  verifier: { algorithms: ["ES256"] },
});
afterAll(() => arena.close());
const { a, b, clock } = arena;
const now = clock.now();
const good = goodAnswer(arena);
const { kid, algorithm: alg } = a.signingKey;
const typ = "token-introspection+jwt";
const clientId = a.resourceServer.clientId;
const pem = a.signingKey.publicKey.export({ type: "spki", format: "pem" }).toString();
const envelope = { iss: a.issuer, aud: clientId, iat: now, token_introspection: { ...good } };

const rsa = createSigningKey("RS256");
a.publishKey(rsa.publicJwk);

/** A token to which the endpoint answers this text as a signed answer. */
const answeredWith = (body: string, type = `application/${typ}`): string => {
  const token = randomBytes(32).toString("base64url");
  a.answerIntrospection(token, { body, headers: { "content-type": type } });
  return token;
};
const sign = (header: object, claims: object): string =>
  signCompact({ typ, alg, kid, ...header }, { ...envelope, ...claims }, a.signingKey);

test("a good one is taken", () => expectAllAccept(arena, answeredWith(sign({}, {}))));

test.each<[id: string, what: string, body: string, type?: string]>([
  ["L-25", "plain JSON", JSON.stringify(good), "application/json"],
  ["L-25", "plain JSON that calls itself signed", JSON.stringify(good)],
  ["L-25", "a signed answer that calls itself JSON", sign({}, {}), "application/json"],
  ["L-26", "alg none", `${sign({ alg: "none" }, {}).split(".").slice(0, 2).join(".")}.`],
  ["L-26", "another key under a known kid", signCompact({ typ, alg, kid }, envelope, b.signingKey)],
  ["L-26", "a key of another issuer", signCompact({ typ, alg, kid: b.signingKey.kid }, envelope, b.signingKey)],
  ["L-26", "an algorithm that is not ours (A-22)", signCompact({ typ, alg: "RS256", kid: rsa.kid }, envelope, rsa)],
  ["L-26", "an HMAC with the public key", forge({ typ, alg: "HS256", kid }, envelope, hmac(pem))],
  ["L-26", "typ JWT", sign({ typ: "JWT" }, {})],
  ["L-26", "typ at+jwt", sign({ typ: "at+jwt" }, {})],
  ["L-26", "no typ", sign({ typ: undefined }, {})],
  ["L-26", "an aud that is not us", sign({}, { aud: "another-client" })],
  ["L-26", "no aud", sign({}, { aud: undefined })],
  ["L-26", "another iss", sign({}, { iss: b.issuer })],
  ["L-26", "no iss", sign({}, { iss: undefined })],
  ["L-26", "an answer of an hour ago", sign({}, { iat: now - 3600 })],
  ["L-26", "no iat", sign({}, { iat: undefined })],
  ["L-26", "neither token_introspection nor active", sign({}, { token_introspection: undefined })],
  ["L-26", "token_introspection in a text", sign({}, { token_introspection: JSON.stringify(good) })],
  ["L-26", "token_introspection in a list", sign({}, { token_introspection: [good] })],
  [
    "L-26",
    "token_introspection that is null, and active beside it",
    sign({}, { token_introspection: null, active: true }),
  ],
  ["L-26", "claims that were changed", sign({}, {}).replace(/\.[^.]+\./, `.${encode({ ...envelope, x: 1 })}.`)],
  ["L-26", "an access token", a.issue()],
  ["L-26", "an ID token", a.issueIdToken()],
  ["L-26", "five parts", `${sign({}, {})}.AA.AA`],
])("%s: %s is an outage", async (_, __, body, type) => {
  await expectAllUnavailable(arena, answeredWith(body, type));
});

test("L-26: what is said at the top does not count where token_introspection is", () =>
  expectAllDeny(
    arena,
    answeredWith(sign({}, { active: true, token_introspection: { ...good, active: false } })),
    "token_inactive",
  ));

test("L-26: that a flat answer is for us does not say that the token is", async () => {
  const { aud: _, iss: __, ...members } = good;
  const flat = { ...members, aud: AUDIENCE, token_introspection: undefined };
  await expectAllDeny(arena, answeredWith(sign({}, flat)), "audience_mismatch");
});

test("G-15: an answer is no access token (RFC 9701 §8.1)", () =>
  expectAllDeny(arena, sign({}, { ...good, aud: AUDIENCE }), "unexpected_type"));
