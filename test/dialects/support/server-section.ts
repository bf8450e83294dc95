import type { Shape } from "@ostiary/testing/dialects";
import { listIssuers, type Verdict } from "./judge.js";
import { tabulateSettings } from "./preset-settings.js";
import { findRequiredClaims } from "./reports.js";
import type { Trial } from "./robustness.js";
import type { JudgedDialect, JudgedShape } from "./run-corpus.js";
import { readSample } from "./sample.js";
import { toMarkdown } from "./tables.js";

/** What `docs/issuers.md` says of one server: how to trust it, what that takes, and what is not certain. */
export function writeServer({ dialect, place, shapes }: JudgedDialect, removals: readonly Trial[]): string {
  const { server, notes, uncertain } = dialect;
  const tokens = shapes.map((judged) => toRow(judged));
  return [
    `### ${server}`,
    `\`\`\`ts\n${readSample(place)}\`\`\``,
    ...writeList("", notes),
    ...writeSettings(dialect),
    toMarkdown({ head: ["token", "is", "without a preset", "with it"], rows: tokens }),
    ...writeRefused(dialect.shapes),
    ...writeGaps(dialect.shapes),
    ...writeRequired(findRequiredClaims(removals, server)),
    ...writeList("Not certain:", uncertain),
  ].join("\n\n");
}

/** The anchor that a heading gets. */
export function toAnchor(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}_ -]/gu, "")
    .trim()
    .replaceAll(" ", "-");
}

function writeSettings({ options, preset, server }: JudgedDialect["dialect"]): readonly string[] {
  const issuers = listIssuers(options);
  const [issuer] = issuers;
  if (issuer === undefined) throw new Error(`${server} has no issuer`);
  if (Reflect.ownKeys(issuer).length === 1) return [];
  const whose = issuers.length === 1 ? "" : `, for the first of ${issuers.length} issuers`;
  return [`What \`${preset}()\` gives${whose}:`, toMarkdown(tabulateSettings(issuer))];
}

function toRow({ shape, verdicts, rules }: JudgedShape): readonly string[] {
  return [
    ...[shape.token, nameKind(shape)],
    ...(["balanced", "preset"] as const).map((setUp) => showOutcome(verdicts[setUp], rules[setUp])),
  ];
}

function nameKind({ kind, format = "jwt" }: Shape): string {
  const name = kind.replaceAll("_", " ").replace(/^id /, "ID ").replace("dpop", "DPoP").replace("jwt", "JWT");
  return format === "opaque" ? `${name}, opaque` : name;
}

function showOutcome(verdict: Verdict, rule: string | undefined): string {
  if (verdict.accepted) return rule === undefined ? "taken" : `taken, ${showRule(rule)}`;
  return verdict.rule === undefined ? `\`${verdict.reason}\`` : showRule(verdict.rule);
}

function showRule(rule: string): string {
  return `\`${rule}\``;
}

/** Which access tokens are refused, and why that is right: tokens with one reason together. */
function writeRefused(shapes: readonly Shape[]): readonly string[] {
  const reasons = new Set(shapes.flatMap(({ refused }) => refused?.because ?? []));
  return [...reasons].map((because) => {
    const tokens = shapes.filter((shape) => shape.refused?.because === because).map(({ token }) => token);
    return `**Refused on purpose:** ${because} (${tokens.join("; ")}).`;
  });
}

/** What the preset takes that it ought not to, and why: tokens with one reason together. */
function writeGaps(shapes: readonly Shape[]): readonly string[] {
  const gaps = new Set(shapes.flatMap(({ gap }) => gap ?? []));
  return [...gaps].map((gap) => {
    const tokens = shapes.filter((shape) => shape.gap === gap).map(({ token }) => token);
    return `**A gap:** ${gap} (${tokens.join("; ")})`;
  });
}

function writeRequired(claims: readonly string[]): readonly string[] {
  if (claims.length === 0) return [];
  const names = claims.map((name) => `\`${name}\``).join(", ");
  return [`With it access tokens are refused, or some of them, without \`iss\`, \`exp\`, ${names}.`];
}

function writeList(title: string, entries: readonly string[]): readonly string[] {
  if (entries.length === 0) return [];
  return [...(title === "" ? [] : [title]), entries.map((entry) => `- ${entry}`).join("\n")];
}
