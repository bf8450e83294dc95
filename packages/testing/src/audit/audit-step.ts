import type { Ask } from "./ask.js";
import type { AttackerPlace } from "./attacker-place.js";
import type { AuditSetting } from "./audit-options.js";
import type { Complaint } from "./finding.js";

/** What a step works with. */
export interface AuditTools {
  readonly setting: AuditSetting;
  readonly ask: Ask;
  readonly attacker: AttackerPlace;
}

/** Something to send, and what is wrong with what comes back. */
export interface AuditStep {
  readonly id: string;
  /** Whether every API must do as is expected. Default: `must`. */
  readonly level?: "must" | "may";
  /** Why it is not to be sent; asked when its turn has come. `undefined` if it is. */
  readonly skipReason: () => string | undefined;
  /** Gives a text if it cannot be sent at all, that says why. */
  readonly run: (tools: AuditTools) => Promise<readonly Complaint[] | string>;
}
