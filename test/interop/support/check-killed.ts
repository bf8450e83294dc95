import { setTimeout as delay } from "node:timers/promises";
import { expect } from "vitest";
import { expectAccepted, expectUnavailable, type NamedAnswer, type ResourceServers } from "./resource-servers.js";
import type { Format, IssuedToken } from "./server.js";
import type { Setting } from "./setting.js";

/**
 * The server is killed while requests come in: JWTs go on being accepted, of opaque tokens it is said that nobody can tell, and
 * never anything else; a resource server that starts now can tell of neither. When the server is back all accept the tokens of
 * before, and new ones.
 */
export async function checkKilled(setting: Setting): Promise<void> {
  const { formats } = setting;
  const streams: Stream[] = [];
  try {
    for (const format of formats) streams.push(await startStream(setting, format));
    await killAndRestart(setting, streams);
  } finally {
    await Promise.allSettled(streams.map((stream) => stream.end()));
  }
}

async function killAndRestart({ server, createForgetful }: Setting, streams: readonly Stream[]): Promise<void> {
  await delay(PHASE_MILLISECONDS);
  // On a busy machine the time may be over before two rounds are.
  for (let rounds = 0; rounds < 2; rounds += 1) await Promise.all(streams.map((stream) => stream.nextRound()));
  await server.kill();
  await Promise.all(streams.map((stream) => stream.nextRound()));
  for (const stream of streams) stream.expectUntilNow();
  await delay(PHASE_MILLISECONDS);
  const cold: ResourceServers[] = [];
  for (const { format, issued } of streams) {
    const servers = await createForgetful(format);
    expectUnavailable(await servers.ask(issued.token));
    cold.push(servers);
  }
  for (const stream of streams) stream.expectSinceKilled();
  await server.restart();
  for (const stream of streams) {
    await stream.end();
    stream.expectSinceRestarted();
  }
  for (const [index, { format, servers, issued }] of streams.entries()) {
    const young = await server.issue({ format, scopes: ["api:read"] });
    for (const each of [servers, cold[index] ?? servers]) {
      await expectAcceptedAgain(each, issued);
      await expectAcceptedAgain(each, young);
    }
  }
}

interface Stream {
  readonly format: Format;
  readonly servers: ResourceServers;
  readonly issued: IssuedToken;
  /** Resolves when a round that begins now is over. */
  nextRound(): Promise<void>;
  /** Accepted, or not to be told since the server went while it was asked. */
  expectUntilNow(): void;
  /** What must be said since then. */
  expectSinceKilled(): void;
  /** Accepted, or not yet to be told. */
  expectSinceRestarted(): void;
  /** Asks no more. */
  end(): Promise<void>;
}

/** Asks all resource servers about one token, again and again. */
async function startStream({ server, createForgetful }: Setting, format: Format): Promise<Stream> {
  const servers = await createForgetful(format);
  const issued = await server.issue({ format, scopes: ["api:read"] });
  await expectAccepted(servers, issued);
  let answers: NamedAnswer[] = [];
  const over = new AbortController();
  const ask = async (): Promise<void> => void answers.push(...(await servers.ask(issued.token)));
  const running = (async () => {
    while (!over.signal.aborted) {
      await ask();
      await delay(20);
    }
  })();
  // What it fails with is thrown by `end`, which may come late.
  running.catch(() => undefined);
  return {
    format,
    servers,
    issued,
    nextRound: ask,
    expectUntilNow() {
      const good = answers.filter(({ status }) => status === 200);
      expect(good.length, "were accepted").toBeGreaterThan(servers.targets.length);
      if (format === "opaque") expectUnavailable(answers.filter(({ status }) => status !== 200));
      else expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
      answers = [];
    },
    expectSinceKilled() {
      expect(answers.length, "were answered").toBeGreaterThan(servers.targets.length);
      if (format === "opaque") expectUnavailable(answers);
      else expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
      answers = [];
    },
    expectSinceRestarted() {
      const refused = answers.filter(({ status }) => status !== 200);
      if (format === "opaque") expectUnavailable(refused);
      else expect(refused).toEqual([]);
    },
    async end() {
      over.abort();
      await running;
    },
  };
}

/** After a pause that has been announced. */
async function expectAcceptedAgain(servers: ResourceServers, issued: IssuedToken): Promise<void> {
  const until = Date.now() + BACK_SECONDS * 1000;
  for (;;) {
    const refused = (await servers.ask(issued.token)).filter(({ status }) => status !== 200);
    if (refused.length === 0) break;
    expectUnavailable(refused);
    expect(Date.now(), "accepted again in time").toBeLessThan(until);
    await delay(250);
  }
  await expectAccepted(servers, issued);
}

const PHASE_MILLISECONDS = 700;
const BACK_SECONDS = 30;
