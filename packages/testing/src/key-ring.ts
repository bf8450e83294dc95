import type { SignatureAlgorithm } from "@ostiary/core";
import { checkNames } from "./check-names.js";
import { createSigningKey } from "./signing-key.js";
import type { SigningKey } from "./signing-key.js";

/** A JWK Set as it goes over the wire (RFC 7517 §5). */
export interface JwkSetDocument {
  readonly keys: readonly Readonly<Record<string, unknown>>[];
}

/** The keys of an issuer: one that signs, and those in its JWK Set. */
export interface KeyRing {
  readonly current: SigningKey;
  /** Newest key first. */
  readonly jwks: () => JwkSetDocument;
  readonly rotate: (options?: RotateOptions) => SigningKey;
  readonly publish: (jwk: Readonly<Record<string, unknown>>) => void;
  readonly withdraw: (kid: string) => void;
  /** The key pair that was made under this `kid`, whether it is published or not. */
  readonly findSigningKey: (kid: unknown) => SigningKey | undefined;
}

export interface RotateOptions {
  /** Whether the old key stays in the JWK Set, as it does when a server rotates. Default: true. */
  readonly keepOld?: boolean;
}

/**
 * The key to begin with: the one that is given, or a new one.
 *
 * @param usual - What it signs with if nothing is said.
 * @throws TypeError - there is a key and an algorithm.
 */
export function firstKey({ signingKey, algorithm }: FirstKeyOptions, usual: SignatureAlgorithm): SigningKey {
  if (signingKey === undefined) return createSigningKey(algorithm ?? usual);
  if (algorithm === undefined) return signingKey;
  throw new TypeError("Give either signingKey or algorithm: a key has its own");
}

/** What can be said of the first key. */
export interface FirstKeyOptions {
  readonly signingKey?: SigningKey;
  readonly algorithm?: SignatureAlgorithm;
}

/** Publishes the first key. Those after it are made with the same algorithm. */
export function createKeyRing(first: SigningKey): KeyRing {
  const { algorithm } = first;
  let current = first;
  let published = [current.publicJwk];
  const made = new Map<unknown, SigningKey>([[current.kid, current]]);
  return {
    get current() {
      return current;
    },
    jwks: () => ({ keys: published }),
    rotate: (options = {}) => {
      checkNames(options, ["keepOld"], "rotateKeys()");
      const { keepOld = true } = options;
      const old = current;
      current = createSigningKey(algorithm);
      made.set(current.kid, current);
      published = [current.publicJwk, ...published.filter((jwk) => keepOld || jwk["kid"] !== old.kid)];
      return current;
    },
    publish: (jwk) => {
      published = [jwk, ...published];
    },
    withdraw: (kid) => {
      published = published.filter((jwk) => jwk["kid"] !== kid);
    },
    findSigningKey: (kid) => made.get(kid),
  };
}
