import type { IssuerOptions } from "../options.js";
import { type PresetOptions, toAudience, toPermissionClaims } from "./preset-options.js";
import {
  audienceRule,
  checkPresetOptions,
  guid,
  listOf,
  oneOf,
  oneOrMore,
  optional,
  type OptionRule,
  prefixRule,
  text,
} from "./preset-problems.js";

/** What {@link entra} takes besides the tenant, and {@link entraExternalId} too. */
interface EntraPolicyOptions extends PresetOptions {
  /**
   * Who this API is in `aud`. v2: its application (client) id, a GUID. v1: its application ID URI (`api://orders`) or its
   * GUID, whatever clients ask with; give both if they do both. Default: what the verifier says.
   */
  readonly audience?: string | readonly string[];
  /**
   * Count the values of `roles` as scopes too, with this before each, such as `role:`; `""` for nothing. In tokens of
   * applications they are the permissions an administrator has granted, in those of users the roles of the user.
   * Default: they count for nothing.
   */
  readonly rolesPrefix?: string;
}

/** The options of {@link entra} that are the same for one tenant and for several. */
interface EntraCommonOptions extends EntraPolicyOptions {
  /**
   * Which tokens the API gets: `requestedAccessTokenVersion` in its manifest, where absent or `null` means `v1`. The endpoint
   * that clients call does not matter. Default: `v2`.
   */
  readonly version?: "v2" | "v1";
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
 * Each tenant is an issuer of its own, so for several there is a list, to be given as it is or within a longer one. Which
 * tenants may call is thus always written down: `common`, `organizations` and `consumers` are refused, because they stand
 * for every tenant there is. Keys that Microsoft binds to one tenant are used for no other.
 *
 * A token needs `scp` (for a user) or `roles` (for an application): one without both was granted nothing, and any
 * application of the tenant can have it. Access tokens name their client (`azp`, `appid`), which ID tokens never do.
 *
 * @example
 * ```ts
 * createVerifier({
 *   issuer: entra({ tenantId: "72f988bf-86f1-41af-91ab-2d7cd011db47" }),
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
      version: optional(oneOf("v2", "v1")),
      audience: audienceRule,
      rolesPrefix: prefixRule,
    },
    together: ({ tenantId, tenantIds, version, audience }) => [
      ...((tenantId === undefined) === (tenantIds === undefined) ? ["give either tenantId or tenantIds"] : []),
      ...(version === "v1" ? [] : findAudienceProblems(audience)),
    ],
  });
  return "tenantId" in options
    ? toTenantIssuer(options.tenantId, options)
    : options.tenantIds.map((tenantId) => toTenantIssuer(tenantId, options));
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
      audience: audienceRule,
      rolesPrefix: prefixRule,
    },
    together: ({ audience }) => findAudienceProblems(audience),
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
    ...toPermissionClaims([{ path: ["roles"], prefix: options.rolesPrefix }]),
  };
}

/** v2 tokens never name the API by its URI. */
function findAudienceProblems(audience: PresetOptions["audience"]): readonly string[] {
  const problem = audience === undefined ? undefined : oneOrMore(guid)(audience);
  return problem === undefined
    ? []
    : [
        `audience ${problem}: v2 tokens name the API by its application (client) id; if its tokens have an App ID URI ` +
          'such as "api://orders", they are those of version: "v1"',
      ];
}

const tenant: OptionRule = (value) =>
  ["common", "organizations", "consumers"].some((name) => name === value)
    ? `is ${JSON.stringify(value)}, which stands for every tenant there is: name those whose tokens are taken, by their ids (tenantIds)`
    : guid(value);
