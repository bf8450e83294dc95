import type { IssuerOptions } from "../options.js";
import { audienceRule, type AudienceRule } from "../options/audience-rule.js";
import { type AsScopes, toPermissionClaims, asScopesRule } from "./as-scopes.js";
import {
  toGuidProblems,
  NOT_SET,
  audiences,
  guid,
  listOf,
  oneOf,
  optional,
  type OptionRule,
  text,
} from "./option-rules.js";
import { type PresetOptions, toAudience } from "./preset-options.js";
import { checkPresetOptions } from "./preset-problems.js";

/** What {@link entra} takes besides the tenant, and {@link entraExternalId} too. */
interface EntraPolicyOptions extends PresetOptions {
  /**
   * Who this API is in `aud`. v2: its application (client) id, a GUID. v1: its application ID URI (`api://orders`) or its
   * GUID, whatever clients ask with; give both if they do both. Default: what the verifier says.
   */
  readonly audience?: string | readonly string[];
  /**
   * Count the values of `roles` as scopes too, each with a prefix: `{ prefix: "role:" }`. In tokens of
   * applications they are the permissions an administrator has granted, in those of users the roles of the user.
   * Default: they count for nothing.
   */
  readonly rolesAsScopes?: AsScopes;
}

/** The options of {@link entra} that are the same for one tenant and for several. */
interface EntraCommonOptions extends EntraPolicyOptions {
  /**
   * Which tokens the API gets: what `requestedAccessTokenVersion` in its manifest says, where absent or `null` means `v1`. The
   * endpoint that clients call does not matter. With the wrong one all tokens are refused for their issuer.
   */
  readonly version: "v2" | "v1";
}

/** What {@link entra} takes for one tenant. */
export interface EntraTenantOptions extends EntraCommonOptions {
  /** The id of the tenant, a GUID. */
  readonly tenantId: string;
}

/** What {@link entra} takes for several tenants. */
export interface EntraTenantsOptions extends EntraCommonOptions {
  /** The ids of the tenants whose tokens are taken, GUIDs. */
  readonly tenantIds: readonly string[];
}

/** What {@link entraExternalId} takes. */
export interface EntraExternalIdOptions extends EntraPolicyOptions {
  /** The name of the tenant: `acme` of `acme.onmicrosoft.com` and `acme.ciamlogin.com`. */
  readonly tenantName: string;
  /** The id of the tenant, a GUID. */
  readonly tenantId: string;
}

/**
 * Microsoft Entra ID (Azure AD), version 2 or 1, for one tenant or several.
 *
 * Look up `version` in the manifest of the API's registration, or at the `iss` of one of its tokens: an API whose manifest says
 * nothing gets v1 tokens, also from the v2 endpoint. If that is so and `version` is `v2`, every token is denied with
 * `unknown_issuer: iss is "https://sts.windows.net/<tenant id>/"; trusted are ...`; the cure is `version: "v1"`.
 *
 * Each tenant is an issuer of its own, so for several there is a list, to be given as it is or, with others, as
 * `[...entra(...), other]`. Which tenants may call is thus always written down: `common`, `organizations` and `consumers` are
 * refused, because they stand for every tenant there is. Keys that Microsoft binds to one tenant are used for no other.
 *
 * A token needs `scp` (for a user) or `roles` (for an application): one without both was granted nothing, and any
 * application of the tenant can have it. Access tokens name their client (`azp`, `appid`), which ID tokens never do.
 *
 * @example
 * ```ts
 * createVerifier({
 *   issuer: entra({ tenantId: "72f988bf-86f1-41af-91ab-2d7cd011db47", version: "v2" }),
 *   audience: "6e74172b-be56-4843-9ff4-e66a39bb12e3",
 * });
 * ```
 *
 * Not certain: national clouds have other hosts; for these override `issuer`, and `metadataUrl` with v1. Tokens for Microsoft Graph
 * cannot be verified by anybody else. Applications with keys of their own for claims mapping are signed with those: put
 * `?appid=` into `metadataUrl`.
 *
 * @throws ConfigurationError - naming everything that is wrong with the options.
 */
export function entra(options: EntraTenantOptions): IssuerOptions;
export function entra(options: EntraTenantsOptions): readonly IssuerOptions[];
export function entra(options: EntraTenantOptions | EntraTenantsOptions): IssuerOptions | readonly IssuerOptions[] {
  checkPresetOptions<EntraCommonOptions & { tenantId?: string; tenantIds?: readonly string[] }>("entra", options, {
    rules: {
      tenantId: optional(tenant),
      tenantIds: optional(listOf(tenant)),
      version,
      audience: audiences,
      rolesAsScopes: asScopesRule,
    },
    together: ({ tenantId, tenantIds }) =>
      (tenantId === undefined) === (tenantIds === undefined) ? [`give either tenantId or tenantIds ${NOT_SET}`] : [],
  });
  const { tenantId, tenantIds = [] }: { tenantId?: string; tenantIds?: readonly string[] } = options;
  return tenantId === undefined
    ? tenantIds.map((id) => toTenantIssuer(id, options))
    : toTenantIssuer(tenantId, options);
}

/**
 * A tenant of Microsoft Entra External ID (customers, `ciamlogin.com`).
 *
 * Its tokens are those of Entra ID, version 2: see {@link entra}. Their issuer has the id of the tenant in place of its name,
 * while the metadata are at the name.
 *
 * @example
 * ```ts
 * createVerifier({
 *   issuer: entraExternalId({ tenantName: "acme", tenantId: "72f988bf-86f1-41af-91ab-2d7cd011db47" }),
 *   audience: "6e74172b-be56-4843-9ff4-e66a39bb12e3",
 * });
 * ```
 *
 * Not certain: whether a custom URL domain changes the issuer; look at `issuer` in the metadata of that domain.
 *
 * @throws ConfigurationError - naming everything that is wrong with the options.
 */
export function entraExternalId(options: EntraExternalIdOptions): IssuerOptions {
  checkPresetOptions("entraExternalId", options, {
    rules: {
      tenantName: text({ example: "acme", pattern: /^[a-z0-9][a-z0-9-]*$/i }),
      tenantId: tenant,
      audience: audiences,
      rolesAsScopes: asScopesRule,
    },
  });
  const name = options.tenantName.toLowerCase();
  const id = options.tenantId.toLowerCase();
  return {
    issuer: `https://${id}.ciamlogin.com/${id}/v2.0`,
    metadataUrl: `https://${name}.ciamlogin.com/${id}/v2.0/.well-known/openid-configuration`,
    ...toPolicy(options, "azp"),
  };
}

function toTenantIssuer(tenantId: string, options: EntraCommonOptions): IssuerOptions {
  const id = tenantId.toLowerCase();
  if (options.version !== "v1") {
    return { issuer: `https://login.microsoftonline.com/${id}/v2.0`, ...toPolicy(options, "azp") };
  }
  return {
    issuer: `https://sts.windows.net/${id}/`,
    metadataUrl: `https://login.microsoftonline.com/${id}/.well-known/openid-configuration`,
    ...toPolicy(options, "appid"),
  };
}

function toPolicy(options: EntraPolicyOptions, client: "azp" | "appid"): Omit<IssuerOptions, "issuer"> {
  return {
    algorithms: ["RS256"],
    tokenKind: "strict",
    scopeClaims: ["scp"],
    clientClaims: [client],
    requiredClaims: [client, "tid", ["scp", "roles"]],
    rejectedClaims: ["nonce", "at_hash", "c_hash"],
    ...toAudience(options),
    ...(client === "azp" ? { [audienceRule]: ofApplicationIds } : {}),
    ...toPermissionClaims([{ path: ["roles"], as: options.rolesAsScopes }]),
  };
}

/** v2 tokens never name the API by its URI. */
const ofApplicationIds: AudienceRule = (names) =>
  toGuidProblems(names).map(
    (problem) =>
      `${problem}: v2 tokens name the API by its application (client) id; if its tokens have an App ID URI such as ` +
      '"api://orders", they are those of version: "v1"; if the audience is that of ' +
      "other issuers, give this one its own, by the option audience of the preset",
  );

const isVersion = oneOf("v2", "v1");
const version: OptionRule = (value) => {
  const problem = isVersion(value);
  return (
    problem &&
    `${problem}: what requestedAccessTokenVersion in the manifest of the API says, or "v1" if it says nothing`
  );
};

const tenant: OptionRule = (value) =>
  ["common", "organizations", "consumers"].some((name) => name === value)
    ? `is ${JSON.stringify(value)}, which stands for every tenant there is: name those whose tokens are taken, by their ids (tenantIds)`
    : guid(value);
