import type { IssuerOptions } from "../options.js";
import { type ClientAudiencePresetOptions, findClientAudienceProblems, toClientAudience } from "./client-audience.js";
import { clientIdsRule } from "./missing-audience.js";
import { audiences } from "./option-rules.js";
import { serverUrl } from "./place-rules.js";
import { checkPresetOptions } from "./preset-problems.js";

/** What {@link simpleSaml} takes. */
export interface SimpleSamlOptions extends ClientAudiencePresetOptions {
  /** `issuer` of the module's configuration, character for character: `https://idp.acme.example`. */
  readonly issuer: string;
}

/**
 * SimpleSAMLphp with its module for OpenID Connect.
 *
 * Its access tokens have the id of the client in `aud`: list the clients in `clientIds`. What separates them from ID tokens is
 * `scopes`; newer versions write `at+jwt` and `client_id` besides, and then `tokenKind: "rfc9068"` makes it certain. It has no
 * introspection endpoint.
 *
 * @example
 * ```ts
 * createVerifier({
 *   issuer: simpleSaml({ issuer: "https://idp.acme.example", clientIds: ["_6b0f"] }),
 * });
 * ```
 *
 * Not certain: the metadata are looked for at the issuer; where the web server does not lead from there to the module, say
 * where they are with `metadataUrl`. An algorithm other than RS256 must be named with `algorithms`.
 *
 * @throws ConfigurationError - naming everything that is wrong with the options.
 */
export function simpleSaml(options: SimpleSamlOptions): IssuerOptions {
  checkPresetOptions("simpleSaml", options, { rules: RULES, together: findClientAudienceProblems });
  return {
    issuer: options.issuer,
    algorithms: ["RS256"],
    tokenKind: "strict",
    requiredClaims: [["scopes", "client_id"]],
    rejectedClaims: ["nonce", "at_hash"],
    scopeClaims: ["scope", "scopes"],
    ...toClientAudience(options),
  };
}

const RULES = {
  issuer: serverUrl("https://idp.acme.example"),
  clientIds: clientIdsRule,
  audience: audiences,
};
