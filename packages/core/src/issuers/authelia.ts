import type { IssuerOptions } from "../options.js";
import { presetTokenKind } from "../options/preset-token-kind.js";
import { anything, audiences } from "./option-rules.js";
import { baseUrl, withoutFinalSlash } from "./place-rules.js";
import { type IntrospectingPresetOptions, toAudience, toIntrospection } from "./preset-options.js";
import { checkPresetOptions } from "./preset-problems.js";

/** What {@link authelia} takes. */
export interface AutheliaOptions extends IntrospectingPresetOptions {
  /** Where users log in: `https://auth.acme.example`, with the path if it has one. */
  readonly url: string;
}

/**
 * Authelia.
 *
 * Its access tokens are opaque, and JWTs (`at+jwt`) for clients with `access_token_signed_response_alg`. With `introspectAs` the
 * opaque ones are asked about: they begin with `authelia_at_`, and refresh tokens, which begin otherwise, are refused without
 * asking. The server does not say `token_type` unless it is told to, so that the answer is judged by its claims; `azp`, which ID
 * tokens alone have, is rejected.
 *
 * The issuer is the address under which a client has asked: all must use the same. A token has the audiences that its client is
 * configured with and asks for; others have none, and are refused.
 *
 * @example
 * ```ts
 * createVerifier({
 *   issuer: authelia({ url: "https://auth.acme.example" }),
 *   audience: "https://api.acme.example",
 * });
 * ```
 *
 * Not certain: from which version on `aud` holds resources too; an algorithm other than RS256 must be named with `algorithms`.
 *
 * @throws ConfigurationError - naming everything that is wrong with the options.
 */
export function authelia(options: AutheliaOptions): IssuerOptions {
  checkPresetOptions("authelia", options, { rules: RULES });
  return {
    issuer: withoutFinalSlash(options.url),
    algorithms: ["RS256"],
    tokenKind: "rfc9068",
    rejectedClaims: ["azp"],
    scopeClaims: ["scp", "scope"],
    clientClaims: ["client_id"],
    ...toAudience(options),
    ...toIntrospection(options, {
      prefixes: ["authelia_at_"],
      [presetTokenKind]: { forTokenKind: "rfc9068", introspected: "balanced" },
    }),
  };
}

const RULES = {
  url: baseUrl("https://auth.acme.example"),
  introspectAs: anything,
  audience: audiences,
};
