import { isJsonObject, type JsonObject } from "../internal/json-object.js";
import { quoteUntrusted } from "../internal/quote.js";
import { checkJwk } from "./jwk.js";
import { createKnownKey, type KnownKey } from "./known-key.js";
import { findSharedKids } from "./select-key.js";

/** The keys of a JWK Set that can be used. */
export interface KeySet {
  readonly keys: readonly KnownKey[];
  /** For the operator: which keys were left out and why, one sentence each. */
  readonly leftOut: readonly string[];
  /** The kids of those keys. */
  readonly leftOutKids: readonly string[];
}

/** A document is no JWK Set that can be used; its message says why, and quotes no key. */
export class RejectedKeySetError extends Error {
  override readonly name = "RejectedKeySetError";
}

/** What a set is judged by. */
export interface KeySetLimits {
  readonly maxKeys: number;
  /** Whose tokens the keys are to verify. */
  readonly issuer: string;
  /** Keys of the set before, by fingerprint: an equal key stays the same object, and is not imported again. */
  readonly known: ReadonlyMap<string, KnownKey>;
}

/**
 * Reads a JWK Set: every key that can verify signatures, leaving out the others one by one.
 *
 * @returns The keys. Rejects with a `RejectedKeySetError` when the document is no JWK Set, is too large or holds no usable
 * key.
 * @see RFC 7517 §5
 */
export async function readJwkSet(document: unknown, { maxKeys, issuer, known }: KeySetLimits): Promise<KeySet> {
  const jwks = isJsonObject(document) ? document["keys"] : undefined;
  if (!Array.isArray(jwks)) throw new RejectedKeySetError("The document is not a JWK Set");
  if (jwks.length > maxKeys) {
    throw new RejectedKeySetError(`The JWK Set has ${jwks.length} keys, and at most ${maxKeys} are read`);
  }
  const readings = await Promise.all(
    jwks.map(async (jwk: unknown) =>
      isOfAnotherIssuer(jwk, issuer) ? "is for tokens of another issuer (issuer)" : readJwk(jwk, known),
    ),
  );
  const keys = withoutRepeats(readings.filter((reading) => typeof reading !== "string"));
  const problems = readings.flatMap((problem, index) =>
    typeof problem === "string" ? [{ problem, index, kid: kidOf(jwks[index]) }] : [],
  );
  const shared = findSharedKids(keys);
  const unfit = problems.map(({ problem, index, kid }) => `key ${index + 1}${describeKid(kid)} ${problem}`);
  const leftOut = [...unfit, ...shared.problems];
  if (shared.isAll) throw new RejectedKeySetError(["The JWK Set has no usable key", ...leftOut].join("; "));
  // One that is merely broken may be mended under the same name: it is looked for like a new one.
  const isMeantSo = (jwk: unknown): boolean => isForElse(jwk) || isOfAnotherIssuer(jwk, issuer);
  const leftOutKids = problems.flatMap(({ kid, index }) => (kid !== undefined && isMeantSo(jwks[index]) ? [kid] : []));
  return { keys, leftOut, leftOutKids };
}

/** A key, or the reason why it is left out, as a sentence without its subject. */
export async function readJwk(jwk: unknown, known: ReadonlyMap<string, KnownKey>): Promise<KnownKey | string> {
  const problem = checkJwk(jwk);
  if (problem !== undefined) return problem;
  const key = createKnownKey(jwk as JsonObject);
  const same = known.get(key.fingerprint);
  if (same !== undefined) return same;
  try {
    await Promise.all(key.algorithms.slice(0, 1).map((alg) => key.forAlgorithm(alg)));
    return key;
  } catch {
    return "cannot be imported";
  }
}

/** A key that is listed twice is one key, and no reason to call it ambiguous. */
export function withoutRepeats(keys: readonly KnownKey[]): KnownKey[] {
  return [...new Map(keys.map((key) => [key.fingerprint, key])).values()];
}

/** Whether a JWK says that it is not for signatures (RFC 7517 §4.2). */
export function isForElse(jwk: unknown): boolean {
  const use = isJsonObject(jwk) ? jwk["use"] : undefined;
  return use !== undefined && use !== "sig";
}

/**
 * Whether a JWK says that it is for the tokens of another issuer: Microsoft Entra ID binds keys to a tenant so. A place for
 * any tenant in it, `{tenantid}`, binds it to none, and what is no URL may mean something else: no RFC knows this member.
 *
 * A tenant has several names, and a key bears one of them: that of version 2 also where it signs tokens of version 1. So what
 * names the same tenant by its id is the same issuer here.
 */
export function isOfAnotherIssuer(jwk: unknown, issuer: string): boolean {
  const bound = isJsonObject(jwk) ? jwk["issuer"] : undefined;
  if (typeof bound !== "string" || !bound.startsWith("https://")) return false;
  if (bound.includes("{tenantid}") || bound === issuer) return false;
  const tenant = tenantOf(bound);
  return tenant === undefined || tenant !== tenantOf(issuer);
}

/** The id of a tenant, which is the first segment of the path. */
function tenantOf(issuer: string): string | undefined {
  return TENANT_ID.exec(issuer)?.[1]?.toLowerCase();
}

function kidOf(jwk: unknown): string | undefined {
  const kid = isJsonObject(jwk) ? jwk["kid"] : undefined;
  return typeof kid === "string" ? kid : undefined;
}

function describeKid(kid: string | undefined): string {
  return kid === undefined ? "" : ` (kid ${quoteUntrusted(kid)})`;
}

const TENANT_ID = /^https:\/\/[^/?#]+\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:\/|$)/i;
