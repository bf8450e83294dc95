import { findListProblems, findUnknownNames, isScopeToken } from "./internal/option-problems.js";
import type { IssuerPolicyOptions, PermissionClaim } from "./options.js";
import type { PermissionPath } from "./policy/permission-claims.js";
import { DEFAULT_SCOPE_SOURCES, type ScopeSources } from "./policy/scope.js";

/** Where the tokens of an issuer say what they grant; what scopes imply is the same for all issuers. */
export type ScopePolicy = Omit<ScopeSources, "impliedScopes">;

/** Fills in the defaults of options that {@link findScopeProblems} has nothing against. */
export function resolveScopePolicy({ scopeClaims, permissionClaims }: IssuerPolicyOptions): ScopePolicy {
  return {
    scopeClaims: Object.freeze([...(scopeClaims ?? DEFAULT_SCOPE_SOURCES.scopeClaims)]),
    permissionClaims: Object.freeze((permissionClaims ?? []).map(toPermissionPath)),
  };
}

/** All that is wrong with them, each with the way to mend it. */
export function findScopeProblems({ scopeClaims, permissionClaims }: IssuerPolicyOptions): string[] {
  const problems = findListProblems("scopeClaims must be a list that names", scopeClaims);
  const given: unknown = permissionClaims;
  if (given === undefined) return problems;
  if (!Array.isArray(given) || given.length === 0) {
    return [...problems, `permissionClaims must be a list of at least one claim: ${NO_CLAIM}`];
  }
  const found = Array.from<unknown>(given).flatMap((claim) => findPermissionProblems(claim));
  return [...problems, ...found, ...(found.length === 0 ? findImitations(permissionClaims ?? []) : [])];
}

/**
 * A prefix that keeps the values of a claim apart from all others, and that names which `*` stands for can make: whoever
 * may name a client `realm` could grant what `realm:` stands before. No name begins with a colon.
 */
function findImitations(permissionClaims: NonNullable<IssuerPolicyOptions["permissionClaims"]>): string[] {
  const claims = permissionClaims.map(toPermissionPath);
  return claims
    .filter(({ path }) => path.includes("*"))
    .flatMap((open) => claims.filter(({ prefix }) => canMake(open, prefix)).map(({ prefix }) => ({ open, prefix })))
    .map(
      ({ open, prefix }) =>
        `permissionClaims: what "*" stands for in ${JSON.stringify(open.path)} may begin with the prefix ${JSON.stringify(prefix)} of another claim: ` +
        'give that path a prefix, such as "client:", so that neither begins with the other',
    );
}

function canMake({ prefix: own }: PermissionPath, prefix: string): boolean {
  return prefix.length > own.length && prefix.startsWith(own) && prefix[own.length] !== ":";
}

function findPermissionProblems(claim: unknown): string[] {
  if (claim === "*") return [STAR_ALONE];
  if (typeof claim === "string" && claim !== "") return [];
  if (typeof claim !== "object" || claim === null || Array.isArray(claim)) return [`permissionClaims: ${NO_CLAIM}`];
  const { path, prefix } = claim as { readonly path?: unknown; readonly prefix?: unknown };
  return [
    ...findUnknownNames(claim, ["path", "prefix"], { where: "of a claim in permissionClaims" }),
    ...(Array.isArray(path) ? [] : [`permissionClaims: ${NO_PATH}`]),
    ...(Array.isArray(path) ? findListProblems("permissionClaims: path must be a list that names", path) : []),
    ...(Array.isArray(path) && path[0] === "*" ? [STAR_ALONE] : []),
    ...(prefix === undefined || prefix === "" || isScopeToken(prefix) ? [] : [NO_PREFIX]),
  ];
}

function toPermissionPath(claim: string | PermissionClaim): PermissionPath {
  const { path, prefix = "" } = typeof claim === "string" ? { path: [claim] } : claim;
  return Object.freeze({ path: Object.freeze([...path]), prefix });
}

const NO_CLAIM =
  'give the name of a claim, such as "permissions", or { path: ["realm_access", "roles"] } for one within another';
const NO_PATH = 'path must be a list of names from the outside in, such as ["realm_access", "roles"]';
const STAR_ALONE =
  'permissionClaims: "*" stands for names within a claim: begin with the claim itself, path: ["resource_access", "*", "roles"]';
const NO_PREFIX =
  'permissionClaims: prefix must be a string of characters that a scope token may have (RFC 6749 §3.3), such as "role:"';
