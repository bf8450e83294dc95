import type { Denied, TokenKind } from "../outcome.js";

/** Makes the denial of a token for its kind. `tokenKind` is what it is instead, as far as that is known. */
export function denyKind<Reason extends "unexpected_type" | "not_an_access_token">(
  reason: Reason,
  detail: string,
  tokenKind: TokenKind | undefined,
): Denied<Reason> {
  return tokenKind === undefined
    ? { kind: "denied", reason, detail, requiredScopes: [] }
    : { kind: "denied", reason, detail, requiredScopes: [], tokenKind };
}
