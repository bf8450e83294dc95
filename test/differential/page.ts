import { reasons } from "./reasons.js";
import type { OurVerdict } from "./verifiers.js";

/** What came of one token. */
export interface Measured {
  readonly title: string;
  readonly ours: OurVerdict;
  /** How many of the others say otherwise. */
  readonly differing: number;
}

/** What came of the tokens of one sort. */
export interface MeasuredGroup {
  readonly heading: string;
  readonly rows: readonly Measured[];
}

/** `docs/differential.md`, as it must be. The text counts four others. */
export function writePage(groups: readonly MeasuredGroup[], others: number): string {
  const all = groups.flatMap(({ rows }) => rows);
  const differing = all.filter((row) => row.differing > 0);
  const sections = groups.flatMap(({ heading, rows }) => {
    const shown = rows.filter((row) => row.differing > 0);
    return shown.length === 0 ? [] : [writeSection(heading, shown, others)];
  });
  return [introduce(all.length, differing.length), ...sections].join("\n");
}

function introduce(all: number, differing: number): string {
  return `# The same tokens through other verifiers

${all} tokens, good and bad, are put to this library and to four other verifiers of JWTs for JavaScript. All are told the same issuer and audience, those that take them the same algorithms, and nothing else; all have the same keys, and it is the same moment. Of ${all - differing} tokens all five say the same. The other ${differing} are listed here, with what this library says and why.

A difference is no fault. A verifier of JWTs in general leaves most of this to its callers by design: that a token is of one kind, that it is bound to nothing, how long it may be, what its claims hold. Some of these verifiers have settings for it, which were not used; one is made for the tokens of RFC 9068 alone, and takes no others. So the tables count how many of the four judge a token otherwise, and the reasons speak of this library only. R1, R2, R4 and R11 are explained in [token kinds](token-kinds.md).

This page is made by \`npm run differential\`; \`test/differential\` measures again in every run of the tests, and fails if anything here is not so.
`;
}

function writeSection(heading: string, rows: readonly Measured[], others: number): string {
  const lines = rows.map(({ title, ours, differing }) => {
    const verdict = ours === "accepted" ? "accepted" : `refused, \`${ours}\``;
    return `| ${escape(title)} | ${verdict} | ${escape(reasons[title] ?? "")} | ${differing} of ${others} |`;
  });
  const head = ["| token | this library | because | others that differ |", "| --- | --- | --- | --- |"];
  return `## ${heading}\n\n<!-- oxfmt-ignore -->\n${[...head, ...lines].join("\n")}\n`;
}

function escape(text: string): string {
  return text.replaceAll("|", String.raw`\|`);
}
