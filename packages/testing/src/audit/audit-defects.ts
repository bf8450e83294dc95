import { attackerKey } from "../defects/attacker-key.js";
import { describeTokens } from "../defects/defect.js";
import type { DefectRow, TokenDefect } from "../defects/defect.js";
import { nowOf } from "../defects/token-parts.js";
import type { TokenSource } from "../defects/token-source.js";
import type { Claims, HowToSign } from "../token-maker.js";

/** Tokens that show something only to who watches the attacker's place, or goes on from one to the next. */
export type AuditDefectId = "key-by-certificate-url" | "issuer-by-url" | "expired-five-minutes-ago";

const keyRows: Readonly<Record<"key-by-certificate-url", DefectRow<string>>> = {
  "key-by-certificate-url": {
    title: "a token that names where the certificate of its key is to be had (RFC 7515 §4.1.5)",
    risk: "Anybody can write tokens, and have the API send requests.",
    severity: "critical",
    reason: "no_matching_key",
    make: (as, { claims, attackerJwksUri = NOWHERE }) =>
      issueAsAttacker(as, claims, { header: { x5u: new URL("/certificate", attackerJwksUri).href } }),
  },
};

const issuerRows: Readonly<Record<"issuer-by-url", DefectRow<string>>> = {
  "issuer-by-url": {
    title: "a token of an issuer that nobody trusts, whose keys are where its name says (RFC 9068 §4)",
    risk: "Anybody who has a web server can write tokens, and have the API send requests.",
    severity: "critical",
    reason: "unknown_issuer",
    make: (as, { claims, attackerJwksUri = NOWHERE }) =>
      issueAsAttacker(as, { iss: new URL(attackerJwksUri).origin, ...claims }),
  },
};

const timeRows: Readonly<Record<"expired-five-minutes-ago", DefectRow<string>>> = {
  "expired-five-minutes-ago": {
    title: "an access token that expired more than five minutes ago (RFC 7519 §4.1.4)",
    risk: "A stolen token lives on, for longer than any clock is wrong.",
    severity: "medium",
    reason: "token_expired",
    make: (as, { claims }) => {
      const exp = nowOf(as) - MOST_LEEWAY_SECONDS - 1;
      return as.issue({ iat: exp - 300, exp, ...claims });
    },
  },
};

/** What an audit sends besides the catalogue. */
export const auditDefects: readonly TokenDefect<AuditDefectId>[] = [
  ...describeTokens("key", keyRows),
  ...describeTokens("issuer", issuerRows),
  ...describeTokens("time", timeRows),
];

/** The defects that name the attacker's place: an API that goes there is found out by that, if somebody is there to see it. */
export const ATTACKER_IDS: readonly string[] = ["key-by-url", "key-by-certificate-url", "issuer-by-url"];

/** The "few minutes" of RFC 7519 §4.1.4, at most. */
export const MOST_LEEWAY_SECONDS = 300;

function issueAsAttacker(as: TokenSource, claims: Claims | undefined, how: HowToSign = {}): string {
  const key = attackerKey(as.signingKey.algorithm);
  return as.issue(claims, { key, kid: key.kid, ...how });
}

const NOWHERE = "https://attacker.example.com/jwks";
