import { constants, generateKeyPairSync, type KeyObject } from "node:crypto";
import { createVerifier, ExtensionError, PASS, type UntypedClaims } from "@ostiary/core";
import { createSigningKey, type SigningKey, type TestIssuer } from "@ostiary/testing";
import { expect, test } from "vitest";
import { AUDIENCE, createArena } from "./support/arena.js";
import { type Attack, expectAccepted, expectRefused } from "./support/expect-refused.js";
import { cubeRootOfPadded, encodeNumber, withOrderAdded } from "./support/forge-signature.js";
import { encode, forge, hmac, nothing, partsOf, signWith } from "./support/forge.js";

const arena = await createArena();
const { a, b, header, claims } = arena;

const ec = a.signingKey;
const p384 = createSigningKey("ES384", "p384");
const ed25519 = createSigningKey("Ed25519", "ed25519");
const rsa = createSigningKey("RS256", "rsa");
// The same numbers: to make others takes long.
const pss: SigningKey = {
  ...rsa,
  kid: "pss",
  algorithm: "PS256",
  publicJwk: { ...rsa.publicJwk, kid: "pss", alg: "PS256" },
};
const secp256k1 = generateKeyPairSync("ec", { namedCurve: "secp256k1" });
const rsa1024 = generateKeyPairSync("rsa", { modulusLength: 1024 });
const cubic = generateKeyPairSync("rsa", { modulusLength: 2048, publicExponent: 3 });
const ed448 = generateKeyPairSync("ed448");
/** The point 0, under which the signature (0, 0) fits everything where it is let in. */
const identity = Buffer.concat([Buffer.of(1), Buffer.alloc(31)]);

for (const { publicJwk } of [p384, ed25519, pss]) a.publishKey(publicJwk);
// Keys that do not say what they are for leave it to the verifier.
a.publishKey({ ...rsa.publicJwk, alg: undefined });
a.publishKey({ ...p384.publicJwk, kid: "p384-bare", alg: undefined });
a.publishKey({ ...ec.publicJwk, kid: "ec-bare", alg: undefined });
// One that is fit for use, though its exponent forgives who does not look at the padding.
a.publishKey({ ...cubic.publicKey.export({ format: "jwk" }), kid: "cubic", alg: "RS256" });
// Keys that must not be used at all.
a.publishKey({ ...secp256k1.publicKey.export({ format: "jwk" }), kid: "secp256k1" });
a.publishKey({ ...rsa1024.publicKey.export({ format: "jwk" }), kid: "rsa1024" });
a.publishKey({ ...rsa.publicJwk, kid: "exponent-1", alg: "RS256", e: "AQ" });
a.publishKey({ ...rsa.publicJwk, kid: "exponent-even", alg: "RS256", e: "AQAA" });
a.publishKey({ ...rsa.publicJwk, kid: "modulus-0", alg: "RS256", n: encode("\u0000".repeat(256)) });
a.publishKey({ ...rsa.publicJwk, kid: "modulus-even", alg: "RS256", n: encodeNumber(2n ** 2047n) });
a.publishKey({ ...rsa.publicJwk, kid: "modulus-huge", alg: "RS256", n: encodeNumber(2n ** 16383n + 1n) });
a.publishKey({ kty: "OKP", crv: "Ed25519", kid: "identity", x: identity.toString("base64url") });
a.publishKey({ ...ed448.publicKey.export({ format: "jwk" }), kid: "ed448" });
a.publishKey({ ...generateKeyPairSync("x25519").publicKey.export({ format: "jwk" }), kid: "x25519" });
a.publishKey({ kty: "DSA", kid: "dsa", p: "AQ", q: "AQ", g: "AQ", y: "AQ" });
a.publishKey({ kty: "oct", kid: "oct", alg: "HS256", k: encode("a secret that everybody can read") });

const withHeader = (changes: object) => ({ ...header, ...changes });
const unsigned = (alg: unknown): string => forge(withHeader({ alg }), claims, nothing);
const signedAs = (alg: unknown): string => forge(withHeader({ alg }), claims, sign256(ec));
const keyedWith = (secret: string | Buffer, kid = "rsa"): string =>
  forge(withHeader({ alg: "HS256", kid }), claims, hmac(secret));

function sign256({ privateKey }: { privateKey: KeyObject }): (input: string) => Uint8Array {
  return signWith("sha256", { key: privateKey, dsaEncoding: "ieee-p1363" });
}

function signPss(key: SigningKey, saltLength: number): (input: string) => Uint8Array {
  return signWith("sha256", { key: key.privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength });
}

const pem = rsa.publicKey.export({ type: "spki", format: "pem" }).toString();
const [headerPart, claimsPart, signaturePart] = partsOf(a.issue());
const point = Buffer.from(`${String(ec.publicJwk["x"])}${String(ec.publicJwk["y"])}`, "base64url");

const noAlgorithm: readonly Attack[] = [
  ["A-01", "alg none and an empty signature", unsigned("none"), "algorithm_not_allowed"],
  ...["None", "NONE", "nOnE", "noNE"].map((alg): Attack => [
    "A-02",
    `alg ${alg}`,
    unsigned(alg),
    "algorithm_not_allowed",
  ]),
  ...["none ", " none", "none\u0000", "none\n"].map((alg): Attack => [
    "A-03",
    `alg ${JSON.stringify(alg)}`,
    unsigned(alg),
    "algorithm_not_allowed",
  ]),
  [
    "A-03",
    "alg none spelled with an escape",
    forge(`{"alg":"\\u006eone","typ":"at+jwt"}`, claims, nothing),
    "algorithm_not_allowed",
  ],
  ["A-04", "alg none over a genuine signature", signedAs("none"), "algorithm_not_allowed"],
  ["A-05", "alg none in two parts", unsigned("none").slice(0, -1), "malformed_token"],
  ["A-06", "no alg", signedAs(undefined), "malformed_token"],
  ...[null, 1, true, ["ES256"], { a: 1 }].map((alg): Attack => [
    "A-07",
    `alg ${JSON.stringify(alg)}`,
    signedAs(alg),
    "malformed_token",
  ]),
  ["A-07", "an empty alg", signedAs(""), "algorithm_not_allowed"],
  ...["__proto__", "constructor", "toString", "hasOwnProperty"].map((alg): Attack => [
    "A-08",
    `alg ${alg}`,
    signedAs(alg),
    "algorithm_not_allowed",
  ]),
  ...["es256", "ES256 ", "Es256"].map((alg): Attack => [
    "A-09",
    `alg ${JSON.stringify(alg)}`,
    signedAs(alg),
    "algorithm_not_allowed",
  ]),
  ...["HS1", "RS1", "ES256K", "ML-DSA-44", "ML-DSA-44-ES256", "Ed448", "HS512", "RSA1_5"].map((alg): Attack => [
    "A-21",
    `alg ${alg}`,
    signedAs(alg),
    "algorithm_not_allowed",
  ]),
];

test.each(noAlgorithm)("%s: %s is refused (RFC 8725 §3.1, §3.2)", (_, __, token, reason) =>
  expectRefused(arena, token, reason),
);

const secrets: readonly Attack[] = [
  ["A-10", "an HMAC keyed with the RSA key as a PEM file", keyedWith(pem), "algorithm_not_allowed"],
  ["A-10", "the same without the final line break", keyedWith(pem.trimEnd()), "algorithm_not_allowed"],
  ["A-12", "an HMAC keyed with the text of a JWK", keyedWith(JSON.stringify(rsa.publicJwk)), "algorithm_not_allowed"],
  ["A-12", "an HMAC keyed with a modulus", keyedWith(String(rsa.publicJwk["n"])), "algorithm_not_allowed"],
  ["A-12", "an HMAC keyed with the point of an EC key", keyedWith(point, ec.kid), "algorithm_not_allowed"],
  ["A-13", "an HMAC keyed with a PEM file after white space", keyedWith(`\n ${pem}`), "algorithm_not_allowed"],
  ["A-13", "an HMAC keyed with a PEM file after other bytes", keyedWith(`\u0000x${pem}`), "algorithm_not_allowed"],
  ["A-14", "an HMAC keyed with nothing", keyedWith(""), "algorithm_not_allowed"],
  ["A-16", "an HMAC under a kid whose key has no alg", keyedWith(pem, "ec-bare"), "algorithm_not_allowed"],
  [
    "A-17",
    "an HMAC with a secret from the JWK Set itself",
    keyedWith("a secret that everybody can read", "oct"),
    "algorithm_not_allowed",
  ],
];

test.each(secrets)("%s: %s is refused (RFC 8725 §2.1)", (_, __, token, reason) => expectRefused(arena, token, reason));

test("the keys that attacks abuse verify what they are meant for", async () => {
  const rsaWith3: SigningKey = { ...rsa, ...cubic, kid: "cubic" };
  for (const key of [p384, ed25519, pss, rsaWith3]) await expectAccepted(arena, a.issue({}, { key }));
  await expectAccepted(arena, a.issue({}, { key: { ...p384, kid: "p384-bare" } }));
  await expectAccepted(arena, a.issue({}, { key: rsa }));
  await expectAccepted(arena, forge(withHeader({ alg: "PS256", kid: "rsa" }), claims, signPss(rsa, 32)));
  await expectAccepted(arena, a.issue({}, { key: { ...ed25519, algorithm: "Ed25519" } }));
});

const foreignKeys: readonly Attack[] = [
  ["A-18", "ES256 under the kid of an RSA key", a.issue({}, { kid: "rsa" }), "no_matching_key"],
  ["A-18", "RS256 under the kid of an EC key", a.issue({}, { key: rsa, kid: ec.kid }), "no_matching_key"],
  ["A-18", "RS256 over a signature by an EC key", a.issue({}, { alg: "RS256", kid: "rsa" }), "signature_invalid"],
  ["A-18", "ES256 under the kid of a DSA key", a.issue({}, { kid: "dsa" }), "no_matching_key"],
  ["A-18", "RS256 under the kid of a secret", a.issue({}, { key: rsa, kid: "oct" }), "no_matching_key"],
  [
    "A-19",
    "ES256 with a key on P-384",
    forge(withHeader({ kid: "p384-bare" }), claims, sign256(p384)),
    "signature_invalid",
  ],
  [
    "A-19",
    "ES256 with a key on P-384, the signature cut to length",
    forge(withHeader({ kid: "p384-bare" }), claims, (input) => sign256(p384)(input).subarray(0, 64)),
    "no_matching_key",
  ],
  [
    "A-19",
    "ES384 with a key on P-256, the signature filled to length",
    forge(withHeader({ alg: "ES384", kid: "ec-bare" }), claims, (input) =>
      Buffer.concat([sign256(ec)(input), Buffer.alloc(32)]),
    ),
    "no_matching_key",
  ],
  [
    "A-19",
    "ES256 with a key on secp256k1",
    forge(withHeader({ kid: "secp256k1" }), claims, sign256(secp256k1)),
    "no_matching_key",
  ],
  [
    "A-20",
    "RS256 over a PS256 signature",
    forge(withHeader({ alg: "RS256", kid: "rsa" }), claims, signPss(rsa, 32)),
    "signature_invalid",
  ],
  ["A-20", "PS256 over an RS256 signature", a.issue({}, { key: rsa, alg: "PS256" }), "signature_invalid"],
  [
    "A-20",
    "RS256 with a key whose JWK says PS256",
    forge(withHeader({ alg: "RS256", kid: "pss" }), claims, signWith("sha256", pss.privateKey)),
    "no_matching_key",
  ],
  [
    "A-20",
    "PS256 without a salt (RFC 7518 §3.5)",
    forge(withHeader({ alg: "PS256", kid: "pss" }), claims, signPss(pss, 0)),
    "signature_invalid",
  ],
  [
    "A-20",
    "PS256 with a salt of 20 bytes (RFC 7518 §3.5)",
    forge(withHeader({ alg: "PS256", kid: "pss" }), claims, signPss(pss, 20)),
    "signature_invalid",
  ],
  ["A-22", "ES384 of an issuer that signs with ES256", b.issue({}, { key: p384 }), "algorithm_not_allowed"],
  ["A-22", "Ed25519 of an issuer that signs with ES256", b.issue({}, { key: ed25519 }), "algorithm_not_allowed"],
  [
    "A-30",
    "RS256 with a key of 1024 bits",
    forge(withHeader({ alg: "RS256", kid: "rsa1024" }), claims, signWith("sha256", rsa1024.privateKey)),
    "no_matching_key",
  ],
  ["A-31", "RS256 with the exponent 1", a.issue({}, { key: rsa, kid: "exponent-1" }), "no_matching_key"],
  ["A-31", "RS256 with an even exponent", a.issue({}, { key: rsa, kid: "exponent-even" }), "no_matching_key"],
  ["A-31", "RS256 with the modulus 0", a.issue({}, { key: rsa, kid: "modulus-0" }), "no_matching_key"],
  ["A-31", "RS256 with an even modulus", a.issue({}, { key: rsa, kid: "modulus-even" }), "no_matching_key"],
  [
    "A-31",
    "RS256 with the exponent 3 and a padding that only begins right",
    forge(withHeader({ alg: "RS256", kid: "cubic" }), claims, cubeRootOfPadded),
    "signature_invalid",
  ],
  ["A-32", "RS256 with a key of 16384 bits", a.issue({}, { key: rsa, kid: "modulus-huge" }), "no_matching_key"],
  [
    "A-34",
    "EdDSA with a key on Ed448",
    forge(withHeader({ alg: "EdDSA", kid: "ed448" }), claims, signWith(null, ed448.privateKey)),
    "signature_invalid",
  ],
  [
    "A-34",
    "EdDSA with a key on Ed448, the signature cut to length",
    forge(withHeader({ alg: "EdDSA", kid: "ed448" }), claims, (input) =>
      signWith(null, ed448.privateKey)(input).subarray(0, 64),
    ),
    "no_matching_key",
  ],
  ["A-34", "Ed25519 with a key on X25519", a.issue({}, { key: ed25519, kid: "x25519" }), "no_matching_key"],
  [
    "A-34",
    "Ed25519 with a genuine signature and the order of the group added to it (RFC 8032 §5.1.7)",
    withOrderAdded(a.issue({}, { key: ed25519 })),
    "signature_invalid",
  ],
  [
    "A-33",
    "Ed25519 with the point 0 for a key, and a signature that fits all",
    forge(withHeader({ alg: "Ed25519", kid: "identity" }), claims, () => Buffer.concat([identity, Buffer.alloc(32)])),
    "no_matching_key",
  ],
];

test.each(foreignKeys)("%s: %s is refused (RFC 7518 §3, RFC 8725 §3.1)", (_, __, token, reason) =>
  expectRefused(arena, token, reason),
);

test("A-21: EdDSA is refused where Ed25519 alone is allowed (RFC 9864 §2.2)", async () => {
  const strict = await createArena({ algorithms: ["Ed25519", "ES256"] });
  strict.a.publishKey({ ...ed25519.publicJwk, alg: undefined });
  await expectAccepted(strict, strict.a.issue({}, { key: ed25519 }));
  await expectRefused(strict, strict.a.issue({}, { key: { ...ed25519, algorithm: "EdDSA" } }), "algorithm_not_allowed");
});

test("A-23: of a family of algorithms only those that are named are taken (RFC 8725 §3.1)", async () => {
  const good = (as: TestIssuer): string => as.issue({}, { key: rsa });
  const one = await createArena({ algorithms: ["RS256"] }, { good });
  const both = await createArena({ algorithms: ["RS256", "RS512"] }, { good });
  for (const { a } of [one, both]) a.publishKey({ ...rsa.publicJwk, alg: undefined });
  const sha512 = forge(withHeader({ alg: "RS512", kid: "rsa" }), claims, signWith("sha512", rsa.privateKey));
  await expectRefused(one, sha512, "algorithm_not_allowed");
  await expectAccepted(both, sha512);
});

test("A-14: a key source is not asked for a secret, whatever it would answer (RFC 8725 §3.1)", async () => {
  for (const nothingAtAll of ["", null, undefined, Buffer.alloc(0)]) {
    const asked: unknown[] = [];
    const find = (query: { kid?: string | undefined }) => (asked.push(query.kid), nothingAtAll as undefined);
    const verifier = createVerifier({
      issuer: { issuer: a.issuer, keySource: { find } },
      audience: AUDIENCE,
      clock: arena.clock,
    });
    const judge = (token: string) => verifier.authenticate({ authorization: [`Bearer ${token}`] });
    expect(await judge(keyedWith(""))).toBeDenied("algorithm_not_allowed");
    expect(asked).toEqual([]);
    const answer = judge(a.issue());
    if (nothingAtAll === undefined) expect(await answer).toBeDenied("no_matching_key");
    else await expect(answer).rejects.toThrow(ExtensionError);
    expect(asked).toEqual([a.signingKey.kid]);
  }
});

/** A number of 32 bytes. */
const scalar = (hex: string): string => hex.padStart(64, "0");
const ORDER = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
const ORDER_PLUS_1 = `${ORDER.slice(0, -1)}2`;

const signatures: readonly Attack[] = [
  ...["ES256", "RS256", "PS256", "Ed25519"].map((alg): Attack => [
    "A-26",
    `an empty signature under ${alg}`,
    unsigned(alg),
    "signature_invalid",
  ]),
  ["A-26", "an empty signature under HS256", unsigned("HS256"), "algorithm_not_allowed"],
  ["A-27", "a genuine signature in DER", forge(header, claims, signWith("sha256", ec.privateKey)), "signature_invalid"],
  ...[
    ["0", "0"],
    ["0", "1"],
    ["1", "0"],
    [ORDER, ORDER],
    [ORDER_PLUS_1, ORDER_PLUS_1],
  ].map(([r = "", s = ""]): Attack => [
    "A-25",
    `the signature r = ${r}, s = ${s}`,
    forge(header, claims, () => Buffer.from(scalar(r) + scalar(s), "hex")),
    "signature_invalid",
  ]),
  [
    "A-36",
    "the signature of another token",
    `${headerPart}.${claimsPart}.${partsOf(a.issue())[2]}`,
    "signature_invalid",
  ],
  [
    "A-37",
    "the same claims in other white space",
    `${headerPart}.${encode(JSON.stringify(claimsOf(claimsPart), null, 1))}.${signaturePart}`,
    "signature_invalid",
  ],
  [
    "A-38",
    "claims that were changed after signing",
    a.issueTampered({ scope: "api:read api:admin" }),
    "signature_invalid",
  ],
  ["A-39", "any text at all", "anything", "malformed_token"],
];

test.each(signatures)("%s: %s is refused (RFC 7515 §5.2, RFC 7518 §3.4)", (_, __, token, reason) =>
  expectRefused(arena, token, reason),
);

test("A-40: the application's own rules never see claims that nobody signed (RFC 8725 §3.1)", async () => {
  const seen: unknown[] = [];
  const watched = await createArena({
    checks: [(token) => (seen.push(token.subject), PASS)],
    claimsSchema: {
      "~standard": {
        version: 1,
        vendor: "test",
        validate: (value) => (seen.push(value), { value: value as UntypedClaims }),
      },
    },
  });
  await expectAccepted(watched, watched.a.issue());
  expect(seen).toHaveLength(2 * watched.targets.length);
  for (const token of [watched.a.issueTampered(), watched.a.issueUnsigned(), watched.a.issueWithForeignKey()]) {
    seen.length = 0;
    for (const { ask } of watched.targets) await ask({ authorization: [`Bearer ${token}`] });
    expect(seen).toEqual([]);
  }
});

test("A-44: a wrong signature is answered with neither the right one nor a key (RFC 8725 §3.3)", async () => {
  const authorization = [`Bearer ${a.issueTampered()}`];
  for (const { name, ask } of arena.targets) {
    const { headers, body } = await ask({ authorization });
    const text = `${headers["www-authenticate"]} ${body}`;
    for (const secret of [signaturePart, String(ec.publicJwk["x"]), ec.kid]) expect(text, name).not.toContain(secret);
  }
});

function claimsOf(part: string): unknown {
  return JSON.parse(Buffer.from(part, "base64url").toString());
}
