/**
 * Switches that turn a protection off. They live behind an import path of their own, so that a search for
 * `@ostiary/core/danger` finds every place that does so; configuration files cannot hold them. As names they take `true` and
 * nothing else.
 */

/**
 * As `audience`: accept tokens for any audience, or for none. Every token of the issuer, for whatever API, then opens
 * this one.
 */
export const dangerouslyAcceptAnyAudience: unique symbol = Symbol("accept any audience");

/**
 * As a name among the verifier's options, with `true`: put the reason of a denial into the challenge (auth-param
 * `reason`). Tells an attacker what to mend next; meant for tests, where it tells the developer.
 */
export const dangerouslyRevealReason: unique symbol = Symbol("reveal reason");

/**
 * As a name among the options of an issuer, with `true`: take a token without `aud` for one that names us. Every token of
 * the issuer that names no audience, for whatever API, then opens this one; so say with `allowedClients` whose tokens are
 * meant, and with `requiredClaims` what they look like. `tokenKind` hardly helps: a JWT without `aud` is no ID token, which makes
 * it an access token for `strict` too, whatever else the issuer may have signed it for. Among the options of an issuer's introspection it holds for the answers of introspection alone, and does no harm
 * if the server itself answers `active` only to those whom a token is for.
 */
export const dangerouslyAcceptMissingAudience: unique symbol = Symbol("accept missing audience");

/**
 * As a name among the options of an issuer, with `true`: do not refuse tokens for the marks of ID tokens, of which only
 * `c_hash` then counts, and a `type` that cannot be read, which need not be an ID token's. For servers whose access tokens are ID tokens by their form (Dex). Every ID token of the issuer
 * that is for one of the audiences then opens this API.
 */
export const dangerouslyIgnoreIdTokenEvidence: unique symbol = Symbol("ignore ID token evidence");
