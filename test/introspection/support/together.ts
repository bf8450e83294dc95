import type { IntrospectionOptions } from "@ostiary/core";
import { expect, type TestContext } from "vitest";
import { expectExactly } from "../../outages/support/figures.js";
import { createTurnstile } from "./turnstile.js";
import { createWorld, type DoorName, openDoor } from "./world.js";

/** Requests that come together. */
export interface Together {
  readonly door: DoorName;
  readonly requests: number;
  /** How many tokens they present, in turn. */
  readonly tokens: number;
}

/** All are accepted, with one call for each token. */
export async function expectOneCallEach(
  { door, requests, tokens }: Together,
  introspection: IntrospectionOptions,
  context: TestContext,
): Promise<void> {
  const turnstile = createTurnstile();
  // They wait for each other, however long the machine takes for that.
  const unhurried = { timeoutSeconds: 30, ...introspection };
  const { as, verifier } = await createWorld(context, { introspection: unhurried, fetch: turnstile.fetch });
  const knock = await openDoor(context, door, turnstile.watch(verifier));
  expect(await knock(as.issueOpaque())).toBeAccepted();
  const before = as.requests.introspection;

  const issued = Array.from({ length: tokens }, () => as.issueOpaque());
  turnstile.holdFor(requests);
  const answers = Array.from({ length: requests }, (_, index) => knock(issued[index % tokens]!));
  for (const answer of await Promise.all(answers)) expect(answer).toBeAccepted();

  const crowd = `${requests.toLocaleString("en-US")} requests at once${door === "verifier" ? "" : " over HTTP"}`;
  const presented = tokens === 1 ? "one token" : `${tokens} tokens`;
  const measured = as.requests.introspection - before;
  expectExactly(context, { name: `${crowd}, ${presented}: calls`, limit: tokens, measured });
}
