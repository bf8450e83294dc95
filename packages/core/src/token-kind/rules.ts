import { R4, R5, R6, R7, R8, R11 } from "./form-rules.js";
import { R1_ACCESS, R1_OTHER, R2, R3 } from "./naming-rules.js";
import type { Rule } from "./rule.js";

/**
 * All rules; the first that applies decides. The order carries meaning:
 * some servers write `nonce` into access tokens, so R3 goes before R4;
 * some give ID tokens scopes, a `client_id` or an audience besides the client, so R4 goes before R5 to R8.
 */
export const RULES: readonly Rule[] = [
  R1_ACCESS,
  R1_OTHER,
  R2,
  R3,
  R4,
  // Here: R4a, ID tokens known by the form of one server; R4b, further marks of access tokens (`cnf`, `gty`).
  R5,
  R6,
  R7,
  R8,
  // Here: R9, session and workload tokens that are used as access tokens; R10, a list of client ids in the settings.
  R11,
];
