import { signingInput } from "../compact-jws.js";
import type { Claims } from "../token-maker.js";
import { describeTokens } from "./defect.js";
import type { DefectRow, TokenDefect } from "./defect.js";
import { der, toDerSignature } from "./der.js";
import { goodParts, issueSigned, takeApart } from "./token-parts.js";

/** Tokens whose signature is not that of the issuer over what they say. */
export type SignatureDefectId =
  | "tampered"
  | "tampered-after-acceptance"
  | "signature-missing"
  | "signature-of-other-token"
  | "signature-after-acceptance"
  | "signature-of-zeros"
  | "signature-cut"
  | "signature-in-der"
  | "claims-rewritten";

const ANYBODY = "Anybody can write tokens.";
const REMEMBERED = "What is remembered of one token is taken for what another one says.";

const rows: Readonly<Record<SignatureDefectId, DefectRow<string>>> = {
  tampered: {
    title: "claims that were changed after signing (RFC 7515 §5.2)",
    risk: "Who has a token can be anybody, and do anything.",
    severity: "critical",
    reason: "signature_invalid",
    make: (as, { claims }) => as.issueTampered(claims),
  },
  "tampered-after-acceptance": {
    title: "claims that were changed in a token that had been accepted (RFC 7515 §5.2)",
    risk: REMEMBERED,
    severity: "critical",
    reason: "signature_invalid",
    followsAccepted: true,
    make: (as, { accepted = issueSigned(as), claims = { tampered: true } }) => tamper(accepted, claims),
  },
  "signature-missing": {
    title: "a token whose signature was taken off (RFC 7515 §5.2)",
    risk: ANYBODY,
    severity: "critical",
    reason: "signature_invalid",
    make: (as, { claims }) => withSignature(issueSigned(as, claims), Buffer.alloc(0)),
  },
  "signature-of-other-token": {
    title: "a token with the signature of another one (RFC 7515 §5.2)",
    risk: "Who has a token can be anybody, and do anything.",
    severity: "critical",
    reason: "signature_invalid",
    make: (as, { claims }) =>
      withSignature(issueSigned(as, claims), signatureOf(issueSigned(as, { sub: "somebody-else" }))),
  },
  "signature-after-acceptance": {
    title: "a token that had been accepted, with another signature (RFC 7515 §5.2)",
    risk: REMEMBERED,
    severity: "critical",
    reason: "signature_invalid",
    followsAccepted: true,
    make: (as, { accepted, claims }) =>
      withSignature(accepted ?? issueSigned(as, claims), signatureOf(issueSigned(as, { sub: "somebody-else" }))),
  },
  "signature-of-zeros": {
    title: "a token with a signature of zeros (RFC 7515 §5.2)",
    risk: ANYBODY,
    severity: "critical",
    reason: "signature_invalid",
    make: (as, { claims }) => {
      const token = issueSigned(as, claims);
      return withSignature(token, Buffer.alloc(signatureOf(token).length));
    },
  },
  "signature-cut": {
    title: "a token with half of its signature (RFC 7515 §5.2)",
    risk: "Where half is enough, nothing may be.",
    severity: "critical",
    reason: "signature_invalid",
    make: (as, { claims }) => {
      const token = issueSigned(as, claims);
      const signature = signatureOf(token);
      return withSignature(token, signature.subarray(0, signature.length / 2));
    },
  },
  "signature-in-der": {
    title: "a token with its signature in DER (RFC 7518 §3.4)",
    risk: "One token has two spellings, so a list of revoked tokens can be got around.",
    severity: "low",
    reason: "signature_invalid",
    make: (as, { claims }) => {
      const token = issueSigned(as, claims);
      const signature = signatureOf(token);
      return withSignature(
        token,
        as.signingKey.algorithm.startsWith("ES") ? toDerSignature(signature) : der(OCTET_STRING, signature),
      );
    },
  },
  "claims-rewritten": {
    title: "a token whose claims were written anew after signing, with the same meaning (RFC 7515 §5.2)",
    risk: "The signature is checked over something else than what was sent.",
    severity: "medium",
    reason: "signature_invalid",
    make: (as, { claims }) => {
      const { encoded, claims: content } = goodParts(as, claims);
      const spaced = Buffer.from(JSON.stringify(content, null, 1)).toString("base64url");
      return [encoded[0], spaced, encoded[2]].join(".");
    },
  },
};

/** Tokens whose signature is not that of the issuer over what they say. */
export const signatureDefects: readonly TokenDefect<SignatureDefectId>[] = describeTokens("signature", rows);

/** What is changed comes last, so that the token begins as it did. */
function tamper(token: string, changes: Claims): string {
  const { header, claims, encoded } = takeApart(token);
  return `${signingInput(header, { ...claims, ...changes })}.${encoded[2]}`;
}

function withSignature(token: string, signature: Uint8Array): string {
  const [header, payload] = takeApart(token).encoded;
  return [header, payload, Buffer.from(signature).toString("base64url")].join(".");
}

function signatureOf(token: string): Buffer {
  return Buffer.from(takeApart(token).encoded[2], "base64url");
}

const OCTET_STRING = 0x04;
