import type { Ask } from "./ask.js";
import type { AttackerPlace } from "./attacker-place.js";
import type { AuditSetting } from "./audit-options.js";
import type { Complaint } from "./finding.js";

/** What a step works with. */
export interface AuditTools {
  readonly setting: AuditSetting;
  readonly ask: Ask;
  /** `undefined` if there is none, for the API could not ask it. */
  readonly attacker: AttackerPlace | undefined;
}

/** Something to send, and what is wrong with what comes back. */
export interface AuditStep {
  readonly id: string;
  /** Whether every API must do as is expected. Default: `must`. */
  readonly level?: "must" | "may";
  /** Why it is not to be sent; asked when its turn has come. `undefined` if it is. */
  readonly skipReason: () => string | undefined;
  /** What nobody knows of the API if it cannot be tried: then there is a note about it. */
  readonly unseen?: string;
  /** Gives a text if it cannot be tried, that says why. */
  readonly run: (tools: AuditTools) => Promise<readonly Complaint[] | string>;
}
