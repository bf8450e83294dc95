import { subscribe } from "node:diagnostics_channel";
import type { Socket } from "node:net";
import { TestRunner } from "vitest";

declare module "vitest" {
  interface TaskMeta {
    /** Names of the targets that the test has put a request to; left out if it did not try to. */
    tried?: string[];
  }
}

/** Notes in the running test that it has put a request to the targets of these names; to none, if none of them saw what it was. */
export function noteTried(...names: readonly string[]): void {
  // Outside of a test there is none, which its type does not say.
  const meta = (TestRunner.getCurrentTest() as ReturnType<typeof TestRunner.getCurrentTest> | undefined)?.meta;
  if (meta !== undefined) meta.tried = [...new Set([...(meta.tried ?? []), ...names])];
}

/** Notes whenever somebody connects to a target that listens. */
export function watch<Listening extends { readonly origin: string }>(name: string, target: Listening): Listening {
  names.set(Number(new URL(target.origin).port), name);
  return target;
}

/** Of the targets that listen, or listened, at a port. */
const names = new Map<number | undefined, string>();

// What connects has not asked yet; but what it asks may be such that no request comes of it.
subscribe("net.server.socket", (message) => {
  const name = names.get((message as { readonly socket: Socket }).socket.localPort);
  if (name !== undefined) noteTried(name);
});
