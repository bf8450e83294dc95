import type { Complaint, Finding } from "./finding.js";
import type { AuditReport, SkippedStep } from "./report.js";
import { createReport } from "./report.js";

/** What an audit has seen so far. */
export interface AuditNotes {
  /** What was sent had these faults; none of them is how it should be. */
  readonly add: (id: string, complaints: readonly Complaint[]) => void;
  /** Something to know that is held against nobody. */
  readonly remark: (id: string, complaints: readonly Complaint[]) => void;
  readonly skip: (id: string, reason: string) => void;
  /** It was accepted on purpose. */
  readonly allow: (id: string, reason: string) => void;
  /** A good token has been accepted again: what was refused meanwhile was refused for what was wrong with it. */
  readonly confirm: () => void;
  /** A good token was refused: what was refused since {@link confirm} proves nothing. */
  readonly doubt: (reason: string) => void;
  readonly toReport: (subject: string) => AuditReport;
}

export function createNotes(): AuditNotes {
  const findings: Found = new Map();
  const remarks: Found = new Map();
  const skipped: SkippedStep[] = [];
  const allowed: SkippedStep[] = [];
  const passed: string[] = [];
  let refused: string[] = [];

  return {
    add: (id, complaints) => {
      for (const complaint of complaints) note(findings, id, complaint);
      if (complaints.length === 0) refused.push(id);
    },
    remark: (id, complaints) => {
      for (const complaint of complaints) note(remarks, id, complaint);
    },
    skip: (id, reason) => void skipped.push({ id, reason }),
    allow: (id, reason) => void allowed.push({ id, reason }),
    confirm: () => {
      passed.push(...refused);
      refused = [];
    },
    doubt: (reason) => {
      skipped.push(...refused.map((id) => ({ id, reason })));
      refused = [];
    },
    toReport: (subject) => {
      const [found, remarked] = [[...findings.values()], [...remarks.values()]];
      return createReport(subject, { findings: found, notes: remarked, passed, skipped, allowed });
    },
  };
}

/** By what they say. */
type Found = Map<string, Finding & { readonly also: string[] }>;

function note(found: Found, id: string, complaint: Complaint): void {
  const { category, severity, says } = complaint;
  const key = JSON.stringify([category, severity, says]);
  const known = found.get(key);
  if (known === undefined) found.set(key, { defect: id, also: [], ...complaint });
  else if (known.defect !== id && !known.also.includes(id)) known.also.push(id);
}
