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
 * Does NOT test that what the source remembers of made-up names is bounded: that cannot be seen from outside.
 *
 * @returns The tests. Without `setting.createChangingKeys` those of keys that come and go are not among them, without
 *   `setting.failing` that of an outage.
 * @throws RangeError - `setting.delaySeconds` is out of range.
 */
export function keySourceContract(setting: KeySourceSetting): readonly KeySourceTest[] {
  const { delaySeconds = 0 } = setting;
  if (!(delaySeconds >= 0 && delaySeconds <= 86_400)) throw new RangeError("delaySeconds must be from 0 to 86400");
  const cases = keySourceCases.filter(({ needs }) => needs === undefined || setting[needs] !== undefined);
  return cases.map(({ name, check }) => ({ name, run: async () => check(createBench(name, setting)) }));
}
