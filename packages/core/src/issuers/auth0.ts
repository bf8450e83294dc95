import type { IssuerOptions } from "../options.js";
import { type AsScopes, toPermissionClaims, asScopesRule } from "./as-scopes.js";
import { audiences, oneOf, optional } from "./option-rules.js";
import { hostName, toHost } from "./place-rules.js";
import { type PresetOptions, toAudience } from "./preset-options.js";
import { checkPresetOptions } from "./preset-problems.js";

/** What {@link auth0} takes. */
export interface Auth0Options extends PresetOptions {
  /** The domain of the tenant, or its custom domain: `acme.eu.auth0.com`. */
  readonly domain: string;
  /** The token profile that the API has in its settings. Default: `auth0`, as in Auth0. */
  readonly profile?: "auth0" | "rfc9068";
  /**
   * Count the values of `permissions` as scopes too, each with a prefix: `{ prefix: "permission:" }`. They
   * are all that the user may do at the API, whatever the client asked for, while `scope` is what the client was granted
   * of it. Default: they count for nothing.
   */
  readonly permissionsAsScopes?: AsScopes;
}

/**
 * Auth0.
 *
 * A client gets a JWT if it names the API in the parameter `audience`; so `audience` is the identifier of the API in
 * Auth0. Without that parameter, and without a default audience of the tenant, it gets a token that only Auth0 can read.
 * Auth0 has no introspection endpoint.
 *
 * Choose the profile RFC 9068 in the settings of the API and say so here, where possible: then nothing but `at+jwt` is
 * taken. With the profile of Auth0 a token is an access token for its claims (`scope`, `gty`, an `azp` that is not its
 * audience); tokens of the other profile are taken as well, so that the API can be switched.
 *
 * @example
 * ```ts
 * createVerifier({
 *   issuer: auth0({ domain: "acme.eu.auth0.com", profile: "rfc9068" }),
 *   audience: "https://api.acme.example",
 * });
 * ```
 *
 * Not certain: a custom domain is the issuer of tokens that were got through it, and of no others; with several domains give
 * one issuer for each. For an API that signs with PS256 override `algorithms`.
 *
 * @throws ConfigurationError - naming everything that is wrong with the options.
 */
export function auth0(options: Auth0Options): IssuerOptions {
  checkPresetOptions("auth0", options, {
    rules: {
      domain: hostName("acme.eu.auth0.com"),
      profile: optional(oneOf("auth0", "rfc9068")),
      audience: audiences,
      permissionsAsScopes: asScopesRule,
    },
  });
  const { domain, profile = "auth0", permissionsAsScopes } = options;
  return {
    issuer: `https://${toHost(domain)}/`,
    algorithms: ["RS256"],
    scopeClaims: ["scope"],
    clientClaims: ["client_id", "azp"],
    // Claims of the login; an Action can put others into both kinds of tokens, but not these.
    rejectedClaims: ["nonce", "at_hash", "c_hash"],
    ...(profile === "rfc9068"
      ? { tokenKind: "rfc9068" }
      : { tokenKind: "strict", requiredClaims: [["azp", "client_id"]] }),
    ...toAudience(options),
    ...toPermissionClaims([{ path: ["permissions"], as: permissionsAsScopes }]),
  };
}
