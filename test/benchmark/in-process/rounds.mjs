// Interleaved rounds: whatever else goes on on the machine meets every contender alike.
import { median, medianRange } from "../report/statistics.mjs";
import { createThreadClock } from "./thread-cpu.mjs";

/**
 * What is asked in a row: tokens, and the order in which they come. `limit` is how many a round may take.
 *
 * @typedef {{ pick(index: number): string, order: Uint32Array, limit: number }} Load
 */

/**
 * One that answers: `isSync` if its answer is no promise. `index` is the number of the token, for those who prepared it.
 *
 * @typedef {{ isSync: boolean, verify(token: string, index: number): unknown }} Instance
 */

/** @typedef {{ name: string, load: Load, prepare(): Promise<Instance> }} Entrant */
/** @typedef {{ rounds: number, roundMilliseconds: number, concurrency: number }} Pace */
/** @typedef {{ count: number, wallMicroseconds: number, threadMicroseconds: number }} Sample */

const BATCH = 16;
const readThreadClock = createThreadClock();

/**
 * The first round is thrown away: in it the code gets compiled. `entrants[0]` is the floor.
 *
 * @param {readonly Entrant[]} entrants
 * @param {Pace} pace
 * @returns {Promise<Map<string, Record<string, number>>>} Measures by the name of the entrant.
 */
export async function runRounds(entrants, pace) {
  /** @type {Map<string, Sample[]>} */
  const samples = new Map(entrants.map(({ name }) => [name, []]));
  for (let round = 0; round <= pace.rounds; round += 1) {
    for (let turn = 0; turn < entrants.length; turn += 1) {
      const entrant = entrants[(turn + round) % entrants.length];
      if (entrant === undefined) continue;
      const sample = await runRound(await entrant.prepare(), entrant.load, { ...pace, round });
      if (round > 0) samples.get(entrant.name)?.push(sample);
    }
  }
  const floor = samples.get(entrants[0]?.name ?? "") ?? [];
  return new Map([...samples].map(([name, own]) => [name, toMeasures(own, floor)]));
}

/**
 * @param {Instance} instance
 * @param {Load} load
 * @param {Pace & { round: number }} pace
 * @returns {Promise<Sample>}
 */
async function runRound(instance, load, { roundMilliseconds, concurrency, round }) {
  // Somewhere else each time, so that no round sees only the tokens that are asked for first.
  const plan = { instance, load, offset: (round * 7919) % load.order.length };
  const threadBefore = readThreadClock?.() ?? Number.NaN;
  const begunAt = performance.now();
  const deadline = begunAt + roundMilliseconds;
  const count = instance.isSync ? askInTurn(plan, deadline) : await askAtOnce(plan, deadline, concurrency);
  const wallMicroseconds = (performance.now() - begunAt) * 1000;
  return { count, wallMicroseconds, threadMicroseconds: (readThreadClock?.() ?? Number.NaN) - threadBefore };
}

/**
 * @param {{ instance: Instance, load: Load, offset: number }} plan
 * @param {number} deadline
 */
function askInTurn({ instance, load, offset }, deadline) {
  const { order, limit, pick } = load;
  let count = 0;
  do {
    for (const end = Math.min(limit, count + BATCH); count < end; count += 1) {
      const index = order[(offset + count) % order.length] ?? 0;
      instance.verify(pick(index), index);
    }
  } while (count < limit && performance.now() < deadline);
  return count;
}

/**
 * @param {{ instance: Instance, load: Load, offset: number }} plan
 * @param {number} deadline
 * @param {number} concurrency
 */
async function askAtOnce({ instance, load, offset }, deadline, concurrency) {
  const { order, limit, pick } = load;
  let count = 0;
  let isOver = false;
  const ask = async () => {
    while (!isOver) {
      const index = order[(offset + count) % order.length] ?? 0;
      count += 1;
      if (count >= limit || (count % BATCH === 0 && performance.now() >= deadline)) isOver = true;
      await instance.verify(pick(index), index);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, ask));
  return count;
}

/**
 * Wall time by the median of the rounds, the ratio to the floor by that of the same round. The thread's time is summed over
 * all rounds, since its clock may be coarse.
 *
 * @param {readonly Sample[]} samples
 * @param {readonly Sample[]} floor
 * @returns {Record<string, number>}
 */
function toMeasures(samples, floor) {
  const each = samples.map(({ count, wallMicroseconds }) => wallMicroseconds / count);
  const ratios = samples.map(({ count, wallMicroseconds }, round) => {
    const same = floor[round];
    return same === undefined ? Number.NaN : (count / wallMicroseconds) * (same.wallMicroseconds / same.count);
  });
  const { low, high } = medianRange(ratios);
  const count = samples.reduce((sum, sample) => sum + sample.count, 0);
  const thread = samples.reduce((sum, sample) => sum + sample.threadMicroseconds, 0);
  return {
    wallMicroseconds: median(each),
    perSecond: 1e6 / median(each),
    floorRatio: median(ratios),
    floorRatioLow: low,
    floorRatioHigh: high,
    ...(Number.isFinite(thread) ? { mainThreadMicroseconds: thread / count } : {}),
    tokens: count,
  };
}
