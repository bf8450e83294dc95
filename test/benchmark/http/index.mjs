// What a whole request costs: each framework with each contender in a process of its own on one core, the load on the
// other. The same token all the time, the same at a fixed pace, and a new token with every request.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CAN_PIN, startChild } from "./child.mjs";
import { OSTIARY } from "./contenders.mjs";
import { checkServers, runFreely, runFresh, runPaced, startServers } from "./contest.mjs";
import { summarizeRounds } from "./load.mjs";
import { AUDIENCE, createTokenSource, forge, ISSUER } from "./tokens.mjs";

export { judgeHttp as toVerdicts } from "./judge.mjs";

/** @typedef {import("../model.mjs").BenchmarkResult} BenchmarkResult */

const LOAD_CORE = 1;
const FRAMEWORKS = /** @type {const} */ (["node:http", "fastify", "hono", "express"]);
const FULL = { rounds: 5, seconds: 3, warmUpSeconds: 1 };
const QUICK = { rounds: 2, seconds: 0.5, warmUpSeconds: 0.3 };
/** How many new tokens there are for each server. RSA is dear to sign with. */
const FULL_POOL = { RS256: 60_000, ES256: 180_000 };
const QUICK_POOL = { RS256: 0, ES256: 15_000 };

/** In the order in which they are measured; the second takes its pace from the first. */
const ONE = "one token";
const PACED = "one token at a fixed pace";
const NEW = "new tokens";
const ALGORITHMS = /** @type {const} */ (["RS256", "ES256"]);
/** Less than this share of a core for a server that could use all of it: something else was running there. */
const LEAST_BUSY_RATIO = 0.85;

/**
 * @param {import("../model.mjs").BenchmarkContext} context
 * @returns {Promise<BenchmarkResult[]>}
 * @throws Error - a server refuses a good token or accepts a bad one, or a request fails.
 */
export async function measureHttp(context) {
  const { quick, progress } = context;
  if (!CAN_PIN) progress.note("http: server and load share cores, for want of a second one or of `taskset`");
  const settings = quick ? QUICK : FULL;
  const pool = quick ? QUICK_POOL : FULL_POOL;
  const plans = ALGORITHMS.flatMap((algorithm) => FRAMEWORKS.map((framework) => toPlan(context, framework, algorithm)));
  const rows = plans.flatMap((plan) => [...plan.rows]);
  progress.plan(rows.length * settings.rounds);
  const folder = await mkdtemp(join(tmpdir(), "ostiary-benchmark-"));
  const load = startChild("load-process.mjs", LOAD_CORE);
  /** @type {BenchmarkResult[]} */
  const results = [];
  try {
    for (const algorithm of ALGORITHMS) {
      const ofAlgorithm = plans.filter((plan) => plan.algorithm === algorithm && plan.rows.size > 0);
      if (ofAlgorithm.length > 0)
        results.push(...(await measureAlgorithm(ofAlgorithm, { settings, pool, folder, load, progress })));
    }
  } finally {
    load.stop();
    await rm(folder, { recursive: true, force: true });
  }
  noteBusyMachine(results, progress);
  return results;
}

/**
 * What is measured of one framework with one algorithm.
 *
 * @typedef {{ framework: typeof FRAMEWORKS[number], algorithm: typeof ALGORITHMS[number], rows: ReadonlySet<string> }} Plan
 *
 * @param {import("../model.mjs").BenchmarkContext} context
 * @param {Plan["framework"]} framework
 * @param {Plan["algorithm"]} algorithm
 * @returns {Plan}
 */
function toPlan({ quick, isWanted }, framework, algorithm) {
  const possible = algorithm === "ES256" ? [NEW] : quick ? [ONE, PACED] : [ONE, PACED, NEW];
  const rows = new Set(possible.filter((name) => isWanted(toRow({ framework, algorithm }, name))));
  if (rows.has(PACED)) rows.add(ONE);
  return { framework, algorithm, rows };
}

/**
 * @param {Pick<Plan, "framework" | "algorithm">} plan
 * @param {string} name
 */
function toRow({ framework, algorithm }, name) {
  return `${framework}, ${name}, ${algorithm}`;
}

/**
 * What a run is made with.
 *
 * @typedef {object} Means
 * @property {typeof FULL} settings
 * @property {typeof FULL_POOL} pool
 * @property {string} folder
 * @property {import("./child.mjs").Child} load
 * @property {import("../model.mjs").BenchmarkContext["progress"]} progress
 */

/**
 * @param {readonly Plan[]} plans All of one algorithm, at least one.
 * @param {Means} means
 * @returns {Promise<BenchmarkResult[]>}
 */
async function measureAlgorithm(plans, means) {
  const algorithm = plans[0]?.algorithm ?? "RS256";
  const source = await createTokenSource(algorithm);
  const good = await source.issue();
  const bad = {
    forged: forge(good),
    expired: await source.issue({ exp: Math.floor(Date.now() / 1000) - 3600 }),
    "for another audience": await source.issue({ aud: "https://other.example.com" }),
    "of another issuer": await source.issue({ iss: "https://other.example.com" }),
  };
  await hand(means, "one", [good]);
  if (plans.some(({ rows }) => rows.has(NEW))) await hand(means, "new", await source.issueMany(means.pool[algorithm]));

  const { jwksUri, close } = await serveKeys(source.jwks);
  const trust = { issuer: ISSUER, audience: AUDIENCE, algorithm, jwks: source.jwks, pem: source.pem, jwksUri };
  /** @type {BenchmarkResult[]} */
  const results = [];
  try {
    for (const plan of plans) {
      const servers = await startServers(plan.framework, trust, means.progress.note);
      try {
        await checkServers(servers, { good, bad });
        results.push(...(await measureServers(servers, plan, means)));
      } finally {
        for (const { child } of servers) child.stop();
      }
    }
  } finally {
    close();
  }
  return results;
}

/**
 * @param {import("./contest.mjs").Running[]} servers
 * @param {Plan} plan
 * @param {Means} means
 * @returns {Promise<BenchmarkResult[]>}
 */
async function measureServers(servers, plan, { load, settings, pool, progress }) {
  /** @type {BenchmarkResult[]} */
  const results = [];
  const toSettings = (/** @type {string} */ name) => ({
    ...settings,
    onRound: () => progress.step(`http: ${toRow(plan, name)}`),
  });
  if (plan.rows.has(ONE)) {
    const borne = await runFreely(load, servers, toSettings(ONE));
    results.push(...summarizeRounds(toRow(plan, ONE), borne));
    if (plan.rows.has(PACED)) {
      const paced = await runPaced(load, servers, { ...toSettings(PACED), borne });
      results.push(...summarizeRounds(toRow(plan, PACED), paced));
    }
  }
  if (plan.rows.has(NEW)) {
    const rounds = await runFresh(load, servers, { ...toSettings(NEW), tokens: pool[plan.algorithm] });
    results.push(...summarizeRounds(toRow(plan, NEW), rounds));
  }
  return results;
}

/**
 * The authorization server, as far as contenders need one.
 *
 * @param {object} jwks
 */
async function serveKeys(jwks) {
  const server = createServer((_, response) => {
    response.setHeader("content-type", "application/json").end(JSON.stringify(jwks));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return { jwksUri: `http://127.0.0.1:${port}/jwks.json`, close: () => void server.close() };
}

/**
 * Requests a second and latencies say little when others use the same cores; CPU time by request still does.
 *
 * @param {readonly BenchmarkResult[]} results
 * @param {import("../model.mjs").BenchmarkContext["progress"]} progress
 */
function noteBusyMachine(results, progress) {
  const full = results.filter(({ row, contender }) => contender === OSTIARY && !row.includes(PACED));
  const isDisturbed = full.some(
    ({ measures: { serverBusyRatio = 1, loadBusyRatio = 0 } }) =>
      Math.max(serverBusyRatio, loadBusyRatio) < LEAST_BUSY_RATIO,
  );
  if (isDisturbed) progress.note("http: other programs used the cores; of these figures trust the CPU time alone");
}

/**
 * Tokens go to the load through a file: there are too many for a message.
 *
 * @param {Means} means
 * @param {string} pool
 * @param {string[]} tokens
 */
async function hand({ load, folder }, pool, tokens) {
  const file = join(folder, `${pool}.txt`);
  await writeFile(file, tokens.join("\n"));
  await load.ask("read", { pool, file });
}
