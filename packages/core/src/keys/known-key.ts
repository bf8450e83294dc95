import { importSignatureKey, type SignatureKey } from "#signature";
import { ExtensionError } from "../errors.js";
import { algorithmTraits, SIGNATURE_ALGORITHMS } from "../internal/algorithms.js";
import type { JsonObject } from "../internal/json-object.js";
import type { VerificationKey } from "../seams/key-source.js";

/** A key of our own making: what every `VerificationKey` is, with what applications need not see of it. */
export interface KnownKey extends VerificationKey {
  /** The key in the form the signature check takes. Rejects for an algorithm that does not fit the key. */
  forAlgorithm(alg: string): Promise<SignatureKey>;
  /** The same without a promise, once it has been imported for this algorithm; `undefined` until then. */
  importedFor(alg: string): SignatureKey | undefined;
  /** Equal for equal keys under the same `kid` and `alg`, different otherwise. */
  readonly fingerprint: string;
  /** What makes the key, and its `kid` and `alg`, as a JWK. */
  readonly publicJwk: JsonObject;
}

/**
 * Makes a key of a JWK that `checkJwk` has nothing against.
 *
 * Only the members that make the key are taken over, so nothing else in the JWK can change how it is imported. Each
 * algorithm is imported once, when first asked for.
 */
export function createKnownKey(jwk: JsonObject): KnownKey {
  const { kid, alg } = jwk as { readonly kid?: string; readonly alg?: string };
  const material = pickMaterial(jwk);
  const algorithms = Object.freeze(SIGNATURE_ALGORITHMS.filter((candidate) => fits(candidate, jwk)));
  const imports = new Map<string, Promise<SignatureKey>>();
  const imported = new Map<string, SignatureKey>();

  function forAlgorithm(name: string): Promise<SignatureKey> {
    const known = imports.get(name);
    if (known !== undefined) return known;
    if (!algorithms.some((fitting) => fitting === name)) {
      return Promise.reject(new TypeError("The key does not fit the algorithm"));
    }
    const importing = importAs(name);
    imports.set(name, importing);
    return importing;
  }

  async function importAs(name: string): Promise<SignatureKey> {
    const key = await importSignatureKey(material, name);
    imported.set(name, key);
    return key;
  }

  function importedFor(name: string): SignatureKey | undefined {
    return imported.get(name);
  }

  const publicJwk = Object.freeze({
    ...material,
    ...(kid === undefined ? {} : { kid }),
    ...(alg === undefined ? {} : { alg }),
  });
  const fingerprint = JSON.stringify([kid, alg, material]);
  const key = Object.freeze({ kid, algorithms, fingerprint, publicJwk, forAlgorithm, importedFor }) as KnownKey;
  made.add(key);
  return key;
}

/**
 * Takes what a key source answered for a key only if it is one of our own making, for these alone have been checked.
 *
 * @throws ExtensionError - it is something else.
 */
export function toKnownKey(found: unknown, issuer: string): KnownKey | undefined {
  if (found === undefined) return undefined;
  if (typeof found === "object" && found !== null && made.has(found)) return found as KnownKey;
  const advice =
    found === null
      ? "null: answer undefined for a key that is not there"
      : "something that is no key of this library: make keys with createVerificationKey() of the same @ostiary/core";
  throw new ExtensionError(`The key source of issuer ${issuer} answered with ${advice}`);
}

function fits(candidate: string, { kty, crv, alg }: JsonObject): boolean {
  const traits = algorithmTraits(candidate);
  if (traits?.kty !== kty || (traits?.crv !== undefined && traits.crv !== crv)) return false;
  return alg === undefined || alg === candidate;
}

/** The members of each key type that make the public key (RFC 7518 §6, RFC 8037 §2). */
function pickMaterial(jwk: JsonObject): { readonly kty?: string } {
  const names = ["kty", ...(jwk["kty"] === "RSA" ? ["n", "e"] : ["crv", "x", "y"])];
  return Object.fromEntries(names.flatMap((name) => (Object.hasOwn(jwk, name) ? [[name, jwk[name]]] : [])));
}

const made = new WeakSet<object>();
