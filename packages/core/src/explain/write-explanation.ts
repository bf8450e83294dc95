import { toMarkdownTable } from "../internal/markdown-table.js";
import type { ExplainedStep, Explanation, ShownMember } from "./explanation.js";

type Written = Omit<Explanation, "toString" | "toMarkdown">;

/** The lines of an explanation, in columns. */
export function writeText(explanation: Written): string {
  const { steps, header, claims } = explanation;
  const firstOpen = steps.findIndex(isOpen);
  const lines = steps.flatMap((step, index) => [
    ...(index === firstOpen ? ["", `  ${UNPROVEN}`, ""] : []),
    `  ${VERDICTS[step.verdict]}  ${step.step.padEnd(LONGEST_STEP)}  ${step.says}${inBrackets(step)}`,
  ]);
  return [
    toHeadline(explanation),
    "",
    ...lines,
    ...listMembers("header", header),
    ...listMembers("claims", claims),
  ].join("\n");
}

/** The same as tables. */
export function writeMarkdown(explanation: Written): string {
  const { steps, header, claims } = explanation;
  const rows = steps.map((step) => [
    step.step,
    `${step.verdict}${isOpen(step) ? " (not proven)" : ""}`,
    step.says,
    [step.reason, step.source].filter((part) => part !== undefined).join(", "),
  ]);
  const members = [
    ...header.map(({ name, shows }) => ["header", name, shows]),
    ...claims.map(({ name, shows }) => ["claim", name, shows]),
  ];
  return [
    `**${toHeadline(explanation)}**`,
    toMarkdownTable(["step", "verdict", "what was found", "reason, source"], rows),
    ...(steps.some(isOpen) ? [UNPROVEN] : []),
    ...(members.length > 0 ? [toMarkdownTable(["where", "name", "shows"], members)] : []),
  ].join("\n\n");
}

function toHeadline({ outcome, reason, tokenKind }: Written): string {
  const because = reason === undefined ? "" : `: ${reason}`;
  return `${outcome}${because}${tokenKind === undefined ? "" : ` (it is: ${tokenKind})`}`;
}

function inBrackets({ verdict, reason, source }: ExplainedStep): string {
  const shown = verdict === "failed" ? [reason, source].filter((part) => part !== undefined) : [];
  return shown.length === 0 ? "" : ` [${shown.join(", ")}]`;
}

function listMembers(title: string, members: readonly ShownMember[]): string[] {
  if (members.length === 0) return [];
  const width = Math.min(24, Math.max(...members.map(({ name }) => name.length)));
  return ["", title, ...members.map(({ name, shows }) => `  ${name.padEnd(width)}  ${shows}`)];
}

/** A verdict that holds only if the token is genuine. */
function isOpen({ verdict, proven }: ExplainedStep): boolean {
  return !proven && (verdict === "passed" || verdict === "failed");
}

const VERDICTS: Readonly<Record<ExplainedStep["verdict"], string>> = {
  passed: "passed ",
  failed: "FAILED ",
  unknown: "UNKNOWN",
  skipped: "skipped",
};
const LONGEST_STEP = "required_claims".length;
const UNPROVEN =
  "The signature was not found good. What follows is judged as if the token were genuine, and proves nothing.";
