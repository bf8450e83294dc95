import { toMarkdownTable } from "../internal/markdown-table.js";
import type { DescribedCheck, SwitchedOff, VerifierDescription } from "./description.js";

type Written = Pick<VerifierDescription, "checks" | "issuers" | "switchedOff">;

/** The lines of a description, in columns. */
export function writeText({ checks, issuers, switchedOff }: Written): string {
  const width = Math.max(
    ...[...checks, ...issuers.flatMap((issuer) => issuer.checks)].map(({ check }) => check.length),
  );
  const list = (rows: readonly DescribedCheck[]): string[] =>
    rows.map(({ check, demands, source }) => `  ${check.padEnd(width)}  ${demands}${source ? ` [${source}]` : ""}`);
  const off = switchedOff.length === 0 ? [`  ${NOTHING}`] : switchedOff.map((entry) => `  ${describeSwitch(entry)}`);
  return [
    ...issuers.flatMap((issuer) => [issuer.issuer, ...list(issuer.checks), ""]),
    EVERY_ISSUER,
    ...list(checks),
    "",
    SWITCHED_OFF,
    ...off,
  ].join("\n");
}

/** The same as tables under headings. */
export function writeMarkdown({ checks, issuers, switchedOff }: Written): string {
  const table = (rows: readonly DescribedCheck[]): string =>
    toMarkdownTable(
      ["check", "demands", "source"],
      rows.map(({ check, demands, source = "" }) => [check, demands, source]),
    );
  const off = toMarkdownTable(
    ["switch", "issuer", "what is not protected"],
    switchedOff.map((entry) => [entry.switch, entry.issuer ?? "every one", entry.means]),
  );
  return [
    ...issuers.flatMap((issuer) => [`### Issuer ${escapeHeading(issuer.issuer)}`, table(issuer.checks)]),
    `### ${EVERY_ISSUER}`,
    table(checks),
    `### ${SWITCHED_OFF}`,
    switchedOff.length === 0 ? NOTHING : off,
  ].join("\n\n");
}

function describeSwitch({ switch: name, issuer, means }: SwitchedOff): string {
  return `${name}${issuer === undefined ? "" : ` (${issuer})`}: ${means}`;
}

/** An issuer may have any name; a code span takes all of them but a backtick. */
function escapeHeading(issuer: string): string {
  return `\`${issuer.replaceAll(/[`\s]/g, "?")}\``;
}

const EVERY_ISSUER = "Every issuer";
const SWITCHED_OFF = "Switched off";
const NOTHING = "Nothing: all protections are on.";
