import type { IssuerOptions } from "../options.js";
import { anything, audiences, flag, optional, text } from "./option-rules.js";
import { hostOrLoopback, serverUrl, toServerOrigin } from "./place-rules.js";
import { type IntrospectingPresetOptions, toAudience, toIntrospection } from "./preset-options.js";
import { checkPresetOptions } from "./preset-problems.js";

/** What {@link pingFederate} takes. The settings named here are those of the access token management instance (JSON Web Tokens). */
export interface PingFederateOptions extends IntrospectingPresetOptions {
  /** The host of its base URL, with the port if it has one: `sso.acme.example`; `http://localhost:9030` in development. */
  readonly domain: string;
  /** Issuer Claim Value. It must be set, or the tokens have no `iss` and are refused. Default: the base URL, `https://<domain>`. */
  readonly issuer?: string;
  /** JWKS Endpoint Path, after `/ext`: `/oauth/jwks`. Default: none, with Use Centralized Signing Key: the keys at `/pf/JWKS`. */
  readonly jwksPath?: string;
  /** Client ID Claim Name. Default: `client_id`. */
  readonly clientClaim?: string;
  /** Scope Claim Name. Default: `scope`. */
  readonly scopeClaim?: string;
  /** Whether Type Header Value is set to `at+jwt`, which is what to do: then nothing else is accepted. Default: false. */
  readonly typed?: boolean;
}

/**
 * PingFederate. Access tokens are JWTs or references, as the access token management instance says; with `introspectAs` both
 * are taken. What they hold is a matter of configuration: set the Issuer Claim Value, the Audience Claim Value (which is
 * `audience` here) and Type Header Value `at+jwt`, and use an asymmetric key.
 *
 * Introspection answers for refresh tokens only if it is told to look for one; what it is told here is to look for an access
 * token, and the answer must say `token_type`.
 *
 * @example
 * ```ts
 * createVerifier({
 *   issuer: pingFederate({ domain: "sso.acme.example", jwksPath: "/oauth/jwks", typed: true }),
 *   audience: "https://api.acme.example",
 * });
 * ```
 *
 * Not certain: the default header `typ`, and the paths of the keys in installations that change them.
 *
 * @throws ConfigurationError - naming everything that is wrong with the options.
 */
export function pingFederate(options: PingFederateOptions): IssuerOptions {
  checkPresetOptions("pingFederate", options, {
    rules: {
      domain: hostOrLoopback("sso.acme.example"),
      issuer: optional(serverUrl("https://sso.acme.example")),
      jwksPath: optional(text({ example: "/oauth/jwks", pattern: /^\/(?!ext\/)[\w./-]+$/ })),
      clientClaim: optional(text({ example: "client_id" })),
      scopeClaim: optional(text({ example: "scope" })),
      typed: optional(flag),
      introspectAs: anything,
      audience: audiences,
    },
  });
  const { domain, jwksPath, clientClaim = "client_id", scopeClaim = "scope", typed } = options;
  // Introspection keeps to the names of RFC 7662, whatever the claims of JWTs are called.
  const clientClaims = [...new Set([clientClaim, "client_id"])];
  const origin = toServerOrigin(domain);
  return {
    issuer: options.issuer ?? origin,
    jwksUri: jwksPath === undefined ? `${origin}/pf/JWKS` : `${origin}/ext${jwksPath}`,
    ...toAudience(options),
    algorithms: ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"],
    ...(typed === true
      ? { tokenKind: "rfc9068", optionalClaims: clientClaim === "client_id" ? OPTIONAL : [...OPTIONAL, "client_id"] }
      : { tokenKind: "strict", rejectedClaims: ["nonce", "at_hash", "c_hash", "s_hash"] }),
    requiredClaims: [clientClaims],
    clientClaims,
    scopeClaims: [...new Set([scopeClaim, "scope"])],
    ...toIntrospection(options, { endpoint: `${origin}/as/introspect.oauth2`, requireTokenType: true }),
  };
}

/** What an administrator may have left out. */
const OPTIONAL = ["sub", "iat", "jti"];
