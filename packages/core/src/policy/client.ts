import type { AccessToken } from "../access-token.js";
import { quoteUntrusted } from "../internal/quote.js";
import { deny, type Denied, PASS, type Pass } from "../outcome.js";

/** Whose tokens are taken. */
export interface ClientPolicy {
  /** `undefined` if every client's are. */
  readonly allowedClients: ReadonlySet<string> | undefined;
  /** The claims that name the client. */
  readonly clientClaims: readonly string[];
  /** Whether all of them that are there must name the same one, as a string: unless somebody has said which of them count. */
  readonly clientsMustAgree: boolean;
}

/**
 * The token was issued to a client that may call here. Ids are compared as exact strings.
 *
 * Denies with `missing_claim` (it names no client) or `claims_rejected` (it names another one, or several).
 *
 * @see RFC 9068 §2.2, RFC 8693 §4.3
 */
export function checkClient({ clientId, claims }: AccessToken, policy: ClientPolicy): Pass | Denied {
  const { allowedClients, clientClaims, clientsMustAgree } = policy;
  if (allowedClients === undefined) return PASS;
  if (clientId === undefined) {
    return deny("missing_claim", `no client is named (in ${clientClaims.join(", ")}), and allowedClients needs one`);
  }
  if (!allowedClients.has(clientId)) {
    const allowed = allowedClients.size === 1 ? "one is" : `${allowedClients.size} are`;
    return deny("claims_rejected", `the client is ${quoteUntrusted(clientId)}; ${allowed} allowed, and not this one`);
  }
  return clientsMustAgree ? checkAgreement(claims, clientClaims) : PASS;
}

/**
 * No two claims name different clients. Which of them the authorization server means is not for us to guess; nor whom a list or
 * a number means.
 */
function checkAgreement(claims: AccessToken["claims"], clientClaims: readonly string[]): Pass | Denied {
  const named = clientClaims.filter((name) => Object.hasOwn(claims, name) && !isNobody(claims[name]));
  const other = named.find((name) => claims[name] !== claims[named[0] ?? name]);
  if (other === undefined) return PASS;
  const found = [named[0] ?? other, other].map((name) => `${name} is ${quoteUntrusted(claims[name])}`);
  return deny("claims_rejected", `${found.join(" and ")}: say in clientClaims which of them names the client`);
}

function isNobody(value: unknown): boolean {
  return value === undefined || value === "";
}
