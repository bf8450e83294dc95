import { randomBytes } from "node:crypto";
import { describeTokens } from "./defect.js";
import type { DefectRow, TokenDefect } from "./defect.js";
import { goodParts, issueSigned, signAsIssuer } from "./token-parts.js";

/** Tokens that are no JWT, or one in another spelling. But for the first three, signed by the issuer. */
export type StructureDefectId =
  | "unknown-token"
  | "two-parts"
  | "empty-payload"
  | "four-parts"
  | "five-parts"
  | "disclosures"
  | "padded"
  | "standard-alphabet"
  | "loose-bits"
  | "critical-extension"
  | "unencoded-payload"
  | "encryption-header"
  | "nested-token"
  | "claims-in-list"
  | "claim-twice"
  | "claim-twice-escaped"
  | "header-twice";

const TWO_READINGS = "Two readers of one token see two different things in it.";
const SPELLINGS = "One token has two spellings, so a list of revoked tokens can be got around.";

const rows: Readonly<Record<StructureDefectId, DefectRow<string>>> = {
  "unknown-token": {
    title: "a token that nobody issued (RFC 6750 §3.1)",
    risk: "Anything gets in that looks like a token.",
    severity: "critical",
    reason: "malformed_token",
    api: "jwt",
    make: () => randomBytes(32).toString("base64url"),
  },
  "two-parts": {
    title: "a token without the part for its signature (RFC 7515 §7.1)",
    risk: "Anybody can write tokens.",
    severity: "critical",
    reason: "malformed_token",
    make: (as, { claims }) => issueSigned(as, claims).split(".").slice(0, 2).join("."),
  },
  "empty-payload": {
    title: "a token without claims (RFC 7519 §7.2)",
    risk: "What is not said is taken for granted.",
    severity: "critical",
    reason: "malformed_token",
    make: (as) => {
      const [header, , signature] = goodParts(as).encoded;
      return `${header}..${signature}`;
    },
  },
  "four-parts": respelled("a token with a fourth part (RFC 7515 §7.1)", (token) => `${token}.`),
  "five-parts": respelled("a token in five parts (RFC 7516 §9)", (token) => `${token}.AA.AA`),
  disclosures: respelled("a token with disclosures (RFC 7515 §2)", (token) => `${token}~`),
  padded: respelled("a token with padding after its signature (RFC 7515 §2)", (token) => `${token}=`),
  "standard-alphabet": {
    ...respelled("a token in the alphabet of plain base64 (RFC 7515 §2)", (token) => token),
    make: (as, { claims }) => {
      // One in which the alphabets differ, which is the first or second. Some issuers always sign the same claims in the same way.
      for (let attempt = 0; ; attempt += 1) {
        const changes = attempt === 0 ? claims : { ...claims, attempt };
        const [header, payload, signature] = goodParts(as, changes).encoded;
        const respelling = signature.replaceAll("-", "+").replaceAll("_", "/");
        if (respelling !== signature) return [header, payload, respelling].join(".");
      }
    },
  },
  "loose-bits": {
    ...respelled("a token with bits left over after its signature (RFC 4648 §3.5)", (token) => token),
    level: "may",
    make: (as, { claims }) => {
      const token = issueSigned(as, claims);
      // Where no bits are left over, a character more is six of them.
      if (goodParts(as).encoded[2].length % 4 === 0) return `${token}A`;
      // The next character stands for the same bits that count: those left over were zero.
      return token.slice(0, -1) + (ALPHABET[ALPHABET.indexOf(token.at(-1) ?? "") + 1] ?? "");
    },
  },
  "critical-extension": {
    title: "a token with an extension that must be understood (RFC 7515 §4.1.11)",
    risk: "What the issuer declared to be essential is passed over.",
    severity: "medium",
    reason: "malformed_token",
    make: (as, { claims }) => as.issue(claims, { header: { crit: ["x-restricted"], "x-restricted": true } }),
  },
  "unencoded-payload": {
    title: "a token whose header says that its claims are not encoded (RFC 7797 §7)",
    risk: TWO_READINGS,
    severity: "low",
    // Who does not know the parameter ignores it (RFC 7515 §4).
    level: "may",
    reason: "malformed_token",
    make: (as, { claims }) => as.issue(claims, { header: { b64: false } }),
  },
  "encryption-header": {
    title: "a signed token with the header of an encrypted one (RFC 7516 §9)",
    risk: TWO_READINGS,
    severity: "low",
    level: "may",
    reason: "malformed_token",
    make: (as, { claims }) => as.issue(claims, { header: { enc: "A256GCM", zip: "DEF" } }),
  },
  "nested-token": {
    title: "a token within a token (RFC 7519 §5.2)",
    risk: "What the signature outside says of the token inside is anybody's guess.",
    severity: "medium",
    reason: "malformed_token",
    make: (as, { claims }) => signAsIssuer(as, { ...goodParts(as).header, cty: "JWT" }, issueSigned(as, claims)),
  },
  "claims-in-list": rewritten("a token whose claims are in a list (RFC 7519 §7.2)", (text) => `[${text}]`),
  // The last of several may count, or all be refused.
  "claim-twice": {
    ...rewritten("a claim that is there twice (RFC 7519 §4)", (text) => text.replace("{", `{"sub":"root",`)),
    level: "may",
  },
  "claim-twice-escaped": {
    ...rewritten("a claim that is there twice, once with an escape (RFC 7519 §4)", (text) =>
      text.replace("{", String.raw`{"s\u0075b":"root",`),
    ),
    level: "may",
  },
  "header-twice": {
    title: "a header parameter that is there twice (RFC 7515 §4)",
    risk: TWO_READINGS,
    severity: "low",
    level: "may",
    reason: "malformed_token",
    make: (as, { claims }) => {
      const { header, claims: content } = goodParts(as, claims);
      return signAsIssuer(as, JSON.stringify(header).replace("{", `{"alg":"none",`), content);
    },
  },
};

/** Tokens that are no JWT, or one in another spelling. */
export const structureDefects: readonly TokenDefect<StructureDefectId>[] = describeTokens("structure", rows);

/** A good token, spelled in another way. */
function respelled(title: string, respell: (token: string) => string): DefectRow<string> {
  return {
    title,
    risk: SPELLINGS,
    severity: "low",
    reason: "malformed_token",
    make: (as, { claims }) => respell(issueSigned(as, claims)),
  };
}

/** A token whose claims are not what they are in a good one, to the letter. */
function rewritten(title: string, rewrite: (text: string) => string): DefectRow<string> {
  return {
    title,
    risk: TWO_READINGS,
    severity: "low",
    reason: "malformed_token",
    make: (as, { claims }) => {
      const { header, claims: content } = goodParts(as, claims);
      return signAsIssuer(as, header, rewrite(JSON.stringify(content)));
    },
  };
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
