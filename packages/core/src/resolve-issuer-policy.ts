import {
  dangerouslyAcceptAnyAudience,
  dangerouslyAcceptMissingAudience,
  dangerouslyIgnoreIdTokenEvidence,
} from "./danger.js";
import { algorithmTraits, SIGNATURE_ALGORITHMS } from "./internal/algorithms.js";
import { findListProblems, isNumberWithin, toList, unless } from "./internal/option-problems.js";
import type { IssuerOptions, IssuerPolicyOptions, TokenKindPolicy } from "./options.js";
import { audienceRule } from "./options/audience-rule.js";
import { TOKEN_KIND_POLICIES } from "./options/issuer-policy-options.js";
import type { AudiencePolicy } from "./policy/audience.js";
import { type ClaimPolicy, findClaimProblems, resolveClaimPolicy } from "./resolve-claim-policy.js";
import { findScopeProblems, resolveScopePolicy, type ScopePolicy } from "./resolve-scope-policy.js";
import { toTypeName } from "./token-kind/header-type.js";

/** The members of an issuer that belong to its policy and have symbols for names. */
export type PolicySwitches = Pick<
  IssuerOptions,
  typeof audienceRule | typeof dangerouslyAcceptMissingAudience | typeof dangerouslyIgnoreIdTokenEvidence
>;

/** Everything the tokens of an issuer are held to. */
export interface IssuerPolicy extends AudiencePolicy, ClaimPolicy, ScopePolicy {
  readonly algorithms: ReadonlySet<string>;
  readonly tokenKind: TokenKindPolicy;
  readonly acceptedTypes: ReadonlySet<string>;
  /** Clients that are the audience of ID tokens alone. */
  readonly idTokenAudiences: ReadonlySet<string>;
  /** Whether a token may have the marks of an ID token: a `dangerously...` switch. */
  readonly ignoreIdTokenEvidence: boolean;
  /** Whether a JWT must come encrypted. */
  readonly requireEncryption: boolean;
  readonly maxLifetimeSeconds: number | undefined;
}

/** Fills in the defaults of a policy that {@link findPolicyProblems} has nothing against. */
export function resolveIssuerPolicy(policy: IssuerPolicyOptions & PolicySwitches): IssuerPolicy {
  const { audience, tokenKind = "balanced" } = policy;
  return {
    audience: audience === dangerouslyAcceptAnyAudience ? undefined : new Set(toList(audience)),
    soleAudience: policy.soleAudience ?? false,
    acceptMissingAudience: policy[dangerouslyAcceptMissingAudience] === true,
    algorithms: new Set<string>(toList(policy.algorithms ?? SIGNATURE_ALGORITHMS)),
    tokenKind,
    acceptedTypes: new Set(toList(policy.acceptedTypes).flatMap((type) => toTypeName(type) ?? [])),
    idTokenAudiences: new Set(toList(policy.idTokenAudiences)),
    ignoreIdTokenEvidence: policy[dangerouslyIgnoreIdTokenEvidence] === true,
    requireEncryption: policy.requireEncryption ?? false,
    maxLifetimeSeconds: policy.maxLifetimeSeconds,
    ...resolveClaimPolicy(policy),
    ...resolveScopePolicy(policy),
  };
}

/**
 * All that is wrong with a policy, each with the way to mend it.
 *
 * @param tokenKinds - Those that tokens are held to, of which introspection may have its own.
 */
export function findPolicyProblems(
  policy: IssuerPolicyOptions & PolicySwitches,
  tokenKinds: readonly TokenKindPolicy[],
): string[] {
  const { tokenKind = "balanced", maxLifetimeSeconds } = policy;
  return [
    ...findAudienceProblems(policy),
    ...findAlgorithmProblems(policy.algorithms),
    ...unless(TOKEN_KIND_POLICIES.includes(tokenKind), `tokenKind must be one of ${TOKEN_KIND_POLICIES.join(", ")}`),
    ...findTypeProblems(policy),
    ...findClaimProblems(policy, tokenKinds),
    ...findScopeProblems(policy),
    ...findIdTokenProblems(policy),
    ...unless(
      ["undefined", "boolean"].includes(typeof policy.requireEncryption),
      "requireEncryption must be true or false",
    ),
    ...unless(
      maxLifetimeSeconds === undefined || isNumberWithin(maxLifetimeSeconds, 1, 315_576_000),
      "maxLifetimeSeconds must be a number of seconds, at least 1",
    ),
  ];
}

function findAudienceProblems(policy: IssuerPolicyOptions & PolicySwitches): string[] {
  const { audience, soleAudience, [dangerouslyAcceptMissingAudience]: acceptMissing } = policy;
  const isAny = audience === dangerouslyAcceptAnyAudience;
  return [
    ...findAudienceListProblems(policy),
    ...unless(["undefined", "boolean"].includes(typeof soleAudience), "soleAudience must be true or false"),
    ...unless(!(isAny && soleAudience === true), "soleAudience and accepting any audience exclude each other"),
    ...unless(
      !(isAny && acceptMissing === true),
      "accepting a missing audience and accepting any exclude each other: any includes none, so leave one of them out",
    ),
  ];
}

/** What the header or the token itself calls an access token would still be taken; what else there is would not. */
function findIdTokenProblems(policy: IssuerPolicyOptions & PolicySwitches): string[] {
  const { audience, idTokenAudiences, [dangerouslyAcceptMissingAudience]: acceptMissing } = policy;
  const problems = findListProblems("idTokenAudiences must be a list that names", idTokenAudiences);
  const isOpen = audience === undefined || audience === dangerouslyAcceptAnyAudience || acceptMissing === true;
  if (problems.length > 0 || isOpen || idTokenAudiences === undefined) return problems;
  return unless(
    !toList(audience).every((name) => idTokenAudiences.includes(name)),
    "idTokenAudiences holds every audience of ours, so that tokens for this API would count as ID tokens: name the clients there that are not this API",
  );
}

/** Without any of ours, tokens that name nobody may still be meant. */
function findAudienceListProblems(policy: IssuerPolicyOptions & PolicySwitches): string[] {
  const { audience, [dangerouslyAcceptMissingAudience]: acceptMissing, [audienceRule]: rule } = policy;
  if (audience === dangerouslyAcceptAnyAudience || (audience === undefined && acceptMissing === true)) return [];
  if (audience === undefined) {
    return ["audience is required: the identifier of this API, exactly as it stands in aud"];
  }
  const problems = findListProblems("audience must name", toList(audience));
  return problems.length > 0 ? problems : [...(rule?.(toList(audience)) ?? [])];
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
