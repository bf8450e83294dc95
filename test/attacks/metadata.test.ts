import { createVerifier, type Outcome } from "@ostiary/core";
import { createSigningKey, createTestIssuer, manualClock } from "@ostiary/testing";
import { matchers } from "@ostiary/testing/vitest";
import { expect, test } from "vitest";

expect.extend(matchers);

const clock = manualClock();
const as = await createTestIssuer({ clock, issuer: "https://as.example/t1" });
const JWKS = `${as.issuer}/jwks`;
const METADATA = "https://as.example/.well-known/oauth-authorization-server/t1";

/** Asks a verifier whose issuer answers with this metadata and this JWK Set; a text is sent as it is, as JSON. */
async function judgeWith(metadata: unknown, jwks: unknown): Promise<{ outcome: Outcome; urls: string[] }> {
  const urls: string[] = [];
  const verifier = createVerifier({
    ...as.verifierOptions(),
    keys: { retries: 0 },
    fetch: async (url) => {
      urls.push(url);
      if (url === JWKS) return toResponse(jwks);
      return url.includes("/.well-known/") ? toResponse(metadata) : new Response("{}", { status: 418 });
    },
  });
  return { outcome: await verifier.authenticate({ authorization: [as.bearer().authorization] }), urls };
}

function toResponse(document: unknown): Response {
  if (document instanceof Response) return document.clone();
  const text = typeof document === "string" ? document : JSON.stringify(document);
  return new Response(text, { headers: { "content-type": "application/json" } });
}

const metadata = { issuer: as.issuer, jwks_uri: JWKS };
const [key] = as.jwks().keys;
const setText = JSON.stringify(as.jwks());
const redirect = (location: string): Response => new Response(null, { status: 302, headers: { location } });
const html = new Response("<html>", { headers: { "content-type": "text/html" } });

test("good metadata and keys are used", async () => {
  const { outcome, urls } = await judgeWith(metadata, as.jwks());
  expect(outcome).toBeAccepted();
  expect(urls).toEqual([METADATA, JWKS]);
});

test.each([
  ["M-03", "a broken key and one of an unknown type", { keys: [1, { kty: "??" }, { ...key, kid: "x", x: "AA" }, key] }],
  ["M-04", "a private key and a secret", { keys: [{ kty: "oct", k: "AAAA" }, { ...key, kid: "p", d: "AAAA" }, key] }],
  ["M-26", "a member of a key twice, the last one good", setText.replace('{"kty"', '{"kid":"other","kty"')],
  ["M-29", "a certificate that fits nothing", { keys: [{ ...key, x5c: ["MIIB"], x5t: "AA" }] }],
])("%s: a set with %s is used for its good key (RFC 7517 §5)", async (_, __, jwks) => {
  expect((await judgeWith(metadata, jwks)).outcome).toBeAccepted();
});

test.each<[id: string, what: string, jwks: unknown]>([
  ["M-01", "a list", []],
  ["M-01", "an object without keys", {}],
  ["M-01", "keys that are null", { keys: null }],
  ["M-01", "keys that are an object", { keys: {} }],
  ["M-01", "keys that are none", { keys: [1, "x", null, []] }],
  ["M-02", "no key", { keys: [] }],
  ["M-04", "private keys alone", { keys: [{ ...key, d: "AAAA" }] }],
  ["M-06", "a point that is not on its curve", { keys: [{ ...key, x: key?.["y"] }] }],
  ["M-07", "a hundred and one keys", { keys: Array.from({ length: 101 }, () => key) }],
  ["M-07", "a body of a megabyte", `{"keys":[]}${" ".repeat(1_000_000)}`],
  ["M-08", "HTML", html],
  ["M-08", "half of the document", setText.slice(0, -2)],
  ["M-08", "a byte order mark", `\ufeff${setText}`],
  ["M-09", "a redirect into the cloud", redirect("http://169.254.169.254/")],
  ["M-09", "a redirect to somebody else", redirect("https://evil.example/jwks")],
  ["M-26", "keys twice, the last ones good", setText.replace("{", '{"keys":[],')],
  ["M-26", "a member __proto__", setText.replace("{", '{"__proto__":{},')],
  ["M-19", "a 304 to a first request", new Response(null, { status: 304 })],
])("%s: %s for a JWK Set makes no token good or bad, and leads nowhere (RFC 7517 §5)", async (_, __, jwks) => {
  const { outcome, urls } = await judgeWith(metadata, jwks);
  expect(outcome).toBeUnavailable();
  expect(urls).toEqual([METADATA, JWKS]);
});

test.each<[id: string, what: string, metadata: unknown]>([
  ["M-10", "a jwks_uri over http", { ...metadata, jwks_uri: "http://as.example/t1/jwks" }],
  ["M-10", "a jwks_uri that is a file", { ...metadata, jwks_uri: "file:///etc/passwd" }],
  ["M-10", "a jwks_uri with a user name", { ...metadata, jwks_uri: "https://as.example@evil.example/" }],
  ["M-20", "an issuer with a slash more", { ...metadata, issuer: `${as.issuer}/` }],
  ["M-20", "an issuer in another case", { ...metadata, issuer: "https://AS.example/t1" }],
  ["M-20", "the issuer of another tenant", { ...metadata, issuer: "https://as.example/t2" }],
  ["M-22", "no jwks_uri", { issuer: as.issuer }],
  ["M-22", "a relative jwks_uri", { ...metadata, jwks_uri: "/t1/jwks" }],
  ["M-22", "a list for a jwks_uri", { ...metadata, jwks_uri: [JWKS] }],
  ["M-25", "a redirect", redirect("https://evil.example/")],
  ["M-25", "a megabyte", `${JSON.stringify(metadata)}${" ".repeat(1_000_000)}`],
  ["M-26", "two issuers", `{"issuer":"https://evil.example","issuer":"${as.issuer}","jwks_uri":"${JWKS}"}`],
  ["M-26", "a member __proto__", `{"issuer":"${as.issuer}","jwks_uri":"${JWKS}","__proto__":{}}`],
])("%s: metadata with %s make no token good or bad, and lead nowhere (RFC 8414 §3.3)", async (_, __, document) => {
  const { outcome, urls } = await judgeWith(document, as.jwks());
  expect(outcome).toBeUnavailable();
  expect(urls).toEqual([
    METADATA,
    "https://as.example/.well-known/openid-configuration/t1",
    "https://as.example/t1/.well-known/openid-configuration",
  ]);
});

test("metadata that allow more algorithms allow nothing (RFC 8414 §2, RFC 8725 §3.1)", async () => {
  const widened = { ...metadata, id_token_signing_alg_values_supported: ["none", "HS256"] };
  expect((await judgeWith(widened, as.jwks())).outcome).toBeAccepted();
  const verifier = createVerifier({
    ...as.verifierOptions(),
    fetch: async (url) => toResponse(url === JWKS ? as.jwks() : widened),
  });
  await expect(verifier.verify(as.issueUnsigned())).rejects.toBeDenied("algorithm_not_allowed");
});

test("M-15: a hundred first requests at once ask once for each document", async () => {
  const { fetch, ...options } = as.verifierOptions();
  const urls: string[] = [];
  const verifier = createVerifier({ ...options, fetch: (url, init) => (urls.push(url), as.fetch(url, init)) });
  await Promise.all(Array.from({ length: 100 }, () => verifier.verify(as.issue())));
  expect(urls).toEqual([METADATA, JWKS]);
});

test("M-18: a new key is found after one fetch, and a removed one is gone with it", async () => {
  const rotating = await createTestIssuer({ clock });
  const { verify } = createVerifier(rotating.verifierOptions());
  await verify(rotating.issue());
  const old = rotating.signingKey;
  rotating.rotateKeys();
  await verify(rotating.issue());
  await verify(rotating.issue({}, { key: old }));
  rotating.withdrawKey(old.kid);
  await expect(verify(rotating.issue({}, { key: createSigningKey() }))).rejects.toBeDenied("no_matching_key");
  await expect(verify(rotating.issue({}, { key: old }))).rejects.toBeDenied("no_matching_key");
  expect(rotating.requests.jwks).toBe(3);
});
