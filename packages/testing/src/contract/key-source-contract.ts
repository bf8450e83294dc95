import { createBench, type KeySourceSetting } from "./key-source-bench.js";
import { keySourceCases } from "./key-source-cases.js";

/** One test, for any test runner. */
export interface KeySourceTest {
  /** A sentence about behaviour, with the section; unique. */
  readonly name: string;
  /** Rejects with an `AssertionError` if the source breaks the contract. Makes a source of its own. */
  readonly run: () => Promise<void>;
}

/**
 * What every `KeySource` must do, as tests: of its answers, and of the tokens that a real verifier accepts by them.
 *
 * @returns The tests; without `setting.failing` that of an outage is not among them.
 */
export function keySourceContract(setting: KeySourceSetting): readonly KeySourceTest[] {
  const cases = keySourceCases.filter(({ needsFailing }) => needsFailing !== true || setting.failing !== undefined);
  return cases.map(({ name, check }) => ({ name, run: async () => check(createBench(name, setting)) }));
}
