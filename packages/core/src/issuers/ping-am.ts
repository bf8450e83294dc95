import type { IssuerOptions } from "../options.js";
import { anything, listOf, optional, text } from "./option-rules.js";
import { hostOrLoopback, toServerOrigin } from "./place-rules.js";
import { type IntrospectingPresetOptions, toIntrospection } from "./preset-options.js";
import { checkPresetOptions } from "./preset-problems.js";

/** What {@link pingAm} takes. */
export interface PingAmOptions extends Pick<IntrospectingPresetOptions, "introspectAs"> {
  /**
   * The host of the tenant or server, with the port if it is not 443: `acme.forgeblocks.com`, `am.acme.example:8443`;
   * `http://localhost:8080` in development.
   */
  readonly domain: string;
  /** The realm, as in the URLs after `/oauth2/`: `alpha`, or `realms/root/realms/alpha`. Default: the root realm. */
  readonly realm?: string;
  /**
   * The ids of the clients whose tokens are taken. They become `audience`, for the client is all that `aud` names. Give them as they
   * stand there.
   */
  readonly clientIds: readonly string[];
  /** The path the server is deployed to. Default: `am`. */
  readonly contextPath?: string;
}

/**
 * PingAM, ForgeRock AM, PingOne Advanced Identity Cloud. Access tokens are opaque, or JWTs in the stateless (client-based) mode,
 * which then must be signed with an asymmetric key; with `introspectAs` both are taken.
 *
 * The port stands in `iss` even if it is 443. Where it does not, or a script sets another `iss` or `aud`, change what this gives:
 * `{ ...pingAm(...), issuer: "https://am.acme.example/am/oauth2" }`. `tokenName` tells access tokens from the others, all of
 * which are JWTs in the stateless mode.
 *
 * @example
 * ```ts
 * createVerifier({
 *   issuer: pingAm({ domain: "acme.forgeblocks.com", realm: "alpha", clientIds: ["orders-web"] }),
 * });
 * ```
 *
 * Not certain: the signature algorithm, of which all asymmetric ones in common use are accepted; and what introspection
 * answers for refresh tokens. An answer must have `token_type` and `user_id`.
 *
 * @throws ConfigurationError - naming everything that is wrong with the options.
 */
export function pingAm(options: PingAmOptions): IssuerOptions {
  checkPresetOptions("pingAm", options, {
    rules: {
      domain: hostOrLoopback("acme.forgeblocks.com"),
      realm: optional(text({ example: "alpha", pattern: PATH })),
      clientIds: listOf(text({ example: "orders-web" })),
      contextPath: optional(text({ example: "am", pattern: PATH })),
      introspectAs: anything,
    },
  });
  const { domain, realm, clientIds, contextPath = "am", introspectAs } = options;
  const { protocol, hostname, port } = new URL(toServerOrigin(domain));
  const origin = `${protocol}//${hostname}:${port || (protocol === "https:" ? 443 : 80)}`;
  const issuer = [origin, contextPath, "oauth2", ...(realm === undefined ? [] : [realm])].join("/");
  return {
    issuer,
    metadataUrl: `${issuer}/.well-known/openid-configuration`,
    audience: clientIds,
    algorithms: ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"],
    tokenKind: "strict",
    // Introspection does not say tokenName, and always says user_id, which JWTs do not.
    requiredClaims: [introspectAs === undefined ? "tokenName" : ["tokenName", "user_id"]],
    // Not nonce: access tokens may have it here.
    rejectedClaims: ["at_hash", "c_hash", "s_hash"],
    clientClaims: ["client_id", "aud"],
    scopeClaims: ["scope"],
    ...toIntrospection(options, { endpoint: `${issuer}/introspect`, requireTokenType: true }),
  };
}

const PATH = /^[\w.-]+(?:\/[\w.-]+)*$/;
