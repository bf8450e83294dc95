import { styleText } from "node:util";
import type { Answer, PlayedScene } from "./play.js";

/** Where the table goes. */
export interface Paper {
  readonly columns: number;
  readonly colours: boolean;
}

/** Sets the table piece by piece, so that each scene can be shown as soon as it has been played. */
export interface Table {
  head(): string;
  chapter(title: string): string;
  scene(scene: PlayedScene): string;
  foot(passed: number, failed: number): string;
}

export function createTable({ columns, colours }: Paper): Table {
  const paint = (style: Style, text: string): string => (colours ? styleText(style, text) : text);
  const set = (text: string, indent: number): string[] => wrap(text, Math.max(columns - indent, MIN_COLUMNS));
  const isNarrow = columns < JUDGEMENT_INDENT + MIN_COLUMNS;
  /** Lines under a row: what belongs to the answers, and hangs from a mark. */
  const setUnder = (mark: string, text: string): string =>
    `    ${mark} ${set(text, UNDER_INDENT).join(`\n${" ".repeat(UNDER_INDENT)}`)}`;

  const setStatus = (answer: Answer): string => {
    const [style, mark] = isExpected(answer) ? (["green", "✓"] as const) : (["red", "✗"] as const);
    return paint(style, `${mark} ${answer.status}`.padEnd(STATUS_COLUMNS));
  };
  const setBeside = (lines: readonly string[]): string => lines.join(`\n${" ".repeat(JUDGEMENT_INDENT)}`);
  /** The operator's text, whole at every width: beside the statuses as far as there is room, else under the row. */
  const setJudgement = (answer: Answer): Judgement => {
    const { verdict, detail } = describeJudgement(answer);
    const text = detail === undefined ? verdict : `${verdict}: ${detail}`;
    if (isNarrow) return { beside: "", under: [setUnder("·", text)] };
    const lines = set(text, JUDGEMENT_INDENT);
    const hasRoom =
      lines.length <= MAX_LINES_BESIDE && lines.every(({ length }) => length <= columns - JUDGEMENT_INDENT);
    if (detail === undefined || hasRoom) return { beside: setBeside(lines), under: [] };
    return { beside: setBeside(set(verdict, JUDGEMENT_INDENT)), under: [setUnder("·", detail)] };
  };

  return {
    head: () => {
      const titles = [...HEAD, ...(isNarrow ? [] : ["What happened, for the operator"])].join("");
      return `${set(LEGEND, 0).join("\n")}\n\n${paint("bold", titles)}`;
    },
    chapter: (title) => `\n${paint("bold", set(title, 0).join("\n"))}`,
    scene: ({ request, note, answers, expected }) => {
      // One log for all three: where another one says something else, the answer is marked and spelled out below.
      const judgements = answers.slice(0, 1).map(setJudgement);
      const beside = judgements.map((judgement) => judgement.beside);
      return [
        [`  ${request}`.padEnd(REQUEST_COLUMNS), ...answers.map(setStatus), ...beside].join(""),
        ...(note === undefined ? [] : [setUnder("#", note)]),
        ...judgements.flatMap(({ under }) => under),
        ...new Set(answers.map((answer) => paint("dim", setUnder("→", describeResponse(answer))))),
        ...answers
          .filter((answer) => !isExpected(answer))
          .map((answer) => paint("red", setUnder("✗", describeDifference(answer, expected)))),
      ].join("\n");
    },
    foot: (passed, failed) => {
      const line = `${passed} of ${passed + failed} answers as expected`;
      return `\n${paint(failed === 0 ? "green" : "red", line)}`;
    },
  };
}

type Style = Parameters<typeof styleText>[0];

interface Judgement {
  /** What goes into the row. */
  readonly beside: string;
  /** The lines below it. */
  readonly under: readonly string[];
}

const isExpected = ({ unexpected }: Answer): boolean => unexpected.length === 0;

/** What the operator's log says, and what it took. */
function describeJudgement({ judgement, detail, keyFetches, introspections }: Answer): {
  verdict: string;
  detail: string | undefined;
} {
  const work = [
    ...(keyFetches === 0 ? [] : [`${keyFetches} fetch${keyFetches === 1 ? "" : "es"} of the keys`]),
    ...(introspections === 0 ? [] : [`${introspections} introspection${introspections === 1 ? "" : "s"}`]),
  ];
  const verdict = work.length === 0 ? judgement : `${judgement} after ${work.join(" and ")}`;
  return { verdict, detail: detail === undefined ? undefined : spaceOut(detail) };
}

/** What the client sees besides the status. */
function describeResponse({ challenge, retryAfterSeconds, body }: Answer): string {
  if (challenge !== undefined) return challenge;
  if (retryAfterSeconds !== undefined) return `Retry-After: ${retryAfterSeconds}; no challenge`;
  return spaceOut(JSON.stringify(body));
}

function describeDifference(answer: Answer, expected: PlayedScene["expected"]): string {
  const differences = answer.unexpected.map((name) => `${name} ${JSON.stringify(answer[name]) ?? "absent"}`).join(", ");
  return `${answer.api}: ${differences}; expected ${JSON.stringify(expected)}`;
}

/** Gives lists in JSON room for a line to break. */
const spaceOut = (text: string): string => text.replaceAll(',"', ', "');

/** Breaks between words; a word longer than a line keeps a line to itself. */
function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const line = lines.at(-1);
    if (line === undefined || line.length + 1 + word.length > columns) lines.push(word);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines;
}

const REQUEST_COLUMNS = 42;
const STATUS_COLUMNS = 9;
const JUDGEMENT_INDENT = REQUEST_COLUMNS + 3 * STATUS_COLUMNS;
const UNDER_INDENT = 6;
/** More than that beside the statuses would tear the table apart. */
const MAX_LINES_BESIDE = 2;
/** A narrower column is hard to read: its text goes under the row then. */
const MIN_COLUMNS = 36;

const HEAD = [
  "  Request".padEnd(REQUEST_COLUMNS),
  ...["Express", "Fastify", "Hono"].map((name) => name.padEnd(STATUS_COLUMNS)),
];
const LEGEND =
  "GET /orders asks for the scope api:read, POST /orders for api:write, GET /me for any access token. " +
  "Rows are about GET /orders where nothing else is said. " +
  "Behind → is what the client sees besides the status: the challenge, or the body; " +
  "behind · what the operator is told, where the row has no room for it; behind # a note of this demo.";
