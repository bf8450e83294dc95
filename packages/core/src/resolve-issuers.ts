import { dangerouslyAcceptMissingAudience, dangerouslyIgnoreIdTokenEvidence } from "./danger.js";
import { findUnknownNames } from "./internal/option-problems.js";
import type { IssuerOptions, IssuerPolicyOptions, TokenFormat, VerifierOptions } from "./options.js";
import { audienceRule } from "./options/audience-rule.js";
import type { ImpliedScopes } from "./policy/implied-scopes.js";
import type { ScopeSources } from "./policy/scope.js";
import {
  findTokenFormatProblems,
  type ResolvedIntrospection,
  resolveIntrospection,
  toTokenFormat,
  toTokenKinds,
} from "./resolve-introspection.js";
import {
  findPolicyProblems,
  type IssuerPolicy,
  type PolicySwitches,
  resolveIssuerPolicy,
} from "./resolve-issuer-policy.js";
import { findKeyPlaceProblems, SOURCE_NAMES } from "./resolve-key-place.js";
import { findIdleOptions, findSharedProblems, ISSUER_POLICY_NAMES, toIssuerPolicy } from "./resolve-shared-policy.js";
import { findMisplacedSwitches } from "./resolve-switches.js";
import type { KeySource } from "./seams/key-source.js";

/** One trusted issuer, where its keys are, and everything its tokens are held to. */
export interface ResolvedIssuer extends IssuerPolicy, ScopeSources {
  readonly issuer: string;
  readonly metadataUrl: string | undefined;
  readonly jwksUri: string | undefined;
  readonly jwks: { readonly keys: readonly object[] } | undefined;
  readonly keySource: KeySource | undefined;
  readonly tokenFormat: TokenFormat;
  readonly introspection: ResolvedIntrospection | undefined;
}

/**
 * Reads the option `issuer`; every problem found is added to `problems`.
 *
 * @param impliedScopes - The same for all of them.
 */
export function resolveIssuers(
  options: Pick<VerifierOptions, "issuer" | "chooseIssuer" | keyof IssuerPolicyOptions>,
  impliedScopes: ImpliedScopes,
  problems: string[],
): ReadonlyMap<string, ResolvedIssuer> {
  const given: unknown = options.issuer;
  const entries: readonly unknown[] = Array.isArray(given) ? given : [given];
  if (entries.length === 0) problems.push("issuer is an empty list: name at least one trusted issuer");
  const issuers = new Map<string, ResolvedIssuer>();
  const named: IssuerOptions[] = [];
  for (const [index, entry] of entries.entries()) {
    const issuer = typeof entry === "string" ? { issuer: entry } : entry;
    if (!isIssuerOptions(issuer)) {
      problems.push(describeNoIssuer(entry, index));
      continue;
    }
    const policy = { ...toIssuerPolicy(options, issuer), ...pickSwitches(issuer) };
    const found = [
      ...findUnknownNames(issuer, ISSUER_NAMES, { where: "of an issuer", elsewhere: ELSEWHERE }),
      ...findMisplacedSwitches(issuer, "an issuer"),
      ...findKeyPlaceProblems(issuer, policy),
      ...findTokenFormatProblems(issuer, policy),
      ...findPolicyProblems(policy, toTokenKinds(issuer, policy)),
      ...findSharedProblems(options, issuer),
    ];
    if (named.some((other) => other.issuer === issuer.issuer)) found.push("is given twice");
    named.push(issuer);
    problems.push(...found.map((problem) => `issuer ${JSON.stringify(issuer.issuer)}: ${problem}`));
    if (found.length === 0) issuers.set(issuer.issuer, resolveIssuer(issuer, policy, impliedScopes));
  }
  // What an issuer takes that cannot be read is not known.
  if (named.length > 0 && named.length === entries.length) problems.push(...findIdleOptions(options, named));
  const { chooseIssuer } = options;
  problems.push(...findRoutingProblems(issuers, chooseIssuer));
  if (chooseIssuer !== undefined && !entries.some(hasIntrospection)) {
    problems.push("chooseIssuer is for tokens that are introspected: give an issuer introspection");
  }
  return issuers;
}

/** Whether it is meant to introspect, whatever else is wrong with it. */
function hasIntrospection(entry: unknown): boolean {
  return isIssuerOptions(entry) && entry.introspection !== undefined;
}

/** A token that is no JWT must lead to one issuer. */
function findRoutingProblems(
  issuers: ReadonlyMap<string, ResolvedIssuer>,
  chooseIssuer: VerifierOptions["chooseIssuer"],
): string[] {
  const introspecting = [...issuers.values()].flatMap(({ issuer, introspection }) =>
    introspection === undefined ? [] : [{ issuer, prefixes: introspection.prefixes }],
  );
  const unmarked = introspecting.filter(({ prefixes }) => prefixes.length === 0);
  const owners = introspecting.flatMap(({ issuer, prefixes }) => prefixes.map((prefix) => ({ issuer, prefix })));
  const shared = owners.filter(({ issuer, prefix }) =>
    owners.some((other) => other.issuer !== issuer && other.prefix.startsWith(prefix)),
  );
  return [
    ...(unmarked.length > 1 && chooseIssuer === undefined
      ? [
          `several issuers introspect (${unmarked.map(({ issuer }) => issuer).join(", ")}): give them prefixes, or chooseIssuer`,
        ]
      : []),
    ...shared.map(
      ({ issuer, prefix }) =>
        `issuer ${JSON.stringify(issuer)}: its prefix ${JSON.stringify(prefix)} fits tokens of another issuer too`,
    ),
  ];
}

function resolveIssuer(
  issuer: IssuerOptions,
  policy: IssuerPolicyOptions & PolicySwitches,
  impliedScopes: ImpliedScopes,
): ResolvedIssuer {
  const { issuer: identifier, metadataUrl, jwksUri, jwks, keySource, introspection } = issuer;
  return Object.freeze({
    issuer: identifier,
    ...resolveIssuerPolicy(policy),
    impliedScopes,
    metadataUrl,
    jwksUri,
    // Its keys are imported with the first token: what the application does with its own list until then must not count.
    jwks: jwks && { keys: jwks.keys.map((key) => ({ ...key })) },
    keySource,
    tokenFormat: toTokenFormat(issuer),
    introspection: introspection && resolveIntrospection(introspection, policy),
  });
}

function isIssuerOptions(entry: unknown): entry is IssuerOptions {
  return (
    typeof entry === "object" &&
    entry !== null &&
    "issuer" in entry &&
    typeof entry.issuer === "string" &&
    entry.issuer !== ""
  );
}

function describeNoIssuer(entry: unknown, index: number): string {
  if (Array.isArray(entry)) {
    return `issuer: entry ${index + 1} of the list is a list itself: spread it, issuer: [...entra({ tenantIds: [...] }), "https://..."]`;
  }
  const hint = entry === undefined ? " (is a variable of the environment not set?)" : "";
  return `issuer is required: the issuer's identifier, exactly as it stands in iss, or an object with it${hint}`;
}

function pickSwitches(issuer: IssuerOptions): PolicySwitches {
  const { [dangerouslyAcceptMissingAudience]: missing, [dangerouslyIgnoreIdTokenEvidence]: ignore } = issuer;
  const { [audienceRule]: rule } = issuer;
  return {
    ...(rule && { [audienceRule]: rule }),
    ...(missing && { [dangerouslyAcceptMissingAudience]: missing }),
    ...(ignore && { [dangerouslyIgnoreIdTokenEvidence]: ignore }),
  };
}

const ISSUER_NAMES = ["issuer", ...ISSUER_POLICY_NAMES, ...SOURCE_NAMES, "introspection", "tokenFormat"] as const;
const OF_THE_VERIFIER = [
  "chooseIssuer",
  "impliedScopes",
  "checks",
  "claimsSchema",
  "clockToleranceSeconds",
  "decryptionKeys",
  "maxTokenBytes",
  "realm",
  "keys",
  "clock",
  "fetch",
  "onEvent",
] as const;
/** Names that belong somewhere else, and where. */
const ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ...["authentication", "endpoint", "prefixes", "requireTokenType", "cacheSeconds", "signedResponse"].map(
    (name) => [name, `introspection: { ${name}: ... }`] as const,
  ),
  ...OF_THE_VERIFIER.map((name) => [name, `the verifier, beside issuer: { issuer: ..., ${name}: ... }`] as const),
]);
