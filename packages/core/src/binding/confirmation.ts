import type { AccessToken } from "../access-token.js";
import { deny, type Denied, PASS, type Pass } from "../outcome.js";

/**
 * The token is not bound to a key.
 *
 * A token with `cnf` may be used only by who holds that key. As long as the request cannot prove it, the token is refused:
 * taking it as a bearer token would undo the protection its issuer gave it. That `cnf` is malformed makes no difference.
 *
 * Denies with `binding_required`.
 *
 * @see RFC 7800 §3.1, RFC 9449 §7.2, RFC 8705 §3
 */
export function checkConfirmation(token: AccessToken): Pass | Denied {
  return Object.hasOwn(token.claims, "cnf")
    ? deny("binding_required", "the token is bound to a key (cnf), and the request does not prove it")
    : PASS;
}
