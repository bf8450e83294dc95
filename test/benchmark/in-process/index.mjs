import { uniformOrder, zipfOrder } from "../report/statistics.mjs";
import { CONTENDERS } from "./contenders/index.mjs";
import { proveContenders } from "./proof.mjs";
import { runRounds } from "./rounds.mjs";
import { ALGORITHMS, createKeys, signPool } from "./tokens.mjs";

/** @import { BenchmarkContext, BenchmarkResult } from "../model.mjs" */
/** @import { Contender } from "./contender.mjs" */
/** @import { Entrant, Instance, Load } from "./rounds.mjs" */
/** @import { BenchmarkKeys } from "./tokens.mjs" */

/**
 * One row of the table: who takes part, what is asked, and whether everybody begins each round with nothing in memory.
 *
 * @typedef {{
 *   name: string,
 *   keys: BenchmarkKeys,
 *   concurrency: number,
 *   contenders: readonly Contender[],
 *   tokens: readonly string[],
 *   load: Load,
 *   room: number | undefined,
 *   isCold: boolean,
 * }} Row
 */

const WARM_UP_TOKENS = 64;
const POOL_TOKENS = { RS256: 8000, PS256: 8000, ES256: 6000, EdDSA: 4000 };
const MANY_TOKENS = 100_000;
const SOME_TOKENS = 1000;
const DRAWS = 1 << 18;

/**
 * The cost of one verification in a process that does nothing else.
 *
 * Rows `cold <alg>, <n> at once`: every token is new to whoever is asked. All contenders are made anew for each round, and no
 * round takes more tokens than there are, so that nobody sees one twice, however much it remembers.
 *
 * Rows `remembered, ...`: tokens that have been seen before, by one instance that lives through the row.
 * In `always the same string` they come as no server gets them; see `cut`.
 *
 * @param {BenchmarkContext} context
 * @returns {Promise<BenchmarkResult[]>}
 * @throws Error - a contender refuses a good token or accepts a bad one.
 */
export async function measureInProcess(context) {
  const plans = [...coldPlans(context), ...rememberedPlans(context)].filter(({ name }) => context.isWanted(name));
  context.progress.plan(plans.length + ALGORITHMS.length);
  const keys = new Map(ALGORITHMS.map((algorithm) => [algorithm, createKeys(algorithm)]));
  for (const [algorithm, pair] of keys) {
    context.progress.step(`does every contender refuse a bad token of ${algorithm}?`);
    await proveContenders(pair);
  }
  const results = [];
  for (const { name, algorithm, toRow } of plans) {
    context.progress.step(`in-process: ${name}`);
    const pair = keys.get(algorithm);
    if (pair !== undefined) results.push(...(await measureRow({ name, ...(await toRow(pair)) }, context)));
  }
  return results;
}

/**
 * @typedef {{
 *   name: string,
 *   algorithm: (typeof ALGORITHMS)[number],
 *   toRow(keys: BenchmarkKeys): Promise<Omit<Row, "name">>,
 * }} Plan
 */

/**
 * @param {BenchmarkContext} context
 * @returns {Plan[]}
 */
function coldPlans({ quick }) {
  return ALGORITHMS.flatMap((algorithm) => {
    /** @type {Promise<string[]> | undefined} */
    let pool;
    return [1, 64].map((concurrency) => ({
      name: `cold ${algorithm}, ${concurrency === 1 ? "alone" : `${concurrency} at once`}`,
      algorithm,
      async toRow(keys) {
        pool ??= signPool(keys, POOL_TOKENS[algorithm] / (quick ? 2 : 1));
        const tokens = await pool;
        const fresh = tokens.slice(WARM_UP_TOKENS);
        const load = { pick: at(fresh), order: Uint32Array.from(fresh.keys()), limit: fresh.length };
        const contenders = CONTENDERS.filter(
          ({ lacks, role }) => role !== "digest" && lacks?.includes(algorithm) !== true,
        );
        // The floors prepare what they are asked about, so for them the pool begins where the load does.
        return { keys, concurrency, contenders, tokens: fresh, load, room: undefined, isCold: true };
      },
    }));
  });
}

/**
 * @param {BenchmarkContext} context
 * @returns {Plan[]}
 */
function rememberedPlans({ quick }) {
  const many = quick ? MANY_TOKENS / 5 : MANY_TOKENS;
  const manyText = many.toLocaleString("en-US");
  /** @type {Promise<string[]> | undefined} */
  let pool;
  /** @type {Sign} */
  const signAll = async (keys) => (pool ??= signPool(keys, many));
  /** @type {Sign} */
  const signOne = async (keys) => signPool(keys, 1);
  const first = { order: Uint32Array.of(0), sign: signOne };
  const uniform = { algorithm: /** @type {const} */ ("ES256"), order: uniformOrder(many, DRAWS), sign: signAll };
  return [
    toPlan("one token", first),
    toPlan("one token, 64 at once", { ...first, concurrency: 64 }),
    toPlan("1,000 tokens, zipf", {
      order: zipfOrder(SOME_TOKENS, DRAWS),
      sign: async (keys) => signPool(keys, SOME_TOKENS),
    }),
    toPlan(`${manyText} tokens of ES256, uniform, room for all`, { ...uniform, room: many + SOME_TOKENS }),
    toPlan(`${manyText} tokens of ES256, uniform, room for 10,000`, { ...uniform, room: 10_000 }),
    toPlan("one token, always the same string", { ...first, isSameString: true }),
  ];
}

/** @typedef {(keys: BenchmarkKeys) => Promise<string[]>} Sign */

/**
 * @param {string} what
 * @param {{
 *   sign: Sign,
 *   order: Uint32Array,
 *   algorithm?: Plan["algorithm"],
 *   room?: number,
 *   concurrency?: number,
 *   isSameString?: boolean,
 * }} asked
 * @returns {Plan}
 */
function toPlan(what, { sign, order, algorithm = "RS256", room, concurrency = 1, isSameString = false }) {
  return {
    name: `remembered, ${what}`,
    algorithm,
    async toRow(keys) {
      const tokens = await sign(keys);
      const load = { pick: isSameString ? at(tokens) : cut(tokens), order, limit: Number.POSITIVE_INFINITY };
      const contenders = CONTENDERS.filter(({ lacks }) => lacks?.includes(algorithm) !== true);
      return { keys, concurrency, contenders, tokens, load, room, isCold: false };
    },
  };
}

/**
 * @param {Row} row
 * @param {BenchmarkContext} context
 * @returns {Promise<BenchmarkResult[]>}
 */
async function measureRow(row, { quick }) {
  const pace = { rounds: quick ? 5 : 15, roundMilliseconds: quick ? 80 : 120, concurrency: row.concurrency };
  const warmUp = row.isCold ? await signPool(row.keys, WARM_UP_TOKENS) : [];
  /** @type {Entrant[]} */
  const entrants = [];
  for (const contender of row.contenders) {
    const prepare = async () => createInstance(contender, row, warmUp);
    const lasting = row.isCold ? undefined : await prepare();
    entrants.push({
      name: contender.name,
      load: row.load,
      prepare: lasting === undefined ? prepare : async () => lasting,
    });
  }
  const measures = await runRounds(entrants, pace);
  return [...measures].map(([contender, own]) => ({ group: "in-process", row: row.name, contender, measures: own }));
}

/**
 * Made and warm: it has imported its keys and, if it remembers, seen what it is to remember.
 *
 * @param {Contender} contender
 * @param {Row} row
 * @param {readonly string[]} warmUp
 * @returns {Promise<Instance>}
 */
async function createInstance({ create, isSync, remembers = 0 }, { keys, tokens, room, isCold }, warmUp) {
  const verify = await create({ keys, tokens, room });
  const seen = isCold ? warmUp : remembers > 0 ? tokens : tokens.slice(0, WARM_UP_TOKENS);
  const passes = isCold ? 1 : Math.max(1, remembers);
  // Each some times before the next come: whoever keeps a short list of what came by must find it there.
  for (let from = 0; from < seen.length; from += WARM_UP_TOKENS) {
    const some = seen.slice(from, from + WARM_UP_TOKENS);
    for (let pass = 0; pass < passes; pass += 1)
      await Promise.all(some.map((token, index) => verify(token, from + index)));
  }
  return { isSync, verify };
}

/**
 * @param {readonly string[]} tokens
 * @returns {(index: number) => string}
 */
function at(tokens) {
  return (index) => tokens[index] ?? "";
}

/**
 * As an adapter gets it: a new string each time, part of the field's value. A string that is used again carries its hash with it
 * and equals itself at a glance, which makes whatever is keyed by it many times quicker than it can be in a server.
 *
 * @param {readonly string[]} tokens
 * @returns {(index: number) => string}
 */
function cut(tokens) {
  const fields = tokens.map((token) => `Bearer ${token}`);
  return (index) => (fields[index] ?? "").slice("Bearer ".length);
}
