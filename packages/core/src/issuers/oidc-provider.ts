import type { IssuerOptions } from "../options.js";
import { presetTokenKind } from "../options/preset-token-kind.js";
import {
  clientIdsRule,
  findMissingAudienceProblems,
  type MissingAudiencePresetOptions,
  toAllowedClients,
  toMissingAudience,
} from "./missing-audience.js";
import { anything, audiences } from "./option-rules.js";
import { serverUrl } from "./place-rules.js";
import { toAudience, toIntrospection } from "./preset-options.js";
import { checkPresetOptions } from "./preset-problems.js";

/** What {@link oidcProvider} takes. */
export interface OidcProviderOptions extends MissingAudiencePresetOptions {
  /** What `new Provider()` was given, character for character: `https://op.acme.example`. */
  readonly issuer: string;
}

/**
 * oidc-provider (panva).
 *
 * Its access tokens are JWTs for the resource servers that `getResourceServerInfo` gives `accessTokenFormat: "jwt"`; all others
 * are opaque. With `introspectAs` the opaque ones are asked about. Leave `tokenFormat` as it is: the server answers a question
 * about a JWT with an error. Of refresh tokens it says `active` too, but no `token_type`, which is therefore required. Tokens
 * for no resource name no audience.
 *
 * @example
 * ```ts
 * createVerifier({
 *   issuer: oidcProvider({ issuer: "https://op.acme.example" }),
 *   audience: "https://api.acme.example",
 * });
 * ```
 *
 * Not certain: `jwt.sign.alg` of a resource server can be another than RS256: say so with `algorithms`. To ask about the tokens
 * of other clients, `allowedPolicy` of the feature `introspection` must let this client.
 *
 * @throws ConfigurationError - naming everything that is wrong with the options.
 */
export function oidcProvider(options: OidcProviderOptions): IssuerOptions {
  checkPresetOptions("oidcProvider", options, { rules: RULES, together: findMissingAudienceProblems });
  return {
    issuer: options.issuer,
    algorithms: ["RS256"],
    tokenKind: "rfc9068",
    scopeClaims: ["scope"],
    clientClaims: ["client_id"],
    ...toAudience(options),
    ...toAllowedClients(options),
    ...toIntrospection(options, {
      requireTokenType: true,
      [presetTokenKind]: { forTokenKind: "rfc9068", introspected: "strict" },
      ...toMissingAudience(options),
    }),
    // What introspection says of opaque tokens never has `jti`, and `sub` only if there is a user.
    ...(options.introspectAs === undefined ? {} : { requiredClaims: ["client_id", "iat"] }),
  };
}

const RULES = {
  issuer: serverUrl("https://op.acme.example"),
  clientIds: clientIdsRule,
  introspectAs: anything,
  audience: audiences,
};
