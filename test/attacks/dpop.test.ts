import { createHash, type JsonWebKey, randomUUID } from "node:crypto";
import type { DenialReason } from "@ostiary/core";
import { createSigningKey, type JsonPart, signCompact } from "@ostiary/testing";
import { afterAll, describe, expect, test } from "vitest";
import { createArena } from "./support/arena.js";
import {
  expectAcceptedRequest,
  expectGood,
  expectRefused,
  expectRefusedRequest,
  refusalOf,
} from "./support/expect-refused.js";
import { encode, forge, nothing, partsOf } from "./support/forge.js";
import { createIntrospectionArena, expectAllDeny, goodAnswer } from "./support/introspection-arena.js";

// Proofs of possession are not checked yet. So a token that is bound to a key is refused with any proof at all, the right one
// included, and the scheme DPoP is not one of ours: nothing about a proof may ever open a route.

const arena = await createArena();
const { a: as, clock } = arena;

const clientKey = createSigningKey("ES256");
const strangersKey = createSigningKey("ES256");
const jwk = clientKey.publicKey.export({ format: "jwk" });
const jkt = thumbprintOf(jwk);
const bound = as.issue({ cnf: { jkt } });
const otherBound = as.issue({ cnf: { jkt }, sub: "u2" });
const htu = "https://api.example/orders";
const ath = hash(bound);

/** A proof for a GET of `/orders` with the bound token, right but for these changes; members that are `undefined` are left out. */
function proof(claims: object = {}, header: object = {}, key = clientKey): string {
  const publicJwk = key.publicKey.export({ format: "jwk" });
  return signCompact(
    { typ: "dpop+jwt", alg: key.algorithm, jwk: publicJwk, ...header },
    { jti: randomUUID(), htm: "GET", htu, iat: clock.now(), ath, ...claims },
    key,
  );
}

/** The same with a literal text for its header or claims. */
const literal = (header: JsonPart, claims: JsonPart): string => signCompact(header, claims, clientKey);
const header = { typ: "dpop+jwt", alg: "ES256", jwk };
const claims = { jti: "p1", htm: "GET", htu, iat: clock.now(), ath };
const good = proof();
const [headerPart, claimsPart, signaturePart] = partsOf(good);

const PROOFS: readonly (readonly [id: string, what: string, ...proofs: readonly string[]])[] = [
  ["N-01", "no proof"],
  ["N-02", "a good proof twice", good, good],
  ["N-02", "a good proof and a bad one", good, "x"],
  ["N-02", "a bad proof and a good one", "x", good],
  ["N-02", "two proofs in one line", `${good}, ${proof()}`],
  ["N-03", "a proof of two parts", `${headerPart}.${claimsPart}`],
  ["N-03", "a proof of five parts", `${good}.AA.AA`],
  ["N-03", "a proof in JSON", JSON.stringify({ protected: headerPart, payload: claimsPart, signature: signaturePart })],
  ["N-03", "a proof in quotes", `"${good}"`],
  ["N-03", "a proof with a space in it", `${headerPart}. ${claimsPart}.${signaturePart}`],
  ["N-04", "a proof without typ", proof({}, { typ: undefined })],
  ["N-04", "a proof of type JWT", proof({}, { typ: "JWT" })],
  ["N-04", "a proof of type at+jwt", proof({}, { typ: "at+jwt" })],
  ["N-04", "a proof of a type that goes on", proof({}, { typ: "dpop+jwt+x" })],
  ["N-04", "a proof whose type is a number", proof({}, { typ: 1 })],
  ["N-06", "a proof without key", proof({}, { jwk: undefined })],
  ["N-06", "a proof whose key is a text", proof({}, { jwk: JSON.stringify(jwk) })],
  ["N-06", "a proof whose key is in a list", proof({}, { jwk: [jwk] })],
  ["N-06", "a proof whose key is empty", proof({}, { jwk: {} })],
  ["N-06", "a proof whose key is a secret", proof({}, { jwk: { kty: "oct", k: "AAAA" } })],
  ["N-06", "a proof that names its key", proof({}, { jwk: undefined, kid: "k" })],
  ["N-06", "a proof whose key is elsewhere", proof({}, { jwk: undefined, jku: "https://evil.example/jwks" })],
  ["N-06", "a proof whose key is in a certificate", proof({}, { jwk: undefined, x5c: ["MIIB"] })],
  ["N-07", "a proof with the private key", proof({}, { jwk: { ...jwk, d: "AAAA" } })],
  ["N-07", "a proof with primes", proof({}, { jwk: { kty: "RSA", n: "AQAB", e: "AQAB", p: "AA", q: "AA" } })],
  ["N-08", "a proof with the exponent 1", proof({}, { jwk: { kty: "RSA", n: encode("x".repeat(256)), e: "AQ" } })],
  ["N-08", "a proof with a point that is on no curve", proof({}, { jwk: { ...jwk, x: jwk["y"] } })],
  ["N-08", "a proof with the identity for a key", identityProof()],
  ["N-10", "a proof of a stranger for a token that was stolen", proof({}, {}, strangersKey)],
  ["N-12", "a proof without ath", proof({ ath: undefined })],
  ["N-12", "a proof with the hash of another token", proof({ ath: hash("other") })],
  ["N-12", "a proof with the hash in hexadecimal", proof({ ath: Buffer.from(ath, "base64url").toString("hex") })],
  ["N-12", "a proof with the hash padded", proof({ ath: `${ath}=` })],
  ["N-12", "a proof with the hash in a list", proof({ ath: [ath] })],
  ["N-13", "a proof for another token of the same key", proof({ ath: hash(otherBound) })],
  ["N-15", "a proof for another host", proof({ htu: "https://evil.example/orders" })],
  ["N-15", "a proof for another path", proof({ htu: "https://api.example/me" })],
  ["N-15", "a proof for http", proof({ htu: "http://api.example/orders" })],
  ["N-15", "a proof for another port", proof({ htu: "https://api.example:8443/orders" })],
  ["N-16", "a proof for a path in another case", proof({ htu: "https://api.example/Orders" })],
  ["N-17", "a proof for a path with a slash more", proof({ htu: `${htu}/` })],
  ["N-17", "a proof for a path with two slashes", proof({ htu: "https://api.example//orders" })],
  ["N-17", "a proof for a path with a dot", proof({ htu: "https://api.example/./orders" })],
  ["N-18", "a proof for the same URL in another spelling", proof({ htu: "HTTPS://API.example:443/%6Frders?x#y" })],
  ["N-19", "a proof without a URL", proof({ htu: undefined })],
  ["N-19", "a proof for a list of URLs", proof({ htu: [htu] })],
  ["N-19", "a proof for a relative URL", proof({ htu: "/orders" })],
  ["N-19", "a proof for a URL with a user", proof({ htu: "https://api.example@evil/orders" })],
  ["N-19", "a proof for a URL with a backslash", proof({ htu: "https://api.example\\@evil/orders" })],
  ["N-19", "a proof for a URL with a tab", proof({ htu: "https://api.example/ord\ters" })],
  ["N-22", "a proof for the path below a router", proof({ htu: "https://api.example/" })],
  ["N-25", "a proof without jti", proof({ jti: undefined })],
  ["N-25", "a proof with an empty jti", proof({ jti: "" })],
  ["N-25", "a proof with a number for jti", proof({ jti: 1 })],
  ["N-28", "a proof with the jti of another", proof({ jti: "p1" })],
  ["N-30", "a proof that was padded", `${good}=`],
  ["N-31", "a proof without a nonce", good],
  ["N-31", "a proof with a made-up nonce", proof({ nonce: "made-up" })],
  ["N-31", "a proof with a nonce in a list", proof({ nonce: ["n"] })],
  ["N-32", "a proof of this very second", proof({ iat: clock.now(), nonce: undefined })],
  ["N-39", "a proof for a token that is bound to a certificate, too", good],
  ["N-41", "a proof with demands", proof({}, { crit: ["x"], x: 1 })],
  ["N-41", "a proof with b64", proof({}, { b64: false })],
  ["N-41", "a proof with two URLs", literal(header, JSON.stringify(claims).replace("{", '{"htu":"x",'))],
  ["N-41", "a proof with a prototype", literal(header, JSON.stringify(claims).replace("{", '{"__proto__":{"a":1},'))],
  ["N-42", "a good proof with members that nobody knows", proof({ x: 1 }, { x: 1 })],
  ["N-43", "a proof of 1 MB", proof({ htu: `${htu}?${"x".repeat(700_000)}` })],
  ["N-44", "a proof from the token endpoint", proof({ htm: "POST", htu: `${as.issuer}/token`, ath: undefined })],
  ["G-18", "an access token for a proof", as.issue()],
  ["N-04", "a proof without a signature", forge({ ...header, alg: "none" }, claims, nothing)],
];

describe.each(PROOFS)("%s: %s", (id, _, ...proofs) => {
  const fields = proofs.map((text) => `DPoP: ${text}`);
  const token = id === "N-39" ? as.issue({ cnf: { jkt, "x5t#S256": hash("certificate") } }) : bound;

  test("opens nothing to a bound token under Bearer (RFC 9449 §7.2)", () =>
    expectRefusedRequest(arena, { authorization: [`Bearer ${token}`], fields }, "binding_required"));

  test("opens nothing to it under DPoP, which is not ours to read (RFC 9449 §7.1)", () =>
    expectRefusedRequest(arena, { authorization: [`DPoP ${token}`], fields }, "no_credentials"));
});

test("N-26, N-27: a proof that is sent again and again opens nothing, one after the other or all at once (RFC 9449 §11.1)", async () => {
  const request = { authorization: [`Bearer ${bound}`], fields: [`DPoP: ${good}`] };
  for (let times = 0; times < 3; times += 1) await expectRefusedRequest(arena, request, "binding_required");
  for (const { name, ask, calls } of arena.targets) {
    const callsBefore = calls();
    const answers = await Promise.all(Array.from({ length: 100 }, () => ask(request)));
    expect(new Set(answers.map((answer) => answer?.status)), name).toEqual(new Set([401]));
    expect(calls(), name).toBe(callsBefore);
  }
});

test("N-29: proofs of a stranger with a name of their own each fill no memory, since none is kept (RFC 9449 §11.1)", async () => {
  const states = (): string => JSON.stringify(arena.targets.map(({ verifier }) => verifier.exportSnapshot()));
  await expectGood(arena, as.issue());
  const before = states();
  for (const { name, ask, urls } of arena.targets) {
    const asked = urls.length;
    for (let index = 0; index < 100; index += 1) {
      const fields = [`DPoP: ${proof({ jti: `n${index}` }, {}, strangersKey)}`];
      expect((await ask({ authorization: [`Bearer ${bound}`], fields }))?.status, name).toBe(401);
    }
    expect(urls, name).toHaveLength(asked);
  }
  expect(states()).toBe(before);
});

test.each([
  ["N-20", "names another host in its first line", "http://evil.example/orders", []],
  ["N-20", "has a host in its path", "//evil.example/orders", []],
  ["N-21", "was forwarded, as it says", "/orders", ["X-Forwarded-Host: evil.example", "X-Forwarded-Proto: http"]],
  ["N-21", "was sent elsewhere, as it says", "/orders", ["Forwarded: host=evil.example;proto=http"]],
])("%s: a request that %s opens nothing to a proof for that host (RFC 9449 §4.3)", async (_, __, path, fields) => {
  const proven = `DPoP: ${proof({ htu: "http://evil.example/orders" })}`;
  for (const { name, ask, calls } of arena.targets) {
    const callsBefore = calls();
    const answer = await ask({ authorization: [`Bearer ${bound}`], path, fields: [...fields, proven] });
    // A router may not know such a path. Who does know it refuses the token.
    expect(answer?.status, name).toBeOneOf(path === "/orders" ? [401] : [401, 404]);
    expect(calls(), name).toBe(callsBefore);
  }
});

test("N-34: the challenge for a bound token is one of Bearer, since no other scheme would do better (RFC 9449 §7.2)", async () => {
  const { headers } = refusalOf("binding_required");
  expect(headers["www-authenticate"]).toMatch(/^Bearer [^:]*error="invalid_token"/);
  expect(Object.keys(headers).join()).not.toMatch(/dpop/i);
  for (const fields of [[], [`DPoP: ${good}`]]) {
    await expectRefusedRequest(arena, { authorization: [`Bearer ${bound}`], fields }, "binding_required");
  }
});

test("N-35: a token that is bound to nothing is none of the scheme DPoP (RFC 9449 §7.1)", async () => {
  const token = as.issue();
  for (const fields of [[], [`DPoP: ${proof({ ath: hash(token) })}`]]) {
    await expectRefusedRequest(arena, { authorization: [`DPoP ${token}`], fields }, "no_credentials");
  }
});

test("N-36: a stray proof makes a bearer token neither better nor worse", async () => {
  for (const text of [good, proof({}, {}, strangersKey), "x"]) {
    await expectAcceptedRequest(arena, { authorization: [`Bearer ${as.issue()}`], fields: [`DPoP: ${text}`] });
  }
});

test("N-45: neither the scheme nor the name of the field means more in another case (RFC 9110 §5.1, §11.1)", async () => {
  for (const name of ["DPOP", "dpop", "dPoP"]) {
    const bearer = { authorization: [`Bearer ${bound}`], fields: [`${name}: ${good}`] };
    await expectRefusedRequest(arena, bearer, "binding_required");
    for (const fields of [[], [`DPoP: ${good}`]]) {
      await expectRefusedRequest(arena, { authorization: [`${name} ${bound}`], fields }, "no_credentials");
    }
  }
});

test.each<[id: string, cnf: unknown]>([
  ["N-37", null],
  ["N-37", "x"],
  ["N-37", []],
  ["N-37", {}],
  ["N-37", { jkt: "" }],
  ["N-37", { jkt: 1 }],
  ["N-37", { jkt: [jkt] }],
  ["N-37", { JKT: jkt }],
  ["N-38", { jwk }],
  ["N-38", { kid: "k" }],
  ["N-38", { jwe: "x" }],
  ["N-38", { "x5t#S256": hash("certificate") }],
  ["N-39", { jkt, "x5t#S256": hash("certificate") }],
])("%s: a token with cnf %j is bound, and never a bearer token (RFC 7800 §3.1)", (_, cnf) =>
  expectRefused(arena, as.issue({ cnf }), "binding_required"),
);

const introspecting = await createIntrospectionArena();
afterAll(() => introspecting.close());

test.each<[what: string, said: object, reason: DenialReason]>([
  ["DPoP without a key", { token_type: "DPoP" }, "binding_required"],
  ["DPoP in another case without a key", { token_type: "dpop" }, "binding_required"],
  ["DPoP and a key", { token_type: "DPoP", cnf: { jkt } }, "binding_required"],
  ["Bearer and a key", { token_type: "Bearer", cnf: { jkt } }, "binding_required"],
  ["nothing but a key", { token_type: undefined, cnf: { jkt } }, "binding_required"],
])("N-40: a token of which is said %s is bound (RFC 9449 §6.2)", async (what, said, reason) => {
  const token = Buffer.from(what.padEnd(30, "-")).toString("base64url");
  introspecting.a.answerIntrospection(token, { json: { ...goodAnswer(introspecting), ...said } });
  await expectAllDeny(introspecting, token, reason);
});

/** RFC 7638 §3, for an EC key. */
function thumbprintOf({ crv, kty, x, y }: JsonWebKey): string {
  return hash(JSON.stringify({ crv, kty, x, y }));
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}

/** On some platforms R = identity and S = 0 is a signature of this key over anything. */
function identityProof(): string {
  const identity = Buffer.concat([Buffer.from([1]), Buffer.alloc(31)]);
  const identityJwk = { kty: "OKP", crv: "Ed25519", x: identity.toString("base64url") };
  return forge({ typ: "dpop+jwt", alg: "EdDSA", jwk: identityJwk }, claims, () =>
    Buffer.concat([identity, Buffer.alloc(32)]),
  );
}
