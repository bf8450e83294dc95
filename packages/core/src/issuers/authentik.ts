import type { IssuerOptions } from "../options.js";
import { type AsScopes, toPermissionClaims, asScopesRule } from "./as-scopes.js";
import { listOf, oneOf, optional, text } from "./option-rules.js";
import { hostOrLoopback, toServerOrigin } from "./place-rules.js";
import { checkPresetOptions } from "./preset-problems.js";

/** What {@link authentik} takes. */
export interface AuthentikOptions {
  /** The host it runs on: `idp.acme.example`; `http://localhost:9000` in development. */
  readonly domain: string;
  /** The slug of the application, as in its URL. */
  readonly applicationSlug: string;
  /**
   * The ids of the clients whose tokens are taken: what the provider shows as Client ID. They become `audience`, for the client
   * is all that `aud` names.
   */
  readonly clientIds: readonly string[];
  /** The issuer mode of the provider: one issuer for each application, or one for all. Default: `per-provider`. */
  readonly issuerMode?: "per-provider" | "global";
  /** Count the user's groups as scopes too, each with a prefix: `{ prefix: "group:" }`. Default: they count for nothing. */
  readonly groupsAsScopes?: AsScopes;
}

/**
 * authentik. Its access tokens are JWTs: the ID token with `azp` and `uid` added, which are therefore required.
 *
 * The provider must have a signing key. Without one it signs with the client secret (HS256), which nobody else can verify;
 * and encryption must be off, unless `decryptionKeys` are given. The JWT has no scopes: let routes ask for groups. There is no
 * `introspectAs`, for introspection answers the same for refresh tokens.
 *
 * @example
 * ```ts
 * createVerifier({
 *   issuer: authentik({ domain: "idp.acme.example", applicationSlug: "orders", clientIds: ["Qx7ClientOrders"] }),
 * });
 * ```
 *
 * Not certain: what will change should authentik come to write `typ: at+jwt`; such tokens are accepted here, too.
 *
 * @throws ConfigurationError - naming everything that is wrong with the options.
 */
export function authentik(options: AuthentikOptions): IssuerOptions {
  checkPresetOptions("authentik", options, {
    rules: {
      domain: hostOrLoopback("idp.acme.example"),
      applicationSlug: text({ example: "orders", pattern: /^[\w-]+$/ }),
      clientIds: listOf(text({ example: "Qx7ClientOrders" })),
      issuerMode: optional(oneOf("per-provider", "global")),
      groupsAsScopes: asScopesRule,
    },
  });
  const { domain, applicationSlug, clientIds, issuerMode, groupsAsScopes } = options;
  const origin = toServerOrigin(domain);
  const application = `${origin}/application/o/${applicationSlug}/`;
  return {
    issuer: issuerMode === "global" ? `${origin}/` : application,
    // Each application has its own place, also where all of them share one issuer.
    metadataUrl: `${application}.well-known/openid-configuration`,
    audience: clientIds,
    algorithms: ["RS256", "ES256", "ES384", "ES512"],
    tokenKind: "strict",
    requiredClaims: ["azp", "uid"],
    clientClaims: ["azp"],
    scopeClaims: ["scope"],
    ...toPermissionClaims([{ path: ["groups"], as: groupsAsScopes }]),
  };
}
