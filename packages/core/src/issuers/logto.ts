import { dangerouslyAcceptMissingAudience } from "../danger.js";
import type { IssuerOptions } from "../options.js";
import { presetTokenKind } from "../options/preset-token-kind.js";
import {
  clientIdsRule,
  findMissingAudienceProblems,
  type MissingAudiencePresetOptions,
  toAllowedClients,
  toMissingAudience,
} from "./missing-audience.js";
import { anything, audiences, type OptionRule } from "./option-rules.js";
import { baseUrl, withoutFinalSlash } from "./place-rules.js";
import { toAudience, toIntrospection } from "./preset-options.js";
import { checkPresetOptions } from "./preset-problems.js";

/** What {@link logto} takes. */
export interface LogtoOptions extends MissingAudiencePresetOptions {
  /** The Logto endpoint as the console shows it, or the custom domain as a URL: `https://acme.logto.app`. */
  readonly endpoint: string;
}

/**
 * Logto, in the cloud or self-hosted.
 *
 * A client gets a JWT if it names the API in the parameter `resource`, or an organization; so `audience` is the API
 * identifier as it stands in the console, or `urn:logto:organization:<id>`. Without such a parameter it gets an opaque token,
 * which is meant for Logto's own endpoints and names no audience. To take those all the same, all of this is needed:
 * `introspectAs` (any confidential application), `clientIds` (the applications, which are then the audience) and
 * `[dangerouslyAcceptMissingAudience]: true`.
 *
 * Both signing algorithms are allowed, ES384 and the RS256 of older tenants, because a tenant may rotate from one to the other.
 * Logto issues no DPoP-bound and no certificate-bound tokens.
 *
 * @example
 * ```ts
 * createVerifier({
 *   issuer: logto({ endpoint: "https://acme.logto.app" }),
 *   audience: "https://api.acme.example",
 * });
 * ```
 *
 * Not certain: a custom domain changes the issuer of every token, so tokens got through the other domain are refused.
 *
 * @throws ConfigurationError - naming everything that is wrong with the options.
 */
export function logto(options: LogtoOptions): IssuerOptions {
  checkPresetOptions("logto", options, {
    rules: { endpoint, audience: audiences, clientIds: clientIdsRule, introspectAs: anything },
    together: (given) => [...findMissingAudienceProblems(given), ...findOpaqueProblems(given)],
  });
  const isOpaqueTaken = options.introspectAs !== undefined;
  return {
    issuer: `${withoutFinalSlash(options.endpoint)}/oidc`,
    algorithms: ["ES384", "RS256"],
    tokenKind: "rfc9068",
    scopeClaims: ["scope"],
    clientClaims: ["client_id"],
    // What RFC 9068 asks of JWTs, without jti, which is not said of opaque tokens.
    ...(isOpaqueTaken ? { requiredClaims: ["sub", "client_id", "iat"] } : {}),
    ...toAllowedClients(options),
    ...toAudience(options),
    // What is said of a refresh token has no token_type.
    ...toIntrospection(options, {
      requireTokenType: true,
      [presetTokenKind]: { forTokenKind: "rfc9068", introspected: "strict" },
      ...toMissingAudience(options),
    }),
  };
}

function findOpaqueProblems({
  introspectAs,
  [dangerouslyAcceptMissingAudience]: isAccepted,
}: LogtoOptions): readonly string[] {
  return introspectAs === undefined || isAccepted === true
    ? []
    : [
        "introspectAs is for opaque tokens, which name no audience: leave it out, and let clients ask for JWTs with the " +
          "parameter resource; or say [dangerouslyAcceptMissingAudience]: true and, with clientIds, whose tokens are meant",
      ];
}

const isUrl = baseUrl("https://acme.logto.app");
const endpoint: OptionRule = (value) =>
  isUrl(value) ??
  (/\/oidc(\/|$)/.test(value as string)
    ? "must be the endpoint alone: leave out /oidc and what follows it"
    : undefined);
