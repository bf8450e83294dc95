import { R4B, R5, R6, R7, R8, R9 } from "./access-token-rules.js";
import { R4, R4A, R10, R11, R11_TYPE } from "./id-token-rules.js";
import { R1_ACCESS, R1_OTHER, R2, R3 } from "./naming-rules.js";
import type { Rule } from "./rule.js";

/**
 * All rules; the first that applies decides. The order carries meaning (docs/decisions/0009-token-kinds.md):
 * some servers write `nonce` into access tokens, so R3 goes before R4;
 * some give ID tokens scopes, a `client_id` or an audience besides the client, so R4 and R4a go before R5 to R9;
 * a list of clients is knowledge where R4b to R9 are inference, so R10 goes before them, and after R3: what names itself an access
 * token is one, though it may be for a client alone;
 * a kind that cannot be read may be any, so R11 is asked of it before inference would call the token an access token.
 */
export const RULES: readonly Rule[] = [
  R1_ACCESS,
  R1_OTHER,
  R2,
  R3,
  R4,
  R4A,
  R10,
  R11_TYPE,
  R4B,
  R5,
  R6,
  R7,
  R8,
  R9,
  R11,
];
