/**
 * A text of an API, to be quoted: in one line, at most 160 characters of it, and without tokens.
 *
 * @param sent - The tokens that were sent. They are left out, and their parts, and whatever else looks like a token.
 */
export function redact(text: string, sent: readonly string[]): string {
  const parts = sent.flatMap((token) => [token, ...token.split(".").filter(({ length }) => length >= SHORTEST_PART)]);
  // A part may be within another one.
  const longestFirst = parts.filter((part) => part !== "").toSorted((one, other) => other.length - one.length);
  const safe = longestFirst
    .reduce((rest, part) => rest.replaceAll(part, LEFT_OUT), text)
    .replaceAll(TOKEN_LIKE, LEFT_OUT)
    .replaceAll(/\s+/gu, " ");
  return safe.length > LONGEST_QUOTE ? `${safe.slice(0, LONGEST_QUOTE)}...` : safe;
}

/** The message of an error that may be anything, to be quoted. */
export function describeError(error: unknown, sent: readonly string[]): string {
  return redact(error instanceof Error ? error.message : String(error), sent);
}

const LEFT_OUT = "(left out)";
const SHORTEST_PART = 24;
const LONGEST_QUOTE = 160;

/** A JWT, which begins with a brace and a quote in base64url, or anything long without a space. */
const TOKEN_LIKE = /\beyJ[\w\-+/.~=]{8,}|[\w\-+/.~]{40,}/gu;
