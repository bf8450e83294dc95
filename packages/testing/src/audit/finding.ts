import type { Severity } from "../defects/defect.js";

/** What kind of fault an audit found. */
export type FindingCategory =
  /** What must be refused was accepted. */
  | "accepted_bad"
  /** What must be accepted was refused. */
  | "refused_good"
  /** It was refused, with a status that misleads. */
  | "wrong_status"
  /** It was refused, and the client is not told how to do better (RFC 9110 §11.6.1). */
  | "missing_challenge"
  /** There is a challenge that clients cannot read, or that says something else. */
  | "malformed_challenge"
  /** The answer tells what is nobody's business. */
  | "leak"
  /** The authorization server failed, and a client was told something else. */
  | "outage_answer"
  /** It could not be seen how the API does: a note, never a finding. */
  | "not_tried"
  /** The option `allow` names what the API refuses: a note, never a finding. */
  | "needless_allow";

/** One fault of the API. */
export interface Finding {
  /** The id of what was sent. */
  readonly defect: string;
  /** The ids of what had the same answer afterwards. */
  readonly also: readonly string[];
  readonly severity: Severity;
  readonly category: FindingCategory;
  /** What is wrong, and what comes of it. */
  readonly says: string;
  readonly expected: string;
  /** Holds no token. */
  readonly got: string;
}

/** A fault, of which it is not said yet what showed it. */
export type Complaint = Omit<Finding, "defect" | "also">;
