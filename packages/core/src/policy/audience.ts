import type { AccessToken } from "../access-token.js";
import { listed, quoteUntrusted } from "../internal/quote.js";
import { deny, type Denied, PASS, type Pass } from "../outcome.js";

/** Whom tokens must be for. */
export interface AudiencePolicy {
  /**
   * Our identifiers; `undefined` if the audience is not checked, which takes a `dangerously...` switch. Empty if only tokens
   * that name nobody are taken.
   */
  readonly audience: ReadonlySet<string> | undefined;
  readonly soleAudience: boolean;
  /** Whether a token that names nobody is for us: a `dangerously...` switch. */
  readonly acceptMissingAudience: boolean;
}

/**
 * The token was issued for this resource server: at least one `aud` value is one of ours or, with
 * `soleAudience`, all of them are.
 *
 * Values are compared as exact strings; `https://api.example.com` and `https://api.example.com/`
 * are two different audiences. A token without `aud`, or with an empty list, is for nobody, unless the policy says otherwise.
 * Does NOT look at `client_id` or `azp`.
 *
 * Denies with `audience_mismatch`.
 *
 * @see RFC 9068 §4, RFC 7519 §4.1.3, RFC 9700 §2.3
 */
export function checkAudience(token: AccessToken, policy: AudiencePolicy): Pass | Denied {
  const { audience, soleAudience, acceptMissingAudience } = policy;
  if (audience === undefined || (acceptMissingAudience && token.audience.length === 0)) return PASS;
  const ours = countOurs(token.audience, audience);
  if (ours === 0) {
    const found =
      token.audience.length === 0 ? "aud is absent or empty" : `aud is ${quoteUntrusted(token.claims["aud"])}`;
    const known = audience.size === 0 ? "only tokens without aud are taken" : `ours are ${listed(audience)}`;
    return deny("audience_mismatch", `${found}; ${known}`);
  }
  if (soleAudience && ours < token.audience.length) {
    return deny(
      "audience_mismatch",
      `aud names others besides ours, ${listed(audience)}: ${quoteUntrusted(token.claims["aud"])}`,
    );
  }
  return PASS;
}

function countOurs(named: readonly string[], audience: ReadonlySet<string>): number {
  let ours = 0;
  for (const name of named) if (audience.has(name)) ours += 1;
  return ours;
}
