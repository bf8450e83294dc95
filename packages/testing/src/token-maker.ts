import { randomUUID } from "node:crypto";
import { checkClaims, checkNames } from "./check-names.js";
import { signCompact } from "./compact-jws.js";
import type { SigningKey } from "./signing-key.js";

/** Claims to set. One that is `undefined` is left out of the token. */
export type Claims = Readonly<Record<string, unknown>>;

/** How to sign, where it differs from a good access token. A parameter that is `undefined` is left out of the header. */
export interface HowToSign {
  readonly typ?: string | undefined;
  /** What the header says. The signature is made with the key's own algorithm all the same. */
  readonly alg?: string | undefined;
  readonly kid?: string | undefined;
  /** Further header parameters. */
  readonly header?: Readonly<Record<string, unknown>>;
  /** Default: the issuer's current key. The header names this key, unless `alg` and `kid` say otherwise. */
  readonly key?: SigningKey;
}

/** What an issuer puts into its access tokens. */
export interface TokenProfile {
  readonly issuer: string;
  readonly audience: string;
  readonly scope: string;
  /** Header `typ`; left out if `undefined`. */
  readonly typ: string | undefined;
  /** The present, NumericDate seconds. */
  readonly now: () => number;
  readonly signingKey: () => SigningKey;
}

/** Makes tokens of one issuer, good ones unless told otherwise. Members that are `undefined` are gone once they are JSON. */
export interface TokenMaker {
  readonly issuer: string;
  readonly audience: string;
  readonly signingKey: SigningKey;
  readonly now: () => number;
  /** The header of a good access token (RFC 9068 §2.1), with these changes. */
  readonly header: (how?: HowToSign) => Readonly<Record<string, unknown>>;
  /** The claims of a good access token (RFC 9068 §2.2), with these changes. */
  readonly claims: (changes?: Claims) => Claims;
  readonly issue: (changes?: Claims, how?: HowToSign) => string;
}

export function createTokenMaker(profile: TokenProfile): TokenMaker {
  const { issuer, audience, scope, typ, signingKey } = profile;
  const now = (): number => Math.floor(profile.now());
  const header = (how: HowToSign = {}): Claims => {
    checkNames(how, SIGN_NAMES, "How to sign");
    const { key = signingKey(), header: others, ...named } = how;
    return { typ, alg: key.algorithm, kid: key.kid, ...others, ...named };
  };
  const claims = (changes: Claims = {}): Claims => {
    checkClaims(changes, "A token");
    const iat = now();
    return {
      iss: issuer,
      sub: "user-1",
      aud: audience,
      client_id: "client-1",
      iat,
      exp: iat + 300,
      jti: randomUUID(),
      scope,
      ...changes,
    };
  };
  return {
    issuer,
    audience,
    get signingKey() {
      return signingKey();
    },
    now,
    header,
    claims,
    issue: (changes, how) => signCompact(header(how), claims(changes), how?.key ?? signingKey()),
  };
}

/** What {@link HowToSign} has. */
export const SIGN_NAMES: readonly string[] = ["typ", "alg", "kid", "header", "key"];
