import type { IssuerOptions } from "../options.js";
import { anything, audiences, optional, type OptionRule, text } from "./option-rules.js";
import { hostName, toHost } from "./place-rules.js";
import { type IntrospectingPresetOptions, toAudience, toIntrospection } from "./preset-options.js";
import { checkPresetOptions } from "./preset-problems.js";

/** What {@link okta} takes. */
export interface OktaOptions extends IntrospectingPresetOptions {
  /** The domain of the organization, or its custom domain: `acme.okta.com`. */
  readonly domain: string;
  /** The id of a custom authorization server: `default`, or one such as `aus1abcDEF2ghiJKL3m4`. Default: `default`. */
  readonly authorizationServer?: string;
}

/**
 * A custom authorization server of Okta.
 *
 * `audience` is what its settings name so: `api://default` for the server `default`. Access tokens are JWTs, known by
 * `jti` (`AT.`), `cid` and `scp`. With `introspectAs` each one that has passed is asked about too, so that a revocation
 * shows.
 *
 * The organization's own authorization server (`https://acme.okta.com` without `/oauth2/...`) is refused: its access
 * tokens are for Okta's API, and nobody else is to read them.
 *
 * @example
 * ```ts
 * createVerifier({
 *   issuer: okta({ domain: "acme.okta.com" }),
 *   audience: "api://default",
 * });
 * ```
 *
 * Not certain: what is said of a refresh token in introspection; it is refused unless it is called a bearer token.
 *
 * @throws ConfigurationError - naming everything that is wrong with the options.
 */
export function okta(options: OktaOptions): IssuerOptions {
  checkPresetOptions("okta", options, {
    rules: {
      domain,
      authorizationServer: optional(authorizationServer),
      audience: audiences,
      introspectAs: anything,
    },
  });
  const { authorizationServer: id = "default", introspectAs } = options;
  return {
    issuer: `https://${toHost(options.domain)}/oauth2/${id}`,
    algorithms: ["RS256"],
    tokenKind: "strict",
    scopeClaims: ["scp"],
    clientClaims: ["cid"],
    requiredClaims: ["cid", "jti"],
    rejectedClaims: ["nonce", "at_hash", "c_hash"],
    ...toAudience(options),
    ...(introspectAs === undefined ? {} : { tokenFormat: "introspect-all" }),
    ...toIntrospection(options, { requireTokenType: true }),
  };
}

const isHost = hostName("acme.okta.com");
const isId = text({ example: "default", pattern: /^[A-Za-z0-9_-]+$/ });

const domain: OptionRule = (value) => {
  const problem = isHost(value);
  if (problem !== undefined) return problem;
  const host = value as string;
  return /-admin\.okta(preview|-emea)?\.com$/i.test(host)
    ? `is that of the admin console: leave out "-admin", ${JSON.stringify(host.replace(/-admin\./i, "."))}`
    : undefined;
};

const authorizationServer: OptionRule = (value) =>
  value === "" || value === null || value === "org"
    ? "must name a custom authorization server, such as \"default\": access tokens of the organization's own are for Okta's API alone"
    : isId(value);
