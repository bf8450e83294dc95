import type { IssuerOptions } from "../options.js";
import { anything, audiences, optional, text } from "./option-rules.js";
import { baseUrl, withoutFinalSlash } from "./place-rules.js";
import { type IntrospectingPresetOptions, toAudience, toIntrospection } from "./preset-options.js";
import { checkPresetOptions } from "./preset-problems.js";

/** What {@link glewlwyd} takes. */
export interface GlewlwydOptions extends IntrospectingPresetOptions {
  /** `external_url` of its configuration: `https://login.acme.example`. */
  readonly externalUrl: string;
  /** "Issuer" of the OpenID Connect plugin, character for character; it need not be on the same host. */
  readonly issuer: string;
  /** The name of the plugin, which stands in the addresses of its endpoints. Default: `oidc`. */
  readonly pluginName?: string;
}

/**
 * Glewlwyd with its OpenID Connect plugin.
 *
 * Let clients ask for a `resource` ("Resource Indicators" in the settings of the plugin): that is the audience then. Without, `aud`
 * is the text of all scopes of the token, so that every combination in which this API occurs must be listed, character for
 * character: `audience: ["orders.read", "orders.read orders.write"]`.
 *
 * All access tokens are JWTs. With `introspectAs` they are asked about, so that a revocation shows. For that set a scope for
 * introspection in the plugin, and ask with a token of your own that has it:
 * `introspectAs: { method: "bearer", token: () => ownToken() }`. Where none is set a client is answered about its own tokens and
 * about those whose audience is the name of the client, and every other one is called inactive. If that name is a URL, say
 * `method: "client_secret_post"`.
 *
 * @example
 * ```ts
 * createVerifier({
 *   issuer: glewlwyd({ externalUrl: "https://login.acme.example", issuer: "https://acme.example" }),
 *   audience: "https://api.acme.example",
 * });
 * ```
 *
 * Not certain: the algorithm is that of the key the plugin was given, so every asymmetric one is taken: name yours with
 * `algorithms`. What it says of tokens of clients without a user has no `sub`; the tokens themselves have one. Tried with version
 * 2.7.5.
 *
 * @throws ConfigurationError - naming everything that is wrong with the options.
 */
export function glewlwyd(options: GlewlwydOptions): IssuerOptions {
  checkPresetOptions("glewlwyd", options, { rules: RULES });
  const { externalUrl, issuer, pluginName = "oidc", introspectAs } = options;
  return {
    issuer,
    metadataUrl: `${withoutFinalSlash(externalUrl)}/api/${pluginName}/.well-known/openid-configuration`,
    tokenKind: "rfc9068",
    optionalClaims: ["sub"],
    scopeClaims: ["scope"],
    clientClaims: ["client_id"],
    ...toAudience(options),
    ...toIntrospection(options, { requireTokenType: true }),
    ...(introspectAs === undefined ? {} : { tokenFormat: "introspect-all" }),
  };
}

const RULES = {
  externalUrl: baseUrl("https://login.acme.example"),
  issuer: text({ example: "https://acme.example" }),
  pluginName: optional(text({ example: "oidc", pattern: /^[^/?#\s]+$/ })),
  introspectAs: anything,
  audience: audiences,
};
