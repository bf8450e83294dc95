import { ConfigurationError } from "../../src/errors.js";

/** What a preset says is wrong with its options; none if it takes them. Takes whatever a program without types may hand in. */
export function problemsOfPreset<Options>(preset: (options: Options) => unknown, options: unknown): readonly string[] {
  try {
    preset(options as Options);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}
