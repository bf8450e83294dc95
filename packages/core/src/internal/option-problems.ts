/** What the sentences say besides the name. */
export interface UnknownNameContext {
  /** Whose options they are: "of a verifier". */
  readonly where: string;
  /** Names that exist in another place, and how to write them there. */
  readonly elsewhere?: ReadonlyMap<string, string>;
}

/** One sentence for every name that no option has, with the nearest one that exists. */
export function findUnknownNames(
  options: object,
  known: readonly string[],
  { where, elsewhere }: UnknownNameContext,
): string[] {
  return Object.keys(options)
    .filter((name) => !known.includes(name))
    .map((name) => {
      if (name.startsWith("dangerously")) return describeSwitch(name, where);
      const place = elsewhere?.get(name);
      if (place !== undefined) return `${name} is no option ${where}, it belongs to ${place}`;
      const nearest = known.find((candidate) => isNear(candidate.toLowerCase(), name.toLowerCase()));
      const advice = nearest === undefined ? `known are ${known.join(", ")}` : `did you mean ${nearest}?`;
      return `there is no option ${JSON.stringify(name)} ${where}: ${advice}`;
    });
}

/** The switches that turn a protection off are symbols, so that no configuration file can hold them. */
function describeSwitch(name: string, where: string): string {
  const isValue = name === "dangerouslyAcceptAnyAudience";
  const place = isValue ? `give it as a value, audience: ${name}` : `write it in brackets, [${name}]: true`;
  const nothing = `there is no option ${JSON.stringify(name)} ${where}`;
  return `${nothing}: switches that turn a protection off are symbols; import it from @ostiary/core/danger and ${place}`;
}

/** A sentence if `list` is neither left out nor filled with strings: an empty one would mean nothing, or everything. */
export function findListProblems(demand: string, list: unknown): string[] {
  return unless(
    list === undefined || isListOf(list, (entry) => typeof entry === "string" && entry !== ""),
    `${demand} at least one value, each a string of at least one character`,
  );
}

/** Whether `value` is a list of at least one entry, each such as it must be. A hole in it is an entry that is `undefined`. */
export function isListOf(value: unknown, isEntry: (entry: unknown) => boolean): value is readonly unknown[] {
  // A copy has no holes, which callbacks pass over.
  return Array.isArray(value) && value.length > 0 && Array.from<unknown>(value).every((entry) => isEntry(entry));
}

/**
 * One sentence for each switch that is there and not `true`. Whatever else somebody may have meant by such a value: the
 * protection is either off or on, and whoever reads the configuration must see which.
 *
 * @param switches - Their symbols by their names.
 */
export function findSwitchProblems(options: object, switches: Readonly<Record<string, symbol>>): string[] {
  return Object.entries(switches).flatMap(([name, symbol]) => {
    const value = (options as Readonly<Record<symbol, unknown>>)[symbol];
    return unless(value === undefined || value === true, `${name} must be true, or left out`);
  });
}

/** The sentence, unless what it asks for holds. */
export function unless(holds: boolean, sentence: string): string[] {
  return holds ? [] : [sentence];
}

/** One value or a list of them, as a list; nothing as an empty one. */
export function toList<Value>(value: Value | readonly Value[] | undefined): readonly Value[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? [...value] : [value as Value];
}

/** Whether `value` is one scope token (RFC 6749 §3.3). */
export function isScopeToken(value: unknown): value is string {
  return typeof value === "string" && /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(value);
}

/** Whether `value` is a number within bounds; `NaN` and infinities are not. */
export function isNumberWithin(value: unknown, least: number, most: number): value is number {
  return typeof value === "number" && value >= least && value <= most;
}

/** One name begins with the other, or they differ in two letters at most. */
function isNear(known: string, name: string): boolean {
  if (name.length >= 3 && (known.startsWith(name) || name.startsWith(known))) return true;
  return editDistance(known, name) <= 2;
}

function editDistance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= right.length; j += 1) {
      const substitution = (row[j - 1] ?? 0) + (left[i - 1] === right[j - 1] ? 0 : 1);
      next.push(Math.min(substitution, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[right.length] ?? 0;
}
