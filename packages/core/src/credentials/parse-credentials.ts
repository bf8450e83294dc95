import { deny, type Denied } from "../outcome.js";

/** The token a request presents, not looked into yet. */
export interface PresentedToken {
  readonly kind: "presented";
  readonly token: string;
}

/**
 * Finds the bearer token in the `Authorization` field lines of a request.
 *
 * The scheme is compared without regard to case and followed by one or more spaces and one token68. Tokens
 * in the query, the body or a cookie are never looked for.
 *
 * Denies with `no_credentials` (no field, or another scheme), `malformed_credentials` (broken grammar, or more than one set
 * of credentials) or `token_too_large`.
 *
 * @see RFC 9110 §11.4, RFC 6750 §2.1
 */
export function parseCredentials(lines: readonly string[], maxTokenBytes: number): PresentedToken | Denied {
  const [line] = lines;
  if (line === undefined) return deny("no_credentials", "the request has no Authorization field");
  if (lines.length > 1) return malformed(`${lines.length} Authorization field lines`);

  const scheme = SCHEME.exec(line)?.[0];
  if (scheme === undefined) return malformed("the Authorization field does not begin with a scheme");
  const rest = line.slice(scheme.length);
  if (scheme.toLowerCase() !== "bearer" || !DELIMITED.test(rest)) return judgeForeignCredentials(rest);

  const token = rest.slice(countSpaces(rest));
  if (token.length === 0) return malformed("the Bearer scheme without a token");
  if (token.length > maxTokenBytes) {
    return deny("token_too_large", `${token.length} bytes, at most ${maxTokenBytes} are read`);
  }
  if (token.length === rest.length || !TOKEN68.test(token)) {
    return malformed("what follows the Bearer scheme is not one token68");
  }
  return { kind: "presented", token };
}

/**
 * What follows the scheme in a request with one `Authorization` field of the plain form `Bearer ...`, which need not be a token.
 * `undefined` for every other form, be it right or wrong.
 */
export function readPlainBearer(lines: readonly string[]): string | undefined {
  const [line] = lines;
  if (lines.length !== 1 || line === undefined || !line.startsWith(PLAIN_BEARER)) return undefined;
  return line.slice(PLAIN_BEARER.length);
}

/**
 * Another scheme is not our business, unless a second set of credentials follows it: the Fetch standard joins two
 * field lines with a comma, and both forms must get the same answer. The scheme is not quoted, since a
 * client that forgets it sends its token in that place.
 */
function judgeForeignCredentials(rest: string): Denied {
  const elements = splitList(rest);
  if (elements === undefined) return malformed("a quoted-string that does not end where a parameter ends");
  return elements.slice(1).every((element) => AUTH_PARAM_START.test(element))
    ? deny("no_credentials", "the Authorization field has another scheme than Bearer, or a token without a scheme")
    : malformed("more than one set of credentials");
}

/**
 * The elements of a comma-separated list (RFC 9110 §5.6.1); commas within a quoted-string do not count. `undefined` if a
 * quoted-string is not closed, or goes on after it was.
 */
function splitList(text: string): string[] | undefined {
  const elements: string[] = [];
  let start = 0;
  for (let index = 0; index <= text.length; index += 1) {
    const character = text[index] ?? ",";
    if (character === ",") {
      elements.push(text.slice(start, index).trim());
      start = index + 1;
    } else if (character === '"') {
      index = endOfQuotedString(text, index);
      if (index >= text.length || !DELIMITED.test(text.slice(index + 1))) return undefined;
    }
  }
  return elements;
}

/** The position of the closing quote, or past the end if there is none. */
function endOfQuotedString(text: string, start: number): number {
  let index = start + 1;
  while (index < text.length && text[index] !== '"') index += text[index] === "\\" ? 2 : 1;
  return index;
}

function countSpaces(text: string): number {
  let count = 0;
  while (text[count] === " ") count += 1;
  return count;
}

function malformed(detail: string): Denied {
  return deny("malformed_credentials", detail);
}

const PLAIN_BEARER = "Bearer ";
/** A `token` of RFC 9110 §5.6.2. */
const SCHEME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+/;
/** What may follow a complete scheme or quoted-string. Anything else makes `Bearer` the beginning of another scheme. */
const DELIMITED = /^(?:$|[ \t,])/;
/** RFC 9110 §11.2: one run of the alphabet, then padding. */
const TOKEN68 = /^[A-Za-z0-9\-._~+/]+=*$/;
const AUTH_PARAM_START = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+[ \t]*=/;
