import type { IssuerOptions } from "../options.js";
import { presetTokenKind } from "../options/preset-token-kind.js";
import {
  clientIdsRule,
  findMissingAudienceProblems,
  type MissingAudiencePresetOptions,
  toAllowedClients,
  toMissingAudience,
} from "./missing-audience.js";
import { anything, audiences, flag, optional, text } from "./option-rules.js";
import { originUrl, toOrigin } from "./place-rules.js";
import { toAudience, toIntrospection } from "./preset-options.js";
import { checkPresetOptions } from "./preset-problems.js";

/** What {@link betterAuth} takes. */
export interface BetterAuthOptions extends MissingAudiencePresetOptions {
  /** `baseURL` of the server, without the path of its API: `https://app.acme.example`. */
  readonly baseUrl: string;
  /** `basePath` of the server. Default: `/api/auth`. */
  readonly basePath?: string;
  /** As the option of that name of the plugin for OAuth: all tokens are opaque then. Needs `introspectAs`. Default: `false`. */
  readonly disableJwtPlugin?: boolean;
}

/**
 * Better Auth with its plugin for OAuth (`@better-auth/oauth-provider`).
 *
 * Its access tokens are JWTs for clients that ask for a `resource`, which is the audience. Without one they are opaque and
 * name no audience. Where the server says `disableJwtPlugin`, say so here: all are opaque then, and there are no keys to look
 * for. The session tokens of the jwt plugin are signed with the same keys; they have no `typ`, and are refused.
 *
 * `introspectAs`: of a token for no resource only the client that got it is told, of one for a resource also the clients that
 * are linked to it. Its client is told of a refresh token, too, that it is active, unless asked with `token_type_hint`, as it is
 * by default; that answer lacks `azp`, which is why that claim is required.
 *
 * @example
 * ```ts
 * createVerifier({
 *   issuer: betterAuth({ baseUrl: "https://app.acme.example" }),
 *   audience: "https://api.acme.example",
 * });
 * ```
 *
 * Not certain: the jwt plugin can be given other algorithms than EdDSA and another issuer; which clients get an answer about
 * the tokens of others has changed between versions, and those before 1.7.5 leave `azp` and `token_type` out of it.
 *
 * @throws ConfigurationError - naming everything that is wrong with the options.
 */
export function betterAuth(options: BetterAuthOptions): IssuerOptions {
  checkPresetOptions("betterAuth", options, { rules: RULES, together: findProblems });
  const { baseUrl, basePath = "/api/auth", disableJwtPlugin = false, introspectAs } = options;
  const issuer = `${toOrigin(baseUrl)}${basePath}`;
  return {
    issuer,
    metadataUrl: `${issuer}/.well-known/openid-configuration`,
    algorithms: ["EdDSA"],
    tokenKind: "rfc9068",
    scopeClaims: ["scope"],
    clientClaims: ["client_id"],
    ...(disableJwtPlugin ? { tokenFormat: "opaque" } : {}),
    ...toAudience(options),
    ...toAllowedClients(options),
    ...toIntrospection(options, {
      requireTokenType: true,
      [presetTokenKind]: { forTokenKind: "rfc9068", introspected: "strict" },
      ...toMissingAudience(options),
    }),
    ...(introspectAs === undefined ? {} : { requiredClaims: ["azp", "client_id", "iat"] }),
  };
}

function findProblems(options: BetterAuthOptions): string[] {
  const isMute = options.disableJwtPlugin === true && options.introspectAs === undefined;
  return [
    ...(isMute ? ["disableJwtPlugin makes all tokens opaque, and nobody is asked about any: give introspectAs"] : []),
    ...findMissingAudienceProblems(options),
  ];
}

const RULES = {
  baseUrl: originUrl("https://app.acme.example"),
  basePath: optional(text({ example: "/api/auth", pattern: /^(?:\/[^/?#\s]+)+$/ })),
  disableJwtPlugin: optional(flag),
  clientIds: clientIdsRule,
  introspectAs: anything,
  audience: audiences,
};
