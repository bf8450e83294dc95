import type { IssuerOptions } from "../options.js";
import { type NamedClients, namedClients, toNamedClients } from "./named-clients.js";
import { NOT_SET, audiences, oneOf, optional, text } from "./option-rules.js";
import { hostOrLoopback, toServerOrigin } from "./place-rules.js";
import { type PresetOptions, toAudience } from "./preset-options.js";
import { checkPresetOptions } from "./preset-problems.js";

/** What {@link supabase} takes. */
export interface SupabaseOptions extends PresetOptions {
  /** The reference of the project: the `abcdefghijklmnopqrst` of `https://abcdefghijklmnopqrst.supabase.co`. */
  readonly projectRef?: string;
  /** A domain of your own, in place of `projectRef`; `http://127.0.0.1:54321` in development. */
  readonly domain?: string;
  /**
   * Whose access tokens are taken: those of your own application (`session`), those of OAuth clients (`oauth`), or `both`.
   * Default: `session`.
   */
  readonly tokens?: "session" | "oauth" | "both";
  /** The ids of the OAuth clients whose tokens are taken. Required with `tokens: "oauth"`, and for nothing else. */
  readonly clientIds?: NamedClients;
}

/**
 * Supabase Auth. The project must sign with an asymmetric key (ES256 or RS256, "JWT signing keys"): tokens signed with the
 * shared secret (HS256) cannot be verified by keys, and its JWK Set is then empty.
 *
 * `aud` is `authenticated` for every signed-in user of the project, which is therefore the default of `audience` here, whatever
 * the verifier says. `session_id`, `aal` and `role` are required: access tokens always have them, ID tokens of the OAuth
 * server do not. Tokens of OAuth clients have `client_id` and otherwise the same form, so they are taken only if `tokens` says so.
 *
 * @example
 * ```ts
 * createVerifier({ issuer: supabase({ projectRef: "abcdefghijklmnopqrst" }) });
 * ```
 *
 * Not certain: that a domain of your own stands in `iss` (it does if the project's external URL is set to it); and whether
 * OAuth clients' tokens always have `scope`.
 *
 * @throws ConfigurationError - naming everything that is wrong with the options.
 */
export function supabase(options: SupabaseOptions): IssuerOptions {
  checkPresetOptions("supabase", options, {
    rules: {
      projectRef: optional(text({ example: "abcdefghijklmnopqrst", pattern: /^[a-z0-9]+$/ })),
      domain: optional(hostOrLoopback("auth.acme.example")),
      tokens: optional(oneOf("session", "oauth", "both")),
      clientIds: optional(namedClients(text({ example: "9a8b7c6d-5e4f-3a2b-1c0d-9e8f7a6b5c4d" }))),
      audience: audiences,
    },
    together: ({ projectRef, domain, tokens, clientIds }) => [
      ...((projectRef === undefined) === (domain === undefined) ? [`give either projectRef or domain ${NOT_SET}`] : []),
      ...((clientIds === undefined) === (tokens === "oauth")
        ? ['clientIds goes with tokens: "oauth", where it is required; the tokens of sessions name no client']
        : []),
    ],
  });
  const { projectRef, domain = `${projectRef}.supabase.co`, tokens = "session", clientIds } = options;
  const issuer = `${toServerOrigin(domain)}/auth/v1`;
  const required = ["sub", "session_id", "aal", "role"];
  return {
    issuer,
    jwksUri: `${issuer}/.well-known/jwks.json`,
    audience: "authenticated",
    ...toAudience(options),
    algorithms: ["ES256", "RS256"],
    tokenKind: "strict",
    requiredClaims: tokens === "oauth" ? [...required, "client_id"] : required,
    rejectedClaims: ["nonce", "at_hash", "c_hash", ...(tokens === "session" ? ["client_id"] : [])],
    clientClaims: ["client_id"],
    scopeClaims: ["scope"],
    ...(clientIds === undefined ? {} : toNamedClients(clientIds)),
  };
}
