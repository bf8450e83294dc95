import { UnavailableError } from "@ostiary/core";
import { createSigningKey, manualClock, signCompact, type SigningKey } from "@ostiary/testing";
import fc from "fast-check";
import { afterAll, test } from "vitest";
import { expectProperty, PATIENT, printSeed } from "./support/campaign.js";
import { type DocumentPlan, documents, isReadable, MAX_BODY_BYTES, respond } from "./support/documents.js";
import { AUDIENCE, createRsaKey, ISSUER } from "./support/issuer.js";
import { rule, watchVerifier, wordFor } from "./support/watched-verifier.js";

afterAll(printSeed);

const URL = "https://keys.example/jwks";
const MAX_KEYS = 12;
const keys = [
  createSigningKey("ES256", "a"),
  createSigningKey("ES256", "b"),
  createSigningKey("EdDSA", "c"),
  createRsaKey("d"),
];
type Jwk = Readonly<Record<string, unknown>>;

/** What can be done to a JWK, and whether it can still verify signatures here (RFC 7517 §4, RFC 7518 §6). */
const changes: readonly (readonly [name: string, isUsable: boolean, change: (jwk: Jwk) => unknown])[] = [
  ["nothing", true, (jwk) => jwk],
  ["no use and no alg", true, ({ use: _use, alg: _alg, ...jwk }) => jwk],
  ["certificates", true, (jwk) => ({ ...jwk, x5c: ["AAAA"], x5t: "?", x5u: "http://localhost", exp: 1, nbf: "x" })],
  ["key_ops verify", true, (jwk) => ({ ...jwk, key_ops: ["verify"] })],
  ["its issuer", true, (jwk) => ({ ...jwk, issuer: ISSUER })],
  ["no kid", true, ({ kid: _kid, ...jwk }) => jwk],
  ["the kid of another", true, (jwk) => ({ ...jwk, kid: "a" })],
  ["a kid with a surrogate", true, (jwk) => ({ ...jwk, kid: "\ud800" })],
  ["an empty d", false, (jwk) => ({ ...jwk, d: "" })],
  ["a k", false, (jwk) => ({ ...jwk, k: "AAAA" })],
  ["use enc", false, (jwk) => ({ ...jwk, use: "enc" })],
  ["use null", false, (jwk) => ({ ...jwk, use: null })],
  ["key_ops sign", false, (jwk) => ({ ...jwk, key_ops: ["sign"] })],
  ["key_ops twice", false, (jwk) => ({ ...jwk, key_ops: ["verify", "verify"] })],
  ["key_ops as text", false, (jwk) => ({ ...jwk, key_ops: "verify" })],
  ["alg HS256", false, (jwk) => ({ ...jwk, alg: "HS256" })],
  ["alg none", false, (jwk) => ({ ...jwk, alg: "none" })],
  ["alg of another type", false, (jwk) => ({ ...jwk, alg: jwk["kty"] === "RSA" ? "ES256" : "RS256" })],
  ["alg null", false, (jwk) => ({ ...jwk, alg: null })],
  ["kty oct", false, (jwk) => ({ ...jwk, kty: "oct" })],
  ["kty in lower case", false, (jwk) => ({ ...jwk, kty: String(jwk["kty"]).toLowerCase() })],
  ["a kid that is a number", false, (jwk) => ({ ...jwk, kid: 1 })],
  ["another issuer", false, (jwk) => ({ ...jwk, issuer: "https://other.example" })],
  ["a coordinate with padding", false, (jwk) => withMaterial(jwk, (text) => `${text}=`)],
  ["a coordinate cut short", false, (jwk) => withMaterial(jwk, (text) => text.slice(0, 8))],
  ["a coordinate of zeros", false, (jwk) => withMaterial(jwk, (text) => "A".repeat(text.length))],
  ["a coordinate that is no text", false, (jwk) => withMaterial(jwk, () => [1])],
  ["a list around it", false, (jwk) => [jwk]],
];

interface Entry {
  readonly key: number;
  readonly change: string;
}

const entries: fc.Arbitrary<Entry> = fc.record({
  key: fc.nat(3),
  change: fc.oneof({ weight: 2, arbitrary: fc.constant("nothing") }, fc.constantFrom(...changes.map(([name]) => name))),
});
const sets: fc.Arbitrary<DocumentPlan> = documents(
  fc.oneof(
    {
      weight: 20,
      arbitrary: fc.array(fc.oneof({ weight: 8, arbitrary: entries }, fc.jsonValue({ maxDepth: 1 })), { maxLength: 6 }),
    },
    { weight: 1, arbitrary: fc.array(entries, { minLength: MAX_KEYS - 1, maxLength: MAX_KEYS + 2, size: "max" }) },
    { weight: 2, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
  ),
);
const plans = fc.record({
  /** Whether there is a good set before. */
  isWarm: fc.boolean(),
  document: sets,
  asked: fc.array(fc.record({ key: fc.nat(3), kid: fc.constantFrom("own", "own", "none", "a", "made up") }), {
    minLength: 1,
    maxLength: 4,
  }),
});

test(
  "only a usable key of the set verifies, and a set that cannot be used replaces none (RFC 7517 §5)",
  PATIENT,
  async (context) => {
    await expectProperty(context, "JWK Sets", {
      plans,
      outcomes: { "taken over": 2, "kept out": 6, "nothing to go by": 7 },
      holds: async ({ isWarm, document, asked }) => {
        const clock = manualClock(NOW);
        let serve = (): Response => respond(GOOD, { keys: keys.map(({ publicJwk }) => publicJwk) });
        const watched = watchVerifier({
          issuer: { issuer: ISSUER, jwksUri: URL },
          audience: AUDIENCE,
          clock,
          fetch: async () => serve(),
          keys: { retries: 0, maxBodyBytes: MAX_BODY_BYTES, maxKeys: MAX_KEYS },
        });
        if (isWarm) await watched.verifier.warmUp();
        const content = Array.isArray(document.content) ? document.content.map(toJwk) : document.content;
        serve = () => respond(document, { keys: content });
        clock.advance(601);
        await watched.verifier.warmUp().catch((error: unknown) => {
          if (!(error instanceof UnavailableError)) throw error;
        });

        const usable = Array.isArray(document.content) ? document.content.flatMap(toUsable) : undefined;
        const isSet = usable !== undefined && (content as readonly unknown[]).length <= MAX_KEYS && holdsAny(usable);
        const isGood = isSet && isReadable(document, { keys: content });
        const set = isGood ? usable : isWarm ? keys.map(toUsableKey) : undefined;
        for (const ask of asked) {
          const word = wordFor(await watched.judge(createToken(ask)));
          rule(word === expected(ask, set, isGood), `${expected(ask, set, isGood)} is right, and it is ${word}`);
        }
        rule((watched.asked.get(URL) ?? 0) <= (isWarm ? 4 : 3), "the set is not asked for too often");
        rule(watched.asked.size === 1, "nothing else is asked for");
        watched.verifier.close();
        if (isGood) return "taken over";
        return isWarm ? "kept out" : "nothing to go by";
      },
    });
  },
);

interface Usable {
  readonly key: SigningKey;
  readonly kid: string | undefined;
  /** Whether it names its `alg`. */
  readonly isBound: boolean;
}

function toUsableKey(key: SigningKey): Usable {
  return { key, kid: key.kid, isBound: true };
}

function toJwk(entry: unknown): unknown {
  if (!isEntry(entry)) return entry;
  const [, , change] = changes.find(([name]) => name === entry.change) ?? [];
  return change?.(keys[entry.key]?.publicJwk ?? {});
}

function toUsable(entry: unknown): readonly Usable[] {
  const [, isUsable] = isEntry(entry) ? (changes.find(([name]) => name === entry.change) ?? []) : [];
  const key = isEntry(entry) ? keys[entry.key] : undefined;
  if (isUsable !== true || key === undefined) return [];
  const { kid, alg } = toJwk(entry) as { readonly kid?: string; readonly alg?: string };
  return [{ key, kid, isBound: alg !== undefined }];
}

/** A key that is listed twice is one key. */
function distinct(all: readonly Usable[]): readonly Usable[] {
  return [...new Map(all.map((one) => [JSON.stringify([one.key.kid, one.kid, one.isBound]), one])).values()];
}

/** Some token can be verified: there is a key without name, or one that is the only one of its name for an algorithm. */
function holdsAny(all: readonly Usable[]): boolean {
  const set = distinct(all);
  return set.some((one) => {
    const rivals = set.filter((other) => other !== one && other.kid === one.kid).flatMap(algorithmsOf);
    return one.kid === undefined || algorithmsOf(one).some((alg) => !rivals.includes(alg));
  });
}

/** What a key fits that does not name its `alg` (RFC 7518 §3.1, RFC 8037 §3.1, RFC 9864 §2.2). */
function algorithmsOf({ key: { algorithm }, isBound }: Usable): readonly string[] {
  if (isBound || algorithm === "ES256") return [algorithm];
  return algorithm === "RS256" ? ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"] : ["EdDSA", "Ed25519"];
}

interface Ask {
  readonly key: number;
  readonly kid: string;
}

/** RFC 7515 §4.1.4: the key of that name, if there is one and it is the only one; without a name the only one that fits. */
function expected(ask: Ask, given: readonly Usable[] | undefined, isGood: boolean): string {
  if (given === undefined) return "unavailable";
  const key = keys[ask.key]!;
  const kid = kidOf(ask);
  const all = distinct(given);
  const set = all.filter((one) => one.key.algorithm === key.algorithm);
  const fitting = kid === undefined ? set : set.filter((one) => one.kid === kid);
  if (fitting.length > 1) return kid === undefined ? "no_matching_key" : "unavailable";
  const [found] = fitting;
  if (found !== undefined) return found.key === key ? "accepted" : "signature_invalid";
  // While a good set cannot be had, a key may have come that nobody knows of; but not under a name that is taken.
  return isGood || all.some((one) => one.kid === kid) ? "no_matching_key" : "unavailable";
}

function kidOf({ key, kid }: Ask): string | undefined {
  if (kid === "none") return undefined;
  return kid === "own" ? keys[key]?.kid : kid;
}

function createToken(ask: Ask): string {
  const name = `${ask.key} ${ask.kid}`;
  const known = tokens.get(name);
  if (known !== undefined) return known;
  const key = keys[ask.key]!;
  const claims = { iss: ISSUER, sub: "u", aud: AUDIENCE, client_id: "c", iat: NOW, exp: NOW + 3600, jti: "t" };
  const token = signCompact({ typ: "at+jwt", alg: key.algorithm, kid: kidOf(ask) }, claims, key);
  tokens.set(name, token);
  return token;
}

function withMaterial(jwk: Jwk, change: (text: string) => unknown): Jwk {
  const name = jwk["kty"] === "RSA" ? "n" : "x";
  return { ...jwk, [name]: change(String(jwk[name])) };
}

function isEntry(value: unknown): value is Entry {
  return typeof value === "object" && value !== null && "key" in value && "change" in value;
}

const NOW = manualClock().now();
const GOOD: DocumentPlan = { content: [], status: 200, type: "application/json", flaw: "none", extra: {} };
const tokens = new Map<string, string>();
