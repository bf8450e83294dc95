import { describe, expect, test } from "vitest";
import { ask } from "./support/apps.js";
import { expectExactly } from "./support/figures.js";
import {
  askAll,
  createWorld,
  expectAccepted,
  expectUnavailable,
  expectUnknownKey,
  HANGS_ON,
  judge,
  pass,
  PATIENT,
  turn,
  typesOf,
  type World,
} from "./support/world.js";

const FRESH_SECONDS = 600;

describe.concurrent("a key is removed after a compromise", PATIENT, () => {
  test("the first request after the refresh that dropped it is refused", async (context) => {
    const world = await createWorld(context);
    const { as, stolen } = await prepare(world);
    as.withdrawKey(stolen.kid);
    // Accepted until there is a refresh, which comes before the set is ten minutes old.
    const before = world.events.length;
    while (typesOf(world, "keys.refreshed", before).length === 0) {
      world.clock.advance(10);
      await judge(world, as.issue());
      await world.network.settled();
    }
    const answers = await askAll(world, as.issue({}, { key: stolen }));
    const accepted = answers.filter(({ status }) => status === 200).length;
    expectExactly(context, {
      name: "removed key: accepted after the refresh that dropped it",
      limit: 0,
      measured: accepted,
    });
    for (const answer of answers) expect(answer).toBeDenied("no_matching_key");
    await expectAccepted(world, as.issue());
  });

  test("an outage does not bring it back, not even when the set is stale", async (context) => {
    const world = await createWorld(context);
    const { as, stolen } = await prepare(world);
    await drop(world, stolen.kid);
    await expectUnknownKey(world, as.issue({}, { key: stolen }));
    await as.stop();
    for (let quarters = 0; quarters < 4; quarters += 1) {
      await pass(world, 900, { stepSeconds: 60, traffic: () => judge(world, as.issue()) });
      // That it is not a new key, nobody can tell while the server is down.
      await expectUnavailable(world, as.issue({}, { key: stolen }));
      await expectAccepted(world, as.issue());
    }
    await as.start();
    await pass(world, 90, { stepSeconds: 90, traffic: () => judge(world, as.issue()) });
    await expectUnknownKey(world, as.issue({}, { key: stolen }));
  });

  test("an answer that was long under way does not bring it back", async (context) => {
    const world = await createWorld(context, HANGS_ON);
    const { as, clock, network, events } = world;
    const { stolen } = await prepare(world);
    clock.advance(FRESH_SECONDS - 1);
    const letThrough = network.holdNext("jwks");
    expect((await judge(world, as.issue())).kind).toBe("accepted");
    while (as.requests.jwks < 2) await turn();
    // The answer with the key in it is on its way. A load that has taken longer than any may is not waited for any more.
    as.withdrawKey(stolen.kid);
    clock.advance(70);
    await judge(world, as.issue());
    await expect.poll(() => typesOf(world, "keys.refreshed")).toHaveLength(2);
    await expectUnknownKey(world, as.issue({}, { key: stolen }));
    letThrough();
    await network.settled();
    await turn();
    await expectUnknownKey(world, as.issue({}, { key: stolen }));
    expect(events.at(-1)).toMatchObject({ type: "token.denied", reason: "no_matching_key" });
  });

  test("a snapshot from before does not bring it back", async (context) => {
    const world = await createWorld(context);
    const { as, verifier } = world;
    const { stolen } = await prepare(world);
    const snapshot = verifier.exportSnapshot();
    await drop(world, stolen.kid);
    expect(await verifier.importSnapshot(snapshot)).toMatchObject({ imported: [], skipped: [{ issuer: as.issuer }] });
    await expectUnknownKey(world, as.issue({}, { key: stolen }));
    await as.stop();
    world.clock.advance(FRESH_SECONDS);
    expect(await verifier.importSnapshot(snapshot)).toMatchObject({ imported: [] });
    await pass(world, 60, { stepSeconds: 10, traffic: () => judge(world, as.issue()) });
    await expectUnavailable(world, as.issue({}, { key: stolen }));
  });

  test("its last use does not keep it: a token seen a hundred times dies with it", async (context) => {
    const world = await createWorld(context);
    const { as, stolen } = await prepare(world);
    const token = as.issue({ exp: world.clock.now() + 3600 }, { key: stolen });
    for (let times = 0; times < 100; times += 1) expect((await judge(world, token)).kind).toBe("accepted");
    await drop(world, stolen.kid);
    const [app] = world.apps;
    expect(await ask(app!, token)).toBeDenied("no_matching_key");
  });
});

/** A warm API, and two keys in use: one is about to be known to be stolen. */
async function prepare(
  world: World,
): Promise<{ readonly as: World["as"]; readonly stolen: World["as"]["signingKey"] }> {
  const { as } = world;
  const stolen = as.signingKey;
  as.rotateKeys();
  await expectAccepted(world, as.issue());
  await expectAccepted(world, as.issue({}, { key: stolen }));
  return { as, stolen };
}

/** Removes a key, and lets so much time go by that the set is refreshed. */
async function drop(world: World, kid: string): Promise<void> {
  world.as.withdrawKey(kid);
  await pass(world, FRESH_SECONDS - 1, { stepSeconds: 30, traffic: () => judge(world, world.as.issue()) });
}
