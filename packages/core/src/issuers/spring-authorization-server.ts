import type { IssuerOptions } from "../options.js";
import { type ClientAudiencePresetOptions, findClientAudienceProblems, toClientAudience } from "./client-audience.js";
import { clientIdsRule } from "./missing-audience.js";
import { anything, audiences } from "./option-rules.js";
import { serverUrl } from "./place-rules.js";
import { type IntrospectingPresetOptions, toIntrospection } from "./preset-options.js";
import { checkPresetOptions } from "./preset-problems.js";

/** What {@link springAuthorizationServer} takes. */
export interface SpringAuthorizationServerOptions extends IntrospectingPresetOptions, ClientAudiencePresetOptions {
  /** `issuer` of its settings, character for character: `https://auth.acme.example`. */
  readonly issuer: string;
}

/**
 * Spring Authorization Server.
 *
 * Its access tokens have no `typ`, and the id of the client in `aud`: list the clients in `clientIds`, or give an `audience` if a
 * token customizer of the server writes one. Of a token without scopes nothing shows the kind. What separates it from ID
 * tokens is that the server gives `nbf` to access tokens alone, and `azp` to ID tokens alone: the one is required, the other
 * rejected. A customizer that sets `typ` to `at+jwt` makes it certain; then set `tokenKind: "rfc9068"`.
 *
 * @example
 * ```ts
 * createVerifier({
 *   issuer: springAuthorizationServer({ issuer: "https://auth.acme.example", clientIds: ["web", "worker"] }),
 * });
 * ```
 *
 * Not certain: what customizers add or take away; of tokens without `nbf` none is taken. Clients can choose other algorithms for
 * ID tokens alone.
 *
 * @throws ConfigurationError - naming everything that is wrong with the options.
 */
export function springAuthorizationServer(options: SpringAuthorizationServerOptions): IssuerOptions {
  checkPresetOptions("springAuthorizationServer", options, { rules: RULES, together: findClientAudienceProblems });
  return {
    issuer: options.issuer,
    algorithms: ["RS256"],
    tokenKind: "balanced",
    requiredClaims: ["nbf"],
    rejectedClaims: ["azp"],
    scopeClaims: ["scope"],
    ...toClientAudience(options),
    ...toIntrospection(options, { requireTokenType: true }),
  };
}

const RULES = {
  issuer: serverUrl("https://auth.acme.example"),
  clientIds: clientIdsRule,
  introspectAs: anything,
  audience: audiences,
};
