import type { Claims } from "../token-maker.js";
import { describeTokens } from "./defect.js";
import type { DefectRow, Severity, TokenDefect } from "./defect.js";
import { otherCase } from "./other-case.js";

/** Access tokens that do not grant what the route asks for: the scope of the issuer. */
export type ScopeDefectId =
  | "wrong-scope"
  | "scope-missing"
  | "scope-empty"
  | "scope-longer"
  | "scope-shorter"
  | "scope-within"
  | "scope-in-other-case"
  | "scope-wildcard"
  | "scope-after-comma"
  | "scope-after-tab"
  | "scope-in-list-element"
  | "scope-in-nested-list"
  | "scope-as-member"
  | "scope-in-second-claim"
  | "scope-in-roles";

const EVERY_CLIENT = "Every client can do what only some were given leave to.";
const ALIKE = "A scope that merely resembles another one grants it.";
const ELSEWHERE = "What the claim of the scopes does not say is looked for elsewhere.";

const rows: Readonly<Record<ScopeDefectId, DefectRow<string>>> = {
  "wrong-scope": withClaims(
    { title: "an access token with another scope (RFC 6750 §3.1)", severity: "critical", risk: EVERY_CLIENT },
    () => ({ scope: OTHER_SCOPE }),
  ),
  "scope-missing": withClaims(
    { title: "an access token without a scope (RFC 6750 §3.1)", severity: "critical", risk: EVERY_CLIENT },
    () => ({ scope: undefined }),
  ),
  "scope-empty": withClaims(
    { title: "an access token whose scope is empty (RFC 6749 §3.3)", severity: "critical", risk: EVERY_CLIENT },
    () => ({ scope: "" }),
  ),
  "scope-longer": withClaims(
    { title: "an access token with a scope that begins like the right one (RFC 6749 §3.3)", severity: "high" },
    (scope) => ({ scope: each(scope, (one) => `${one}write`) }),
  ),
  "scope-shorter": withClaims(
    { title: "an access token with a scope that the right one begins with (RFC 6749 §3.3)", severity: "high" },
    (scope) => ({ scope: each(scope, (one) => one.slice(0, -1)) }),
  ),
  "scope-within": withClaims(
    { title: "an access token with a scope that has the right one in it (RFC 6749 §3.3)", severity: "high" },
    (scope) => ({ scope: each(scope, (one) => `not:${one}:all`) }),
  ),
  "scope-in-other-case": withClaims(
    { title: "an access token with a scope in another case (RFC 6749 §3.3)", severity: "medium" },
    (scope) => ({ scope: each(scope, otherCase) }),
  ),
  "scope-wildcard": withClaims(
    { title: "an access token with a star for a scope (RFC 6749 §3.3)", severity: "medium" },
    () => ({ scope: "*" }),
  ),
  "scope-after-comma": withClaims(
    { title: "an access token whose scopes are separated by commas (RFC 6749 §3.3)", severity: "low" },
    (scope) => ({ scope: [OTHER_SCOPE, ...scope.split(" ")].map((one) => `${one},x`).join(",") }),
  ),
  "scope-after-tab": withClaims(
    { title: "an access token whose scopes are separated by tabs (RFC 6749 §3.3)", severity: "low" },
    (scope) => ({ scope: [OTHER_SCOPE, ...scope.split(" "), "x"].join("\t") }),
  ),
  "scope-in-list-element": withClaims(
    { title: "an access token with several scopes in one element of a list (RFC 6749 §3.3)", severity: "low" },
    (scope) => ({ scope: [`${OTHER_SCOPE} ${scope}`] }),
  ),
  "scope-in-nested-list": withClaims(
    { title: "an access token whose scope is in a list within a list (RFC 6749 §3.3)", severity: "low" },
    (scope) => ({ scope: [scope.split(" ")] }),
  ),
  "scope-as-member": withClaims(
    { title: "an access token whose scope is the name of a member (RFC 6749 §3.3)", severity: "low" },
    (scope) => ({ scope: Object.fromEntries(scope.split(" ").map((one) => [one, true])) }),
  ),
  "scope-in-second-claim": withClaims(
    {
      title: "an access token whose scope is in scp, while scope says another one (RFC 9068 §2.2.3)",
      severity: "medium",
      risk: ELSEWHERE,
    },
    (scope) => ({ scope: OTHER_SCOPE, scp: scope.split(" "), scopes: scope.split(" ") }),
  ),
  "scope-in-roles": withClaims(
    {
      title: "an access token whose roles and permissions are named like the scope (RFC 9068 §2.2.3)",
      severity: "medium",
      risk: ELSEWHERE,
    },
    (scope) => {
      const names = scope.split(" ");
      return { scope: OTHER_SCOPE, roles: names, groups: names, permissions: names, entitlements: names };
    },
  ),
};

/** Access tokens that do not grant what the route asks for. */
export const scopeDefects: readonly TokenDefect<ScopeDefectId>[] = describeTokens("scope", rows);

interface ScopeRow {
  readonly title: string;
  readonly severity: Severity;
  readonly risk?: string;
}

function withClaims({ title, severity, risk = ALIKE }: ScopeRow, change: (scope: string) => Claims): DefectRow<string> {
  return {
    title,
    risk,
    severity,
    reason: "scope_insufficient",
    make: (as, { claims }) => as.issue({ ...change(as.scope), ...claims }),
  };
}

function each(scope: string, change: (one: string) => string): string {
  return scope.split(" ").map(change).join(" ");
}

const OTHER_SCOPE = "other:scope";
