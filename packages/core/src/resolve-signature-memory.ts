import { findUnknownNames, isNumberWithin } from "./internal/option-problems.js";
import type { SignatureMemoryOptions, VerifierOptions } from "./options.js";

/** @returns `undefined` if nothing is to be remembered. */
export function resolveSignatureMemory(
  { signatureMemory = {} }: Pick<VerifierOptions, "signatureMemory">,
  problems: string[],
): Required<SignatureMemoryOptions> | undefined {
  if (signatureMemory === false) return undefined;
  if (typeof signatureMemory !== "object" || signatureMemory === null || Array.isArray(signatureMemory)) {
    problems.push("signatureMemory must be false, or an object of numbers such as { entries: 10000 }");
    return undefined;
  }
  const { entries = 10_000, maxTokenBytes = 4096 } = signatureMemory;
  problems.push(...findUnknownNames(signatureMemory, NAMES, { where: "of signatureMemory" }));
  if (!isNumberWithin(entries, 1, 1_000_000) || !Number.isInteger(entries)) {
    problems.push("signatureMemory.entries must be a whole number from 1 to 1000000; false remembers none");
  }
  if (!isNumberWithin(maxTokenBytes, 256, 1_048_576)) {
    problems.push("signatureMemory.maxTokenBytes must be a number from 256 to 1048576");
  }
  return Object.freeze({ entries, maxTokenBytes });
}

const NAMES = ["entries", "maxTokenBytes"] as const;
