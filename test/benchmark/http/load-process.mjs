// The load, in a process of its own: 64 connections, each with one request under way.
import { readFileSync } from "node:fs";
import { answerParent } from "./child.mjs";
import { openConnection } from "./connection.mjs";
import { createPacedDrive, driveFreely } from "./drive.mjs";
import { Latencies } from "./latencies.mjs";

const CONNECTIONS = 64;

/** @type {Map<string, Buffer[]>} */
const pools = new Map();
/**
 * Where each server is in each pool: none sees a token again before it has seen all others.
 *
 * @type {Map<string, number>}
 */
const positions = new Map();

/**
 * @typedef {object} LoadReport
 * @property {number} requests
 * @property {number} refusals Answers other than 200.
 * @property {number} seconds
 * @property {number} p50Milliseconds
 * @property {number} p99Milliseconds
 * @property {number} busyRatio How busy this process was: near 1, it was the load that set the pace.
 */

answerParent({
  /** @param {{ pool: string, file: string }} order */
  read: async ({ pool, file }) => void pools.set(pool, readFileSync(file, "latin1").split("\n").map(toRequest)),
  run,
});

/** @param {string} token */
function toRequest(token) {
  const head = `GET /orders HTTP/1.1\r\nHost: api.example.com\r\nAuthorization: Bearer ${token}\r\n\r\n`;
  return Buffer.from(head, "latin1");
}

/**
 * @param {{ port: number, pool: string, seconds: number, perSecond?: number, most?: number }} order Without `perSecond`: as many as go.
 *   `most` is how many at most.
 * @returns {Promise<LoadReport>}
 */
async function run({ port, pool, seconds, perSecond, most = Infinity }) {
  const latencies = new Latencies();
  const observed = { refusals: 0, onError: (/** @type {Error} */ _error) => {} };
  const broken = new Promise((_, reject) => (observed.onError = reject));
  const opening = Array.from({ length: CONNECTIONS }, () => openMeasured(port, latencies, observed));
  const connections = await Promise.race([Promise.all(opening), /** @type {Promise<never>} */ (broken)]);

  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  const drive = perSecond === undefined ? driveFreely : createPacedDrive(perSecond);
  await Promise.race([drive(connections, createSequence(pool, port, most), startedAt + seconds * 1000), broken]);
  const elapsed = performance.now() - startedAt;
  const cpu = process.cpuUsage(cpuBefore);
  for (const { close } of connections) close();
  return {
    requests: latencies.total,
    refusals: observed.refusals,
    seconds: elapsed / 1000,
    p50Milliseconds: latencies.quantile(0.5),
    p99Milliseconds: latencies.quantile(0.99),
    busyRatio: (cpu.user + cpu.system) / 1000 / elapsed,
  };
}

/**
 * @param {string} pool
 * @param {number} port
 * @param {number} most
 */
function createSequence(pool, port, most) {
  const requests = pools.get(pool) ?? [];
  const key = `${pool} ${port}`;
  let left = most;
  return () => {
    if (left === 0) return undefined;
    left -= 1;
    const position = positions.get(key) ?? 0;
    positions.set(key, (position + 1) % requests.length);
    return requests[position];
  };
}

/**
 * @param {number} port
 * @param {Latencies} latencies
 * @param {{ refusals: number, onError: (error: Error) => void }} observed
 * @returns {Promise<import("./drive.mjs").MeasuredConnection>}
 */
async function openMeasured(port, latencies, observed) {
  let since = 0;
  /** @type {import("./drive.mjs").MeasuredConnection} */
  const measured = { send: () => {}, close: () => {}, onIdle: () => {} };
  const onAnswer = (/** @type {number} */ status) => {
    latencies.add(performance.now() - since);
    if (status !== 200) observed.refusals += 1;
    measured.onIdle();
  };
  const { send, close } = await openConnection(port, onAnswer, observed.onError);
  measured.close = close;
  measured.send = (request, sinceNow) => {
    since = sinceNow;
    send(request);
  };
  return measured;
}
