import type { AccessToken, UntypedClaims } from "../access-token.js";
import type { CheckDenial, Pass } from "../outcome.js";

/** What a check may look at besides the token. */
export interface CheckContext {
  /** When the request was judged, NumericDate seconds. */
  readonly now: number;
}

/**
 * A rule of the application, asked after every built-in check has passed. It can only deny.
 *
 * Answers `PASS` or what `deny()` made; anything else is an `ExtensionError`. To say that it could not tell (a database
 * that does not answer), it throws an `UnavailableError`, which becomes a 503; any other throw is an
 * `ExtensionError`. Checks run one after the other in the order given; the first denial ends the walk.
 */
export type Check<Claims = UntypedClaims> = (
  token: AccessToken<Claims>,
  context: CheckContext,
) => Pass | CheckDenial | Promise<Pass | CheckDenial>;
