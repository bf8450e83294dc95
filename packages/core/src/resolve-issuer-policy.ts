import { dangerouslyAcceptAnyAudience } from "./danger.js";
import { algorithmTraits, SIGNATURE_ALGORITHMS } from "./internal/algorithms.js";
import { isNumberWithin, toList } from "./internal/option-problems.js";
import type { AudienceOption, IssuerPolicyOptions, TokenKindPolicy } from "./options.js";
import type { AudiencePolicy } from "./policy/audience.js";
import { toTypeName } from "./token-kind/header-type.js";

/** Everything the tokens of an issuer are held to. */
export interface IssuerPolicy extends AudiencePolicy {
  readonly algorithms: ReadonlySet<string>;
  readonly tokenKind: TokenKindPolicy;
  readonly acceptedTypes: ReadonlySet<string>;
  readonly requiredClaims: readonly string[];
  readonly maxLifetimeSeconds: number | undefined;
}

/** Fills in the defaults of a policy that {@link findPolicyProblems} has nothing against. */
export function resolveIssuerPolicy(policy: IssuerPolicyOptions): IssuerPolicy {
  const { audience, tokenKind = "balanced" } = policy;
  return {
    audience: audience === dangerouslyAcceptAnyAudience ? undefined : new Set(toList(audience)),
    soleAudience: policy.soleAudience ?? false,
    algorithms: new Set<string>(toList(policy.algorithms ?? SIGNATURE_ALGORITHMS)),
    tokenKind,
    acceptedTypes: new Set(toList(policy.acceptedTypes).flatMap((type) => toTypeName(type) ?? [])),
    requiredClaims: [...new Set([...toProfileClaims(policy), ...toList(policy.requiredClaims).flat()])],
    maxLifetimeSeconds: policy.maxLifetimeSeconds,
  };
}

/** All that is wrong with a policy, each with the way to mend it. */
export function findPolicyProblems(policy: IssuerPolicyOptions): string[] {
  const { tokenKind = "balanced", maxLifetimeSeconds } = policy;
  return [
    ...findAudienceProblems(policy),
    ...findAlgorithmProblems(policy.algorithms),
    ...unless(TOKEN_KIND_POLICIES.includes(tokenKind), `tokenKind must be one of ${TOKEN_KIND_POLICIES.join(", ")}`),
    ...findTypeProblems(policy),
    ...findClaimProblems(policy),
    ...unless(
      maxLifetimeSeconds === undefined || isNumberWithin(maxLifetimeSeconds, 1, 315_576_000),
      "maxLifetimeSeconds must be a number of seconds, at least 1",
    ),
  ];
}

function findAudienceProblems({ audience, soleAudience }: IssuerPolicyOptions): string[] {
  return [
    ...findAudienceListProblems(audience),
    ...unless(["undefined", "boolean"].includes(typeof soleAudience), "soleAudience must be true or false"),
    ...unless(
      soleAudience !== true || audience !== dangerouslyAcceptAnyAudience,
      "soleAudience and accepting any audience exclude each other",
    ),
  ];
}

function findAudienceListProblems(audience: AudienceOption | undefined): string[] {
  if (audience === dangerouslyAcceptAnyAudience) return [];
  if (audience === undefined) {
    return ["audience is required: the identifier of this API, exactly as it stands in aud"];
  }
  return findListProblems("audience must name", toList(audience));
}

function findAlgorithmProblems(algorithms: readonly string[] | undefined): string[] {
  const unknown = toList(algorithms).filter((alg) => typeof alg === "string" && algorithmTraits(alg) === undefined);
  const sentences = unknown.map((alg) => {
    const reason = alg.startsWith("HS") ? ", since whoever can verify it can forge tokens" : "";
    return `algorithms: ${JSON.stringify(alg)} is not supported${reason}; supported are ${SIGNATURE_ALGORITHMS.join(", ")}`;
  });
  return [...findListProblems("algorithms must be a list that names", algorithms), ...sentences];
}

function findTypeProblems({ acceptedTypes, tokenKind }: IssuerPolicyOptions): string[] {
  const wrong = toList(acceptedTypes).filter(
    (type) => typeof type === "string" && type !== "" && toTypeName(type) === undefined,
  );
  return [
    ...findListProblems("acceptedTypes must be a list that names", acceptedTypes),
    ...wrong.map((type) => `acceptedTypes: ${JSON.stringify(type)} is not a media type, such as "at+jwt"`),
    ...unless(
      tokenKind !== "rfc9068" || acceptedTypes === undefined,
      'acceptedTypes and tokenKind "rfc9068" exclude each other: that policy accepts at+jwt only',
    ),
  ];
}

function findClaimProblems({ requiredClaims, optionalClaims, tokenKind }: IssuerPolicyOptions): string[] {
  const optional = toList(optionalClaims);
  return [
    ...findListProblems("requiredClaims must be a list that names", requiredClaims),
    ...findListProblems("optionalClaims must be a list that names", optionalClaims),
    ...unless(
      optional.every((name) => RFC9068_CLAIMS.includes(name)),
      `optionalClaims: only ${RFC9068_CLAIMS.join(", ")} can be made optional`,
    ),
    ...unless(
      tokenKind === "rfc9068" || optionalClaims === undefined,
      'optionalClaims is for issuers with tokenKind "rfc9068": give it to them, not beside issuer',
    ),
    ...unless(
      !optional.some((name) => toList(requiredClaims).includes(name)),
      "requiredClaims and optionalClaims name the same claim",
    ),
  ];
}

function findListProblems(demand: string, list: unknown): string[] {
  const isFilled =
    Array.isArray(list) && list.length > 0 && list.every((entry) => typeof entry === "string" && entry !== "");
  return unless(
    list === undefined || isFilled,
    `${demand} at least one value, each a string of at least one character`,
  );
}

function toProfileClaims({ tokenKind, optionalClaims }: IssuerPolicyOptions): readonly string[] {
  return tokenKind === "rfc9068" ? RFC9068_CLAIMS.filter((name) => !toList(optionalClaims).includes(name)) : [];
}

function unless(holds: boolean, sentence: string): string[] {
  return holds ? [] : [sentence];
}

const TOKEN_KIND_POLICIES: readonly TokenKindPolicy[] = ["rfc9068", "strict", "balanced", "lenient"];
/** RFC 9068 §2.2; `iss`, `exp` and `aud` are always required. */
const RFC9068_CLAIMS = ["sub", "client_id", "iat", "jti"];
