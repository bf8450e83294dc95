import type { IssuerOptions, SignatureAlgorithm, VerifierOptions } from "@ostiary/core";
import type { SigningKey } from "../signing-key.js";
import type { Dialect } from "./dialect.js";

/** What of the options of a dialect can be said otherwise. */
export interface TrustChanges {
  readonly trust?: VerifierOptions;
  readonly audience?: string;
  readonly algorithm?: SignatureAlgorithm;
  readonly signingKey?: SigningKey;
}

/** What an API is configured with for which a test issuer plays a dialect. Places are still those of the real server. */
export interface PlayedTrust {
  /** All that does not concern one issuer. */
  readonly options: Omit<VerifierOptions, "issuer">;
  /** The trusted issuers, of which the first is played. */
  readonly issuers: readonly [IssuerOptions, ...IssuerOptions[]];
  /** The audience that tokens are issued for. */
  readonly audience: string;
  readonly algorithm: SignatureAlgorithm;
  /** The name that the shapes of the dialect have for the issuer. */
  readonly shapeIssuer: string;
  /** The names that the shapes have for this API; empty if these are to stay. */
  readonly shapeAudiences: readonly string[];
}

/**
 * Reads what the API trusts: the sample of the dialect, or the options of the application itself, with these changes.
 *
 * @throws TypeError - `trust` names no issuer.
 */
export function readTrust(dialect: Dialect, changes: TrustChanges): PlayedTrust {
  const { trust = dialect.options } = changes;
  const { issuer: _, ...options } = trust;
  const [first, ...others] = listIssuers(trust);
  const [sample] = listIssuers(dialect.options);
  const trusted = listAudiences(first, trust);
  // Of a server whose tokens name no audience, one that does must still be for this API.
  const hasAudience = (first.audience ?? trust.audience) !== undefined;
  const isCommon = [first, ...others].some((issuer) => issuer.audience === undefined);
  const audience = changes.audience ?? trusted[0] ?? "https://api.example.com";
  const own = first.algorithms ?? trust.algorithms;
  const algorithm = changes.signingKey?.algorithm ?? changes.algorithm ?? own?.[0] ?? "RS256";
  const isChanged = changes.trust !== undefined || changes.audience !== undefined;
  const change = (issuer: IssuerOptions): IssuerOptions => ({
    ...issuer,
    ...(changes.audience !== undefined && issuer.audience !== undefined ? { audience } : {}),
    ...(own?.includes(algorithm) === false ? { algorithms: [algorithm] } : {}),
  });
  return {
    options: { ...options, ...(isCommon && (changes.audience !== undefined || !hasAudience) ? { audience } : {}) },
    issuers: [change(first), ...others.map(change)],
    audience,
    algorithm,
    shapeIssuer: sample.issuer,
    shapeAudiences: isChanged ? listAudiences(sample, dialect.options) : [],
  };
}

function listIssuers({ issuer }: VerifierOptions): readonly [IssuerOptions, ...IssuerOptions[]] {
  const [first, ...others] = (Array.isArray(issuer) ? issuer : [issuer]) as readonly (string | IssuerOptions)[];
  if (first === undefined) throw new TypeError("trust names no issuer that could be played");
  return [toIssuer(first), ...others.map(toIssuer)];
}

function toIssuer(issuer: string | IssuerOptions): IssuerOptions {
  return typeof issuer === "string" ? { issuer } : issuer;
}

/** Empty for a server whose tokens name no audience, and if none is checked. */
function listAudiences(issuer: IssuerOptions, { audience: common }: VerifierOptions): readonly string[] {
  const { audience = common } = issuer;
  return typeof audience === "string" ? [audience] : Array.isArray(audience) ? (audience as readonly string[]) : [];
}
