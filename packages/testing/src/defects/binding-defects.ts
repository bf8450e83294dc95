import { randomBytes } from "node:crypto";
import { describeTokens } from "./defect.js";
import type { DefectRow, TokenDefect } from "./defect.js";
import { issueSigned } from "./token-parts.js";

/** Access tokens that are bound to a key, and are presented without it. */
export type BindingDefectId = "bound-to-key" | "bound-to-certificate" | "bound-to-unknown" | "bound-to-nothing";

const STOLEN = "Who steals the token can use it, although its issuer saw to it that he cannot.";

const rows: Readonly<Record<BindingDefectId, DefectRow<string>>> = {
  "bound-to-key": {
    title: "an access token bound to a key, presented without a proof (RFC 9449 §7.2)",
    risk: STOLEN,
    severity: "high",
    reason: "binding_required",
    make: (as, { claims }) => as.issue({ cnf: { jkt: thumbprint() }, ...claims }),
  },
  "bound-to-certificate": {
    title: "an access token bound to a certificate, presented without it (RFC 8705 §3)",
    risk: STOLEN,
    severity: "high",
    reason: "binding_required",
    make: (as, { claims }) => as.issue({ cnf: { "x5t#S256": thumbprint() }, ...claims }),
  },
  "bound-to-unknown": {
    title: "an access token bound in a way that nobody knows (RFC 7800 §3.1)",
    risk: STOLEN,
    severity: "medium",
    reason: "binding_required",
    make: (as, { claims }) => as.issue({ cnf: { "urn:example:method": thumbprint() }, ...claims }),
  },
  "bound-to-nothing": {
    title: "an access token that is bound, and does not say to what (RFC 7800 §3.1)",
    risk: "A binding that cannot be read counts as none.",
    severity: "low",
    reason: "binding_required",
    // In an answer of introspection a member that is null may stand for one that is not there.
    make: (as, { claims }) => issueSigned(as, { cnf: null, ...claims }),
  },
};

/** Access tokens that are bound to a key, and are presented without it. */
export const bindingDefects: readonly TokenDefect<BindingDefectId>[] = describeTokens("binding", rows);

function thumbprint(): string {
  return randomBytes(32).toString("base64url");
}
