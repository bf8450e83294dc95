import type {
  DenialReason,
  Fetch,
  IntrospectionOptions,
  OstiaryEvent,
  TokenFormat,
  VerifierOptions,
} from "@ostiary/core";
import {
  createTestIssuer,
  manualClock,
  type ManualClock,
  type TestIssuer,
  type TestIssuerOptions,
} from "@ostiary/testing";
import { matchers } from "@ostiary/testing/vitest";
import { expect } from "vitest";
import { AUDIENCE } from "./arena.js";
import { type AttackTarget, createTargets } from "./targets.js";

expect.extend(matchers);

/** Applications on every adapter that ask an authorization server about opaque tokens. */
export interface IntrospectionArena {
  readonly clock: ManualClock;
  /** Trusted, and asked about every token that is no JWT. */
  readonly a: TestIssuer;
  /** Trusted too, for JWTs alone. */
  readonly b: TestIssuer;
  /** One for each adapter, and one on core alone, with a verifier of its own each. */
  readonly targets: readonly AttackTarget[];
  /** What all of them told. */
  readonly events: OstiaryEvent[];
  /** What all of them asked for, method and URL. */
  readonly asked: string[];
  /** How often each of them has called the endpoint; fails if not all did as often. */
  callsEach(): number;
  /** What each of them answers to a bearer token. */
  ask(token: string, path?: string): Promise<readonly Response[]>;
  close(): Promise<void>;
}

/** What differs from the usual. */
export interface IntrospectionArenaOptions {
  readonly introspection?: IntrospectionOptions;
  readonly tokenFormat?: TokenFormat;
  readonly verifier?: Partial<VerifierOptions>;
  readonly endpoint?: TestIssuerOptions["introspection"];
  /** Stands between the verifiers and the issuers. */
  readonly between?: (fetch: Fetch) => Fetch;
}

export async function createIntrospectionArena(options: IntrospectionArenaOptions = {}): Promise<IntrospectionArena> {
  const { introspection, tokenFormat, endpoint = {}, between = (fetch) => fetch } = options;
  const clock = manualClock();
  const issuer = "https://as.example/t1";
  const a = await createTestIssuer({ clock, issuer, audience: AUDIENCE, introspection: endpoint });
  const b = await createTestIssuer({ clock, issuer: "https://other-as.example", audience: AUDIENCE });
  const events: OstiaryEvent[] = [];
  const asked: string[] = [];
  const send = between((url, init) => (url.startsWith(b.issuer) ? b : a).fetch(url, init));
  const trust = a.verifierOptions({
    opaque: true,
    // What fails in one test is not left alone in the next.
    introspection: { breakerFailures: 1000, cacheEntries: 100, ...introspection },
    ...(tokenFormat === undefined ? {} : { tokenFormat }),
  });
  const targets = await createTargets(() => ({
    ...trust,
    issuer: [trust.issuer, b.issuer],
    fetch: (url, init) => (asked.push(`${init.method ?? "GET"} ${url}`), send(url, init)),
    onEvent: (event) => void events.push(event),
    ...options.verifier,
  }));
  return {
    clock,
    a,
    b,
    targets,
    events,
    asked,
    callsEach: () => {
      const calls = a.requests.introspection / targets.length;
      expect(Number.isInteger(calls), "all targets call as often").toBe(true);
      return calls;
    },
    ask: async (token, path = "/orders") => {
      const answers = await Promise.all(targets.map(({ ask }) => ask({ authorization: [`Bearer ${token}`], path })));
      return answers.map(({ body, ...init }) => new Response(body, init));
    },
    close: async () => {
      await Promise.all([a.close(), b.close()]);
      for (const { verifier } of targets) verifier.close();
    },
  };
}

/** What is said of a good token. */
export function goodAnswer({ a, clock }: IntrospectionArena): Readonly<Record<string, unknown>> {
  const names = { iss: a.issuer, sub: "u1", aud: AUDIENCE, client_id: "c1", scope: "api:read" };
  return { active: true, ...names, exp: clock.now() + 300, token_type: "Bearer" };
}

/** Every adapter lets the token in. */
export async function expectAllAccept(arena: IntrospectionArena, token: string, path?: string): Promise<void> {
  for (const response of await arena.ask(token, path)) expect(response).toBeAccepted();
}

/**
 * Every adapter denies the token for this reason, with the same challenge; a good token is accepted before and after. Nobody but
 * the issuers is asked, and what the operator is told holds no secret.
 */
export async function expectAllDeny(
  arena: IntrospectionArena,
  token: string,
  reason: DenialReason,
  path?: string,
): Promise<void> {
  await judgeBetweenGoodOnes(arena, token, async () => {
    const responses = await arena.ask(token, path);
    for (const response of responses) expect(response).toBeDenied(reason);
    expect(new Set(responses.map(({ headers }) => headers.get("www-authenticate"))).size).toBe(1);
    const told = arena.events.filter(({ type }) => type !== "token.accepted");
    expect(told.map((event) => event.type === "token.denied" && event.reason)).toEqual(responses.map(() => reason));
  });
}

/** Every adapter answers 503, and a good token is accepted before and after. */
export async function expectAllUnavailable(arena: IntrospectionArena, token: string): Promise<void> {
  await judgeBetweenGoodOnes(arena, token, async () => {
    for (const response of await arena.ask(token)) expect(response).toBeUnavailable();
  });
}

async function judgeBetweenGoodOnes(
  arena: IntrospectionArena,
  token: string,
  judge: () => Promise<void>,
): Promise<void> {
  const { a, events, asked } = arena;
  await expectAllAccept(arena, a.issueOpaque());
  events.length = 0;
  await judge();
  const { clientSecret } = a.resourceServer;
  for (const event of events) {
    const told = JSON.stringify(event, (_, value: unknown) => (value instanceof Error ? describe(value) : value));
    expect(told).not.toContain(clientSecret);
    if (token.length > 20) expect(told).not.toContain(token);
  }
  const known = [a.issuer, arena.b.issuer, "https://as.example/.well-known/"];
  expect(asked.filter((request) => !known.some((place) => request.split(" ")[1]?.startsWith(place)))).toEqual([]);
  await expectAllAccept(arena, a.issueOpaque());
}

function describe(error: Error): unknown {
  return [error.name, error.message, error.stack, error.cause];
}
