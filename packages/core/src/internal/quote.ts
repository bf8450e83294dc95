/**
 * Shows an untrusted value in a message for the operator: as JSON, shortened, and in printable ASCII only, so that it
 * can neither break a log line nor move a terminal's cursor.
 */
export function quoteUntrusted(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  const short = text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}...` : text;
  return short.replaceAll(NOT_PRINTABLE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** Shows what a value of the token was compared with. */
export function listed(values: Iterable<string>): string {
  const shown = [...values];
  const more = shown.splice(MAX_LISTED).length;
  return more === 0 ? quoteUntrusted(shown) : `${quoteUntrusted(shown)} and ${more} more`;
}

const MAX_LENGTH = 200;
const MAX_LISTED = 12;
const NOT_PRINTABLE = /[^\u0020-\u007e]/g;
