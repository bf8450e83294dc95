import { readCompact } from "../compact-jws.js";
import type { Severity } from "../defects/defect.js";
import type { AuditRequest, AuditResponse } from "./audit-target.js";

/** Something in an answer that is nobody's business. */
export interface Leak {
  /** A sentence. */
  readonly says: string;
  readonly severity: Severity;
  /** Where it is. */
  readonly where: "the body" | "the header fields";
}

/**
 * What the answer to a refused request tells: the token that was sent, or a part of it, keys, how the API is built, or what audience it
 * expects.
 */
export function findLeaks(request: AuditRequest, response: AuditResponse, audience: string): readonly Leak[] {
  const sent = readTokens(request);
  const patterns = [...PATTERNS, ...toAudiencePattern(audience)];
  return placesOf(response).flatMap(([where, text]) => {
    const told = findToken(text, sent);
    // A stack names errors and paths, too: one leak, not three.
    const pattern = patterns.find(({ matches }) => matches.test(text));
    return [told, pattern].flatMap((leak) =>
      leak === undefined ? [] : [{ says: leak.says, severity: leak.severity, where }],
    );
  });
}

/** Whether an answer holds a whole token that was sent, which is all that can be said against the answer to a good one. */
export function findEchoes(request: AuditRequest, response: AuditResponse): readonly Leak[] {
  const sent = readTokens(request);
  return placesOf(response)
    .filter(([, text]) => sent.some((token) => text.includes(token)))
    .map(([where]) => ({ ...WHOLE_TOKEN, where }));
}

function placesOf({ headers, body }: AuditResponse): readonly (readonly [Leak["where"], string])[] {
  const fields = Object.values(headers).flatMap((lines) => lines ?? []);
  return [
    ["the body", body],
    ["the header fields", fields.join("\n").replaceAll(PUBLIC_PARAMETERS, "")],
  ];
}

/** Everything in a request that is a token, or long enough to be one. */
export function readTokens({ headers, path, body = "" }: AuditRequest): readonly string[] {
  const text = [...headers.map(([, value]) => value), path, body].join("\n");
  return [...new Set(text.match(/[\w\-+/]{24,}(?:\.[\w\-+/=~]*)*/gu))];
}

type Told = Pick<Leak, "says" | "severity">;

function findToken(text: string, sent: readonly string[]): Told | undefined {
  if (sent.some((token) => text.includes(token))) return WHOLE_TOKEN;
  const parts = sent.flatMap((token) => token.split(".")).filter(({ length }) => length >= 24);
  if (parts.some((part) => text.includes(part))) return TOKEN_PART;
  const ids = sent.flatMap((token) => readCompact(token)?.claims["jti"] ?? []);
  return ids.some((id) => typeof id === "string" && text.includes(id)) ? CLAIM : undefined;
}

function toAudiencePattern(audience: string): readonly Pattern[] {
  // A short name may well be a word of the answer.
  if (audience.length < 8) return [];
  const literal = audience.replaceAll(/[\\^$.*+?()[\]{}|]/gu, String.raw`\$&`);
  return [
    {
      matches: new RegExp(String.raw`${literal}(?![\w/.-])`, "u"),
      says: "The answer tells which audience the API expects, so that one learns what to ask for.",
      severity: "low",
    },
  ];
}

interface Pattern extends Told {
  readonly matches: RegExp;
}

const WHOLE_TOKEN: Told = {
  says: "The answer holds the token that was sent: who sees answers, in logs or in a cache, has it.",
  severity: "medium",
};
const TOKEN_PART: Told = { says: "The answer holds a part of the token that was sent.", severity: "medium" };
const CLAIM: Told = { says: "The answer holds a claim of the token that was sent.", severity: "low" };

/** Of Node and browsers (line and column), Java and .NET (a file in parentheses), and Python. */
const STACK =
  /\bat (?:[^\n()]{1,120} )?\(?[^\s()]*[/\\:][^\s()]*:\d+:\d+\b|\bat [\w.$<>]+\([\w$]+\.\w+:\d+\)|Traceback \(most recent/u;

const PATTERNS: readonly Pattern[] = [
  {
    matches: /-----BEGIN [A-Z ]+-----|"kty"\s*:/u,
    says: "The answer holds a key.",
    severity: "medium",
  },
  {
    matches: STACK,
    says: "The answer holds the stack of an exception.",
    severity: "medium",
  },
  {
    matches: /file:\/\/\/|\/node_modules\/|(?<![\w:/.])\/(?:home|usr|var|app|srv|opt|tmp|root|Users)\/\w|\b[A-Z]:\\\w/u,
    says: "The answer holds a path of the machine.",
    severity: "low",
  },
  {
    matches: /\b(?:[A-Z]\w*(?:Error|Exception)|JW[A-Z]\w*(?:Expired|Failed|Invalid|Key|Keys)|ERR_[A-Z_]+)\b/u,
    says: "The answer names an exception, which tells what the API is built with and which of its checks failed.",
    severity: "low",
  },
];

/** What a challenge is there to tell (RFC 9110 §11.5, RFC 9728 §5.1). */
const PUBLIC_PARAMETERS = /\b(?:realm|resource_metadata)="[^"]*"/gu;
