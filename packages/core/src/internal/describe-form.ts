/** What a JSON value is, without saying its value: that may be secret or personal. */
export function describeForm(value: unknown): string {
  if (typeof value === "string") return value === "" ? "an empty text" : `text of ${count(value.length, "character")}`;
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : `list of ${value.length}`;
  if (value === null || value === undefined) return value === null ? "null" : "absent";
  if (typeof value === "object") return `object of ${count(Object.keys(value).length, "member")}`;
  return typeof value === "boolean" ? "true or false" : `a ${typeof value}`;
}

function count(amount: number, what: string): string {
  return `${amount} ${what}${amount === 1 ? "" : "s"}`;
}
