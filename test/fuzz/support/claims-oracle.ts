import type { DenialReason } from "@ostiary/core";
import { holdsProto } from "./json.js";

/** Who and when it is that claims are judged. */
export interface Judge {
  readonly issuer: string;
  readonly audience: string;
  /** NumericDate seconds. */
  readonly now: number;
}

/**
 * Everything that is wrong with the claims of an access token, written from the RFCs and the documentation, and apart from
 * the code that it is the measure of: RFC 7519 §4.1, RFC 9068 §2.2 and §4, RFC 8693 §4.1, RFC 7800 §3.1. Clocks may differ
 * by 5 seconds, and by a minute where `iat` is judged.
 */
export function findDefects(
  claims: Readonly<Record<string, unknown>>,
  { issuer, audience, now }: Judge,
): ReadonlySet<string> {
  const { iss, aud, exp, nbf, iat, sub, client_id: client, jti, act } = claims;
  const found = new Set<DenialReason>();
  const note = (isWrong: boolean, reason: DenialReason): void => {
    if (isWrong) found.add(reason);
  };
  note(holdsProto(claims), "malformed_token");

  note(iss === undefined || exp === undefined, "missing_claim");
  note(iss !== undefined && !isName(iss), "malformed_token");
  note(isName(iss) && iss !== issuer, "unknown_issuer");

  for (const instant of [exp, nbf, iat]) note(instant !== undefined && !isInstant(instant), "malformed_token");
  note(typeof exp === "number" && exp + 5 <= now, "token_expired");
  note(isInstant(nbf) && nbf - 5 > now, "token_not_yet_valid");
  note(isInstant(iat) && iat - 60 > now, "token_not_yet_valid");
  note(isInstant(nbf) && isInstant(exp) && nbf >= exp, "malformed_token");

  for (const name of [sub, client, jti]) note(name !== undefined && !isName(name), "malformed_token");
  note(act !== undefined && !isActor(act, 16), "malformed_token");

  const audiences: readonly unknown[] = Array.isArray(aud) ? aud : [aud ?? []].flat();
  note(aud === null || audiences.some((one) => typeof one !== "string"), "malformed_token");
  note(!audiences.includes(audience), "audience_mismatch");
  note(Object.hasOwn(claims, "cnf"), "binding_required");
  return found;
}

/** The last second of the year 9999 is the last that has a date. */
function isInstant(value: unknown): value is number {
  return typeof value === "number" && value >= 0 && value < 253_402_300_800 && !(value > 253_402_300_799);
}

function isName(value: unknown): value is string {
  return typeof value === "string" && value.length > 0;
}

function isActor(value: unknown, deepest: number): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value) || deepest === 0) return false;
  const { sub, iss, client_id: client, act } = value as Readonly<Record<string, unknown>>;
  const areNames = [sub, iss, client].every((name) => name === undefined || isName(name));
  return areNames && (act === undefined || isActor(act, deepest - 1));
}
