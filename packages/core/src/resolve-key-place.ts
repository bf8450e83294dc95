import { algorithmTraits, SIGNATURE_ALGORITHMS } from "./internal/algorithms.js";
import { toList, unless } from "./internal/option-problems.js";
import { checkServerUrl } from "./internal/secure-url.js";
import { isForElse, isOfAnotherIssuer } from "./keys/jwk-set.js";
import { checkGivenJwkSet } from "./keys/static-key-source.js";
import type { IssuerOptions, IssuerPolicyOptions } from "./options.js";
import { needsKeys } from "./resolve-introspection.js";

/** The options that say where the keys of an issuer are; at most one of them is given. */
export const SOURCE_NAMES = ["metadataUrl", "jwksUri", "jwks", "keySource"] as const;

/** All that is wrong with the name of an issuer and with where its keys are, each with the way to mend it. */
export function findKeyPlaceProblems(issuer: IssuerOptions, policy: IssuerPolicyOptions): string[] {
  const sources = SOURCE_NAMES.filter((name) => issuer[name] !== undefined);
  const problems = unless(sources.length <= 1, `${sources.join(" and ")} exclude each other: give one`);
  problems.push(...findIdentifierProblems(issuer.issuer, sources.length > 0 || !needsKeys(issuer)));
  for (const name of ["metadataUrl", "jwksUri"] as const) {
    const problem = issuer[name] === undefined ? undefined : checkServerUrl(issuer[name]);
    if (problem !== undefined) problems.push(`${name}: ${problem}`);
  }
  if (issuer.jwks !== undefined) problems.push(...findJwksProblems(issuer.jwks, issuer.issuer, policy));
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

function findJwksProblems(
  jwks: { readonly keys: readonly object[] },
  issuer: string,
  policy: IssuerPolicyOptions,
): string[] {
  const problems = checkGivenJwkSet(jwks);
  if (problems.length > 0) return problems;
  const algorithms = toList(policy.algorithms ?? SIGNATURE_ALGORITHMS);
  const fitting = jwks.keys.filter((key) => !isForElse(key) && algorithms.some((alg) => isKeyFor(alg, key)));
  if (fitting.length === 0) return ["jwks holds no key for any of the algorithms"];
  return fitting.every((key) => isOfAnotherIssuer(key, issuer))
    ? ["jwks holds no key for tokens of this issuer: each is bound to another one (issuer)"]
    : [];
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

const NO_KEY_SOURCE = "keySource must be an object with a function find(query, now) that answers a key or undefined";
