import type { VerifierOptions } from "@ostiary/core";
import { onTestFinished } from "vitest";
import { startCore } from "./core-target.js";
import { startExpress } from "./express-target.js";
import { startFastify } from "./fastify-target.js";
import { startHono } from "./hono-target.js";
import type { StartTarget, Target } from "./target.js";
import { watch } from "./tried.js";

const starts: readonly (readonly [name: string, start: StartTarget])[] = [
  ["core", startCore],
  ["Express", startExpress],
  ["Fastify", startFastify],
  ["Hono", startHono],
];

/** Everything that must answer alike. */
export const targets: typeof starts = starts.map(([name, start]) => [
  name,
  async (...parameters) => watch(name, await start(...parameters)),
]);

export interface NamedTarget extends Target {
  readonly name: string;
}

/** Starts them all, each with a verifier of its own. */
export function startAll(options: VerifierOptions): Promise<readonly NamedTarget[]> {
  return Promise.all(targets.map(async ([name, start]) => ({ name, ...(await start(options)) })));
}

/** Starts one for the running test. */
export async function startForTest(start: StartTarget, ...parameters: Parameters<StartTarget>): Promise<string> {
  const { origin, close } = await start(...parameters);
  onTestFinished(close);
  return origin;
}
