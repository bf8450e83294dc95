import { createSigningKey } from "@ostiary/testing";
import { expect, test } from "vitest";
import { createArena } from "./support/arena.js";
import { type Attack, expectAccepted, expectRefused, refusalOf } from "./support/expect-refused.js";
import { forge, hmac, signWith } from "./support/forge.js";

const arena = await createArena();
const { a, b, header, claims } = arena;

const attacker = createSigningKey("ES256", "attacker");
const jwk = attacker.publicKey.export({ format: "jwk" });
/** Signed by the attacker, under a kid of the issuer's. */
const bearing = (parameters: Record<string, unknown>, kid: string | undefined = a.signingKey.kid): string =>
  a.issue({}, { key: attacker, kid, header: parameters });

/** No certificate, but nobody may look: what matters is that it goes with the attacker's key. */
const certificate = Buffer.concat([
  Buffer.from("3082010030820100", "hex"),
  attacker.publicKey.export({ type: "spki", format: "der" }),
]).toString("base64");
// A published key whose certificate is for another key: the members of the key count (RFC 7517 §4.7).
const certified = createSigningKey("ES256", "certified");
a.publishKey({ ...certified.publicJwk, x5c: [certificate], x5t: "AA", "x5t#S256": "AA" });

// The same kid at both issuers, on purpose.
const sameKid = createSigningKey("ES256", a.signingKey.kid);
b.publishKey(sameKid.publicJwk);

const encryption = createSigningKey("ES256", "encryption");
const encrypting = createSigningKey("ES256", "encrypting");
const signing = createSigningKey("ES256", "signing");
a.publishKey({ ...encryption.publicJwk, use: "enc" });
a.publishKey({ ...encrypting.publicJwk, use: undefined, key_ops: ["encrypt"] });
a.publishKey({ ...signing.publicJwk, use: undefined, key_ops: ["sign"] });

const shared = createSigningKey("ES256", "shared");
const sharedRsa = createSigningKey("RS256", "shared");
a.publishKey(shared.publicJwk);
a.publishKey({ ...sharedRsa.publicJwk, use: "enc", alg: "RSA-OAEP" });

const ownKeys: readonly Attack[] = [
  ["B-01", "a key in the header (jwk) under a known kid", bearing({ jwk }), "signature_invalid"],
  ["B-01", "a key in the header (jwk) under its own kid", bearing({ jwk }, "attacker"), "no_matching_key"],
  ["B-02", "the address of a JWK Set (jku)", bearing({ jku: "https://evil.example/jwks" }), "signature_invalid"],
  ["B-02", "the same under its own kid", bearing({ jku: "https://evil.example/jwks" }, "attacker"), "no_matching_key"],
  ...[
    "http://169.254.169.254/",
    "http://127.0.0.1:6379",
    "file:///etc/passwd",
    "data:application/json,{}",
    "gopher://evil.example/",
  ].flatMap((url): Attack[] => [
    ["B-03", `jku ${url}`, bearing({ jku: url }), "signature_invalid"],
    ["B-03", `x5u ${url}`, bearing({ x5u: url }), "signature_invalid"],
  ]),
  ...[
    "https://as.example@evil.example/",
    "https://as.example.evil.example/",
    "https://as.example/redirect?to=https://evil.example/",
    "https://as.example\\@evil.example/",
  ].map((url): Attack => ["B-04", `jku ${url}`, bearing({ jku: url }), "signature_invalid"]),
  ["B-05", "a certificate in the header (x5c)", bearing({ x5c: [certificate] }), "signature_invalid"],
  ["B-05", "the same under its own kid", bearing({ x5c: [certificate] }, "attacker"), "no_matching_key"],
  ["B-05", "a certificate and another one after it", bearing({ x5c: [certificate, "MIIB"] }), "signature_invalid"],
  [
    "B-22",
    "a certificate in the header that a published key has, too",
    a.issue({}, { key: attacker, kid: "certified", header: { x5c: [certificate] } }),
    "signature_invalid",
  ],
  ["B-06", "the thumbprint of a certificate (x5t)", bearing({ x5t: "AA", "x5t#S256": "AA" }), "signature_invalid"],
];

test.each(ownKeys)("%s: %s is refused, and nothing is fetched for it (RFC 8725 §3.10)", (_, __, token, reason) =>
  expectRefused(arena, token, reason),
);

const kids: readonly Attack[] = [
  ...["../../../../dev/null", "/proc/self/environ", "..\\..\\x"].map((kid): Attack => [
    "B-07",
    kid,
    kid,
    "no_matching_key",
  ]),
  ...["' UNION SELECT 'k'--", "*)(uid=*", "$(id)", '{"$ne":null}'].map((kid): Attack => [
    "B-08",
    kid,
    kid,
    "no_matching_key",
  ]),
  ...["__proto__", "constructor", "toString"].map((kid): Attack => ["B-09", kid, kid, "no_matching_key"]),
  ["B-11", "the empty text", "", "malformed_token"],
  ["B-12", "a line break and an escape", "a\r\n\u001b[31m", "no_matching_key"],
  ["B-12", "ten thousand letters", "x".repeat(10_000), "no_matching_key"],
  ["B-12", "a million letters", "x".repeat(1_000_000), "token_too_large"],
  ["B-18", "a space too many", `${a.signingKey.kid} `, "no_matching_key"],
  ["B-18", "a space before it", ` ${a.signingKey.kid}`, "no_matching_key"],
  ["B-18", "another case", "SHARED", "no_matching_key"],
  ["B-18", "a Cyrillic letter", "\u0430", "no_matching_key"],
  ["B-19", "a way out of a template", "@evil.example", "no_matching_key"],
  ["B-19", "a way up from a template", "../../evil", "no_matching_key"],
];

test.each(kids)("%s: the kid %j finds no key (RFC 8725 §3.10)", (_, __, kid, reason) =>
  expectRefused(arena, a.issue({}, { kid }), reason),
);

test.each([null, 1, ["shared"], { $ne: null }])("B-08: the kid %j is none (RFC 7515 §4.1.4)", (kid) =>
  expectRefused(arena, a.issue({}, { header: { kid }, kid: kid as never }), "malformed_token"),
);

test("B-11: without a kid a single key that fits is taken (RFC 7515 §4.1.4)", async () => {
  const single = await createArena();
  await expectAccepted(single, single.a.issue({}, { kid: undefined }));
  single.a.publishKey(createSigningKey("RS256", "rsa").publicJwk);
  const fresh = await createArena({ fetch: single.a.fetch, clock: single.clock });
  await expectAccepted(fresh, single.a.issue({}, { kid: undefined }));
});

test("B-11: without a kid there is no guess among several keys (RFC 7515 §4.1.4)", () =>
  expectRefused(arena, a.issue({}, { kid: undefined }), "no_matching_key"));

const purposes: readonly Attack[] = [
  ["B-17", "use enc", a.issue({}, { key: encryption }), "no_matching_key"],
  ["B-17", "key_ops encrypt", a.issue({}, { key: encrypting }), "no_matching_key"],
  ["B-17", "key_ops sign", a.issue({}, { key: signing }), "no_matching_key"],
  [
    "B-21",
    "another key type than an HMAC has",
    forge({ ...header, alg: "HS256", kid: "shared" }, claims, hmac(JSON.stringify(sharedRsa.publicJwk))),
    "algorithm_not_allowed",
  ],
  [
    "B-21",
    "another key type than alg",
    forge({ ...header, alg: "RS256" }, claims, signWith("sha256", sharedRsa.privateKey)),
    "no_matching_key",
  ],
];

test.each(purposes)(
  "%s: a key that is published with %s verifies nothing (RFC 7517 §4.2, §4.3)",
  (_, __, token, reason) => expectRefused(arena, token, reason),
);

test("B-22: a certificate beside a published key counts for nothing, the key does (RFC 7517 §4.7)", () =>
  expectAccepted(arena, a.issue({}, { key: certified })));

test("B-16: of two keys with one kid the one for signatures is taken (RFC 7517 §4.5)", () =>
  expectAccepted(arena, a.issue({}, { key: shared })));

test("B-13, B-14: a key of one issuer verifies no token of another with the same kid (RFC 8725 §3.8)", async () => {
  const crossed = a.issue({}, { key: sameKid });
  await expectRefused(arena, crossed, "signature_invalid");
  await expectAccepted(arena, b.issue({}, { key: sameKid }));
  await expectRefused(arena, crossed, "signature_invalid");
});

test("B-14: nor if that key was used first of all (RFC 8725 §3.8)", async () => {
  const cold = await createArena();
  const key = createSigningKey("ES256", cold.a.signingKey.kid);
  cold.b.publishKey(key.publicJwk);
  await expectAccepted(cold, cold.b.issue({}, { key }));
  await expectRefused(cold, cold.a.issue({}, { key }), "signature_invalid");
});

test("B-15: a tenant of the same host is another issuer, with keys of its own (RFC 8725 §3.8)", async () => {
  await expectRefused(arena, a.issue({ iss: "https://as.example/t2" }, { key: attacker }), "unknown_issuer");
  const tenants = await createArena({}, { b: { issuer: "https://as.example/t2" } });
  await expectAccepted(tenants, tenants.b.issue());
  await expectRefused(tenants, tenants.a.issue({}, { key: tenants.b.signingKey }), "no_matching_key");
});

test("B-20: a key that was taken out of the set verifies nothing after the next fetch", async () => {
  const rotated = await createArena();
  const old = rotated.a.signingKey;
  await expectAccepted(rotated, rotated.a.issue());
  rotated.a.rotateKeys({ keepOld: false });
  await expectAccepted(rotated, rotated.a.issue());
  await expectRefused(rotated, rotated.a.issue({}, { key: old }), "no_matching_key");
});

test("B-23: made-up kids without end cause two fetches", async () => {
  const flooded = await createArena();
  await expectAccepted(flooded, flooded.a.issue());
  const tokens = Array.from({ length: 1000 }, (_, count) => flooded.a.issue({}, { kid: `made-up-${count}` }));
  for (const { name, ask, urls, verifier } of flooded.targets) {
    urls.length = 0;
    for (const token of name === "core" ? tokens : tokens.slice(0, 100)) {
      expect(await ask({ authorization: [`Bearer ${token}`] }), name).toEqual(refusalOf("no_matching_key"));
    }
    expect(urls, name).toEqual(["https://as.example/t1/jwks", "https://as.example/t1/jwks"]);
    expect(verifier.exportSnapshot().issuers).toMatchObject([{ keys: { length: 1 } }]);
  }
  await expectAccepted(flooded, flooded.a.issue());
});
