import { LRUCache } from "lru-cache";
import { UnavailableError } from "../errors.js";
import { settleWithin } from "../internal/deadline.js";
import { isPending } from "../internal/maybe-promise.js";
import { onAbort } from "../internal/on-abort.js";
import type { KeyQuery, KeySource, VerificationKey } from "../seams/key-source.js";
import { createAttemptBudget } from "./attempt-budget.js";
import type { LayerContext } from "./layer.js";
import type { Snapshot } from "./snapshot.js";
import { isPausing, toUnavailable } from "./with-backoff.js";
import { toClosed } from "./with-closing.js";
import { withoutThrow } from "./with-refresh-ahead.js";
import type { SharedLoader } from "./with-single-flight.js";

/**
 * Looks again for a `kid` that is not in the set: it may be a key that was rotated in, or made up by anybody.
 *
 * Such looks have a budget of their own, so a flood of made-up names cannot make us hammer the issuer; and since a look
 * brings the whole set, it cannot lock a new key out for longer than until the budget refills: a look that there is none
 * left for is made up for at that moment, or by the first one who asks after it. A name that was
 * looked for in vain is remembered for as long; one of more than 256 characters is not even looked for. A token without
 * `kid` is looked for in the same way, under the name of its `alg`, if no key at all fits that.
 *
 * What the set has never fetches: a `kid` whose key does not fit or verifies nothing, several keys that fit.
 *
 * Answers `undefined` while the source is healthy, and rejects with an `UnavailableError` while it fails.
 */
export function withUnknownKid(source: KeySource, loader: SharedLoader<Snapshot>, context: LayerContext): KeySource {
  const { issuer, options, record } = context;
  const looks = createLooks(loader, context);
  const memory = createMemory(options);

  function find(query: KeyQuery, now: number): Answer | Promise<Answer> {
    const older = loader.inFlight(now);
    const found = source.find(query, now);
    if (!isPending(found)) return found ?? findMissing(query, { now, older });
    const cold = older === undefined;
    return found.then((key) => key ?? findMissing(query, { now, cold }));
  }

  function findMissing(query: KeyQuery, miss: Miss): undefined | Promise<Answer> {
    const { now } = miss;
    const { snapshot } = record;
    if (snapshot === undefined || snapshot.knows(query)) return undefined;
    const name = toName(query);
    if (context.closed.aborted) return Promise.reject(toClosed(issuer));
    if (name.length > LONGEST_NAME) return answerMissing(now);
    if (miss.cold === true) memory.add(name, snapshot.generation, now);
    if (isPausing(context, now) || memory.has(name, snapshot.generation, now)) return answerMissing(now);
    const expired = (): Error => new UnavailableError(`The keys of ${issuer} have not come yet`);
    return settleWithin(lookAgain(query, name, miss), options.unknownKidWaitSeconds, expired);
  }

  async function lookAgain(query: KeyQuery, name: string, { now, older }: Miss): Promise<Answer> {
    if (older !== undefined) {
      const snapshot = await older;
      if (snapshot.knows(query)) return snapshot.select(query);
    }
    const load = loader.inFlight(now) ?? looks.start(now);
    if (load === undefined) return answerMissing(now);
    const snapshot = await load;
    if (snapshot.knows(query)) return snapshot.select(query);
    memory.add(name, snapshot.generation, now);
    return undefined;
  }

  function answerMissing(now: number): undefined | Promise<never> {
    return record.outage && Promise.reject(toUnavailable(record.outage, context, now));
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

/** Apart for what a token names and for what it does not, so that no `kid` can pass for an `alg`. */
function toName({ alg, kid }: KeyQuery): string {
  return kid === undefined ? `alg ${alg}` : `kid ${kid}`;
}

/** Looks at the issuer for the sake of a name. */
interface Looks {
  /** Looks now, or `undefined`, if the budget does not allow it; then it is made up for later. */
  start(now: number): Promise<Snapshot> | undefined;
}

function createLooks(loader: SharedLoader<Snapshot>, context: LayerContext): Looks {
  const { issuer, options, record, clock, closed, schedule, emit } = context;
  const budget = createAttemptBudget(options.unknownKidBurst, options.unknownKidIntervalSeconds);
  let toldOfRefusal = false;
  let missedAt = Number.NEGATIVE_INFINITY;
  let cancel: (() => void) | undefined;
  onAbort(closed, () => cancel?.());

  function tell(now: number, refetched: boolean): void {
    if (refetched || !toldOfRefusal) emit({ type: "keys.unknown_kid", at: now, issuer, refetched });
    toldOfRefusal = !refetched;
  }

  function makeUpFor(now: number): void {
    missedAt = now;
    if (cancel === undefined && !closed.aborted) cancel = schedule(budget.waitSeconds(now), makeUp);
  }

  function makeUp(): void {
    cancel = undefined;
    withoutThrow(() => {
      const now = clock.now();
      // A set that was fetched since has shown what it lacks.
      if ((record.snapshot?.fetchedAt ?? now) > missedAt || isPausing(context, now)) return;
      // Timers may go off a little early.
      const wait = budget.waitSeconds(now);
      if (wait > 0) cancel = schedule(wait, makeUp);
      else if (loader.inFlight(now) === undefined && budget.take(now)) loader.load({ now }).catch(() => {});
    });
  }

  return {
    start(now) {
      const allowed = budget.take(now);
      tell(now, allowed);
      if (allowed) return loader.load({ now });
      makeUpFor(now);
      return undefined;
    },
  };
}

interface Memory {
  has(name: string, generation: number, now: number): boolean;
  add(name: string, generation: number, now: number): void;
}

/** Names that a set of one generation lacks. Forgets all of them when the set changes. */
function createMemory(options: LayerContext["options"]): Memory {
  const missedAt = new LRUCache<string, number>({ max: options.unknownKidEntries });
  let remembered = 0;

  function turnTo(generation: number): void {
    if (generation === remembered) return;
    remembered = generation;
    missedAt.clear();
  }

  return {
    has(name, generation, now) {
      turnTo(generation);
      const age = now - (missedAt.get(name) ?? Number.NEGATIVE_INFINITY);
      // One from the future was remembered before the clock was set back.
      return age >= 0 && age < options.unknownKidIntervalSeconds;
    },
    add(name, generation, now) {
      turnTo(generation);
      missedAt.set(name, now);
    },
  };
}

const LONGEST_NAME = "kid ".length + 256;
