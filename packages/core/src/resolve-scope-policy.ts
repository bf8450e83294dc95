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
 * Claims whose values a prefix is to keep apart, and does not: whoever may name a client `realm`, or a role `admin:all`, could
 * grant what another claim grants with `realm:` or `role:admin:` before it.
 */
function findImitations(permissionClaims: NonNullable<IssuerPolicyOptions["permissionClaims"]>): string[] {
  const claims = permissionClaims.map(toPermissionPath);
  return claims.flatMap((claim, index) =>
    claims
      .slice(index + 1)
      .map((other) =>
        claim.prefix.length <= other.prefix.length ? ([claim, other] as const) : ([other, claim] as const),
      )
      .filter(([shorter, longer]) => canImitate(shorter, longer))
      .map(
        ([shorter, longer]) =>
          `permissionClaims: values of ${describePath(shorter)} may pass for those of ${describePath(longer)}: ` +
          'give both a prefix, such as "client:" and "realm:", so that neither begins with the other',
      ),
  );
}

function canImitate(shorter: PermissionPath, longer: PermissionPath): boolean {
  if (!longer.prefix.startsWith(shorter.prefix)) return false;
  const [isShorterOpen, isLongerOpen] = [isOpen(shorter), isOpen(longer)];
  // Two fixed claims with the same prefix are meant to be one set, and so is whatever has none beside a claim that has none.
  if (longer.prefix === shorter.prefix) {
    return (isShorterOpen && isLongerOpen) || (longer.prefix !== "" && (isShorterOpen || isLongerOpen));
  }
  // No name that `*` stands for begins with a colon.
  if (isShorterOpen) return longer.prefix[shorter.prefix.length] !== ":";
  // That a fixed claim without a prefix may grant whatever other fixed ones do is what leaving the prefix out means.
  return isLongerOpen || shorter.prefix !== "";
}

function isOpen({ path }: PermissionPath): boolean {
  return path.includes("*");
}

function describePath({ path, prefix }: PermissionPath): string {
  return `${JSON.stringify(path)}${prefix === "" ? ", which has no prefix," : ` with ${JSON.stringify(prefix)}`}`;
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
