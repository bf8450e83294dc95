import type { SignatureAlgorithm } from "@ostiary/core";
import { signCompactWithHmac, signingInput } from "../compact-jws.js";
import type { SigningKey } from "../signing-key.js";
import { describeTokens } from "./defect.js";
import type { DefectRow, Given, TokenDefect } from "./defect.js";
import { goodParts } from "./token-parts.js";
import type { TokenSource } from "./token-source.js";

/** Tokens that want to choose how they are verified. */
export type AlgorithmDefectId =
  | "unsigned"
  | "unsigned-mixed-case"
  | "unsigned-two-parts"
  | "unsigned-with-signature"
  | "hmac-with-public-key"
  | "hmac-with-public-key-bytes"
  | "hmac-with-public-jwk"
  | "hmac-with-empty-key"
  | "algorithm-missing"
  | "algorithm-in-list"
  | "algorithm-prototype"
  | "algorithm-of-other-key"
  | "algorithm-unknown";

const ANYBODY = "Anybody can write tokens.";

const rows: Readonly<Record<AlgorithmDefectId, DefectRow<string>>> = {
  unsigned: {
    title: "an unsigned token (RFC 8725 §3.2)",
    risk: ANYBODY,
    severity: "critical",
    reason: "algorithm_not_allowed",
    make: (as, { claims }) => as.issueUnsigned(claims),
  },
  "unsigned-mixed-case": {
    title: "an unsigned token that spells none in another case (RFC 8725 §3.2)",
    risk: ANYBODY,
    severity: "critical",
    reason: "algorithm_not_allowed",
    make: (as, given) => issueUnsigned(as, given, "nOnE"),
  },
  "unsigned-two-parts": {
    title: "an unsigned token without the place for a signature (RFC 7515 §7.1)",
    risk: ANYBODY,
    severity: "critical",
    reason: "malformed_token",
    make: (as, given) => issueUnsigned(as, given, "none").slice(0, -1),
  },
  "unsigned-with-signature": {
    title: "a token that calls itself unsigned and has the signature of another one (RFC 8725 §3.2)",
    risk: ANYBODY,
    severity: "critical",
    reason: "algorithm_not_allowed",
    make: (as, given) => issueUnsigned(as, given, "none") + goodParts(as).encoded[2],
  },
  "hmac-with-public-key": {
    title: "an HMAC keyed with the public key (RFC 8725 §3.1)",
    risk: ANYBODY,
    severity: "critical",
    reason: "algorithm_not_allowed",
    make: (as, { claims }) => as.issueHmacWithPublicKey(claims),
  },
  "hmac-with-public-key-bytes": {
    title: "an HMAC keyed with the bytes of the public key (RFC 8725 §3.1)",
    risk: ANYBODY,
    severity: "critical",
    reason: "algorithm_not_allowed",
    make: (as, given) => issueHmac(as, given, as.signingKey.publicKey.export({ type: "spki", format: "der" })),
  },
  "hmac-with-public-jwk": {
    title: "an HMAC keyed with the public JWK (RFC 8725 §3.1)",
    risk: ANYBODY,
    severity: "critical",
    reason: "algorithm_not_allowed",
    make: (as, given) => issueHmac(as, given, JSON.stringify(as.signingKey.publicJwk)),
  },
  "hmac-with-empty-key": {
    title: "an HMAC keyed with nothing (RFC 8725 §3.5)",
    risk: ANYBODY,
    severity: "critical",
    reason: "algorithm_not_allowed",
    make: (as, given) => issueHmac(as, given, ""),
  },
  "algorithm-missing": {
    title: "a token that names no algorithm (RFC 7515 §4.1.1)",
    risk: "What is used in its place is nobody's choice.",
    severity: "low",
    reason: "malformed_token",
    api: "jwt",
    make: (as, { claims }) => as.issue(claims, { alg: undefined }),
  },
  "algorithm-in-list": {
    title: "a token whose algorithm is a list (RFC 7515 §4.1.1)",
    risk: "A list of one compares like the name in it, and not everywhere.",
    severity: "low",
    reason: "malformed_token",
    make: (as, { claims }) => as.issue(claims, { header: { alg: [as.signingKey.algorithm] } }),
  },
  "algorithm-prototype": {
    title: "a token whose algorithm is a name that every object has (RFC 8725 §3.1)",
    risk: "The name of an algorithm is looked up where there is more than algorithms.",
    severity: "medium",
    reason: "algorithm_not_allowed",
    make: (as, { claims }) => as.issue(claims, { alg: "constructor" }),
  },
  "algorithm-of-other-key": {
    title: "a token that names an algorithm its key is not for (RFC 8725 §3.1)",
    risk: "The header is not held to what the key is for.",
    severity: "medium",
    reason: "no_matching_key",
    make: (as, { claims }) => as.issue(claims, { alg: otherAlgorithm(as.signingKey) }),
  },
  "algorithm-unknown": {
    title: "a token that names an algorithm nobody knows (RFC 8725 §3.1)",
    risk: "The header is not held to a list of algorithms.",
    severity: "medium",
    reason: "algorithm_not_allowed",
    make: (as, { claims }) => as.issue(claims, { alg: "XS256" }),
  },
};

/** Tokens that want to choose how they are verified. */
export const algorithmDefects: readonly TokenDefect<AlgorithmDefectId>[] = describeTokens("signature", rows);

/** One that a key is not for. */
export function otherAlgorithm({ algorithm }: SigningKey): SignatureAlgorithm {
  return algorithm === "PS256" ? "RS256" : "PS256";
}

/** `alg` as given, and nothing after the last dot. */
function issueUnsigned(as: TokenSource, { claims }: Given, alg: string): string {
  const { header, claims: content } = goodParts(as, claims, { alg, kid: undefined });
  return `${signingInput(header, content)}.`;
}

function issueHmac(as: TokenSource, { claims }: Given, secret: string | Uint8Array): string {
  const { header, claims: content } = goodParts(as, claims, { alg: "HS256" });
  return signCompactWithHmac(header, content, secret);
}
