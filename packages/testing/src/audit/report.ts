import type { Severity } from "../defects/defect.js";
import type { Finding } from "./finding.js";

/** Something that was not judged, or not held against the API. */
export interface SkippedStep {
  readonly id: string;
  readonly reason: string;
}

/** What an audit found, as it goes into JSON. */
export interface AuditResult {
  /** The worst first. */
  readonly findings: readonly Finding[];
  /**
   * What was accepted, and an RFC lets an API accept (with the option `strict` these are findings); what could not be tried, so that
   * nobody knows; and what `allow` names for nothing. The worst first.
   */
  readonly notes: readonly Finding[];
  /** The ids of what was answered as it should be. */
  readonly passed: readonly string[];
  /** What was not sent, or proves nothing, and why. */
  readonly skipped: readonly SkippedStep[];
  /** What was accepted on purpose, as the option `allow` says. */
  readonly allowed: readonly SkippedStep[];
}

/** What an audit found. */
export interface AuditReport extends AuditResult {
  /** For people: a paragraph for each finding, then what was skipped. */
  toString(): string;
  toJSON(): AuditResult;
}

/** @param subject - What was audited, such as `GET /orders`. */
export function createReport(subject: string, result: AuditResult): AuditReport {
  const ordered = { ...result, findings: sortWorstFirst(result.findings), notes: sortWorstFirst(result.notes) };
  return { ...ordered, toString: () => writeReport(subject, ordered), toJSON: () => ordered };
}

function sortWorstFirst(findings: readonly Finding[]): readonly Finding[] {
  return findings.toSorted((one, other) => RANKS[one.severity] - RANKS[other.severity]);
}

function writeReport(subject: string, { findings, notes, passed, skipped, allowed }: AuditResult): string {
  const counts = [
    countFindings(findings),
    ...(notes.length === 0 ? [] : [`${notes.length} ${notes.length === 1 ? "note" : "notes"}`]),
    `${passed.length} passed`,
    `${skipped.length} skipped`,
    ...(allowed.length === 0 ? [] : [`${allowed.length} allowed`]),
  ];
  return [
    `Audit of ${subject}: ${counts.join(", ")}`,
    ...findings.map(writeFinding),
    ...notes.map((finding) => `note: ${writeFinding(finding)}`),
    ...skipped.map(({ id, reason }) => `skipped: ${id}: ${reason}`),
    ...allowed.map(({ id, reason }) => `allowed: ${id}: ${reason}`),
  ].join("\n");
}

function writeFinding({ defect, also, severity, category, says, expected, got }: Finding): string {
  const others = also.length === 0 ? "" : ` and ${also.length} more (${also.join(", ")})`;
  return `${severity}: ${category}: ${defect}${others}: ${says}\n  expected ${expected}; got ${got}`;
}

function countFindings(findings: readonly Finding[]): string {
  if (findings.length === 0) return "no finding";
  const severities = (Object.keys(RANKS) as Severity[]).flatMap((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return count === 0 ? [] : [`${count} ${severity}`];
  });
  return `${findings.length} ${findings.length === 1 ? "finding" : "findings"} (${severities.join(", ")})`;
}

const RANKS: Readonly<Record<Severity, number>> = { critical: 0, high: 1, medium: 2, low: 3 };
