import { presentToken } from "../defects/find-form.js";
import { nowOf } from "../defects/token-parts.js";
import type { Claims } from "../token-maker.js";
import type { AuditSetting } from "./audit-options.js";
import type { AuditStep, AuditTools } from "./audit-step.js";
import { judgeDefect, toExpected } from "./defect-steps.js";
import type { Judged } from "./defect-steps.js";
import type { Complaint } from "./finding.js";
import {
  CLOCK_NOT_SHARED,
  CLOCK_STANDS,
  passTime,
  SHORT_LIFE_SECONDS,
  UNTIL_OVER_SECONDS,
  waitSeconds as wait,
} from "./pass-time.js";

/** A token that was accepted expires: what is remembered of it must not live on. */
export function planExpiry({ opaque, issuesOpaque }: AuditSetting, isOpaqueTaken: () => boolean): readonly AuditStep[] {
  return [
    {
      id: DEFECT.id,
      unseen: "whether the API forgets a token that it has accepted once that has expired",
      skipReason: () => undefined,
      run: async (tools) => {
        const { source } = tools.setting;
        const first = await outlive(tools, (claims) => source.issue(claims));
        if (typeof first === "string" || !opaque || issuesOpaque || !isOpaqueTaken()) return first;
        const second = await outlive(tools, (claims) => source.issueOpaque(claims));
        return typeof second === "string" ? first : [...first, ...second];
      },
    },
  ];
}

type Issue = (claims: Claims) => string;

async function outlive(tools: AuditTools, issue: Issue): Promise<readonly Complaint[] | string> {
  const { ask, setting } = tools;
  const { clock, waitSeconds, source } = setting;
  if (clock === undefined && waitSeconds === undefined) return `${CLOCK_STANDS}, or set waitSeconds`;
  const life = clock === undefined ? Math.max(1, Math.floor((waitSeconds ?? 0) - 1)) : SHORT_LIFE_SECONDS;
  const exp = nowOf(source) + life;
  const token = issue({ exp });
  // What is remembered may be so only at second sight.
  for (const time of ["first", "second"]) {
    const { isAccepted, got } = await ask(presentToken(token));
    if (!isAccepted) return `the API refuses a token that lives ${life} s, the ${time} time: ${got}`;
  }
  if (clock === undefined) {
    if (!(await waitUntilOver(tools, issue, exp))) return LENIENT;
  } else if (!(await passTime(tools, UNTIL_OVER_SECONDS))) return CLOCK_NOT_SHARED;
  return judgeDefect(await ask(presentToken(token)), DEFECT, setting);
}

/** Whether the API takes a token that it has never seen for expired by then: that it is lenient is found elsewhere. */
async function waitUntilOver({ ask, setting }: AuditTools, issue: Issue, exp: number): Promise<boolean> {
  const unseen = issue({ exp });
  await wait(Math.max(0, exp - setting.source.clock.now()) + 0.05);
  return !(await ask(presentToken(unseen))).isAccepted;
}

const DEFECT: Judged = {
  id: "expired-after-acceptance",
  title: "a token that has expired since it was accepted (RFC 7519 §4.1.4)",
  risk: "What was accepted once is remembered for longer than it is good: a token that was stolen can be used for ever.",
  severity: "critical",
  expected: toExpected("token_expired"),
};

const LENIENT =
  "the API is lenient with clocks, and would have to be watched for as long; use an issuer with manualClock()";
