import { setImmediate } from "node:timers/promises";
import { createVerifier, type KeyOptions, type OstiaryEvent, type Outcome, type Verifier } from "@ostiary/core";
import { createTestIssuer, type ManualClock, manualClock, type TestIssuer } from "@ostiary/testing";
import { matchers } from "@ostiary/testing/vitest";
import { expect, type TestContext } from "vitest";
import { type App, ask, startApps } from "./apps.js";
import { createNetwork, type Network } from "./network.js";

expect.extend(matchers);

/** For every story: how long it takes to tell it is not what is measured, and the machine may be busy with something else. */
export const PATIENT = { timeout: 120_000 };

/** For stories about something that hangs: it goes on doing so, however busy the machine is. */
export const HANGS_ON: KeyOptions = { attemptTimeoutSeconds: 60, loadTimeoutSeconds: 60 };

/** An authorization server on the loopback interface, and APIs that trust it: one on every framework, over one verifier. */
export interface World {
  /** Moved by hand; of issuer and verifier. */
  readonly clock: ManualClock;
  readonly as: TestIssuer;
  readonly verifier: Verifier;
  readonly network: Network;
  /** All that the verifier told, in order. */
  readonly events: OstiaryEvent[];
  readonly apps: readonly App[];
}

/** Makes one for a test, which several may run beside, and takes it away at its end. */
export async function createWorld(
  { onTestFinished }: Pick<TestContext, "onTestFinished">,
  keys: KeyOptions = {},
): Promise<World> {
  const clock = manualClock();
  const as = await createTestIssuer({ clock, listen: true });
  const member = createMember(as, clock, keys);
  const apps = await startApps(member.verifier);
  onTestFinished(async () => {
    member.verifier.close();
    await Promise.all([...apps, as].map((server) => server.close()));
  });
  return { clock, as, ...member, apps };
}

/** A verifier, with what is seen of it. */
export type Member = Pick<World, "verifier" | "network" | "events">;

/** Makes a verifier that trusts an issuer, with a network of its own. */
export function createMember(as: TestIssuer, clock: ManualClock, keys: KeyOptions = {}): Member {
  const events: OstiaryEvent[] = [];
  const network = createNetwork(clock);
  const verifier = createVerifier({
    ...as.verifierOptions(),
    keys,
    fetch: network.fetch,
    onEvent: (event) => {
      events.push(event);
      network.listener(event);
    },
  });
  return { verifier, network, events };
}

/** What the verifier says of a bearer token. */
export function judge({ verifier }: Pick<Member, "verifier">, token: string): Promise<Outcome> {
  return verifier.authenticate({ authorization: [`Bearer ${token}`] }, { scopes: ["api:read"] });
}

/** Asks every API. */
export function askAll({ apps }: Pick<World, "apps">, token: string): Promise<readonly Response[]> {
  return Promise.all(apps.map((app) => ask(app, token)));
}

export async function expectAccepted(world: Pick<World, "apps">, token: string): Promise<void> {
  for (const response of await askAll(world, token)) expect(response).toBeAccepted();
}

/** 503 with `Retry-After` and without a challenge. */
export async function expectUnavailable(world: Pick<World, "apps">, token: string): Promise<void> {
  for (const response of await askAll(world, token)) expect(response).toBeUnavailable();
}

/** 401: no key of the issuer has signed it. */
export async function expectUnknownKey(world: Pick<World, "apps">, token: string): Promise<void> {
  for (const response of await askAll(world, token)) expect(response).toBeDenied("no_matching_key");
}

/** How time goes by. */
export interface Passing {
  readonly stepSeconds: number;
  /** What happens after each step; what it sets off in the background is waited for. */
  readonly traffic: () => Promise<unknown>;
}

/** Lets so many seconds go by, step by step. */
export async function pass(
  { clock, network }: Pick<World, "clock" | "network">,
  seconds: number,
  { stepSeconds, traffic }: Passing,
): Promise<void> {
  const until = clock.now() + seconds;
  while (clock.now() < until) {
    clock.set(Math.min(clock.now() + stepSeconds, until));
    await traffic();
    await network.settled();
  }
}

/** The events of the types that begin so, since the one with this index. */
export function typesOf({ events }: Pick<Member, "events">, prefix: string, from = 0): readonly string[] {
  return events.slice(from).flatMap(({ type }) => (type.startsWith(prefix) ? [type] : []));
}

/** Lets everything happen that needs no more than a turn of the event loop. */
export const turn = setImmediate;
