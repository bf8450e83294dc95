import type { DenialReason, IntrospectionOptions, IssuerOptions, PermissionClaim } from "@ostiary/core";
import { dangerouslyAcceptMissingAudience } from "@ostiary/core/danger";
import type { IssuerTraits } from "../defects/fit-forms.js";
import type { Dialect, Shape } from "./dialect.js";
import { firstShape, formatOf } from "./find-dialect.js";
import type { PlayedTrust } from "./played-trust.js";

/**
 * What decides which defects apply to a dialect, as it is played and trusted.
 *
 * @param shape - What is issued if nothing else is said; `undefined` if the server issues no access tokens for APIs.
 */
export function readTraits(dialect: Dialect, trust: PlayedTrust, shape: Shape | undefined): IssuerTraits {
  const [first] = trust.issuers;
  const {
    tokenFormat = "both",
    introspection,
    tokenKind,
    optionalClaims = [],
    ...policy
  } = { ...trust.options, ...first };
  const asked = tokenFormat === "jwt" ? undefined : introspection;
  const required = [trust.options, first].flatMap(({ requiredClaims = [] }: Partial<IssuerOptions>) => requiredClaims);
  return {
    algorithms: policy.algorithms,
    takesJwts: tokenFormat !== "opaque" || introspection === undefined,
    unknownOpaque: asked === undefined ? undefined : findUnknown(asked),
    issuesOpaque: shape !== undefined && formatOf(shape) === "opaque",
    lacksOpaqueAudience: [trust.options, first, asked].some((one) => isWithoutAudience(one)),
    rolesGrant: (policy.permissionClaims ?? []).some(isRoleClaim),
    hasNoParts: shape === undefined || shape.encrypted === true,
    isTyped: isTyped(shape?.header?.["typ"]),
    requiresType: tokenKind === "rfc9068",
    requiresJti: required.includes("jti") || (tokenKind === "rfc9068" && !optionalClaims.includes("jti")),
    hasUntypedLogoutToken: hasUntypedLogoutToken(dialect) && tokenKind !== "rfc9068",
    except: dialect.auditExcept ?? {},
    denials: dialect.denials ?? {},
  };
}

function hasUntypedLogoutToken(dialect: Dialect): boolean {
  const shape = firstShape(dialect, "logout_token", "jwt");
  return shape !== undefined && shape.header?.["typ"] !== "logout+jwt";
}

/** Whether the names of roles, permissions and the like are scopes as they stand. */
function isRoleClaim(claim: string | PermissionClaim): boolean {
  const { path, prefix = "" } = typeof claim === "string" ? { path: [claim] } : claim;
  return prefix === "" && path.length === 1 && ROLE_CLAIMS.includes(path[0] ?? "");
}

/** A token that does not begin as those of the issuer do is taken for nobody's. */
function findUnknown({ prefixes = [] }: IntrospectionOptions): DenialReason {
  return prefixes.length > 0 ? "unknown_issuer" : "token_inactive";
}

function isWithoutAudience(options: object | undefined): boolean {
  return (
    options !== undefined && (options as Readonly<Record<symbol, unknown>>)[dangerouslyAcceptMissingAudience] === true
  );
}

function isTyped(typ: unknown): boolean {
  return typeof typ === "string" && /^(?:application\/)?at\+jwt$/iu.test(typ);
}

/** As the defect `scope-in-roles` writes them. */
const ROLE_CLAIMS = ["roles", "groups", "permissions", "entitlements"];
