/**
 * Switches that turn a protection off. They live behind an import path of their own, so that a search for
 * `@ostiary/core/danger` finds every place that does so; configuration files cannot hold them.
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
 * As a name among the options of an issuer's introspection, with `true`: take an answer without `aud` for one that names
 * us. Every opaque token of the issuer whose answer names no audience, for whatever API, then opens this one; unless
 * the server itself answers `active` only to those whom a token is for.
 */
export const dangerouslyAcceptMissingAudience: unique symbol = Symbol("accept missing audience");
