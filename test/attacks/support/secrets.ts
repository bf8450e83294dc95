import type { OstiaryEvent } from "@ostiary/core";
import { expect } from "vitest";

/**
 * What must be in nothing that the operator is told: the parts of what was presented as a token, and of whom it is about. Claims that
 * say what was wrong, such as `iss` and `aud`, may be quoted.
 */
export function secretsOf(lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) => [...partsOf(line), ...personalClaimsOf(line)]);
}

/** None of them is in the events. */
export function expectSilenceAbout(secrets: readonly string[], told: readonly OstiaryEvent[]): void {
  const text = JSON.stringify(told, (_, value: unknown) => (value instanceof Error ? describe(value) : value));
  for (const secret of secrets) expect(text).not.toContain(secret);
}

function partsOf(line: string): readonly string[] {
  return line.split(/[ .]/).filter((part) => part.length >= PART_LENGTH);
}

/** Of tokens that can be read, which encrypted ones cannot. */
function personalClaimsOf(line: string): readonly string[] {
  try {
    const claims = JSON.parse(Buffer.from(line.split(".")[1] ?? "", "base64url").toString()) as Record<string, unknown>;
    const values = PERSONAL.map((name) => claims[name]).filter(
      (value) => value !== claims["iss"] && value !== claims["aud"],
    );
    return values.filter((value): value is string => typeof value === "string" && value.length >= CLAIM_LENGTH);
  } catch {
    return [];
  }
}

/** Errors have nothing that JSON.stringify would show. */
function describe(error: Error): unknown {
  return [error.name, error.message, error.stack, error.cause];
}

/** Shorter texts stand in a sentence by chance. */
const PART_LENGTH = 16;
const CLAIM_LENGTH = 8;
const PERSONAL = ["sub", "jti", "client_id", "email", "name", "sid", "nonce"];
