import { createPublicKey } from "node:crypto";
import { readCompact } from "../compact-jws.js";
import type { JwkSetDocument } from "../key-ring.js";
import { isSignature } from "../signing-key.js";
import type { Claims } from "../token-maker.js";

/** What an authorization server knows of its tokens. */
export interface TokenRegister {
  /** Remembers an opaque token. */
  readonly add: (token: string, claims: Claims) => void;
  /** From now on this is said of a token, whatever is known of it. */
  readonly override: (token: string, said: GivenAnswer) => void;
  readonly find: (token: string) => GivenAnswer;
}

/** What is said of a token: members, as JSON text, or a whole response. */
export type GivenAnswer = {
  readonly status?: number | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
} & ({ readonly json: string } | { readonly body: string });

/** That a token is not active, and nothing else (RFC 7662 §2.2). */
export const INACTIVE: GivenAnswer = { json: `{"active":false}` };

/**
 * Remembers opaque tokens for good. JWTs it need not remember: it knows those that are signed with a published key.
 *
 * @param readJwks - The JWK Set of the moment.
 * @param now - The present, NumericDate seconds.
 */
export function createTokenRegister(readJwks: () => JwkSetDocument, now: () => number): TokenRegister {
  const tokens = new Map<string, string>();
  const overrides = new Map<string, GivenAnswer>();

  function find(token: string): GivenAnswer {
    const said = overrides.get(token);
    if (said !== undefined) return said;
    const json = tokens.get(token);
    if (json !== undefined) return describeOpaque(JSON.parse(json) as Claims, now());
    const claims = readOwnJwt(token, readJwks());
    return claims !== undefined && isCurrent(claims, now()) ? toAnswer({ ...claims, active: true }) : INACTIVE;
  }

  return {
    add: (token, claims) => void tokens.set(token, JSON.stringify(claims)),
    override: (token, said) => void overrides.set(token, said),
    find,
  };
}

/** Who says `active` has the last word: also of a token that is not current, and with any value. */
function describeOpaque(claims: Claims, now: number): GivenAnswer {
  if (Object.hasOwn(claims, "active")) return toAnswer(claims);
  return isCurrent(claims, now) ? toAnswer({ active: true, ...claims }) : INACTIVE;
}

/** A server calls a token active only while it can be used (RFC 7662 §4). Instants that are no numbers are left to others. */
function isCurrent({ exp, nbf }: { readonly exp?: unknown; readonly nbf?: unknown }, now: number): boolean {
  const isOver = typeof exp === "number" && exp <= now;
  const isToCome = typeof nbf === "number" && nbf > now;
  return !isOver && !isToCome;
}

/** The claims of a JWT that is signed with the key that it names, as `alg` of that key says. */
function readOwnJwt(token: string, { keys }: JwkSetDocument): Claims | undefined {
  const jws = readCompact(token);
  const jwk = jws && keys.find(({ kid }) => kid !== undefined && kid === jws.header["kid"]);
  if (jws === undefined || jwk === undefined || jwk["alg"] !== jws.header["alg"]) return undefined;
  try {
    const publicKey = createPublicKey({ key: { ...jwk }, format: "jwk" });
    const key = { algorithm: jwk["alg"] as never, publicKey };
    return isSignature(jws.signature, jws.input, key) ? jws.claims : undefined;
  } catch {
    // Anything can be published as a key.
    return undefined;
  }
}

function toAnswer(members: Claims): GivenAnswer {
  return { json: JSON.stringify(members) };
}
