/** Makes of what a server said what it says every time. */
export type Mask = (value: unknown) => unknown;

/**
 * Keeps names, forms and what is telling; ids, times, keys and ports are replaced by what they are.
 *
 * @param names - Values and what to write in their place.
 */
export function createMask(names: ReadonlyMap<string, string>): Mask {
  const maskText = (text: string, member: string): string =>
    names.get(text) ??
    (KEPT.has(member) || MEMBER_OF_METADATA.test(member) || /^(https?|urn):/.test(text)
      ? withoutRun(text, names)
      : "<string>");
  const mask = (value: unknown, member: string): unknown => {
    if (typeof value === "string")
      return member === "scope" ? inOrder(value.split(" ")).join(" ") : maskText(value, member);
    if (typeof value === "number") return value > FIRST_INSTANT ? "<time>" : value;
    if (Array.isArray(value)) return inOrder(value.map((item) => mask(item, member)));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, mask(inner, name)]));
  };
  return (value) => mask(value, "");
}

/** Servers list what is a set in whatever order. */
function inOrder<Item>(items: readonly Item[]): readonly Item[] {
  return items
    .map((item) => ({ item, text: JSON.stringify(item) }))
    .sort((one, other) => (one.text < other.text ? -1 : 1))
    .map(({ item }) => item);
}

/** Ports and named values inside of a text. */
function withoutRun(text: string, names: ReadonlyMap<string, string>): string {
  const long = [...names].filter(([value]) => value.length >= SHORTEST_INSIDE);
  const named = long.reduce((rest, [value, name]) => rest.replaceAll(value, name), text);
  return named.replaceAll(/\/\/(127\.0\.0\.1|localhost):\d+/g, "//$1:<port>");
}

/** What is the same in every run, and shows what a token is. */
const KEPT: ReadonlySet<string> = new Set([
  ...["typ", "alg", "enc", "cty", "kty", "crv", "use", "key_ops", "ext"],
  ...["scp", "scopes", "acr", "amr", "token_type", "token_use", "token_usage", "type", "tokenName"],
  ...["error", "error_description", "gty", "grant_type", "roles"],
]);
const MEMBER_OF_METADATA = /_(supported|endpoint|uri|uris|aliases)$/;
/** What is shorter may be a part of any word. */
const SHORTEST_INSIDE = 12;
/** 2001-09-09: greater numbers are instants. */
const FIRST_INSTANT = 1e9;
