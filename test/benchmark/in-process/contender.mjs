/** @import { BenchmarkKeys } from "./tokens.mjs" */

/**
 * What a contender is made with. `tokens` are all that it will be asked about, for the floors; `room` is how many tokens a
 * cache may hold, its own default if undefined.
 *
 * @typedef {{ keys: BenchmarkKeys, tokens: readonly string[], room: number | undefined }} Setup
 */

/**
 * Gives something true of a good token. Of a bad one it throws, rejects, or gives something false.
 *
 * @typedef {(token: string, index: number) => unknown} Verify
 */

/**
 * One way to verify a token, configured as its own documentation advises, with a prepared key where it takes one.
 *
 * - `role`: what the verdicts compare it as. A `peer` that remembers is `remembers: true` as well.
 * - `isSync`: its answer is no promise.
 * - `judgesClaims`: it refuses a wrong audience and an expired token too.
 * - `remembers`: how often it must see a token before it knows it; none if it never does.
 * - `lacks`: algorithms that it does not have.
 *
 * @typedef {{
 *   name: string,
 *   role: "floor" | "digest" | "ours" | "peer" | "by hand",
 *   isSync: boolean,
 *   judgesClaims: boolean,
 *   remembers?: number,
 *   lacks?: readonly string[],
 *   create(setup: Setup): Verify | Promise<Verify>,
 * }} Contender
 */

/**
 * Whether what `verify` gave says that the token is good.
 *
 * @param {unknown} answer
 */
export function isAccepted(answer) {
  return answer === true || (typeof answer === "object" && answer !== null);
}
