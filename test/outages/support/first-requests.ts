import { expect, type TestContext } from "vitest";
import { ask, type Framework } from "./apps.js";
import { expectExactly } from "./figures.js";
import { createWorld, judge } from "./world.js";

/** How many requests come at once, and how. */
export interface Rush {
  readonly requests: number;
  /** Default: none, but the verifier itself. */
  readonly framework?: Framework;
}

/** All are accepted, although nothing had been fetched, and that takes one fetch of each document. */
export async function expectOneFetch(context: TestContext, { requests, framework }: Rush): Promise<void> {
  const world = await createWorld(context);
  const { as, apps } = world;
  const app = apps.find(({ name }) => name === framework);
  const tokens = Array.from({ length: 100 }, () => as.issue());
  const answers = await Promise.all(
    Array.from({ length: requests }, async (_, index) => {
      const token = tokens[index % tokens.length]!;
      return app === undefined ? (await judge(world, token)).kind : (await ask(app, token)).status;
    }),
  );
  expect(new Set(answers)).toEqual(new Set([app === undefined ? "accepted" : 200]));
  expectExactly(context, {
    name: "first requests, all at once: metadata fetches",
    limit: 1,
    measured: as.requests.metadata,
  });
  expectExactly(context, { name: "first requests, all at once: key fetches", limit: 1, measured: as.requests.jwks });
}
