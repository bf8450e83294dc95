import { readCompact } from "../compact-jws.js";
import { presentToken } from "../defects/find-form.js";
import { goodTokens } from "../defects/good-tokens.js";
import type { GoodToken } from "../defects/good-tokens.js";
import type { Asked } from "./ask.js";
import { GOOD_OPAQUE_ID } from "./audit-ids.js";
import type { AuditSetting } from "./audit-options.js";
import type { AuditStep } from "./audit-step.js";
import type { Complaint } from "./finding.js";

/** The forms of a good token that every API must accept. The first of them is not among these: nothing is audited without it. */
export function planGoodForms({ source, issuesOpaque }: AuditSetting): readonly AuditStep[] {
  return goodTokens
    .filter(({ id, level }) => id !== "good-token" && level === "must")
    .map((good) => ({
      id: good.id,
      skipReason: () => {
        if (good.form === "typed" && !isTyped(source.issue())) return "the issuer's tokens have another type";
        return good.form === "signed" && issuesOpaque ? "the issuer's tokens are opaque" : undefined;
      },
      run: async ({ ask }) => judgeGood(await ask(good.make(source)), good),
    }));
}

/** An opaque token that is good. */
export function planGoodOpaque({ source }: AuditSetting, onAccepted: () => void): AuditStep {
  return {
    id: GOOD_OPAQUE.id,
    skipReason: () => undefined,
    run: async ({ ask }) => {
      const asked = await ask(presentToken(source.issueOpaque()));
      if (asked.isAccepted) onAccepted();
      return judgeGood(asked, GOOD_OPAQUE);
    },
  };
}

function judgeGood(
  { isAccepted, got }: Asked,
  { title, severity }: Pick<GoodToken, "title" | "severity">,
): readonly Complaint[] {
  if (isAccepted) return [];
  const says = `The API refuses ${title}. Clients that do nothing wrong are locked out.`;
  return [{ category: "refused_good", severity, says, expected: "that it is accepted", got }];
}

function isTyped(token: string): boolean {
  const typ = readCompact(token)?.header["typ"];
  return typeof typ === "string" && /^(?:application\/)?at\+jwt$/iu.test(typ);
}

const GOOD_OPAQUE = {
  id: GOOD_OPAQUE_ID,
  title: "an opaque access token (RFC 7662 §2.2)",
  severity: "high",
} as const;
