import { importSignatureKey, type SignatureKey } from "#signature";
import { algorithmTraits, SIGNATURE_ALGORITHMS } from "../internal/algorithms.js";
import type { JsonObject } from "../internal/json-object.js";
import type { VerificationKey } from "../seams/key-source.js";

/** A key of a set, with what it is selected by. */
export interface KnownKey extends VerificationKey {
  /** What the key can verify: key type and curve fit, and so does the JWK's `alg` if it has one. Never empty. */
  readonly algorithms: readonly string[];
  /** Equal for equal keys under the same `kid` and `alg`, different otherwise. */
  readonly fingerprint: string;
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

  function forAlgorithm(name: string): Promise<SignatureKey> {
    const known = imports.get(name);
    if (known !== undefined) return known;
    if (!algorithms.some((fitting) => fitting === name)) {
      return Promise.reject(new TypeError("The key does not fit the algorithm"));
    }
    const imported = importSignatureKey(material, name);
    imports.set(name, imported);
    return imported;
  }

  return Object.freeze({ kid, algorithms, fingerprint: JSON.stringify([kid, alg, material]), forAlgorithm });
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
