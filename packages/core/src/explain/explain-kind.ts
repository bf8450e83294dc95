import { judgeTokenKind, type KindVerdict } from "../token-kind/judge-token-kind.js";
import type { TokenKindEvidence } from "../token-kind/rule.js";
import { checkTokenKind } from "../token-kind/token-kind.js";
import type { TrustedIssuer } from "../trusted-issuer.js";
import type { StepList } from "./step-list.js";

/** The step that tells an access token from all other JWTs: which rule decided, by which marks, and what would change it. */
export function explainKind(evidence: TokenKindEvidence, { tokenKind }: TrustedIssuer, steps: StepList): void {
  const verdict = judgeTokenKind(evidence);
  steps.judge("kind", {
    answer: checkTokenKind(evidence, tokenKind),
    passes: `${describeVerdict(verdict)}; ${verdict.verdict === "access" ? `tokenKind is "${tokenKind}"` : describeGrace(verdict, tokenKind)}`,
    source: verdict.source,
  });
}

/** What the form of a token shows, for one that no policy can be asked about. */
export function describeShownKind(evidence: Pick<TokenKindEvidence, "typ" | "claims" | "audience">): string {
  const nothing = new Set<string>();
  return describeVerdict(
    judgeTokenKind({
      ...evidence,
      issuer: "",
      acceptedTypes: nothing,
      idTokenAudiences: nothing,
      ignoreIdTokenEvidence: false,
    }),
  );
}

function describeVerdict({ verdict, rule, says, spoke }: KindVerdict): string {
  const marks = spoke.length === 0 ? "" : ` (${spoke.join(", ")})`;
  return `${rule === "none" ? "no rule" : rule}: ${says}${marks}, so it is ${WORDS[verdict]}`;
}

function describeGrace({ leansIdToken }: KindVerdict, tokenKind: string): string {
  return leansIdToken
    ? `tokenKind "${tokenKind}" takes it nevertheless, "balanced" would not`
    : `tokenKind "${tokenKind}" takes it nevertheless, "strict" would not`;
}

const WORDS: Readonly<Record<KindVerdict["verdict"], string>> = {
  access: "an access token",
  not_access: "no access token",
  undecided: "undecided",
};
