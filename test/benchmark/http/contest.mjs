import { median } from "../report/statistics.mjs";
import { startChild } from "./child.mjs";
// The servers of one framework: started, checked, and measured in turns.
import { CONTENDERS, looksAtTokens, NO_AUTH } from "./contenders.mjs";
import { runRound, toRate } from "./load.mjs";

const SERVER_CORE = 0;
const WARM_UP_REQUESTS = 10_000;
const MAX_WARM_UPS = 5;
/** How much of what the framework bears without auth is asked of all, where all get the same. */
const PACE_SHARE = 0.35;
/** A server that bears less than this many times the pace would queue, and the figure say nothing. */
const PACE_HEADROOM = 1.25;

/**
 * @typedef {import("./load.mjs").Running} Running
 * @typedef {import("./load.mjs").Round} Round
 */

/**
 * One server for each contender. Those that this build does not support are left out, and said so.
 *
 * @param {import("./contenders.mjs").Framework} framework
 * @param {import("./contenders.mjs").Trust} trust
 * @param {(text: string) => void} note
 * @returns {Promise<Running[]>}
 */
export async function startServers(framework, trust, note) {
  /** @type {Running[]} */
  const servers = [];
  for (const contender of CONTENDERS[framework]) {
    const child = startChild("server-process.mjs", SERVER_CORE);
    const { port, unsupported } = await child.ask("start", { framework, contender, trust });
    if (unsupported === undefined) {
      servers.push({ contender, child, port });
    } else {
      child.stop();
      note(`${framework}, ${contender}: left out, ${unsupported}`);
    }
  }
  return servers;
}

/**
 * A contender that takes a bad token, or refuses a good one, is not measured: the run ends.
 *
 * @param {Running[]} servers
 * @param {{ good: string, bad: Record<string, string> }} tokens
 */
export async function checkServers(servers, { good, bad }) {
  for (const { contender, port } of servers) {
    const accepted = await askStatus(port, good);
    if (accepted !== 200) throw new Error(`${contender} answers ${accepted} to a good token`);
    if (!looksAtTokens(contender)) continue;
    for (const [name, token] of Object.entries(bad)) {
      const refused = await askStatus(port, token);
      if (refused !== 401) throw new Error(`${contender} answers ${refused} to a token that is ${name}`);
    }
  }
}

/**
 * As many requests as each server answers. `onRound` is called when a round begins.
 *
 * @param {import("./child.mjs").Child} load
 * @param {Running[]} servers
 * @param {{ rounds: number, seconds: number, warmUpSeconds: number, onRound: () => void }} settings
 */
export async function runFreely(load, servers, { rounds, seconds, warmUpSeconds, onRound }) {
  for (const server of servers) await warmUp(load, server, { pool: "one", seconds: warmUpSeconds });
  return takeTurns(servers, rounds, onRound, (server) => runRound(load, server, { pool: "one", seconds }));
}

/**
 * The same with a token of its own for each request. The pool is divided among the rounds and the warming up, so that no
 * server sees a token twice.
 *
 * @param {import("./child.mjs").Child} load
 * @param {Running[]} servers
 * @param {{ tokens: number, rounds: number, seconds: number, warmUpSeconds: number, onRound: () => void }} settings
 */
export async function runFresh(load, servers, { tokens, rounds, seconds, warmUpSeconds, onRound }) {
  const most = Math.floor(tokens / (rounds + 1));
  /** @param {Running} server */
  const run = (server) =>
    runRound(load, server, { pool: "new", seconds, ...(looksAtTokens(server.contender) ? { most } : {}) });
  for (const server of servers) {
    await warmUp(load, server, { pool: "one", seconds: warmUpSeconds });
    await run(server);
  }
  return takeTurns(servers, rounds, onRound, run);
}

/**
 * Until the code that answers has been compiled, as far as a server that is slow gets in a few times the wanted seconds.
 *
 * @param {import("./child.mjs").Child} load
 * @param {Running} server
 * @param {{ pool: string, seconds: number }} order
 */
async function warmUp(load, server, order) {
  let requests = 0;
  for (let turn = 0; turn < MAX_WARM_UPS && requests < WARM_UP_REQUESTS; turn += 1) {
    requests += (await runRound(load, server, order)).requests;
  }
}

/**
 * The same number of requests a second of every server that can bear it, from what they have borne.
 *
 * @param {import("./child.mjs").Child} load
 * @param {Running[]} servers
 * @param {{ borne: ReadonlyMap<string, readonly Round[]>, rounds: number, seconds: number, onRound: () => void }} settings
 */
export async function runPaced(load, servers, { borne, rounds, seconds, onRound }) {
  const rateOf = (/** @type {string} */ contender) => median((borne.get(contender) ?? []).map(toRate));
  const perSecond = Math.round(rateOf(NO_AUTH) * PACE_SHARE);
  const able = servers.filter(({ contender }) => rateOf(contender) > perSecond * PACE_HEADROOM);
  return takeTurns(able, rounds, onRound, (server) => runRound(load, server, { pool: "one", seconds, perSecond }));
}

/**
 * The order moves on by one each round, so that nobody always runs behind the same neighbour.
 *
 * @param {Running[]} servers
 * @param {number} rounds
 * @param {() => void} onRound
 * @param {(server: Running) => Promise<Round>} measure
 * @returns {Promise<Map<string, Round[]>>}
 */
async function takeTurns(servers, rounds, onRound, measure) {
  /** @type {Map<string, Round[]>} */
  const roundsOf = new Map(servers.map(({ contender }) => [contender, []]));
  for (let round = 0; round < rounds; round += 1) {
    onRound();
    const first = round % servers.length;
    for (const server of [...servers.slice(first), ...servers.slice(0, first)]) {
      roundsOf.get(server.contender)?.push(await measure(server));
    }
  }
  return roundsOf;
}

/**
 * @param {number} port
 * @param {string} token
 */
async function askStatus(port, token) {
  const response = await fetch(`http://127.0.0.1:${port}/orders`, { headers: { authorization: `Bearer ${token}` } });
  await response.arrayBuffer();
  return response.status;
}
