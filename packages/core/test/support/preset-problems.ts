import { ConfigurationError } from "../../src/errors.js";

/** What a preset says is wrong with its options; none if it takes them. Takes whatever a program without types may hand in. */
export function problemsOfPreset(preset: (options: never) => unknown, options: unknown): readonly string[] {
  try {
    preset(options as never);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}
