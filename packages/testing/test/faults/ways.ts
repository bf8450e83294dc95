import type { Fetch } from "@ostiary/core";
import { createTestIssuer, type TestIssuer, type TestIssuerOptions } from "../../src/index.js";

/** One of the two ways in which the documents of a test issuer are had. */
export interface TestWay {
  readonly way: string;
  readonly open: (options?: Omit<TestIssuerOptions, "listen">) => Promise<TestIssuer>;
  readonly fetch: (as: TestIssuer) => Fetch;
}

export const ways: readonly TestWay[] = [
  { way: "in process", open: (options) => createTestIssuer(options), fetch: (as) => as.fetch },
  {
    way: "over a socket",
    open: (options) => createTestIssuer({ ...options, listen: true }),
    fetch: () => (url, init) => fetch(url, init),
  },
];

export type Place = "jwks" | "metadata";

export function urlOf(as: TestIssuer, place: Place): string {
  return `${as.issuer}/${place === "jwks" ? "jwks" : ".well-known/oauth-authorization-server"}`;
}

export function goodDocument(as: TestIssuer, place: Place): string {
  return JSON.stringify(place === "jwks" ? as.jwks() : as.metadata());
}

/** Lets everything happen that is under way, sockets included. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}

/** Says whether a promise is still open after everything under way has happened. */
export async function isPending(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  const note = (): void => {
    settled = true;
  };
  promise.then(note, note);
  await settle();
  return !settled;
}
