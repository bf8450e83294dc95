import { createCipheriv, randomBytes } from "node:crypto";
import { createSigningKey } from "@ostiary/testing";
import fc from "fast-check";
import { CompactEncrypt, exportJWK, generateKeyPair } from "jose";
import { afterAll, beforeAll, test } from "vitest";
import { expectProperty, PATIENT, printSeed } from "./support/campaign.js";
import { AUDIENCE, checkVerdict, createFuzzIssuer, type FuzzIssuer, ISSUER } from "./support/issuer.js";
import { holdsProto } from "./support/json.js";
import { mutate, tokenPlans } from "./support/token-mutations.js";
import { type Door, rule, type WatchedVerifier, watchVerifier, wordFor } from "./support/watched-verifier.js";

const SHARED = randomBytes(32);

let as: FuzzIssuer;
let watched: WatchedVerifier;
let goods: readonly string[];
beforeAll(async () => {
  as = await createFuzzIssuer();
  const [curve, modulus] = await Promise.all(
    (["ECDH-ES", "RSA-OAEP-256"] as const).map((alg) => generateKeyPair(alg, { extractable: true })),
  );
  rule(curve !== undefined && modulus !== undefined, "there are keys");
  const ways = [
    [{ alg: "dir", enc: "A256GCM" }, SHARED],
    [{ alg: "A256KW", enc: "A128CBC-HS256", typ: "JWT" }, SHARED],
    [{ alg: "ECDH-ES", enc: "A256GCM", cty: "JWT" }, curve.publicKey],
    [{ alg: "RSA-OAEP-256", enc: "A256GCM", kid: "r" }, modulus.publicKey],
  ] as const;
  goods = await Promise.all(
    ways.flatMap(([header, key]) =>
      as.goods.slice(0, 3).map((good) => new CompactEncrypt(Buffer.from(good)).setProtectedHeader(header).encrypt(key)),
    ),
  );
  const k = SHARED.toString("base64url");
  watched = watchVerifier({
    issuer: { issuer: ISSUER, jwks: { keys: as.keys.map(({ publicJwk }) => publicJwk) }, requireEncryption: true },
    audience: AUDIENCE,
    clock: as.clock,
    fetch: () => Promise.reject(new Error("nothing is fetched")),
    decryptionKeys: [
      { key: { kty: "oct", k }, algorithm: "dir" },
      { key: { kty: "oct", k }, algorithm: "A256KW" },
      { key: await exportJWK(curve.privateKey), algorithm: "ECDH-ES" },
      { key: await exportJWK(modulus.privateKey), algorithm: "RSA-OAEP-256", keyId: "r" },
    ],
  });
});
afterAll(printSeed);

test(
  "of all texts an encrypted token can be changed into, only the original is accepted (RFC 7516 §5.2)",
  PATIENT,
  async (context) => {
    const plans = fc.record({ token: tokenPlans, door: fc.constantFrom<Door>("authenticate", "verify", "explain") });
    await expectProperty(context, "mutated encrypted tokens", {
      plans,
      outcomes: { accepted: 33, malformed_token: 2, malformed_credentials: 11 },
      holds: async ({ token: plan, door }) => {
        const text = mutate(plan, goods);
        const isGood = goods.includes(door === "authenticate" ? text.replace(/^ +/u, "") : text);
        const verdict = await watched.judge(text, { door });
        checkVerdict(verdict, isGood ? "accepted" : "denied");
        checkVerdict(await watched.judge(goods[0] ?? ""), "accepted");
        return wordFor(verdict);
      },
    });
  },
);

/** What is encrypted, and whether it is an access token of the issuer. */
const contents = ["good", "unsigned", "of a stranger", "encrypted again", "broken", "blank", "not UTF-8"] as const;
const edits = fc.tuple(
  fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom("typ", "cty", "zip", "crit", "kid", "alg", "enc", "iss", "sub", "aud") },
    {
      weight: 1,
      arbitrary: fc.constantFrom("jwk", "jku", "x5c", "epk", "iv", "tag", "p2c", "apu", "b64", "__proto__"),
    },
    { weight: 1, arbitrary: fc.string({ maxLength: 8 }) },
  ),
  fc.oneof(
    {
      weight: 2,
      arbitrary: fc.constantFrom<unknown>("JWT", "at+jwt", "application/at+jwt", "AT+JWT", "dpop+jwt", "x y"),
    },
    { weight: 2, arbitrary: fc.constantFrom<unknown>(ISSUER, "u", AUDIENCE, [AUDIENCE], "https://other.example", "r") },
    {
      weight: 2,
      arbitrary: fc.constantFrom<unknown>("DEF", "dir", "RSA1_5", "A256GCM", "A256CBC-HS512", "none", "", 1),
    },
    { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 1 }) },
  ),
);

test(
  "what stands around a token adds nothing to it, and only the token inside counts (RFC 7519 §5.3 and §7.2)",
  PATIENT,
  async (context) => {
    const plans = fc.record({
      content: fc.oneof({ weight: 3, arbitrary: fc.constant("good" as const) }, fc.constantFrom(...contents)),
      edits: fc.array(edits, { maxLength: 2 }),
      door: fc.constantFrom<Door>("authenticate", "verify", "explain"),
    });
    await expectProperty(context, "edited headers of encrypted tokens", {
      plans,
      outcomes: { accepted: 3, malformed_token: 2, unexpected_type: 28 },
      holds: async ({ content, edits: changes, door }) => {
        const header = { alg: "dir", enc: "A256GCM", ...Object.fromEntries(changes) };
        const verdict = await watched.judge(seal(createContent(content), header), { door });
        checkVerdict(verdict, content === "good" && isFit(header) ? "accepted" : "denied");
        return wordFor(verdict);
      },
    });
  },
);

function createContent(content: (typeof contents)[number]): Buffer {
  const good = as.goods[0] ?? "";
  const [header, claims] = good.split(".");
  switch (content) {
    case "good":
      return Buffer.from(good);
    case "unsigned":
      return Buffer.from(`${Buffer.from('{"alg":"none"}').toString("base64url")}.${claims}.`);
    case "of a stranger":
      return Buffer.from(as.issue({}, { ...createSigningKey(), kid: as.keys[0]?.kid ?? "" }));
    case "encrypted again":
      return Buffer.from(goods[0] ?? "");
    case "broken":
      return Buffer.from(`${header}.${claims}`);
    case "blank":
      return Buffer.from(" ");
    case "not UTF-8":
      return Buffer.concat([Buffer.from(good), Buffer.of(0xff)]);
  }
}

/** RFC 7518 §4.5 and §5.3: encrypted with the very key, whatever the header says. */
function seal(content: Buffer, header: object): string {
  const first = Buffer.from(JSON.stringify(header)).toString("base64url");
  const vector = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", SHARED, vector).setAAD(Buffer.from(first));
  const ciphertext = Buffer.concat([cipher.update(content), cipher.final()]);
  return [first, "", ...[vector, ciphertext, cipher.getAuthTag()].map((part) => part.toString("base64url"))].join(".");
}

/**
 * RFC 7516 §4.1 and RFC 7519 §5.3: nothing is demanded that is not supported, types are those of the token inside or say no
 * more than that it is a JWT, and claims that are repeated are the same. Keys come from the options alone.
 */
function isFit(header: Readonly<Record<string, unknown>>): boolean {
  const { alg, enc, kid, typ, cty, iss, sub, aud } = header;
  const isType = (value: unknown): boolean =>
    value === undefined || (typeof value === "string" && /^(?:application\/)?(?:at\+)?jwt$/iu.test(value));
  const isSame = (value: unknown, inside: string): boolean => value === undefined || value === inside;
  const isRepeated = isSame(iss, ISSUER) && isSame(sub, "u") && isSame(aud, AUDIENCE);
  const isNamed = kid === undefined || (typeof kid === "string" && kid !== "");
  const isPlain = !Object.hasOwn(header, "zip") && !Object.hasOwn(header, "crit") && !holdsProto(header);
  return alg === "dir" && enc === "A256GCM" && isType(typ) && isType(cty) && isRepeated && isNamed && isPlain;
}
