/**
 * Matchers for jest, with their types for the global `expect` of `@types/jest`. Nothing is registered by importing this: put
 * `expect.extend(matchers)` into a setup file. Who imports `expect` from `@jest/globals` declares
 * `declare module "expect" { interface Matchers<R> extends OstiaryMatchers<R> {} }`.
 */
import type { OstiaryMatchers } from "./matchers.js";

export { matchers } from "./matchers.js";
export type { OstiaryMatchers } from "./matchers.js";

declare global {
  // oxlint-disable-next-line typescript/no-namespace -- @types/jest declares one, and this adds to it
  namespace jest {
    interface Matchers<R, T> extends OstiaryMatchers<R> {}
  }
}
