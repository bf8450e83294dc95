import type { IssuerOptions } from "../options.js";
import { type AsScopes, toPermissionClaims, asScopesRule } from "./as-scopes.js";
import { audiences } from "./option-rules.js";
import { hostName, toHost } from "./place-rules.js";
import { type PresetOptions, toAudience } from "./preset-options.js";
import { checkPresetOptions } from "./preset-problems.js";

/** What {@link kinde} takes. */
export interface KindeOptions extends PresetOptions {
  /** The domain of the environment: `acme.kinde.com`, or one of your own. */
  readonly domain: string;
  /** Count the user's permissions as scopes too, each with a prefix: `{ prefix: "permission:" }`. Default: they count for nothing. */
  readonly permissionsAsScopes?: AsScopes;
}

/**
 * Kinde. Its access tokens are JWTs; `audience` is that of the API in Kinde, and a client gets it only if it asks for it: else `aud` is
 * an empty list, and the token is refused.
 *
 * The `aud` of ID tokens is the issuer, and `azp` is the client in both. So access tokens must have `scp` (users) or `gty`
 * (machines), and tokens with `at_hash` or `rat` are refused, which only ID tokens have. Tokens of machines have no `sub`.
 *
 * @example
 * ```ts
 * createVerifier({ issuer: kinde({ domain: "acme.kinde.com" }), audience: "https://api.acme.example" });
 * ```
 *
 * Not certain: whether tokens of users who were granted no scope have `scp`; without it they are refused.
 *
 * @throws ConfigurationError - naming everything that is wrong with the options.
 */
export function kinde(options: KindeOptions): IssuerOptions {
  checkPresetOptions("kinde", options, {
    rules: { domain: hostName("acme.kinde.com"), permissionsAsScopes: asScopesRule, audience: audiences },
  });
  const issuer = `https://${toHost(options.domain)}`;
  return {
    issuer,
    jwksUri: `${issuer}/.well-known/jwks`,
    ...toAudience(options),
    algorithms: ["RS256"],
    tokenKind: "strict",
    requiredClaims: [["scp", "gty"]],
    rejectedClaims: ["at_hash", "rat", "nonce", "c_hash"],
    clientClaims: ["azp"],
    scopeClaims: ["scp", "scope"],
    ...toPermissionClaims([{ path: ["permissions"], as: options.permissionsAsScopes }]),
  };
}
