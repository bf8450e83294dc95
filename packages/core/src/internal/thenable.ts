/**
 * Whether a hook of the application answered with a promise. Not `instanceof Promise`: query builders are thenables, and a
 * promise may come from another realm.
 */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}
