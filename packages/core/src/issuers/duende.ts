import type { IssuerOptions } from "../options.js";
import { presetTokenKind } from "../options/preset-token-kind.js";
import { anything, audiences, oneOf, optional } from "./option-rules.js";
import { baseUrl, withoutFinalSlash } from "./place-rules.js";
import { type IntrospectingPresetOptions, toAudience, toIntrospection } from "./preset-options.js";
import { checkPresetOptions } from "./preset-problems.js";

/** What {@link duende} takes. */
export interface DuendeOptions extends IntrospectingPresetOptions {
  /** The URL of the server as it stands in `iss`: `https://id.acme.example`. The host counts in lower case, a slash at the end does not count. */
  readonly url: string;
  /** `AccessTokenJwtType` of the server; `JWT` if it was emptied. Default: `at+jwt`. */
  readonly accessTokenJwtType?: "at+jwt" | "JWT";
}

/**
 * Duende IdentityServer.
 *
 * `audience` is the name of the ApiResource, often no URL. A token with ApiScopes alone has no audience and is refused: put
 * the scopes into an ApiResource, or set `EmitStaticAudienceClaim` and take `https://id.acme.example/resources` for the
 * audience, which all APIs of the server share then.
 *
 * JWTs are held to RFC 9068, except that `sub` may be absent, as it is in tokens of clients that act for themselves. To take
 * reference tokens as well, say who introspects (`introspectAs`: the name of the ApiResource and one of its secrets). Of
 * those the server does not tell the kind, because it calls nothing but access tokens active to an API; so these are judged
 * by their claims, and must have a `client_id`, which ID tokens never have.
 *
 * @example
 * ```ts
 * createVerifier({
 *   issuer: duende({ url: "https://id.acme.example" }),
 *   audience: "orders",
 * });
 * ```
 *
 * Not certain: a server behind a proxy may call itself by another name; set `IssuerUri` there. If the signing algorithm was
 * changed, override `algorithms`.
 *
 * @throws ConfigurationError - naming everything that is wrong with the options.
 */
export function duende(options: DuendeOptions): IssuerOptions {
  checkPresetOptions("duende", options, {
    rules: {
      url: baseUrl("https://id.acme.example"),
      accessTokenJwtType: optional(oneOf("at+jwt", "JWT")),
      audience: audiences,
      introspectAs: anything,
    },
  });
  const { origin, pathname } = new URL(options.url);
  const isTyped = options.accessTokenJwtType !== "JWT";
  const tokenKind = isTyped ? "rfc9068" : "strict";
  return {
    issuer: withoutFinalSlash(origin + pathname),
    algorithms: ["RS256"],
    tokenKind,
    ...(isTyped ? { optionalClaims: ["sub"] } : {}),
    scopeClaims: ["scope"],
    clientClaims: ["client_id"],
    rejectedClaims: ["nonce", "at_hash", "c_hash", "s_hash"],
    // Of typed JWTs these are demanded in any case.
    ...(isTyped && options.introspectAs === undefined ? {} : { requiredClaims: ["client_id", "iat", "jti"] }),
    ...toAudience(options),
    ...toIntrospection(options, { [presetTokenKind]: { forTokenKind: tokenKind, introspected: "balanced" } }),
  };
}
