import type { AccessToken } from "../access-token.js";
import { quoteUntrusted } from "../internal/quote.js";
import { deny, type Denied, PASS, type Pass } from "../outcome.js";

/** Whose tokens are taken. */
export interface ClientPolicy {
  /** `undefined` if every client's are. */
  readonly allowedClients: ReadonlySet<string> | undefined;
  /** The claims that name the client. */
  readonly clientClaims: readonly string[];
}

/**
 * The token was issued to a client that may call here. Ids are compared as exact strings.
 *
 * Denies with `missing_claim` (it names no client) or `claims_rejected` (it names another one).
 *
 * @see RFC 9068 §2.2, RFC 8693 §4.3
 */
export function checkClient({ clientId }: AccessToken, { allowedClients, clientClaims }: ClientPolicy): Pass | Denied {
  if (allowedClients === undefined || (clientId !== undefined && allowedClients.has(clientId))) return PASS;
  if (clientId === undefined) {
    return deny("missing_claim", `no client is named (in ${clientClaims.join(", ")}), and allowedClients needs one`);
  }
  const allowed = allowedClients.size === 1 ? "one is" : `${allowedClients.size} are`;
  return deny("claims_rejected", `the client is ${quoteUntrusted(clientId)}; ${allowed} allowed, and not this one`);
}
