/**
 * Shows an untrusted value in a message for the operator: as JSON, shortened, and in printable ASCII only, so that it
 * can neither break a log line nor move a terminal's cursor.
 */
export function quoteUntrusted(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  const short = text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}...` : text;
  return escape(short, NOT_PRINTABLE);
}

/** A sentence that somebody else wrote, as one line of a length that can be read: it cannot move a cursor either. */
export function toOneLine(sentence: string): string {
  const short = sentence.length > MAX_SENTENCE ? `${sentence.slice(0, MAX_SENTENCE)}...` : sentence;
  return escape(short, NO_SENTENCE);
}

/** Shows what a value of the token was compared with. */
export function listed(values: Iterable<string>): string {
  const shown = [...values];
  const more = shown.splice(MAX_LISTED).length;
  return more === 0 ? quoteUntrusted(shown) : `${quoteUntrusted(shown)} and ${more} more`;
}

function escape(text: string, characters: RegExp): string {
  return text.replaceAll(characters, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

const MAX_LENGTH = 200;
const MAX_SENTENCE = 1000;
const MAX_LISTED = 12;
const NOT_PRINTABLE = /[^\u0020-\u007e]/g;
/** Sections of a specification are written so. */
const NO_SENTENCE = /[^\u0020-\u007e§]/g;
