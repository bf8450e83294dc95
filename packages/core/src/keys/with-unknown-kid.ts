import { LRUCache } from "lru-cache";
import { UnavailableError } from "../errors.js";
import { settleWithin } from "../internal/deadline.js";
import type { KeyQuery, KeySource, VerificationKey } from "../seams/key-source.js";
import type { LayerContext } from "./layer.js";
import { createRefetchBudget } from "./refetch-budget.js";
import type { Snapshot } from "./snapshot.js";
import { toUnavailable } from "./with-backoff.js";
import type { SharedLoader } from "./with-single-flight.js";

/**
 * Looks again for a `kid` that is not in the set: it may be a key that was rotated in, or made up by anybody.
 *
 * Such looks have a budget of their own, so a flood of made-up names cannot make us hammer the issuer; and since a look
 * brings the whole set, it cannot lock a new key out for longer than until the budget refills. A name that was
 * looked for in vain is remembered for as long; one of more than 256 characters is not even looked for. A known `kid`
 * that does not fit never fetches.
 *
 * Answers `undefined` while the source is healthy, and rejects with an `UnavailableError` while it fails.
 */
export function withUnknownKid(source: KeySource, loader: SharedLoader<Snapshot>, context: LayerContext): KeySource {
  const { issuer, options, record, emit } = context;
  const budget = createRefetchBudget(options.unknownKidBurst, options.unknownKidIntervalSeconds);
  const memory = createKidMemory(options);

  function find(query: KeyQuery, now: number): Answer | Promise<Answer> {
    const older = loader.inFlight(now);
    const found = source.find(query, now);
    if (!(found instanceof Promise)) return found ?? findMissing(query, { now, older });
    const cold = older === undefined;
    return found.then((key) => key ?? findMissing(query, { now, cold }));
  }

  function findMissing(query: KeyQuery, miss: Miss): undefined | Promise<Answer> {
    const { now } = miss;
    const { kid } = query;
    const { snapshot, outage } = record;
    if (kid === undefined || snapshot === undefined || snapshot.has(kid)) return undefined;
    if (kid.length > LONGEST_KID) return answerMissing(now);
    if (miss.cold === true) memory.add(kid, snapshot.generation, now);
    const isPausing = outage !== undefined && now < outage.nextAttemptAt;
    if (isPausing || memory.has(kid, snapshot.generation, now)) return answerMissing(now);
    const expired = (): Error => new UnavailableError(`The keys of ${issuer} have not come yet`);
    return settleWithin(lookAgain(query, kid, miss), options.unknownKidWaitSeconds, expired);
  }

  async function lookAgain(query: KeyQuery, kid: string, { now, older }: Miss): Promise<Answer> {
    if (older !== undefined) {
      const snapshot = await older;
      if (snapshot.has(kid)) return snapshot.select(query);
    }
    const load = loader.inFlight(now) ?? startLoad(now);
    if (load === undefined) return answerMissing(now);
    const snapshot = await load;
    if (snapshot.has(kid)) return snapshot.select(query);
    memory.add(kid, snapshot.generation, now);
    return undefined;
  }

  function startLoad(now: number): Promise<Snapshot> | undefined {
    const refetched = budget.take(now);
    emit({ type: "keys.unknown_kid", at: now, issuer, refetched });
    return refetched ? loader.load({ now }) : undefined;
  }

  function answerMissing(now: number): undefined | Promise<never> {
    return record.outage && Promise.reject(toUnavailable(record.outage, issuer, now));
  }

  return { find };
}

type Answer = VerificationKey | undefined;

/** How it was found that a key is missing. */
interface Miss {
  readonly now: number;
  /** A load that had begun before: the set it brings may be older than the key, so what it lacks is looked for again. */
  readonly older?: Promise<Snapshot> | undefined;
  /** The set has just been loaded for this very request, so there is nothing to look for again. */
  readonly cold?: boolean;
}

interface KidMemory {
  has(kid: string, generation: number, now: number): boolean;
  add(kid: string, generation: number, now: number): void;
}

/** Names that a set of one generation lacks. Forgets all of them when the set changes. */
function createKidMemory(options: LayerContext["options"]): KidMemory {
  const expiries = new LRUCache<string, number>({ max: options.unknownKidEntries });
  let remembered = 0;

  function turnTo(generation: number): void {
    if (generation === remembered) return;
    remembered = generation;
    expiries.clear();
  }

  return {
    has(kid, generation, now) {
      turnTo(generation);
      return now < (expiries.get(kid) ?? 0);
    },
    add(kid, generation, now) {
      turnTo(generation);
      expiries.set(kid, now + options.unknownKidIntervalSeconds);
    },
  };
}

const LONGEST_KID = 256;
