/** One challenge of a `WWW-Authenticate` field (RFC 9110 §11.3). */
export interface Challenge {
  /** As sent; compare it without regard to case (RFC 9110 §11.1). */
  readonly scheme: string;
  /** The token68 after the scheme, if there is one; then there are no parameters (RFC 9110 §11.2). */
  readonly token68: string | undefined;
  /** The auth-params by name in lower case, quoted values without quotes and escapes. */
  readonly parameters: ReadonlyMap<string, string>;
}

/**
 * Parses the value of a `WWW-Authenticate` field, which may hold several challenges.
 *
 * Asks what a server must send, not what a client must bear: empty list elements, white space around
 * `=`, a repeated parameter and a `realm` that is not a quoted-string are refused.
 *
 * @throws SyntaxError - the value is malformed; the message says where.
 * @see RFC 9110 §11.2, §11.3, §11.5, §11.6.1, §5.6
 */
export function parseChallenges(value: string): readonly Challenge[] {
  const scanner = new Scanner(value);
  const challenges = [readChallenge(scanner)];
  while (!scanner.atEnd()) {
    scanner.expect(COMMA, "a comma");
    challenges.push(readChallenge(scanner));
  }
  return challenges;
}

function readChallenge(scanner: Scanner): Challenge {
  const scheme = scanner.expect(TOKEN, "an auth-scheme")[0];
  if (scanner.accept(SPACES) === undefined) {
    return { scheme, token68: undefined, parameters: new Map() };
  }
  const token68 = scanner.accept(TOKEN68)?.[0];
  const parameters = token68 === undefined ? readParameters(scanner) : new Map<string, string>();
  return { scheme, token68, parameters };
}

function readParameters(scanner: Scanner): Map<string, string> {
  const parameters = new Map<string, string>();
  do {
    const name = scanner.expect(PARAMETER_NAME, "an auth-param")[1]?.toLowerCase() ?? "";
    if (parameters.has(name)) scanner.fail(`no second "${name}"`);
    if (name === "realm" && !scanner.sees(QUOTE)) scanner.fail("a quoted-string after realm=");
    parameters.set(name, readValue(scanner));
  } while (scanner.accept(COMMA_BEFORE_PARAMETER) !== undefined);
  return parameters;
}

function readValue(scanner: Scanner): string {
  const token = scanner.accept(TOKEN);
  if (token !== undefined) return token[0];
  const quoted = scanner.expect(QUOTED_STRING, "a token or a quoted-string");
  return (quoted[1] ?? "").replaceAll(/\\(.)/gsu, "$1");
}

class Scanner {
  readonly #text: string;
  #position = 0;

  constructor(text: string) {
    this.#text = text;
  }

  atEnd(): boolean {
    return this.#position === this.#text.length;
  }

  sees(pattern: RegExp): boolean {
    pattern.lastIndex = this.#position;
    return pattern.test(this.#text);
  }

  accept(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#position;
    const match = pattern.exec(this.#text);
    if (match === null) return undefined;
    this.#position += match[0].length;
    return match;
  }

  expect(pattern: RegExp, what: string): RegExpExecArray {
    return this.accept(pattern) ?? this.fail(what);
  }

  fail(expected: string): never {
    const field = JSON.stringify(this.#text);
    throw new SyntaxError(`Malformed WWW-Authenticate at position ${this.#position}, expected ${expected}: ${field}`);
  }
}

const TOKEN = /[!#$%&'*+\-.^_`|~0-9A-Za-z]+/y;
const SPACES = / +/y;
const QUOTE = /"/y;
const COMMA = /[ \t]*,[ \t]*/y;
const PARAMETER_NAME = /([!#$%&'*+\-.^_`|~0-9A-Za-z]+)=/y;
const COMMA_BEFORE_PARAMETER = /[ \t]*,[ \t]*(?=[!#$%&'*+\-.^_`|~0-9A-Za-z]+=)/y;
const TOKEN68 = /[A-Za-z0-9\-._~+/]+=*(?=[ \t]*(?:,|$))/y;
const QUOTED_STRING = /"((?:[\t \x21\x23-\x5b\x5d-\x7e\x80-\xff]|\\[\t \x21-\x7e\x80-\xff])*)"/y;
