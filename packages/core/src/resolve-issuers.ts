import { algorithmTraits, SIGNATURE_ALGORITHMS } from "./internal/algorithms.js";
import { findUnknownNames, toList } from "./internal/option-problems.js";
import { checkServerUrl } from "./internal/secure-url.js";
import { checkJwk } from "./keys/jwk.js";
import type { IssuerOptions, IssuerPolicyOptions, VerifierOptions } from "./options.js";
import { findPolicyProblems, type IssuerPolicy, resolveIssuerPolicy } from "./resolve-issuer-policy.js";

/** One trusted issuer, where its keys are, and everything its tokens are held to. */
export interface ResolvedIssuer extends IssuerPolicy {
  readonly issuer: string;
  readonly metadataUrl: string | undefined;
  readonly jwksUri: string | undefined;
  readonly jwks: { readonly keys: readonly object[] } | undefined;
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
  "maxLifetimeSeconds",
];

/** Reads the option `issuer`; every problem found is added to `problems`. */
export function resolveIssuers(
  options: Pick<VerifierOptions, "issuer" | keyof IssuerPolicyOptions>,
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
    const policy = { ...pickPolicy(options), ...pickPolicy(issuer) };
    const found = [...findIssuerProblems(issuer, policy), ...findPolicyProblems(policy)];
    if (seen.has(issuer.issuer)) found.push("is given twice");
    seen.add(issuer.issuer);
    problems.push(...found.map((problem) => `issuer ${JSON.stringify(issuer.issuer)}: ${problem}`));
    if (found.length === 0) issuers.set(issuer.issuer, resolveIssuer(issuer, policy));
  }
  return issuers;
}

function resolveIssuer(issuer: IssuerOptions, policy: IssuerPolicyOptions): ResolvedIssuer {
  const { issuer: identifier, metadataUrl, jwksUri, jwks } = issuer;
  return Object.freeze({ issuer: identifier, ...resolveIssuerPolicy(policy), metadataUrl, jwksUri, jwks });
}

function findIssuerProblems(issuer: IssuerOptions, policy: IssuerPolicyOptions): string[] {
  const problems = findUnknownNames(issuer, ISSUER_NAMES, { where: "of an issuer" });
  const sources = SOURCE_NAMES.filter((name) => issuer[name] !== undefined);
  if (sources.length > 1) problems.push(`${sources.join(" and ")} exclude each other: give one`);
  problems.push(...findIdentifierProblems(issuer.issuer, sources.length > 0));
  for (const name of ["metadataUrl", "jwksUri"] as const) {
    const problem = issuer[name] === undefined ? undefined : checkServerUrl(issuer[name]);
    if (problem !== undefined) problems.push(`${name}: ${problem}`);
  }
  if (issuer.jwks !== undefined) problems.push(...findJwksProblems(issuer.jwks, policy));
  return problems;
}

/** RFC 8414 §2: an https URL without query and fragment. Names that are no URL need another way to the keys. */
function findIdentifierProblems(identifier: string, hasSource: boolean): string[] {
  if (!/^https?:/i.test(identifier)) {
    return hasSource
      ? []
      : [
          "is not a URL: write it with https://, or, if its tokens name it so, say where its keys are: metadataUrl, jwksUri or jwks",
        ];
  }
  if (identifier.includes("/.well-known/")) {
    return ["is the place of its metadata: the issuer is what stands in iss, or give this as metadataUrl beside it"];
  }
  const problem = checkServerUrl(identifier);
  if (problem !== undefined) return [problem];
  return identifier.includes("?") ? ["an issuer has no query (RFC 8414 §2)"] : [];
}

function findJwksProblems(jwks: unknown, policy: IssuerPolicyOptions): string[] {
  const keys = typeof jwks === "object" && jwks !== null && "keys" in jwks ? jwks.keys : undefined;
  if (!Array.isArray(keys)) return ["jwks must be a JWK Set: an object with a list of keys (RFC 7517 §5)"];
  const forSignatures = keys.filter((key: { use?: unknown } | null) => key?.use === undefined || key.use === "sig");
  if (forSignatures.length === 0) return ["jwks holds no key for signatures"];
  const problems = forSignatures.flatMap((key, index) => {
    const problem = checkJwk(key);
    return problem === undefined ? [] : [`jwks, key ${index + 1}: ${problem}`];
  });
  const algorithms = toList(policy.algorithms ?? SIGNATURE_ALGORITHMS);
  const fits = forSignatures.some((key) => algorithms.some((alg) => isKeyFor(alg, key)));
  return fits ? problems : [...problems, "jwks holds no key for any of the algorithms"];
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

const SOURCE_NAMES = ["metadataUrl", "jwksUri", "jwks"] as const;
const ISSUER_NAMES = ["issuer", ...ISSUER_POLICY_NAMES, ...SOURCE_NAMES] as const;
