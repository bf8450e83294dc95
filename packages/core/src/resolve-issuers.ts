import { dangerouslyAcceptMissingAudience, dangerouslyIgnoreIdTokenEvidence } from "./danger.js";
import { algorithmTraits, SIGNATURE_ALGORITHMS } from "./internal/algorithms.js";
import { findUnknownNames, toList } from "./internal/option-problems.js";
import { checkServerUrl } from "./internal/secure-url.js";
import { isForElse } from "./keys/jwk-set.js";
import { checkGivenJwkSet } from "./keys/static-key-source.js";
import type { IssuerOptions, IssuerPolicyOptions, TokenFormat, VerifierOptions } from "./options.js";
import type { ImpliedScopes } from "./policy/implied-scopes.js";
import type { ScopeSources } from "./policy/scope.js";
import {
  findTokenFormatProblems,
  needsKeys,
  type ResolvedIntrospection,
  resolveIntrospection,
  toTokenFormat,
} from "./resolve-introspection.js";
import {
  findPolicyProblems,
  type IssuerPolicy,
  type PolicySwitches,
  resolveIssuerPolicy,
} from "./resolve-issuer-policy.js";
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

/** The names an issuer may set for itself or leave to the verifier. */
export const ISSUER_POLICY_NAMES: readonly (keyof IssuerPolicyOptions)[] = [
  "audience",
  "soleAudience",
  "algorithms",
  "tokenKind",
  "acceptedTypes",
  "requiredClaims",
  "optionalClaims",
  "rejectedClaims",
  "allowedClients",
  "clientClaims",
  "idTokenAudiences",
  "scopeClaims",
  "permissionClaims",
  "requireEncryption",
  "maxLifetimeSeconds",
];

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
  const seen = new Set<string>();
  for (const entry of entries) {
    const issuer = typeof entry === "string" ? { issuer: entry } : entry;
    if (!isIssuerOptions(issuer)) {
      problems.push(describeNoIssuer(entry));
      continue;
    }
    const policy = { ...pickPolicy(options), ...pickPolicy(issuer), ...pickSwitches(issuer) };
    const found = [
      ...findIssuerProblems(issuer, policy),
      ...findTokenFormatProblems(issuer, policy),
      ...findPolicyProblems(policy),
    ];
    if (seen.has(issuer.issuer)) found.push("is given twice");
    seen.add(issuer.issuer);
    problems.push(...found.map((problem) => `issuer ${JSON.stringify(issuer.issuer)}: ${problem}`));
    if (found.length === 0) issuers.set(issuer.issuer, resolveIssuer(issuer, policy, impliedScopes));
  }
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
    jwks,
    keySource,
    tokenFormat: toTokenFormat(issuer),
    introspection: introspection && resolveIntrospection(introspection),
  });
}

function findIssuerProblems(issuer: IssuerOptions, policy: IssuerPolicyOptions): string[] {
  const problems = findUnknownNames(issuer, ISSUER_NAMES, { where: "of an issuer", elsewhere: ELSEWHERE });
  const sources = SOURCE_NAMES.filter((name) => issuer[name] !== undefined);
  if (sources.length > 1) problems.push(`${sources.join(" and ")} exclude each other: give one`);
  problems.push(...findIdentifierProblems(issuer.issuer, sources.length > 0 || !needsKeys(issuer)));
  for (const name of ["metadataUrl", "jwksUri"] as const) {
    const problem = issuer[name] === undefined ? undefined : checkServerUrl(issuer[name]);
    if (problem !== undefined) problems.push(`${name}: ${problem}`);
  }
  if (issuer.jwks !== undefined) problems.push(...findJwksProblems(issuer.jwks, policy));
  if (issuer.keySource !== undefined) problems.push(...findKeySourceProblems(issuer.keySource));
  return problems;
}

/** RFC 8414 §2: an https URL without query and fragment. Names that are no URL need another way to the keys. */
function findIdentifierProblems(identifier: string, hasSource: boolean): string[] {
  if (!/^https?:/i.test(identifier)) {
    return hasSource
      ? []
      : [
          "is not a URL: write it with https://, or, if its tokens name it so, say where its keys are: metadataUrl, jwksUri, jwks or keySource",
        ];
  }
  if (identifier.includes("/.well-known/")) {
    return ["is the place of its metadata: the issuer is what stands in iss, or give this as metadataUrl beside it"];
  }
  const problem = checkServerUrl(identifier);
  if (problem !== undefined) return [problem];
  return identifier.includes("?") ? ["an issuer has no query (RFC 8414 §2)"] : [];
}

function findJwksProblems(jwks: { readonly keys: readonly object[] }, policy: IssuerPolicyOptions): string[] {
  const problems = checkGivenJwkSet(jwks);
  if (problems.length > 0) return problems;
  const algorithms = toList(policy.algorithms ?? SIGNATURE_ALGORITHMS);
  const fits = jwks.keys.some((key) => !isForElse(key) && algorithms.some((alg) => isKeyFor(alg, key)));
  return fits ? [] : ["jwks holds no key for any of the algorithms"];
}

function findKeySourceProblems(source: unknown): string[] {
  if (typeof source !== "object" || source === null) return [NO_KEY_SOURCE];
  if ("find" in source && typeof source.find === "function") return [];
  return ["then" in source ? `${NO_KEY_SOURCE}; this is a promise: await it first` : NO_KEY_SOURCE];
}

function isKeyFor(alg: string, key: unknown): boolean {
  const { kty, crv, alg: only } = (key ?? {}) as { readonly [name: string]: unknown };
  const traits = algorithmTraits(alg);
  return traits?.kty === kty && (traits?.crv ?? crv) === crv && (only ?? alg) === alg;
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

function describeNoIssuer(entry: unknown): string {
  const hint = entry === undefined ? " (is a variable of the environment not set?)" : "";
  return `issuer is required: the issuer's identifier, exactly as it stands in iss, or an object with it${hint}`;
}

function pickPolicy(options: IssuerPolicyOptions): IssuerPolicyOptions {
  return Object.fromEntries(
    ISSUER_POLICY_NAMES.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]])),
  );
}

function pickSwitches(issuer: IssuerOptions): PolicySwitches {
  const { [dangerouslyAcceptMissingAudience]: missing, [dangerouslyIgnoreIdTokenEvidence]: ignore } = issuer;
  return {
    ...(missing && { [dangerouslyAcceptMissingAudience]: missing }),
    ...(ignore && { [dangerouslyIgnoreIdTokenEvidence]: ignore }),
  };
}

const SOURCE_NAMES = ["metadataUrl", "jwksUri", "jwks", "keySource"] as const;
const ISSUER_NAMES = ["issuer", ...ISSUER_POLICY_NAMES, ...SOURCE_NAMES, "introspection", "tokenFormat"] as const;
const NO_KEY_SOURCE = "keySource must be an object with a function find(query, now) that answers a key or undefined";
/** Names that belong somewhere else, and where. */
const ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ...["authentication", "endpoint", "prefixes", "requireTokenType", "cacheSeconds", "signedResponse"].map(
    (name) => [name, `introspection: { ${name}: ... }`] as const,
  ),
  ...["chooseIssuer", "impliedScopes", "checks", "claimsSchema", "keys", "clock", "fetch", "onEvent"].map(
    (name) => [name, `the verifier, beside issuer: { issuer: ..., ${name}: ... }`] as const,
  ),
]);
