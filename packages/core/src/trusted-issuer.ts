import type { AccessToken } from "./access-token.js";
import type { Introspector } from "./introspection/introspector.js";
import type { ResolvedIntrospection } from "./resolve-introspection.js";
import type { ResolvedIssuer } from "./resolve-issuers.js";
import type { ResolvedOptions } from "./resolve-options.js";
import type { KeySource } from "./seams/key-source.js";

/** An issuer with what its tokens are verified by. */
export interface TrustedIssuer extends ResolvedIssuer {
  readonly keys: KeySource;
  /** `undefined` if it is never asked about tokens. */
  readonly introspector: Introspector | undefined;
}

/** An issuer that is asked about tokens that are no JWTs. */
export interface IntrospectingIssuer extends TrustedIssuer {
  readonly introspector: Introspector;
  readonly introspection: ResolvedIntrospection;
}

/** Whether it is. */
export function isIntrospecting(issuer: TrustedIssuer): issuer is IntrospectingIssuer {
  return issuer.introspector !== undefined && issuer.introspection !== undefined;
}

/** What a token is judged by, and when. */
export interface Bench<Claims> {
  readonly issuers: ReadonlyMap<string, TrustedIssuer>;
  readonly options: ResolvedOptions<Claims>;
  readonly now: number;
}

/** A token whose origin and kind are certain; whether it is for us, and for now, is not. */
export interface VerifiedToken {
  readonly kind: "verified";
  readonly token: AccessToken;
  readonly notBefore: number | undefined;
  readonly issuer: TrustedIssuer;
}
