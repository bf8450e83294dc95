import { once } from "node:events";
import { request } from "node:http";
import { describe, expect, test } from "vitest";
import { type Framework, ask, starters } from "./support/apps.js";
import { createWorld, HANGS_ON, judge, PATIENT, turn } from "./support/world.js";

describe("a caller gives up while the keys are being fetched", PATIENT, () => {
  test.for(Object.keys(starters) as Framework[])(
    "%s: the fetch goes on, and the others are answered",
    async (framework, context) => {
      const world = await createWorld(context, HANGS_ON);
      const { as, network, verifier } = world;
      const app = world.apps.find(({ name }) => name === framework)!;
      const letThrough = network.holdNext("jwks");
      const givenUp = request(`${app.origin}/orders`, { headers: as.bearer() }).end();
      const broken = once(givenUp, "error");
      while (as.requests.jwks === 0) await turn();
      const patient = [ask(app, as.issue()), ask(app, as.issue())];
      givenUp.destroy(new Error("I have no time"));
      await broken;
      const late = ask(app, as.issue());
      letThrough();
      for (const answer of await Promise.all([...patient, late])) expect(answer).toBeAccepted();
      expect(await judge(world, as.issue())).toBeAccepted();
      expect(network.attempts.map(({ place }) => place)).toEqual(["metadata", "jwks"]);
      expect(verifier.health().state).toBe("fresh");
    },
  );

  test("all give up: what they have set off is there for the next", async (context) => {
    const world = await createWorld(context, { ...HANGS_ON, coldWaitSeconds: 0.02 });
    const { as, network } = world;
    const letThrough = network.holdNext("jwks");
    for (const outcome of await Promise.all([1, 2, 3].map(() => judge(world, as.issue())))) {
      expect(outcome).toMatchObject({ kind: "unavailable", retryAfterSeconds: 5 });
    }
    letThrough();
    await network.settled();
    expect(await judge(world, as.issue())).toBeAccepted();
    expect(network.attempts).toHaveLength(2);
  });
});
