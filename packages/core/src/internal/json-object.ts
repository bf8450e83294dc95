/** A JSON object from outside: its members may be anything. */
export type JsonObject = { readonly [name: string]: unknown };

/**
 * Parses a JSON object strictly, so that no two readers can see different things in it: valid UTF-8 without a byte
 * order mark, no member name twice at the top level (however it is escaped), no member named `__proto__`
 * anywhere, nested at most 32 deep. Names below the top level may repeat; the last one counts.
 *
 * @returns The object, or `undefined` for anything else. Never throws.
 * @see RFC 7515 §4, RFC 8259 §4
 */
export function parseJsonObject(bytes: Uint8Array): JsonObject | undefined {
  const members = countMembers(bytes);
  if (members === undefined) return undefined;
  try {
    const text = decoder.decode(bytes);
    const value: unknown = JSON.parse(text);
    if (!isJsonObject(value) || Object.keys(value).length !== members) return undefined;
    return maySpellProto(text) && namesProto(value) ? undefined : value;
  } catch {
    return undefined;
  }
}

/** Whether a JSON value is an object, and neither an array nor `null`. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Counts the members of the outermost object by its colons; `undefined` when nested too deep. In UTF-8 the bytes looked
 * for never are part of another character. On text that is not JSON the count means nothing, but that does not parse.
 */
function countMembers(bytes: Uint8Array): number | undefined {
  let depth = 0;
  let members = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === QUOTE) at = endOfString(bytes, at);
    else if (byte === COLON && depth === 1) members += 1;
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth += 1;
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) depth -= 1;
    if (depth > MAX_DEPTH) return undefined;
  }
  return members;
}

/** Where the string that opens at `start` closes; the end of the text if it does not. */
function endOfString(bytes: Uint8Array, start: number): number {
  let at = start + 1;
  while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  return at;
}

/** Spares nearly every document the walk: the name is in the text, or some character is escaped by its number. */
function maySpellProto(text: string): boolean {
  return text.includes("__proto__") || text.includes("\\u");
}

// Recursion is safe: the depth has been checked.
function namesProto(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return Object.hasOwn(value, "__proto__") || Object.values(value).some(namesProto);
}

// A byte order mark is not swallowed but left in the text, where it is no JSON (RFC 8259 §8.1).
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

const MAX_DEPTH = 32;
const QUOTE = 0x22;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
