import { dangerouslyAcceptAnyAudience, dangerouslyAcceptMissingAudience } from "./danger.js";
import { findListProblems, isListOf, toList, unless } from "./internal/option-problems.js";
import { DEFAULT_CLIENT_CLAIMS } from "./jwt/claims.js";
import type { IssuerOptions, IssuerPolicyOptions, TokenKindPolicy } from "./options.js";
import type { ClientPolicy } from "./policy/client.js";
import type { RequiredClaims } from "./policy/required-claims.js";

/** The claims that tokens must have, must not have, and name their client in. */
export interface ClaimPolicy extends ClientPolicy {
  readonly requiredClaims: RequiredClaims;
  /** What RFC 9068 §2.2 asks for besides, of JWTs; none unless `tokenKind` says so. */
  readonly profileClaims: readonly string[];
  readonly rejectedClaims: readonly string[];
}

type ClaimPolicyOptions = IssuerPolicyOptions & Pick<IssuerOptions, typeof dangerouslyAcceptMissingAudience>;

/** Fills in the defaults of options that {@link findClaimProblems} has nothing against. */
export function resolveClaimPolicy(options: ClaimPolicyOptions): ClaimPolicy {
  return {
    requiredClaims: Object.freeze([...new Set(toList(options.requiredClaims).map(toFrozenGroup))]),
    profileClaims: toProfileClaims(options),
    rejectedClaims: Object.freeze([...new Set(toList(options.rejectedClaims))]),
    allowedClients: options.allowedClients && new Set(options.allowedClients),
    clientClaims: Object.freeze([...(options.clientClaims ?? DEFAULT_CLIENT_CLAIMS)]),
    clientsMustAgree: options.clientClaims === undefined,
  };
}

/**
 * All that is wrong with them, each with the way to mend it.
 *
 * @param tokenKinds - Those that tokens are held to, of which introspection may have its own.
 */
export function findClaimProblems(options: ClaimPolicyOptions, tokenKinds: readonly TokenKindPolicy[]): string[] {
  const lists = ["optionalClaims", "rejectedClaims", "allowedClients", "clientClaims"] as const;
  const problems = [
    ...unless(options.requiredClaims === undefined || isClaimList(options.requiredClaims), NO_CLAIM_LIST),
    ...lists.flatMap((name) => findListProblems(`${name} must be a list that names`, options[name])),
  ];
  return [
    ...problems,
    ...findOptionalProblems(options, tokenKinds),
    // What contradicts what can be told of lists alone.
    ...(problems.length === 0 ? findRejectedProblems(options, tokenKinds) : []),
  ];
}

function findOptionalProblems(
  { requiredClaims, optionalClaims, tokenKind }: IssuerPolicyOptions,
  tokenKinds: readonly TokenKindPolicy[],
): string[] {
  const optional = toList(optionalClaims);
  return [
    ...unless(
      optional.every((name) => RFC9068_CLAIMS.includes(name)),
      `optionalClaims: only ${RFC9068_CLAIMS.join(", ")} can be made optional`,
    ),
    ...unless(
      // Presets say of their JWTs what is optional, also where only opaque tokens are taken.
      optionalClaims === undefined || tokenKind === "rfc9068" || tokenKinds.includes("rfc9068"),
      'optionalClaims is for issuers with tokenKind "rfc9068", their own or that of introspection: give it to them, not beside issuer',
    ),
    ...unless(
      !optional.some((name) => toList<unknown>(requiredClaims).includes(name)),
      "requiredClaims and optionalClaims name the same claim",
    ),
  ];
}

/** What must be there and must not be would refuse every token. */
function findRejectedProblems(options: ClaimPolicyOptions, tokenKinds: readonly TokenKindPolicy[]): string[] {
  const { audience, rejectedClaims, allowedClients, maxLifetimeSeconds } = options;
  const needsAudience =
    audience !== dangerouslyAcceptAnyAudience && options[dangerouslyAcceptMissingAudience] === undefined;
  const { requiredClaims, clientClaims } = resolveClaimPolicy(options);
  const required = [
    ...tokenKinds.flatMap((tokenKind) => toProfileClaims({ ...options, tokenKind })),
    ...requiredClaims,
    "iss",
    "exp",
    ...(needsAudience ? ["aud"] : []),
    ...(maxLifetimeSeconds === undefined ? [] : ["iat"]),
    ...(allowedClients === undefined ? [] : [clientClaims]),
  ];
  return [...new Set(required)]
    .map((name) => toList(name))
    .filter((names) => names.every((name) => rejectedClaims?.includes(name)))
    .map((names) => `rejectedClaims names ${names.join(" and ")}, without which no token is accepted: take one out`);
}

function isClaimList(list: unknown): boolean {
  const isName = (entry: unknown): boolean => typeof entry === "string" && entry !== "";
  return isListOf(list, (entry) => isName(entry) || isListOf(entry, isName));
}

function toFrozenGroup(claim: string | readonly string[]): string | readonly string[] {
  return typeof claim === "string" ? claim : Object.freeze([...claim]);
}

/** The claims that RFC 9068 §2.2 requires, where that is the policy; `iss`, `exp` and `aud` are always required. */
export function toProfileClaims({
  tokenKind,
  optionalClaims,
}: Pick<IssuerPolicyOptions, "tokenKind" | "optionalClaims">): readonly string[] {
  const required = RFC9068_CLAIMS.filter((name) => !toList(optionalClaims).includes(name));
  return Object.freeze(tokenKind === "rfc9068" ? required : []);
}

const RFC9068_CLAIMS = ["sub", "client_id", "iat", "jti"];
const NO_CLAIM_LIST =
  "requiredClaims must be a list that names at least one claim, each a string of at least one character, or a list of such strings of which one is enough";
