import { vi } from "vitest";
import type { OstiaryEvent } from "../../src/events.js";
import { createEndpointRecord, type IntrospectionLimits, type LayerContext } from "../../src/introspection/layer.js";
import type { IntrospectionClient, IntrospectionResponse } from "../../src/seams/introspection-client.js";
import { deferred, ISSUER, ManualClock } from "../keys/doubles.js";

/** The numbers of design.md §6. */
const LIMITS: IntrospectionLimits = {
  cacheSeconds: 60,
  negativeCacheSeconds: 10,
  cacheEntries: 10_000,
  timeoutSeconds: 3,
  maxConcurrent: 50,
  breakerFailures: 5,
  breakerPauseSeconds: 5,
};

export const INACTIVE: IntrospectionResponse = { active: false };

export function active(claims: Record<string, unknown> = { sub: "user-1" }): IntrospectionResponse {
  return { active: true, claims };
}

export interface TestContext extends LayerContext {
  readonly clock: ManualClock;
  readonly closing: AbortController;
  readonly closed: AbortSignal;
  readonly events: OstiaryEvent[];
  /** The types of the events so far; forgets them. */
  takeTypes(): string[];
}

/** What layers share, with a clock by hand and events on record. */
export function createContext(options: Partial<IntrospectionLimits> = {}): TestContext {
  const closing = new AbortController();
  const events: OstiaryEvent[] = [];
  return {
    issuer: ISSUER,
    options: { ...LIMITS, ...options },
    record: createEndpointRecord(),
    clock: new ManualClock(),
    closing,
    closed: closing.signal,
    events,
    emit: (event) => void events.push(event),
    takeTypes: () => events.splice(0).map(({ type }) => type),
  };
}

/** A client that answers what a test has it answer; without that never. */
export function playedClient() {
  return { introspect: vi.fn<IntrospectionClient["introspect"]>().mockReturnValue(new Promise(() => {})) };
}

/** A client whose calls are settled one by one from outside. */
export function manualClient() {
  const calls: (ReturnType<typeof deferred<IntrospectionResponse>> & {
    readonly token: string;
    readonly signal: AbortSignal | undefined;
  })[] = [];
  const client: IntrospectionClient = {
    introspect: (token, { signal }) => {
      const call = { ...deferred<IntrospectionResponse>(), token, signal };
      calls.push(call);
      return call.promise;
    },
  };
  return { client, calls };
}

/** Lets everything happen that waits for no timer. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
}

/** What became of a promise so far. */
export function watch<T>(promise: T | Promise<T>): {
  readonly value?: T;
  readonly error?: unknown;
  isSettled: boolean;
} {
  const seen: { value?: T; error?: unknown; isSettled: boolean } = { isSettled: false };
  Promise.resolve(promise).then(
    (value) => Object.assign(seen, { value, isSettled: true }),
    (error: unknown) => Object.assign(seen, { error, isSettled: true }),
  );
  return seen;
}
