import type { DenialReason } from "@ostiary/core";
import { matchers } from "@ostiary/testing/vitest";
import { expect } from "vitest";
import type { Arena } from "./arena.js";

expect.extend(matchers);

/**
 * One attack: a row's id (a letter for the group and a number, which stay when the row moves), what is tried, the token, and
 * why it is refused.
 */
export type Attack = readonly [id: string, what: string, token: string, reason: DenialReason];

/**
 * The token is refused for this reason, with the challenge that goes with it; a good token is accepted before and
 * after. Nobody but the two issuers is asked anything, and what the operator is told fits on one line and holds no token.
 */
export async function expectRefused(arena: Arena, token: string, reason: DenialReason): Promise<void> {
  await expectRefusedLines(arena, [`Bearer ${token}`], reason);
}

/** The same for whole `Authorization` lines. */
export async function expectRefusedLines(arena: Arena, lines: readonly string[], reason: DenialReason): Promise<void> {
  const good = `Bearer ${arena.a.issue()}`;
  expect(await arena.answerTo(good)).toBeAccepted();
  expect(await arena.answerTo(...lines)).toBeDenied(reason);
  const told = arena.events.at(-1);
  expect(told).toMatchObject({ type: "token.denied", reason, detail: expect.stringMatching(/^[ -~§]+$/) });
  const secrets = lines.flatMap((line) => line.split(/[ .]/)).filter((part) => part.length > 40);
  for (const secret of secrets) expect(JSON.stringify(told)).not.toContain(secret);
  expect(arena.urls.filter((url) => !isOfIssuer(arena, url))).toEqual([]);
  expect(await arena.answerTo(good)).toBeAccepted();
}

/** The token is accepted: a guard against refusing too much. */
export async function expectAccepted(arena: Arena, token: string): Promise<void> {
  expect(await arena.answerTo(`Bearer ${token}`)).toBeAccepted();
}

function isOfIssuer({ a, b }: Arena, url: string): boolean {
  return url.startsWith("https://as.example/.well-known/") || [a, b].some(({ issuer }) => url.startsWith(`${issuer}/`));
}
