import { signCompactWithHmac } from "../compact-jws.js";
import type { SigningKey } from "../signing-key.js";
import { attackerKey } from "./attacker-key.js";
import { describeTokens } from "./defect.js";
import type { DefectRow, TokenDefect } from "./defect.js";
import { createSelfSignedCertificate } from "./self-signed-certificate.js";
import { goodParts, issueSigned, signAsIssuer, takeApart } from "./token-parts.js";
import type { TokenSource } from "./token-source.js";

/** Tokens that are signed with a key of somebody else, or name one. */
export type KeyDefectId =
  | "foreign-key"
  | "foreign-key-without-kid"
  | "foreign-key-after-acceptance"
  | "unknown-key"
  | "embedded-key"
  | "embedded-key-without-kid"
  | "embedded-certificate"
  | "key-by-url"
  | "kid-prototype"
  | "kid-path"
  | "kid-query"
  | "kid-number";

const ANYBODY = "Anybody can write tokens.";

const rows: Readonly<Record<KeyDefectId, DefectRow<string>>> = {
  "foreign-key": {
    title: "a token signed by a foreign key under a known kid (RFC 7515 §5.2)",
    risk: ANYBODY,
    severity: "critical",
    reason: "signature_invalid",
    make: (as, { claims }) => as.issueWithForeignKey(claims),
  },
  "foreign-key-without-kid": {
    title: "a token signed by a foreign key without a kid (RFC 7515 §4.1.4)",
    risk: ANYBODY,
    severity: "critical",
    reason: "signature_invalid",
    make: (as, { claims }) => as.issue(claims, { key: foreignKey(as), kid: undefined }),
  },
  "foreign-key-after-acceptance": {
    title: "a token signed by a foreign key with the jti of one that had been accepted (RFC 7519 §4.1.7)",
    risk: "What is remembered of one token is taken for what another one says.",
    severity: "critical",
    reason: "signature_invalid",
    followsAccepted: true,
    make: (as, { accepted = issueSigned(as), claims }) => {
      const known = takeApart(accepted).claims;
      return as.issue({ ...known, ...claims }, { key: foreignKey(as), kid: as.signingKey.kid });
    },
  },
  "unknown-key": {
    title: "a token signed by a key nobody published (RFC 7515 §4.1.4)",
    risk: ANYBODY,
    severity: "critical",
    reason: "no_matching_key",
    make: (as, { claims }) => as.issueWithUnknownKey(claims),
  },
  "embedded-key": {
    title: "a token signed by the key in its own header (RFC 7515 §4.1.3)",
    risk: ANYBODY,
    severity: "critical",
    reason: "signature_invalid",
    make: (as, { claims }) => as.issueWithEmbeddedKey(claims),
  },
  "embedded-key-without-kid": {
    title: "a token signed by the key in its own header, without a kid (RFC 7515 §4.1.3)",
    risk: ANYBODY,
    severity: "critical",
    reason: "signature_invalid",
    make: (as, { claims }) =>
      as.issue(claims, { key: foreignKey(as), kid: undefined, header: { jwk: publicJwkOf(foreignKey(as)) } }),
  },
  "embedded-certificate": {
    title: "a token signed by the key of a certificate in its own header (RFC 7515 §4.1.6)",
    risk: ANYBODY,
    severity: "critical",
    reason: "signature_invalid",
    make: (as, { claims }) => {
      const x5c = [Buffer.from(createSelfSignedCertificate(foreignKey(as))).toString("base64")];
      return as.issue(claims, { key: foreignKey(as), kid: as.signingKey.kid, header: { x5c } });
    },
  },
  "key-by-url": {
    title: "a token that names where its key is to be had (RFC 7515 §4.1.2)",
    risk: "Anybody can write tokens, and have the API send requests.",
    severity: "critical",
    reason: "no_matching_key",
    make: (as, { claims, attackerJwksUri = "https://attacker.example.com/jwks" }) =>
      as.issue(claims, { key: foreignKey(as), kid: foreignKey(as).kid, header: { jku: attackerJwksUri } }),
  },
  "kid-prototype": {
    title: "a token whose kid is a name that every object has (RFC 8725 §3.10)",
    risk: "Keys are looked up where there is more than keys.",
    severity: "critical",
    reason: "no_matching_key",
    make: (as, { claims }) => as.issue(claims, { key: foreignKey(as), kid: "__proto__" }),
  },
  "kid-path": {
    title: "an HMAC keyed with an empty file, which its kid names (RFC 8725 §3.10)",
    risk: "Anybody can write tokens, and have the API read files.",
    severity: "critical",
    reason: "algorithm_not_allowed",
    make: (as, { claims }) => issueHmac(issueSigned(as, claims), "../../../../../../dev/null", ""),
  },
  "kid-query": {
    title: "an HMAC keyed with what a query in its kid selects (RFC 8725 §3.10)",
    risk: "Anybody can write tokens, and put queries to the database.",
    severity: "critical",
    reason: "algorithm_not_allowed",
    make: (as, { claims }) => issueHmac(issueSigned(as, claims), "' UNION SELECT 'k' -- ", "k"),
  },
  "kid-number": {
    title: "a token whose kid is no text (RFC 7515 §4.1.4)",
    risk: "The header is read carelessly.",
    severity: "low",
    reason: "malformed_token",
    make: (as, { claims }) => signAsIssuer(as, { ...goodParts(as).header, kid: 1 }, goodParts(as, claims).claims),
  },
};

/** Tokens that are signed with a key of somebody else, or name one. */
export const keyDefects: readonly TokenDefect<KeyDefectId>[] = describeTokens("key", rows);

function foreignKey({ signingKey }: TokenSource): SigningKey {
  return attackerKey(signingKey.algorithm);
}

function publicJwkOf({ publicKey }: SigningKey): object {
  return publicKey.export({ format: "jwk" });
}

function issueHmac(good: string, kid: string, secret: string): string {
  const { header, claims } = takeApart(good);
  return signCompactWithHmac({ ...header, alg: "HS256", kid }, claims, secret);
}
