import type { SigningKey } from "@ostiary/testing";
import fc from "fast-check";
import { afterAll, beforeAll, test } from "vitest";
import { expectProperty, PATIENT, printSeed } from "./support/campaign.js";
import { checkFetches, checkGoodPasses, checkVerdict, createFuzzIssuer, type FuzzIssuer } from "./support/issuer.js";
import { holdsProto } from "./support/json.js";
import { hmacOf, signatureOf } from "./support/sign.js";
import { type Door, rule } from "./support/watched-verifier.js";

let as: FuzzIssuer;
beforeAll(async () => {
  as = await createFuzzIssuer();
});
afterAll(printSeed);

const signers = ["the key", "the key, before", "another key", "a stranger", "HMAC", "nobody"] as const;

/** Values of header parameters: those with a meaning, and any other. What is in angle brackets is put in later. */
const values = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom<unknown>("<kid>", "<other kid>", "<foreign jwk>", "<foreign url>", "<x5c>") },
  { weight: 2, arbitrary: fc.constantFrom<unknown>("ES256", "EdDSA", "RS256", "HS256", "none", "NONE", "Ed25519") },
  {
    weight: 3,
    arbitrary: fc.constantFrom<unknown>(
      ...["at+jwt", "AT+JWT", "application/at+jwt", "JWT", "jwt", "application/jwt", "logout+jwt", "dpop+jwt"],
      ...["at+jwt ", "at+jwt;v=1", "text/at+jwt", "id_token", "JWE"],
    ),
  },
  { weight: 2, arbitrary: fc.constantFrom<unknown>(true, false, null, 0, [], ["b64"], ["exp"], {}, "DEF", "../../k") },
  { weight: 2, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
);
const names = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom("alg", "kid", "typ", "crit", "b64") },
  {
    weight: 3,
    arbitrary: fc.constantFrom("jwk", "jku", "x5c", "x5u", "x5t", "x5t#S256", "cty", "nonce", "iss", "exp"),
  },
  { weight: 2, arbitrary: fc.constantFrom("enc", "zip", "epk", "iv", "tag", "p2c", "p2s", "apu") },
  { weight: 1, arbitrary: fc.string({ maxLength: 12 }) },
  { weight: 1, arbitrary: fc.constantFrom("__proto__", "constructor", "toString", "ALG", "Kid") },
);
const plans = fc.record({
  key: fc.constantFrom(0, 0, 0, 0, 1, 1, 1, 1, 2),
  signer: fc.constantFrom(...signers),
  left: fc.subarray(["alg", "kid", "typ"], { minLength: 1 }),
  edits: fc.array(fc.tuple(names, values), { maxLength: 3, size: "max" }),
  door: fc.constantFrom<Door>("authenticate", "verify"),
});

test(
  "a header may say what it likes: it chooses no key, and what demands or is something else is refused (RFC 8725 §3)",
  PATIENT,
  async (context) => {
    await expectProperty(context, "edited headers", {
      plans,
      outcomes: { accepted: 17, denied: 2 },
      holds: async ({ key: index, signer, left, edits, door }) => {
        const key = keyAt(index);
        const [, claims = ""] = as.goods[4 * index]?.split(".") ?? [];
        const before = { typ: "at+jwt", alg: key.algorithm, kid: key.kid };
        const header = Object.fromEntries([
          ...Object.entries(before).filter(([name]) => left.includes(name)),
          ...edits.map(([name, value]) => [name, fill(value, index)] as const),
        ]);
        const text = signAs(signer, key, { before, header, claims });
        const isSame = encode(header) === encode(before);
        const signedBy = {
          "the key": key,
          "the key, before": isSame ? key : undefined,
          "another key": keyAt(index + 1),
        };
        const isGood = isReadable(header) && isFor(header, signedBy[signer as keyof typeof signedBy]);
        const verdict = await as.watched.judge(text, { door });
        checkVerdict(verdict, isGood ? "accepted" : "denied");
        checkFetches(as.watched);
        await checkGoodPasses(as);
        return verdict.kind;
      },
    });
  },
);

/** RFC 7515 §4.1 and RFC 7519 §5.1, with the media types of access tokens and of nothing in particular (RFC 9068 §2.1). */
function isReadable(header: Readonly<Record<string, unknown>>): boolean {
  const { typ, kid, b64 } = header;
  const isTyped = typ === undefined || (typeof typ === "string" && /^(?:application\/)?(?:at\+)?jwt$|^$/iu.test(typ));
  const isNamed = kid === undefined || (typeof kid === "string" && kid !== "");
  const isPlain = b64 === undefined || b64 === true;
  return (
    isTyped && isNamed && isPlain && FORBIDDEN.every((name) => !Object.hasOwn(header, name)) && !holdsProto(header)
  );
}

/** Each algorithm has one key, so that none need be named (RFC 7515 §4.1.4). */
function isFor({ alg, kid }: Readonly<Record<string, unknown>>, key: SigningKey | undefined): boolean {
  return key !== undefined && alg === key.algorithm && (kid === undefined || kid === key.kid);
}

interface Content {
  readonly before: Readonly<Record<string, unknown>>;
  readonly header: Readonly<Record<string, unknown>>;
  /** As it stands in the token. */
  readonly claims: string;
}

function signAs(signer: (typeof signers)[number], key: SigningKey, { before, header, claims }: Content): string {
  const input = `${encode(header)}.${claims}`;
  switch (signer) {
    case "the key":
      return `${input}.${signatureOf(input, key)}`;
    case "the key, before":
      return `${input}.${signatureOf(`${encode(before)}.${claims}`, key)}`;
    case "another key":
      return `${input}.${signatureOf(input, keyAt(as.keys.indexOf(key) + 1))}`;
    case "a stranger":
      return `${input}.${signatureOf(input, as.foreign)}`;
    case "HMAC":
      return `${input}.${hmacOf(input, key.publicKey)}`;
    case "nobody":
      return `${input}.`;
  }
}

function fill(value: unknown, index: number): unknown {
  switch (value) {
    case "<kid>":
      return keyAt(index).kid;
    case "<other kid>":
      return keyAt(index + 1).kid;
    case "<foreign jwk>":
      return as.foreign.publicJwk;
    case "<foreign url>":
      return "https://attacker.example/jwks";
    case "<x5c>":
      return ["MIIB"];
    default:
      return value;
  }
}

function keyAt(index: number): SigningKey {
  const key = as.keys[index % as.keys.length];
  rule(key !== undefined, "there are keys");
  return key;
}

function encode(header: unknown): string {
  return Buffer.from(JSON.stringify(header)).toString("base64url");
}

/** Extensions, none of which are supported (RFC 7515 §4.1.11), and what makes a JWE (RFC 7516 §4.1, RFC 7518 §4). */
const FORBIDDEN = ["crit", "enc", "zip", "epk", "iv", "tag", "p2c", "p2s"];
