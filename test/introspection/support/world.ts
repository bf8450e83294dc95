import {
  createVerifier,
  type Clock,
  type Fetch,
  type IntrospectionOptions,
  type OstiaryEvent,
  type Outcome,
  type Verifier,
} from "@ostiary/core";
import { createTestIssuer, manualClock, type TestIssuer } from "@ostiary/testing";
import { matchers } from "@ostiary/testing/vitest";
import { expect, type TestContext } from "vitest";
import { ask, type Framework, starters } from "../../outages/support/apps.js";

expect.extend(matchers);

/** For every story: how long it takes to tell it is not what is measured, and the machine may be busy with something else. */
export const PATIENT = { timeout: 120_000 };

/** An authorization server on the loopback interface, and a verifier that takes its JWTs and asks it about all other tokens. */
export interface World {
  readonly as: TestIssuer;
  readonly verifier: Verifier;
  /** All that the verifier told, in order. */
  readonly events: readonly OstiaryEvent[];
}

/** What differs from the usual. */
export interface WorldOptions {
  readonly introspection?: IntrospectionOptions;
  /** Of issuer and verifier. Default: one that stands still. */
  readonly clock?: Clock;
  /** Stands between the verifier and the network. */
  readonly fetch?: Fetch;
}

/** Makes one for a test, and takes it away at its end. */
export async function createWorld(
  { onTestFinished }: Pick<TestContext, "onTestFinished">,
  { introspection = {}, clock = manualClock(), fetch: ownFetch = fetch }: WorldOptions = {},
): Promise<World> {
  const as = await createTestIssuer({ clock, listen: true });
  const events: OstiaryEvent[] = [];
  const verifier = createVerifier({
    ...as.verifierOptions({ opaque: true, introspection }),
    fetch: ownFetch,
    onEvent: (event) => void events.push(event),
  });
  onTestFinished(async () => {
    verifier.close();
    await as.close();
  });
  return { as, verifier, events };
}

/** A way in: the verifier itself, or an API that it guards, over HTTP. */
export type Door = (token: string) => Promise<Outcome | Response>;

export type DoorName = "verifier" | Framework;

export const ALL_DOORS: readonly DoorName[] = ["verifier", "Express", "Fastify", "Hono"];

/** Opens one for a test. All of them ask for `api:read`. */
export async function openDoor(
  { onTestFinished }: Pick<TestContext, "onTestFinished">,
  name: DoorName,
  verifier: Verifier,
): Promise<Door> {
  if (name === "verifier") {
    return (token) => verifier.authenticate({ authorization: [`Bearer ${token}`] }, { scopes: ["api:read"] });
  }
  const app = await starters[name](verifier);
  onTestFinished(() => app.close());
  return (token) => ask(app, token);
}

/** How many events of a type were told. */
export function countEvents({ events }: Pick<World, "events">, type: OstiaryEvent["type"]): number {
  return events.filter((event) => event.type === type).length;
}
