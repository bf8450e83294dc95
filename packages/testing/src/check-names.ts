/**
 * Refuses names that mean nothing: what is mistyped must not pass for what is left out.
 *
 * @param where - What the names are of, such as `createTestIssuer()`.
 * @throws TypeError - one of the names is not among `known`.
 */
export function checkNames(given: object | undefined, known: readonly string[], where: string): void {
  for (const name of Object.keys(given ?? {})) {
    if (!known.includes(name))
      throw new TypeError(`${where} knows no option ${JSON.stringify(name)}${suggest(name, known)}`);
  }
}

/**
 * Refuses claims that are none: a text or a list would be taken for an object of its letters or elements, and nothing for no change.
 *
 * @param where - What takes them, such as `issue()`.
 * @throws TypeError - they are neither an object nor left out.
 */
export function checkClaims(given: unknown, where: string): void {
  if (given === undefined || (typeof given === "object" && given !== null && !Array.isArray(given))) return;
  const got = given === null ? "null" : Array.isArray(given) ? "a list" : `a ${typeof given}`;
  throw new TypeError(`${where} takes the claims to change as an object, such as { sub: "ada" }, and not ${got}`);
}

/** The end of a sentence about an unknown name: what may be meant or, if nothing is like it, what there is, at most so many. */
export function suggest(name: string, known: readonly string[]): string {
  const near = known.filter((candidate) => isNear(toLetters(name), toLetters(candidate)));
  if (near.length > 0 && near.length <= MOST_NAMES) return `; do you mean ${near.join(" or ")}?`;
  if (known.length <= MOST_NAMES) return `; there are: ${known.join(", ")}`;
  const farness = (candidate: string): number => distance(toLetters(name), toLetters(candidate));
  const nearest = known.toSorted((one, other) => farness(one) - farness(other)).slice(0, MOST_NAMES);
  return `; there are: ${nearest.join(", ")} and ${known.length - nearest.length} more`;
}

/** Spelling aside: `other_audience` and `otherAudience` are alike. */
function toLetters(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/gu, "");
}

/** At most a quarter of the letters are others, or one begins with the other. */
function isNear(one: string, other: string): boolean {
  if (one.length > 3 && other.length > 3 && (one.startsWith(other) || other.startsWith(one))) return true;
  return distance(one, other) <= Math.floor(Math.max(one.length, other.length) / 4);
}

/** How many letters must be changed, put in or left out (Levenshtein). */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [index, letter] of one.split("").entries()) {
    const next = [index + 1];
    for (const [position, candidate] of other.split("").entries()) {
      const changed = (row[position] ?? 0) + (letter === candidate ? 0 : 1);
      next.push(Math.min(changed, (row[position + 1] ?? 0) + 1, (next[position] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}

/** More than these nobody reads in a message. */
const MOST_NAMES = 12;
