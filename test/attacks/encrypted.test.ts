import { createHash, generateKeyPairSync, randomBytes } from "node:crypto";
import { deflateRawSync } from "node:zlib";
import { createSigningKey, tokenDefects } from "@ostiary/testing";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { createArena } from "./support/arena.js";
import { type Attack, expectAccepted, expectRefused } from "./support/expect-refused.js";
import { forgeJwe } from "./support/forge-jwe.js";
import { encode, forge, hmac, nothing } from "./support/forge.js";

const pair = generateKeyPairSync("rsa", { modulusLength: 2048 });
const jwk = pair.privateKey.export({ format: "jwk" });
const publicJwk = pair.publicKey.export({ format: "jwk" });
const curve = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ format: "jwk" });
const montgomery = generateKeyPairSync("x25519").privateKey.export({ format: "jwk" });
const secret = randomBytes(32);
const shared = { kty: "oct", k: secret.toString("base64url") };

const decryptionKeys = [
  { key: jwk, algorithm: "RSA-OAEP-256", keyId: "rsa" },
  { key: jwk, algorithm: "RSA-OAEP", keyId: "old" },
  { key: curve, algorithm: "ECDH-ES", keyId: "curve" },
  { key: montgomery, algorithm: "ECDH-ES", keyId: "montgomery" },
  { key: shared, algorithm: "A256KW", keyId: "wrap" },
  { key: shared, algorithm: "dir", keyId: "shared" },
] as const;
const arena = await createArena({ decryptionKeys });
const { a, b, claims } = arena;
const good = a.issue();

const HEADER = { alg: "RSA-OAEP-256", enc: "A256GCM", kid: "rsa", cty: "JWT" };
/** Properly encrypted to the public key that anybody may have, whatever is in it. */
const seal = (content: string | Uint8Array, header: object = {}): string =>
  forgeJwe(content, { header: { ...HEADER, ...header }, to: { jwk: publicJwk, hash: "sha256" } });
const withParts = (token: string, changes: readonly (string | undefined)[]): string =>
  token
    .split(".")
    .map((part, index) => changes[index] ?? part)
    .join(".");
/** Encrypted to nobody, with a header that says something else. */
const around = (header: Readonly<Record<string, unknown>>): string =>
  `${encode(header)}.${["", 12, 200, 16].map(filler).join(".")}`;
const filler = (length: number | string): string => Buffer.alloc(Number(length), 7).toString("base64url");

const { subtle } = globalThis.crypto;
const keyUses = (["decrypt", "deriveBits", "deriveKey", "unwrapKey", "importKey"] as const).map((name) =>
  vi.spyOn(subtle, name),
);
beforeEach(async () => {
  await expectAccepted(arena, seal(good));
  for (const use of keyUses) use.mockClear();
});
/** Refused before any work was done with a key. */
async function expectRefusedUntouched(token: string, reason: Attack[3]): Promise<void> {
  await expectRefused(arena, token, reason);
  for (const use of keyUses) expect(use).not.toHaveBeenCalled();
}

describe("what servers send is accepted (RFC 9068 §4):", () => {
  test.each([
    ["RSA-OAEP-256 with A256GCM", seal(good)],
    [
      "OpenIddict: RSA-OAEP with A256CBC-HS512, typ at+jwt and cty JWT around at+jwt",
      forgeJwe(good, {
        header: { alg: "RSA-OAEP", enc: "A256CBC-HS512", kid: "old", typ: "at+jwt", cty: "JWT" },
        to: { jwk: publicJwk, hash: "sha1" },
        mode: "cbc",
      }),
    ],
    [
      "oidc-provider: a shared key, cty at+jwt and the claims repeated",
      forgeJwe(good, {
        header: { alg: "dir", enc: "A256GCM", cty: "at+jwt", iss: a.issuer, aud: a.audience },
        to: secret,
      }),
    ],
    ["no kid and no cty", seal(good, { kid: undefined, cty: undefined })],
    ["a signed token alone, of an issuer that may encrypt", good],
  ])("%s", (_, token) => expectAccepted(arena, token));
});

const inside: readonly Attack[] = [
  ["C-30", "alg none", seal(forge({ alg: "none", typ: "at+jwt" }, claims, nothing)), "algorithm_not_allowed"],
  ["C-30", "alg none in another case", seal(forge({ alg: "None" }, claims, nothing)), "algorithm_not_allowed"],
  ["C-30", "a signed token whose signature is gone", seal(good.replace(/[^.]+$/, "")), "signature_invalid"],
  ["C-30", "an HMAC with the shared key", seal(forge({ alg: "HS256" }, claims, hmac(secret))), "algorithm_not_allowed"],
  [
    "C-30",
    "a token signed by a stranger",
    seal(a.issue({}, { key: createSigningKey("ES256", a.signingKey.kid) })),
    "signature_invalid",
  ],
  ["C-30", "a token signed by another issuer", seal(a.issue({}, { key: b.signingKey })), "no_matching_key"],
  ["C-31", "claims that nobody signed", seal(JSON.stringify(claims)), "malformed_token"],
  [
    "C-31",
    "claims that nobody signed, with cty",
    seal(JSON.stringify(claims), { cty: "at+jwt", typ: "at+jwt" }),
    "malformed_token",
  ],
  ["C-31", "claims in base64url", seal(encode(claims)), "malformed_token"],
  ["C-31", "an opaque token", seal("opaque-1"), "malformed_token"],
  ["C-31", "an encrypted token", seal(seal(good)), "malformed_token"],
  ["C-31", "a good token after a space", seal(` ${good}`), "malformed_token"],
  ["C-31", "two good tokens", seal(`${good}.${good}`), "malformed_token"],
  ["F-04", "a token for another audience", seal(a.issue({ aud: "https://other.example" })), "audience_mismatch"],
  ["E-04", "a token of an unknown issuer", seal(a.issue({ iss: "https://as.example" })), "unknown_issuer"],
  ["D-02", "an expired token", seal(a.issue({ exp: 1 })), "token_expired"],
];

test.each(inside)("%s: %s in an encrypted token is refused (RFC 8725 §3.3)", (_, __, token, reason) =>
  expectRefused(arena, token, reason),
);

describe("a header that calls it an access token makes it none (RFC 8725 §3.11):", () => {
  const header = { typ: "at+jwt", cty: "at+jwt" };
  const user = { sub: "u1", aud: a.audience, client_id: undefined, scope: undefined, azp: "c1", nonce: "n" };

  test("an ID token without a type", async () => {
    const idToken = a.issue(user, { typ: undefined });
    await expectRefused(arena, seal(idToken, header), "not_an_access_token");
    await expectRefused(arena, seal(idToken), "not_an_access_token");
  });

  test("a token without a type, where RFC 9068 is asked for", async () => {
    const strict = await createArena({ decryptionKeys, tokenKind: "rfc9068" });
    await expectRefused(strict, seal(strict.a.issue({}, { typ: undefined }), header), "unexpected_type");
    await expectAccepted(strict, seal(strict.a.issue()));
  });

  test.each(tokenDefects)("$title", ({ make, expected }) =>
    expectRefused(arena, seal(make(a), header), expected.reason),
  );

  test.each(["logout+jwt", "dpop+jwt", "id_token+jwt", "secevent+jwt", "json", "text/plain"])(
    "and one that calls it %s makes it that, or nothing",
    async (type) => {
      await expectRefused(arena, seal(good, { typ: type }), "unexpected_type");
      await expectRefused(arena, seal(good, { cty: type }), "unexpected_type");
    },
  );
});

test.each([
  ["iss", { iss: b.issuer }],
  ["iss", { iss: [a.issuer] }],
  ["sub", { iss: a.issuer, sub: "admin" }],
  ["aud", { aud: "https://other.example" }],
  ["aud", { aud: [a.audience, "https://other.example"] }],
])("C-39: another %s in the header than in the token is refused (RFC 7519 §5.3): %j", (_, header) =>
  expectRefused(arena, seal(good, header), "malformed_token"),
);

describe("C-29: where nothing can be decrypted", () => {
  test("an encrypted token is refused as such", async () => {
    const without = await createArena();
    await expectRefused(without, seal(without.a.issue()), "malformed_token");
    expect(without.events.filter(({ type }) => type === "token.denied")).toMatchObject([
      { detail: expect.stringContaining("set decryptionKeys") },
    ]);
  });
});

test("C-33: a token that is not encrypted is refused where that is required (RFC 9068 §4)", async () => {
  const requiring = await createArena({ decryptionKeys, requireEncryption: true });
  const alone = requiring.a.issue();
  const answer = await requiring.answerTo(`Bearer ${alone}`);
  expect(answer).toBeDenied("malformed_token");
  await expectAccepted(requiring, seal(alone));
});

const spare = createSpareToken();
const untouched: readonly Attack[] = [
  ...[10_000_000, 2_147_483_647, 2 ** 53, -1, 1.5, "1000", null].flatMap((p2c): Attack[] =>
    ["PBES2-HS256+A128KW", "PBES2-HS512+A256KW"].map((alg) => [
      "C-34",
      `${alg} with p2c ${JSON.stringify(p2c)}`,
      around({ alg, enc: "A256GCM", p2c, p2s: filler(16), kid: "rsa" }),
      "malformed_token",
    ]),
  ),
  ["C-34", "RSA1_5", seal(good, { alg: "RSA1_5" }), "malformed_token"],
  ["C-34", "an algorithm nobody knows", seal(good, { alg: "x" }), "malformed_token"],
  ["C-34", "a content encryption nobody knows", seal(good, { enc: "x" }), "malformed_token"],
  [
    "C-35",
    "10 MB that were compressed",
    seal(deflateRawSync(Buffer.alloc(10_000_000)), { zip: "DEF" }),
    "malformed_token",
  ],
  ["C-35", "a good token that was compressed", seal(deflateRawSync(good), { zip: "DEF" }), "malformed_token"],
  ["C-35", "compression nobody knows", seal(good, { zip: "BR" }), "malformed_token"],
  ["C-09", "crit", seal(good, { crit: ["exp"] }), "malformed_token"],
  ...Array.from({ length: 16 }, (_, length): Attack => [
    "C-38",
    `a tag of ${length} bytes`,
    withParts(seal(good), [undefined, undefined, undefined, undefined, filler(length)]),
    "malformed_token",
  ]),
  ["C-38", "an empty key for RSA", withParts(seal(good), [undefined, ""]), "malformed_token"],
  ["C-38", "an empty key for A256KW", around({ alg: "A256KW", enc: "A256GCM", kid: "wrap" }), "malformed_token"],
  [
    "C-38",
    "a key of 8 bytes for A256KW",
    withParts(around({ alg: "A256KW", enc: "A256GCM", kid: "wrap" }), [undefined, filler(8)]),
    "malformed_token",
  ],
  ["C-38", "an RSA number of another length", withParts(seal(good), [undefined, filler(255)]), "malformed_token"],
  ["B-07", "a kid of none of the keys", seal(good, { kid: "../../rsa" }), "malformed_token"],
  ["C-19", "alg twice", twice('"alg":"dir"'), "malformed_token"],
  ["C-19", "alg twice, once escaped", twice('"a\\u006cg":"dir"'), "malformed_token"],
  ["C-19", "cty twice", twice('"cty":"JWT"'), "malformed_token"],
  ["C-21", "__proto__", twice('"__proto__":{"alg":"dir"}'), "malformed_token"],
  ...[0, 1, 3, 4].map((index): Attack => [
    "C-13",
    `unused bits set in part ${index + 1}`,
    withParts(
      spare,
      Array.from({ length: 5 }, (_, at) => (at === index ? withUnusedBits(spare.split(".")[at]) : undefined)),
    ),
    "malformed_token",
  ]),
  [
    "C-11",
    "a slash for a letter of the ciphertext",
    withParts(spare, [undefined, undefined, undefined, "/AAA"]),
    "malformed_token",
  ],
  ["C-37", "no epk", around({ alg: "ECDH-ES", enc: "A256GCM", kid: "curve" }), "malformed_token"],
  [
    "C-37",
    "an epk on another curve than the key",
    agreed("curve", { kty: "OKP", crv: "X25519", x: filler(32) }),
    "malformed_token",
  ],
];

test.each(untouched)("%s: %s is refused without a use of a key (RFC 8725 §3)", (_, __, token, reason) =>
  expectRefusedUntouched(token, reason),
);

const points: readonly Attack[] = [
  [
    "C-37",
    "a point off the curve",
    agreed("curve", { kty: "EC", crv: "P-256", x: filler(32), y: filler(32) }),
    "malformed_token",
  ],
  [
    "C-37",
    "the point at infinity",
    agreed("curve", { kty: "EC", crv: "P-256", x: zero(), y: zero() }),
    "malformed_token",
  ],
  ["C-37", "0, a point of small order", agreedOnNothing(zero()), "malformed_token"],
  ["C-37", "1, a point of small order", agreedOnNothing(`AQ${zero().slice(2)}`), "malformed_token"],
  ["C-37", "a point of order 8", agreedOnNothing("4Ot6fDtBuK4WVuP68Z_EatoJjeucMrH9hmIFFl9JuAA"), "malformed_token"],
];

test.each(points)("%s: %s is refused (RFC 8725 §3.4)", (_, __, token, reason) => expectRefused(arena, token, reason));

test("what is wrong with a token that cannot be decrypted is not told, not even to the operator", async () => {
  const broken = [
    withParts(seal(good), [undefined, filler(256)]),
    withParts(seal(good), [undefined, undefined, filler(12)]),
    withParts(seal(good), [undefined, undefined, undefined, filler(good.length)]),
    withParts(seal(good), [undefined, undefined, undefined, undefined, filler(16)]),
  ];
  arena.events.length = 0;
  for (const token of broken) await expectRefused(arena, token, "malformed_token");
  const denials = arena.events.flatMap((event) => (event.type === "token.denied" ? [event.detail] : []));
  expect(denials).toHaveLength(4);
  expect(new Set(denials).size).toBe(1);
});

/** What fits if the agreed secret is zero, as it is with every point of small order (RFC 7518 §4.6.2, RFC 7748 §6.1). */
function agreedOnNothing(x: string): string {
  const text = (value: string): Buffer => Buffer.concat([number(value.length), Buffer.from(value)]);
  const number = (value: number): Buffer => Buffer.from([0, 0, value >> 8, value & 255]);
  const party = [text("A256GCM"), number(0), number(0), number(256)];
  const key = createHash("sha256")
    .update(Buffer.concat([number(1), Buffer.alloc(32), ...party]))
    .digest();
  const epk = { kty: "OKP", crv: "X25519", x };
  return forgeJwe(good, { header: { alg: "ECDH-ES", enc: "A256GCM", kid: "montgomery", epk }, to: key });
}

function agreed(kid: string, epk: object): string {
  return around({ alg: "ECDH-ES", enc: "A256GCM", kid, epk });
}

function zero(): string {
  return "A".repeat(43);
}

/** One whose parts all have bits to spare, but for the vector, which has none. */
function createSpareToken(): string {
  const tokens = [0, 1, 2, 3, 4, 5].map((length) => seal(a.issue({ x: "x".repeat(length) })));
  const spare = tokens.find((token) => token.split(".").every((part, index) => index === 2 || part.length % 4 > 0));
  if (spare === undefined) throw new Error("some length of the claims leaves bits over");
  return spare;
}

/** A header with a member more, as literal text. */
function twice(member: string): string {
  const header = JSON.stringify(HEADER).replace("{", `{${member},`);
  return forgeJwe(good, { header, to: { jwk: publicJwk, hash: "sha256" } });
}

function withUnusedBits(part = ""): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  return part.slice(0, -1) + alphabet[alphabet.indexOf(part.at(-1) ?? "") + 1];
}
