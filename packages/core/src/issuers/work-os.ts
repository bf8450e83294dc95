import { dangerouslyAcceptMissingAudience } from "../danger.js";
import type { IssuerOptions } from "../options.js";
import { type AsScopes, toPermissionClaims, asScopesRule } from "./as-scopes.js";
import { audiences, oneOf, optional, text } from "./option-rules.js";
import { hostName, serverUrl, toHost } from "./place-rules.js";
import { type PresetOptions, toAudience } from "./preset-options.js";
import { checkPresetOptions } from "./preset-problems.js";

/** What {@link workOs} takes: which tokens, and what goes with them. */
export type WorkOsOptions = WorkOsSessionOptions | WorkOsConnectOptions;

/** The access tokens of user sessions (AuthKit), which your own application gets. */
export interface WorkOsSessionOptions {
  readonly tokens: "session";
  /** The client id of the environment: `client_01...`. */
  readonly clientId: string;
  /**
   * `iss` of the tokens, exactly: `https://api.workos.com` in many environments, or a domain of your own. Default: the
   * form that names the client, `https://api.workos.com/user_management/<client id>`.
   */
  readonly issuer?: string;
  /** Count the user's role and roles as scopes too, each with a prefix: `{ prefix: "role:" }`. Default: they count for nothing. */
  readonly rolesAsScopes?: AsScopes;
  /** Count the user's permissions as scopes too, each with a prefix: `{ prefix: "permission:" }`. Default: they count for nothing. */
  readonly permissionsAsScopes?: AsScopes;
}

/** The access tokens of WorkOS Connect, which other applications, machines and MCP clients get. */
export interface WorkOsConnectOptions extends PresetOptions {
  readonly tokens: "connect";
  /** The AuthKit domain: `acme.authkit.app`, or one of your own. */
  readonly domain: string;
}

/**
 * WorkOS. Its two families of access tokens have different issuers, so `tokens` says which are meant; trust both by giving
 * `issuer` a list of two.
 *
 * `session`: these tokens have no `aud`, so {@link dangerouslyAcceptMissingAudience} is set: every session of the environment
 * opens this API. What binds them to you are the keys of your client and `sid`. There are no scopes: let routes ask for roles or
 * permissions. A token that does have `aud`, as a JWT template can give it, is refused, for it looks like an ID token; to take
 * it, change what this gives: `{ ...workOs(...), audience: "https://api.acme.example", tokenKind: "lenient" }`.
 *
 * `connect`: `aud` is the resource indicator the client asked for, or, for M2M applications, the client id of the environment.
 *
 * @example
 * ```ts
 * createVerifier({ issuer: workOs({ tokens: "session", clientId: "client_01HAC3ME" }) });
 * ```
 *
 * Not certain: the header `typ`; what introspection answers, which is why it is not set up; and whether ID tokens of Connect
 * have `client_id`, which is required of access tokens: those with `nonce` or a hash are refused in any case.
 *
 * @throws ConfigurationError - naming everything that is wrong with the options.
 */
export function workOs(options: WorkOsOptions): IssuerOptions {
  // Which other options there are depends on it.
  checkPresetOptions("workOs", { tokens: options?.tokens }, { rules: { tokens } });
  return options.tokens === "session" ? toSession(options) : toConnect(options);
}

function toSession(options: WorkOsSessionOptions): IssuerOptions {
  checkPresetOptions("workOs", options, {
    rules: {
      tokens,
      clientId: text({ example: "client_01HAC3ME", pattern: /^client_\w+$/ }),
      issuer: optional(serverUrl("https://api.workos.com")),
      rolesAsScopes: asScopesRule,
      permissionsAsScopes: asScopesRule,
    },
  });
  const { clientId, issuer, rolesAsScopes, permissionsAsScopes } = options;
  return {
    issuer: issuer ?? `https://api.workos.com/user_management/${clientId}`,
    jwksUri: `https://api.workos.com/sso/jwks/${clientId}`,
    [dangerouslyAcceptMissingAudience]: true,
    algorithms: ["RS256"],
    tokenKind: "strict",
    scopeClaims: ["scope"],
    requiredClaims: ["sub", "sid", "jti"],
    rejectedClaims: ["nonce", "at_hash", "c_hash"],
    ...toPermissionClaims([
      { path: ["role"], as: rolesAsScopes },
      { path: ["roles"], as: rolesAsScopes },
      { path: ["permissions"], as: permissionsAsScopes },
    ]),
  };
}

function toConnect(options: WorkOsConnectOptions): IssuerOptions {
  checkPresetOptions("workOs", options, {
    rules: { tokens, domain: hostName("acme.authkit.app"), audience: audiences },
  });
  return {
    issuer: `https://${toHost(options.domain)}`,
    ...toAudience(options),
    algorithms: ["RS256"],
    tokenKind: "strict",
    scopeClaims: ["scope"],
    requiredClaims: ["sub", "client_id", "jti"],
    rejectedClaims: ["nonce", "at_hash", "c_hash"],
    clientClaims: ["client_id"],
  };
}

const tokens = oneOf("session", "connect");
