import type { IssuerOptions } from "../options.js";
import { type AsScopes, toPermissionClaims, asScopesRule } from "./as-scopes.js";
import { NOT_SET, guid, listOf, optional, text } from "./option-rules.js";
import { hostOrLoopback, toServerOrigin } from "./place-rules.js";
import { checkPresetOptions } from "./preset-problems.js";

/** What {@link fusionAuth} takes. */
export interface FusionAuthOptions {
  /** The host it runs on: `auth.acme.example`; `http://localhost:9011` in development. */
  readonly domain: string;
  /** The issuer set in the tenant, exactly: any text, and often no URL (`acme.com`). Give each tenant one of its own. */
  readonly issuer: string;
  /** The id of the tenant. Needed if there are several. Default: the only one. */
  readonly tenantId?: string;
  /** The ids of the applications whose users' tokens are taken. They become `audience`, for the application is all that `aud` names. */
  readonly applicationIds?: readonly string[];
  /** The ids of the entities that stand for this API: tokens of other entities that name one of them (client credentials) are taken. */
  readonly entityIds?: readonly string[];
  /** Count the user's roles as scopes too, each with a prefix: `{ prefix: "role:" }`. Default: they count for nothing. */
  readonly rolesAsScopes?: AsScopes;
  /** Count the permissions that an entity was granted as scopes too, each with a prefix: `{ prefix: "permission:" }`. Default: they count for nothing. */
  readonly permissionsAsScopes?: AsScopes;
}

/**
 * FusionAuth. Its access tokens are JWTs. The tenant needs an RSA or EC key for them: by default it signs with a secret
 * (HS256), which nobody else can verify.
 *
 * ID tokens have the same `aud` and the same `scope`. So a user's token must have `applicationId`, which is there if the user
 * is registered for the application, and a token with hashes or a nonce is refused; a token of an entity must have
 * `permissions`, which is there if its grant has any. The client is the application, or the entity that asks (`sub`).
 *
 * Introspection is not set up, for all tokens are JWTs; to notice revocations, add `tokenFormat: "introspect-all"` and
 * `introspection` with the endpoint `https://<domain>/oauth2/introspect`, which wants `client_id` in the body.
 *
 * @example
 * ```ts
 * createVerifier({
 *   issuer: fusionAuth({
 *     domain: "auth.acme.example",
 *     issuer: "acme.com",
 *     applicationIds: ["3c219e58-ed0e-4b18-ad48-f4f92793ae32"],
 *   }),
 * });
 * ```
 *
 * Not certain: that ID tokens never have `applicationId` (a lambda can put it back, and before 1.24 it was there); that they
 * always have `at_hash`; the form of `permissions`, of which a list, and lists by entity, are read.
 *
 * @throws ConfigurationError - naming everything that is wrong with the options.
 */
export function fusionAuth(options: FusionAuthOptions): IssuerOptions {
  checkPresetOptions("fusionAuth", options, {
    rules: {
      domain: hostOrLoopback("auth.acme.example"),
      issuer: text({ example: "acme.com" }),
      tenantId: optional(guid),
      applicationIds: optional(listOf(guid)),
      entityIds: optional(listOf(guid)),
      rolesAsScopes: asScopesRule,
      permissionsAsScopes: asScopesRule,
    },
    together: ({ applicationIds, entityIds }) =>
      applicationIds === undefined && entityIds === undefined
        ? [
            `say for whom tokens are: applicationIds for those of users, entityIds for those of entities, or both ${NOT_SET}`,
          ]
        : [],
  });
  const { domain, issuer, tenantId, applicationIds = [], entityIds = [], rolesAsScopes, permissionsAsScopes } = options;
  const tenant = tenantId === undefined ? "" : `/${tenantId}`;
  return {
    issuer,
    metadataUrl: `${toServerOrigin(domain)}${tenant}/.well-known/openid-configuration`,
    audience: [...applicationIds, ...entityIds],
    algorithms: ["RS256", "RS384", "RS512", "ES256", "ES384", "ES512"],
    tokenKind: "strict",
    requiredClaims: toRequiredClaims(options),
    rejectedClaims: ["nonce", "at_hash", "c_hash"],
    scopeClaims: ["scope"],
    clientClaims: entityIds.length === 0 ? ["applicationId"] : ["applicationId", "sub"],
    ...toPermissionClaims([
      { path: ["roles"], as: rolesAsScopes },
      { path: ["permissions"], as: permissionsAsScopes },
      ...entityIds.map((entity) => ({ path: ["permissions", entity], as: permissionsAsScopes })),
    ]),
  };
}

function toRequiredClaims({ applicationIds, entityIds }: FusionAuthOptions): readonly (string | readonly string[])[] {
  if (entityIds === undefined) return ["applicationId"];
  return applicationIds === undefined ? ["permissions"] : [["applicationId", "permissions"]];
}
