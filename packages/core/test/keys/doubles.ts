import { exportJWK } from "jose";
import type { OstiaryEvent } from "../../src/events.js";
import type { Schedule } from "../../src/internal/schedule.js";
import { KEY_DEFAULTS } from "../../src/keys/key-options.js";
import { createKnownKey, type KnownKey } from "../../src/keys/known-key.js";
import { createKeyRecord, type LayerContext } from "../../src/keys/layer.js";
import type { KeyOptions } from "../../src/options.js";
import type { Fetch } from "../../src/seams/fetch.js";
import { createKeyPair } from "../support/key-pair.js";

export const ISSUER = "https://as.example.com";

/** A public JWK of a new key, of RSA always the same. */
export async function makeJwk(alg: string, members: object = {}): Promise<Record<string, unknown>> {
  const { publicKey } = await createKeyPair(alg);
  return { ...(await exportJWK(publicKey)), ...members };
}

/** A key of a set, of a new P-256 key. */
export async function makeKey(kid: string): Promise<KnownKey> {
  return createKnownKey(await makeJwk("ES256", { kid }));
}

/** A clock that stands still until it is moved. */
export class ManualClock {
  #now = 1_000_000;
  now = (): number => this.#now;
  advance(seconds: number): number {
    this.#now += seconds;
    return this.#now;
  }
}

/** Timers that go off only when they are told to. */
export class ManualTimers {
  readonly #waiting = new Set<{ readonly seconds: number; readonly run: () => void }>();
  readonly schedule: Schedule = (seconds, run) => {
    const timer = { seconds, run };
    this.#waiting.add(timer);
    return () => void this.#waiting.delete(timer);
  };

  /** After how many seconds each goes off, as it was scheduled. */
  get waiting(): number[] {
    return [...this.#waiting].map(({ seconds }) => seconds);
  }

  /** Lets all that wait go off. */
  fire(): void {
    const due = [...this.#waiting];
    this.#waiting.clear();
    for (const { run } of due) run();
  }
}

export interface TestContext extends LayerContext {
  readonly clock: ManualClock;
  readonly timers: ManualTimers;
  readonly closing: AbortController;
  readonly events: OstiaryEvent[];
  /** The types of the events so far; forgets them. */
  takeTypes(): string[];
}

/** What layers share, with a clock by hand, jitter in the middle and events on record. */
export function createContext(options: KeyOptions = {}): TestContext {
  const events: OstiaryEvent[] = [];
  const timers = new ManualTimers();
  const closing = new AbortController();
  return {
    timers,
    schedule: timers.schedule,
    closing,
    closed: closing.signal,
    issuer: ISSUER,
    options: { ...KEY_DEFAULTS, ...options },
    record: createKeyRecord(),
    clock: new ManualClock(),
    events,
    emit: (event) => void events.push(event),
    random: () => 0.5,
    takeTypes: () => events.splice(0).map(({ type }) => type),
  };
}

/** Answers from a table of what each URL gives at the moment; an unexpected URL is an error of the test. */
export class ScriptedServer {
  readonly requests: { readonly url: string; readonly headers: Record<string, string> }[] = [];
  readonly #answers = new Map<string, () => Response | Promise<Response>>();

  at(url: string, answer: () => Response | Promise<Response>): void {
    this.#answers.set(url, answer);
  }

  fetch: Fetch = async (url, init) => {
    this.requests.push({ url, headers: { ...(init.headers as Record<string, string>) } });
    const answer = this.#answers.get(url);
    if (answer === undefined) throw new Error(`unexpected request to ${url}`);
    return answer();
  };

  /** The URLs asked for so far; forgets them. */
  takeUrls(): string[] {
    return this.requests.splice(0).map(({ url }) => url);
  }
}

/** A response with a JSON document. */
export function json(document: unknown, headers: Record<string, string> = {}): Response {
  return Response.json(document, { headers });
}

/** A promise that is settled from outside. */
export function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void; reject: (error: Error) => void } {
  let resolve = (_: T): void => {};
  let reject = (_: Error): void => {};
  const promise = new Promise<T>((res, rej) => {
    resolve = res;
    reject = rej;
  });
  return { promise, resolve, reject };
}
