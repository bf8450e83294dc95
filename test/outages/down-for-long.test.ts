import { test } from "vitest";
import { expectSurvival } from "./support/long-outage.js";
import { createWorld, PATIENT } from "./support/world.js";

test(
  "the authorization server is gone: all are served for an hour past freshness, then 503, until its return",
  PATIENT,
  async (context) => {
    const world = await createWorld(context);
    const { stop: begin, start: end } = world.as;
    await expectSurvival(world, { begin, end }, context);
  },
);
