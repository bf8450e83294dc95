import type { IssuerOptions } from "../options.js";
import { type AsScopes, toPermissionClaims, asScopesRule } from "./as-scopes.js";
import { anything, text } from "./option-rules.js";
import { hostOrLoopback, toServerOrigin } from "./place-rules.js";
import { type IntrospectingPresetOptions, toIntrospection } from "./preset-options.js";
import { checkPresetOptions } from "./preset-problems.js";

/** What {@link zitadel} takes. */
export interface ZitadelOptions extends Pick<IntrospectingPresetOptions, "introspectAs"> {
  /** The domain of the instance: `acme.zitadel.cloud`, or one of your own; `http://localhost:8080` in development. */
  readonly domain: string;
  /**
   * The id of the project this API belongs to. It becomes `audience`: clients get it into `aud` by the scope
   * `urn:zitadel:iam:org:project:id:<project id>:aud`.
   */
  readonly projectId: string;
  /** Count the roles that a token grants in this project as scopes too, each with a prefix: `{ prefix: "role:" }`. Default: they count for nothing. */
  readonly rolesAsScopes?: AsScopes;
}

/**
 * Zitadel. An application chooses whether its access tokens are JWTs; with `introspectAs` both forms are taken.
 *
 * A JWT access token has no claim of its own that says so, and the ID token has the same `aud` and `client_id`. So `jti`,
 * `nbf` and `client_id` are required, which access tokens have, and tokens with `azp`, which ID tokens have, are refused.
 * There are no scopes in the JWT, only in the answer of introspection: let routes ask for roles, or introspect.
 *
 * @example
 * ```ts
 * createVerifier({ issuer: zitadel({ domain: "acme.zitadel.cloud", projectId: "160000000000000003" }) });
 * ```
 *
 * Not certain: that roles stand in `urn:zitadel:iam:org:project:<project id>:roles`, which `rolesAsScopes` reads; and other
 * signature algorithms than RS256, which web keys can be set to: `{ ...zitadel(...), algorithms: ["ES256"] }`.
 *
 * @throws ConfigurationError - naming everything that is wrong with the options.
 */
export function zitadel(options: ZitadelOptions): IssuerOptions {
  checkPresetOptions("zitadel", options, {
    rules: {
      domain: hostOrLoopback("acme.zitadel.cloud"),
      projectId: text({ example: "160000000000000003" }),
      rolesAsScopes: asScopesRule,
      introspectAs: anything,
    },
  });
  const { domain, projectId, rolesAsScopes } = options;
  return {
    issuer: toServerOrigin(domain),
    audience: projectId,
    algorithms: ["RS256"],
    tokenKind: "balanced",
    requiredClaims: ["jti", "nbf", "client_id"],
    rejectedClaims: ["azp", "nonce", "at_hash", "c_hash"],
    clientClaims: ["client_id"],
    scopeClaims: ["scope"],
    ...toPermissionClaims([{ path: [`urn:zitadel:iam:org:project:${projectId}:roles`], as: rolesAsScopes }]),
    ...toIntrospection(options),
  };
}
