import type { CryptoKey } from "jose";
import { IntrospectionNotSentError } from "./introspection-failure.js";

/** Who makes an assertion, for whom, and with what. */
export interface AssertionOptions {
  readonly clientId: string;
  /** The authorization server, as a single value. */
  readonly audience: string;
  readonly alg: string;
  /** `kid` of the header. */
  readonly keyId?: string | undefined;
  /** Gives the key; asked once, when it is first needed. */
  readonly importKey: () => CryptoKey | Uint8Array | Promise<CryptoKey | Uint8Array>;
}

/** Form parameters that prove who we are, good for one request at this time (NumericDate seconds). */
export type AssertionSigner = (now: number) => Promise<Readonly<Record<string, string>>>;

/**
 * Makes the assertions of `private_key_jwt` and `client_secret_jwt`: each is for the issuer and for nobody else, lives 60
 * seconds and has a name of its own, so that a server can take it once.
 *
 * `client_id` goes with it, which servers may use to find the key.
 *
 * @see RFC 7523 §2.2 and §3, RFC 7521 §4.2, OpenID Connect Core 1.0 §9
 */
export function createAssertionSigner(options: AssertionOptions): AssertionSigner {
  const { clientId, audience, alg, keyId, importKey } = options;
  const header = { alg, typ: ASSERTION_TYPE, ...(keyId === undefined ? {} : { kid: keyId }) };
  let key: Promise<CryptoKey | Uint8Array> | undefined;

  return async (now) => {
    const issuedAt = Math.floor(now);
    try {
      const { SignJWT } = await import("jose/jwt/sign");
      key ??= Promise.resolve(importKey());
      const assertion = await new SignJWT({ iss: clientId, sub: clientId, aud: audience })
        .setProtectedHeader(header)
        .setJti(crypto.randomUUID())
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + LIFETIME_SECONDS)
        .sign(await key);
      return { client_id: clientId, client_assertion_type: GRANT, client_assertion: assertion };
    } catch {
      // Without its cause: what an engine says of a key may quote it.
      throw new IntrospectionNotSentError(`The client assertion could not be signed: the key does not fit ${alg}`);
    }
  };
}

/** Tells an assertion from every other JWT that bears the same names (RFC 8725 §3.11, draft-ietf-oauth-rfc7523bis). */
const ASSERTION_TYPE = "client-authentication+jwt";
const GRANT = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
const LIFETIME_SECONDS = 60;
