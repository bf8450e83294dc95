import { createVerifier } from "@ostiary/core";
import { createAttacks } from "./attacks.mjs";
import { runRounds } from "./rounds.mjs";
import { AUDIENCE, createKeys, ISSUER, signPool } from "./tokens.mjs";

/** @import { Outcome } from "@ostiary/core" */
/** @import { BenchmarkContext, BenchmarkResult } from "../model.mjs" */
/** @import { Attack } from "./attacks.mjs" */
/** @import { Entrant } from "./rounds.mjs" */
/** @import { BenchmarkKeys } from "./tokens.mjs" */

const BASE = "good, new";
const WARM_UP_TOKENS = 32;
const TIMES_TO_REMEMBER = 3;

/**
 * What each kind of token costs us, from the `Authorization` field to the outcome, beside a good one: one after the other, in
 * a process that does nothing else. The verifier has the key set at hand; what an unknown `kid` may make it fetch is
 * bounded apart from this (`docs/performance.md`).
 *
 * @param {BenchmarkContext} context
 * @returns {Promise<BenchmarkResult[]>}
 * @throws Error - a token is not answered as it must be.
 */
export async function measureAttacks({ quick, progress, isWanted }) {
  if (!isWanted("attack")) return [];
  progress.plan(1);
  progress.step("attack: what a token costs");
  const keys = createKeys("RS256");
  const warmUp = (await signPool(keys, WARM_UP_TOKENS)).map((token) => `Bearer ${token}`);
  const attacks = await createAttacks(keys, quick ? 500 : 2000);
  const entrants = attacks.map((attack) => toEntrant(attack, keys, warmUp));
  const pace = { rounds: quick ? 5 : 15, roundMilliseconds: quick ? 60 : 120, concurrency: 1 };
  return toResults(await runRounds(entrants, pace));
}

/**
 * With a verifier of its own for each round, that remembers nothing but the one token that is to be remembered.
 *
 * @param {Attack} attack
 * @param {BenchmarkKeys} keys
 * @param {readonly string[]} warmUp
 * @returns {Entrant}
 */
function toEntrant(attack, keys, warmUp) {
  const { name, fields, isOnce = false } = attack;
  const issuer = { issuer: ISSUER, jwks: { keys: [keys.jwk] } };
  const order = Uint32Array.from(fields.keys());
  return {
    name,
    load: { pick: (index) => fields[index] ?? "", order, limit: isOnce ? fields.length : Number.POSITIVE_INFINITY },
    async prepare() {
      const { authenticate } = createVerifier({ issuer, audience: AUDIENCE });
      for (const field of warmUp) await authenticate({ authorization: [field] });
      const authorization = [fields.at(-1) ?? ""];
      for (let time = 0; time < TIMES_TO_REMEMBER; time += 1)
        expectAnswer(attack, await authenticate({ authorization }));
      return { isSync: false, verify: (field) => authenticate({ authorization: [field] }) };
    },
  };
}

/**
 * @param {Attack} attack
 * @param {Outcome} outcome
 */
function expectAnswer({ name, reason }, outcome) {
  const found = outcome.kind === "denied" ? outcome.reason : outcome.kind;
  if (found !== reason) throw new Error(`a token that is "${name}" is answered with ${found}, not ${reason}`);
}

/**
 * @param {Map<string, Record<string, number>>} measures
 * @returns {BenchmarkResult[]}
 */
function toResults(measures) {
  const base = measures.get(BASE) ?? {};
  return [...measures].map(([row, own]) => {
    const { wallMicroseconds = Number.NaN, mainThreadMicroseconds } = own;
    const wallRatio = wallMicroseconds / (base["wallMicroseconds"] ?? Number.NaN);
    return {
      group: "attack",
      row,
      contender: "ostiary",
      measures: {
        ...(mainThreadMicroseconds === undefined ? {} : { mainThreadMicroseconds }),
        wallMicroseconds,
        goodNewTokenRatio: wallRatio,
      },
    };
  });
}
