import { ConfigurationError } from "../errors.js";
import { isJsonObject } from "../internal/json-object.js";
import { quoteUntrusted } from "../internal/quote.js";
import type { VerificationKey } from "../seams/key-source.js";
import { readJwk } from "./jwk-set.js";

/**
 * Makes a key for a `KeySource` of the application's own.
 *
 * Checks that the JWK is a public key that verifies signatures (key type, curve, strength, `use`, `key_ops`, `alg`), and
 * imports it. That takes a moment, so make a key once and answer the same object from then on. Later changes of `jwk`
 * change nothing. Does NOT look at certificates (`x5c`), and does not know whose key it is.
 *
 * @param jwk - A public key. With `alg` it verifies that algorithm alone (RFC 7517 §4.4), without it all of its key type.
 * @returns The key. Rejects with a `ConfigurationError` that says why the JWK is not fit, and quotes only its `kid`.
 * @see RFC 7517 §4, RFC 7518 §6, RFC 8037 §2
 */
export async function createVerificationKey(jwk: object): Promise<VerificationKey> {
  const key = await readJwk(jwk, new Map());
  if (typeof key === "string") throw new ConfigurationError([`the JWK${describeKid(jwk)} ${key}`]);
  return key;
}

function describeKid(jwk: unknown): string {
  const kid = isJsonObject(jwk) ? jwk["kid"] : undefined;
  return typeof kid === "string" ? ` with kid ${quoteUntrusted(kid)}` : "";
}
