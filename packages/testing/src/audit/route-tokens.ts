import type { TokenSource } from "../defects/token-source.js";
import type { Claims } from "../token-maker.js";

/** What the tokens for a route differ in from those of their issuer. */
export interface RouteDemand {
  readonly audience?: string | undefined;
  /** `false` for a route that asks for none, which makes no difference for the tokens. */
  readonly scope?: string | false | undefined;
}

/** The tokens of an issuer, as a route wants them: with its audience and its scope. */
export function createRouteTokens(as: TokenSource, { audience, scope }: RouteDemand): TokenSource {
  const granted: Claims = typeof scope === "string" ? { scope } : {};
  const given: Claims = { ...granted, ...(audience === undefined ? {} : { aud: audience }) };
  const change =
    (issue: (claims: Claims) => string) =>
    (claims?: Claims): string =>
      issue({ ...given, ...claims });
  return {
    // ID tokens and their like are what they are, whatever the route wants.
    ...as,
    audience: audience ?? as.audience,
    scope: typeof scope === "string" ? scope : as.scope,
    get signingKey() {
      return as.signingKey;
    },
    issue: (claims, how) => as.issue({ ...given, ...claims }, how),
    issueOpaque: (claims, form) => as.issueOpaque({ ...given, ...claims }, form),
    issueOpaqueRefreshToken: (claims, form) => as.issueOpaqueRefreshToken({ ...given, ...claims }, form),
    issueForOtherAudience: (claims) => as.issueForOtherAudience({ ...granted, ...claims }),
    issueTampered: (claims = { sub: "somebody-else" }) => as.issueTampered({ ...given, ...claims }),
    issueFromOtherIssuer: change((claims) => as.issueFromOtherIssuer(claims)),
    issueWithForeignKey: change((claims) => as.issueWithForeignKey(claims)),
    issueExpired: change((claims) => as.issueExpired(claims)),
    issueNotYetValid: change((claims) => as.issueNotYetValid(claims)),
    issueUnsigned: change((claims) => as.issueUnsigned(claims)),
    issueHmacWithPublicKey: change((claims) => as.issueHmacWithPublicKey(claims)),
    issueWithUnknownKey: change((claims) => as.issueWithUnknownKey(claims)),
    issueWithEmbeddedKey: change((claims) => as.issueWithEmbeddedKey(claims)),
  };
}
