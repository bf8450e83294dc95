// How a token names the client it was issued to. `appid` is known to R3 and not needed here.
import type { Sight, TokenKindEvidence } from "./rule.js";
import { anyText, anyUnreadable, textOf } from "./sight.js";

/** Each claim that names the client. */
export const CLIENTS: Sight = anyText("client_id", "azp", "cid");

/** Each claim that is to name the client and does not, since it is no string. */
export const UNREADABLE_CLIENTS: Sight = anyUnreadable("client_id", "azp", "cid");

/** Whether some claim names the client. */
export function namesClient({ claims }: TokenKindEvidence): boolean {
  return (textOf(claims, "client_id") ?? textOf(claims, "azp") ?? textOf(claims, "cid")) !== undefined;
}

/** Whether the client that a claim names is in the audience. */
export function isInAudience({ claims, audience }: TokenKindEvidence, name: string): boolean {
  const value = textOf(claims, name);
  return value !== undefined && audience.includes(value);
}
