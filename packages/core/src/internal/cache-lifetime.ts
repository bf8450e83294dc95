/**
 * Tells how long a response may be kept from now on, in seconds: its `max-age` less the `Age` it has already spent in
 * shared caches. 0 for `no-store` and `no-cache`, also where that names fields, which a cache may take for all of them.
 *
 * Of several `max-age` the smallest counts. What cannot be read is ignored. So are `Expires` and `Date`, which would have to
 * be counted by a clock that is not ours, and directives for shared caches (`s-maxage`, `private`).
 *
 * @returns Whole seconds, or `undefined` if the response does not say.
 * @see RFC 9111 §4.2, §5.1 and §5.2.2
 */
export function parseCacheLifetime(headers: Pick<Headers, "get">): number | undefined {
  let lifetime: number | undefined;
  for (const { name, argument } of parseDirectives(headers.get("cache-control") ?? "")) {
    if (name === "no-store" || name === "no-cache") return 0;
    const seconds = name === "max-age" ? parseDeltaSeconds(argument) : undefined;
    if (seconds !== undefined) lifetime = Math.min(seconds, lifetime ?? seconds);
  }
  return lifetime === undefined ? undefined : Math.max(0, lifetime - parseAge(headers.get("age") ?? ""));
}

/** `Age` is no list; of one that has become one, the first member counts, and nothing of it if that is not right (RFC 9111 §5.1). */
function parseAge(field: string): number {
  const [first = ""] = field.split(",", 1);
  return parseDeltaSeconds(first.trim()) ?? 0;
}

/** RFC 9111 §1.2.2: what is too large to count with counts as 2^31. */
function parseDeltaSeconds(text: string): number | undefined {
  return /^\d+$/.test(text) ? Math.min(Number(text), 2 ** 31) : undefined;
}

interface Directive {
  /** In lower case. */
  readonly name: string;
  /** Without the quotes, which make no difference (RFC 9111 §5.2); empty if there is none. */
  readonly argument: string;
}

function parseDirectives(field: string): Directive[] {
  return splitList(field).map((member) => {
    const [name = "", ...rest] = member.split("=");
    const argument = rest.join("=");
    const quoted = /^"([^"]*)"$/.exec(argument)?.[1];
    return { name: name.toLowerCase(), argument: quoted ?? argument };
  });
}

/** The members of a comma-separated list (RFC 9110 §5.6.1). A quoted-string that is not closed goes on to the end. */
function splitList(field: string): string[] {
  const members: string[] = [];
  let start = 0;
  let isQuoted = false;
  for (let index = 0; index < field.length; index += 1) {
    const character = field[index];
    if (character === '"') isQuoted = !isQuoted;
    else if (character === "\\" && isQuoted) index += 1;
    else if (character === "," && !isQuoted) {
      members.push(field.slice(start, index).trim());
      start = index + 1;
    }
  }
  members.push(field.slice(start).trim());
  return members;
}
