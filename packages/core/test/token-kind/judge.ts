import type { JsonObject } from "../../src/internal/json-object.js";
import { judgeTokenKind, type KindVerdict } from "../../src/token-kind/judge-token-kind.js";
import { evidenceOf, type EvidenceSettings } from "./corpus.js";

export const ISSUER = "https://as.example/t1";
export const API = "https://api.example/v1";

/** A token that shows nothing: no rule applies to it, so that what is added is exactly what is judged. */
export const PLAIN = { iss: ISSUER, sub: "u1", aud: API, exp: 1795003600, iat: 1795000000, jti: "j1" };

/** Judges {@link PLAIN} with these claims in addition, or in place of its own. */
export function judge(claims: JsonObject, typ?: string, settings: EvidenceSettings = {}): KindVerdict {
  return judgeTokenKind(evidenceOf({ typ, claims: { ...PLAIN, ...claims } }, settings));
}
