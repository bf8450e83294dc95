import { dangerouslyAcceptMissingAudience } from "../danger.js";
import type { IssuerOptions } from "../options.js";
import { type AsScopes, toPermissionClaims, asScopesRule } from "./as-scopes.js";
import { type NamedClients, namedClients, toNamedClients } from "./named-clients.js";
import { audiences, listOf, oneOf, optional, text } from "./option-rules.js";
import { hostName, originUrl, toHost, toOrigin } from "./place-rules.js";
import { type PresetOptions, toAudience } from "./preset-options.js";
import { checkPresetOptions } from "./preset-problems.js";

/** What {@link clerk} takes: which tokens, and what goes with them. */
export type ClerkOptions = ClerkOAuthOptions | ClerkSessionOptions | ClerkMachineOptions;

interface ClerkInstanceOptions extends PresetOptions {
  /** The host of the Frontend API URL: `clerk.acme.example`, or `<name>.clerk.accounts.dev` in development. */
  readonly domain: string;
}

/** The access tokens that OAuth applications and MCP clients get. */
export interface ClerkOAuthOptions extends ClerkInstanceOptions {
  readonly tokens: "oauth";
  /** The ids of the OAuth applications whose tokens are taken. `any` takes those of every one, clients that registered themselves included. */
  readonly clientIds: NamedClients;
}

/** The session tokens that your own application gets. */
export interface ClerkSessionOptions extends ClerkInstanceOptions {
  readonly tokens: "session";
  /**
   * The origins whose tokens are taken, as they stand in `azp`: `https://app.acme.example`. Tokens without `azp` are then
   * refused, as native applications get them. Default: those of every origin.
   */
  readonly authorizedParties?: readonly string[];
  /** Count the user's role in the active organization as scopes too, each with a prefix: `{ prefix: "role:" }`. Default: they count for nothing. */
  readonly rolesAsScopes?: AsScopes;
}

/** The JWTs that machines get. */
export interface ClerkMachineOptions extends ClerkInstanceOptions {
  readonly tokens: "m2m";
  /** The ids of the machines whose tokens are taken: `mch_...`. `any` takes those of every machine of the instance. */
  readonly machineIds: NamedClients;
}

/**
 * Clerk. One instance issues three kinds of tokens with the same `iss` and the same keys, and `tokens` says which of them is
 * meant; the two others are refused. Opaque ones (`oat_`, `mt_`, `ak_`) are verified by an API of Clerk that is no
 * introspection, and are refused.
 *
 * None of them has `aud`, so {@link dangerouslyAcceptMissingAudience} is set: what binds a token to this API is `iss` alone,
 * and whom you name in `clientIds`, `authorizedParties` or `machineIds`. A token that does have `aud` must name `audience`.
 *
 * `oauth` needs "Generate access tokens as JWTs" in the settings of the OAuth applications; these carry `typ: at+jwt`.
 * `session`: `azp` is the origin of a browser and no client, so it is looked at for `authorizedParties` only, and is then what
 * `clientId` of the token says. There are no scopes. JWTs made from a template have no `sid` and are refused.
 * `m2m`: the client is the machine (`sub`). One that was made with a custom `aud` needs `scopes` as well.
 *
 * @example
 * ```ts
 * createVerifier({
 *   issuer: clerk({
 *     domain: "clerk.acme.example",
 *     tokens: "session",
 *     authorizedParties: ["https://app.acme.example"],
 *   }),
 * });
 * ```
 *
 * Not certain: that OAuth access tokens never have `aud`; and which claims ID tokens have.
 *
 * @throws ConfigurationError - naming everything that is wrong with the options.
 */
export function clerk(options: ClerkOptions): IssuerOptions {
  // Which other options there are depends on it.
  checkPresetOptions("clerk", { tokens: options?.tokens }, { rules: { tokens } });
  if (options.tokens === "oauth") return toOAuth(options);
  return options.tokens === "session" ? toSession(options) : toMachine(options);
}

function toOAuth(options: ClerkOAuthOptions): IssuerOptions {
  checkPresetOptions("clerk", options, {
    rules: { ...instanceRules, clientIds: namedClients(text({ example: "client_2VTWUzvGC5Uh" })) },
  });
  return {
    ...toInstance(options),
    tokenKind: "rfc9068",
    rejectedClaims: [...TIES_TO_A_LOGIN, "sid"],
    clientClaims: ["client_id"],
    scopeClaims: ["scope", "scp"],
    ...toNamedClients(options.clientIds),
  };
}

function toSession(options: ClerkSessionOptions): IssuerOptions {
  checkPresetOptions("clerk", options, {
    rules: {
      ...instanceRules,
      authorizedParties: optional(listOf(originUrl("https://app.acme.example"))),
      rolesAsScopes: asScopesRule,
    },
  });
  const { authorizedParties, rolesAsScopes } = options;
  return {
    ...toInstance(options),
    tokenKind: "strict",
    requiredClaims: ["sub", "sid"],
    rejectedClaims: [...TIES_TO_A_LOGIN, "client_id"],
    scopeClaims: ["scope"],
    ...(authorizedParties === undefined
      ? { clientClaims: ["client_id"] }
      : { clientClaims: ["azp"], allowedClients: authorizedParties.map(toOrigin) }),
    ...toPermissionClaims([
      { path: ["o", "rol"], as: rolesAsScopes },
      { path: ["org_role"], as: rolesAsScopes },
    ]),
  };
}

function toMachine(options: ClerkMachineOptions): IssuerOptions {
  checkPresetOptions("clerk", options, {
    rules: { ...instanceRules, machineIds: namedClients(text({ example: "mch_2xhFjEI5", pattern: /^mch_\w+$/ })) },
  });
  return {
    ...toInstance(options),
    tokenKind: "strict",
    requiredClaims: ["sub", "jti", "nbf"],
    rejectedClaims: [...TIES_TO_A_LOGIN, "sid", "azp", "client_id"],
    clientClaims: ["sub"],
    scopeClaims: ["scopes"],
    ...toNamedClients(options.machineIds),
  };
}

/** What is the same for all of its tokens. */
function toInstance(options: ClerkInstanceOptions): IssuerOptions {
  const issuer = `https://${toHost(options.domain)}`;
  return {
    issuer,
    jwksUri: `${issuer}/.well-known/jwks.json`,
    ...toAudience(options),
    [dangerouslyAcceptMissingAudience]: true,
    algorithms: ["RS256"],
  };
}

const tokens = oneOf("oauth", "session", "m2m");
const instanceRules = { tokens, domain: hostName("clerk.acme.example"), audience: audiences };
const TIES_TO_A_LOGIN = ["nonce", "at_hash", "c_hash"];
