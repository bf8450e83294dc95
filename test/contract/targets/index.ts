import type { VerifierOptions } from "@ostiary/core";
import { onTestFinished } from "vitest";
import { startCore } from "./core-target.js";
import { startExpress } from "./express-target.js";
import { startFastify } from "./fastify-target.js";
import { startHono } from "./hono-target.js";
import type { StartTarget, Target } from "./target.js";

/** Everything that must answer alike. */
export const targets: readonly (readonly [name: string, start: StartTarget])[] = [
  ["core", startCore],
  ["Express", startExpress],
  ["Fastify", startFastify],
  ["Hono", startHono],
];

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
