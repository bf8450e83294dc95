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
import { baseUrl, withoutFinalSlash } from "./place-rules.js";
import { toAudience, toIntrospection } from "./preset-options.js";
import { checkPresetOptions } from "./preset-problems.js";

/** What {@link lemonLdap} takes. */
export interface LemonLdapOptions extends MissingAudiencePresetOptions {
  /** The portal: `https://auth.acme.example`. */
  readonly portal: string;
}

/**
 * LemonLDAP::NG as an OpenID provider.
 *
 * Its access tokens are opaque, and JWTs for relying parties that are set so. `aud` of a JWT holds the client and its
 * "additional audiences", where this API belongs. ID tokens name the same audiences: what separates them is `client_id`, which is
 * required, and `azp`, which is rejected.
 *
 * With `introspectAs` opaque tokens are asked about. The answer has no `aud`, so that none is taken without
 * `dangerouslyAcceptMissingAudience` and `clientIds`; of refresh tokens and ID tokens the server says that they are not active.
 *
 * @example
 * ```ts
 * createVerifier({
 *   issuer: lemonLdap({ portal: "https://auth.acme.example" }),
 *   audience: "https://api.acme.example",
 * });
 * ```
 *
 * Relying parties whose access tokens are to be signed by another algorithm than RS256 need
 * `{ ...lemonLdap(options), algorithms: ["RS512"] }`.
 *
 * Not certain: tried with version 2.16.1 as Debian has it; others write `at+JWT`, which passes as well.
 *
 * @throws ConfigurationError - naming everything that is wrong with the options.
 */
export function lemonLdap(options: LemonLdapOptions): IssuerOptions {
  checkPresetOptions("lemonLdap", options, { rules: RULES, together: findMissingAudienceProblems });
  return {
    issuer: `${withoutFinalSlash(options.portal)}/`,
    algorithms: ["RS256"],
    tokenKind: "strict",
    requiredClaims: ["client_id"],
    rejectedClaims: ["azp"],
    scopeClaims: ["scope"],
    clientClaims: ["client_id"],
    ...toAudience(options),
    ...toAllowedClients(options),
    // `strict` takes no introspected token of which nothing names the kind, and here nothing ever does.
    ...toIntrospection(options, {
      [presetTokenKind]: { forTokenKind: "strict", introspected: "balanced" },
      ...toMissingAudience(options),
    }),
  };
}

const RULES = {
  portal: baseUrl("https://auth.acme.example"),
  clientIds: clientIdsRule,
  introspectAs: anything,
  audience: audiences,
};
