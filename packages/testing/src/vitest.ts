/**
 * Matchers for vitest, with their types. Nothing is registered by importing this: put
 * `expect.extend(matchers)` into a setup file.
 */
import type { OstiaryMatchers } from "./matchers.js";

export { matchers } from "./matchers.js";
export type { OstiaryMatchers } from "./matchers.js";
// Brings the module that is augmented below into every program that uses this file.
export type { Matchers } from "vitest";

declare module "vitest" {
  interface Matchers<T> extends OstiaryMatchers<void> {}
}
