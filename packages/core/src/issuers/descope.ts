import { dangerouslyAcceptMissingAudience } from "../danger.js";
import type { IssuerOptions } from "../options.js";
import { type AsScopes, toPermissionClaims, asScopesRule } from "./as-scopes.js";
import { oneOf, optional, text } from "./option-rules.js";
import { hostName, toHost } from "./place-rules.js";
import { checkPresetOptions } from "./preset-problems.js";

/** What {@link descope} takes. */
export interface DescopeOptions {
  /** The id of the project: `P2...`. */
  readonly projectId: string;
  /** Which tokens are meant: the session tokens of users and access keys. There is no other choice yet. */
  readonly tokens: "session";
  /** What `iss` is: the id of the project alone, or, with the JWT template for AWS API Gateway, a URL with it. Default: `project-id`. */
  readonly issuerForm?: "project-id" | "url";
  /** The host of the API: `api.euc1.descope.com`, or a domain of your own. Default: `api.descope.com`. */
  readonly domain?: string;
  /** The tenant whose roles and permissions count. Default: those that hold for the whole project. */
  readonly tenantId?: string;
  /** Count the roles as scopes too, each with a prefix: `{ prefix: "role:" }`. Default: they count for nothing. */
  readonly rolesAsScopes?: AsScopes;
  /** Count the permissions as scopes too, each with a prefix: `{ prefix: "permission:" }`. Default: they count for nothing. */
  readonly permissionsAsScopes?: AsScopes;
}

/**
 * Descope. Its session tokens have no `aud`, so {@link dangerouslyAcceptMissingAudience} is set: every session and access key of the
 * project opens this API. What binds them to you are `iss` and the keys of the project. They have no scopes: let routes ask for
 * roles or permissions. A token that does have `aud` is refused, for it looks like an ID token; to take it, change what this
 * gives: `{ ...descope(...), audience: "https://api.acme.example", tokenKind: "lenient" }`.
 *
 * The refresh token is a JWT, too, of nearly the same form: `drn` tells them apart (`DS` and `DSR`) and is required.
 *
 * @example
 * ```ts
 * createVerifier({ issuer: descope({ projectId: "P2Xk8Qm4Vb7Nc1Zr5Ty9Wu3Ei6Oa", tokens: "session" }) });
 * ```
 *
 * Not certain: where the keys are (`/v2/keys/<project id>`); that ID tokens of federated applications have no `drn`; and the form of
 * tokens of inbound apps, which is why they are not among `tokens`.
 *
 * @throws ConfigurationError - naming everything that is wrong with the options.
 */
export function descope(options: DescopeOptions): IssuerOptions {
  checkPresetOptions("descope", options, {
    rules: {
      projectId: text({ example: "P2Xk8Qm4Vb7Nc1Zr5Ty9Wu3Ei6Oa", pattern: /^P[A-Za-z0-9]+$/ }),
      tokens: oneOf("session"),
      issuerForm: optional(oneOf("project-id", "url")),
      domain: optional(hostName("api.descope.com")),
      tenantId: optional(text({ example: "T2Xk8Qm4Vb7", pattern: /^[\w-]+$/ })),
      rolesAsScopes: asScopesRule,
      permissionsAsScopes: asScopesRule,
    },
  });
  const { projectId, issuerForm, domain = "api.descope.com", tenantId, rolesAsScopes, permissionsAsScopes } = options;
  const origin = `https://${toHost(domain)}`;
  const within = tenantId === undefined ? [] : ["tenants", tenantId];
  return {
    issuer: issuerForm === "url" ? `${origin}/${projectId}` : projectId,
    jwksUri: `${origin}/v2/keys/${projectId}`,
    [dangerouslyAcceptMissingAudience]: true,
    algorithms: ["RS256"],
    tokenKind: "strict",
    scopeClaims: ["scope"],
    requiredClaims: ["sub", "drn"],
    rejectedClaims: ["nonce", "at_hash", "c_hash"],
    ...toPermissionClaims([
      { path: [...within, "roles"], as: rolesAsScopes },
      { path: [...within, "permissions"], as: permissionsAsScopes },
    ]),
  };
}
