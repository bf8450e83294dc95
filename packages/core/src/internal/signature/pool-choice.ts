/**
 * Chooses, check by check, between verifying at once on this thread and handing the check to the thread pool.
 *
 * Alone, at once is the quickest answer by far: the way to the pool and back takes longer than most checks. With others under
 * way the pool is: it takes several at a time, and leaves this thread to the rest of the requests. Whether others are under way
 * shows in two ways. Checks that are begun in one go, as with `Promise.all`, meet while the first has not been answered yet.
 * Requests that come over the network never do, since each is a turn of the event loop of its own, and a check at once ends
 * before the next turn: so now and then one goes to the pool as a probe, during which the next turn can begin.
 *
 * Why so: docs/decisions/0011-native-signatures.md.
 */
export class PoolChoice {
  readonly #now: () => number;
  #inPool = 0;
  /** When the pool was last seen to work, milliseconds. */
  #movedAt = 0;
  /** A check ran at once and its caller has not gone on yet. */
  #justRan = false;
  #usesPool = false;
  /** Checks in a row that went to the pool and found nobody there. */
  #alone = 0;
  #probeInterval = FIRST_PROBE_INTERVAL;
  #untilProbe = FIRST_PROBE_INTERVAL;

  /** @param now - Milliseconds that never go back, from whatever instant. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /**
   * Says of a check that begins now whether it goes to the pool. If it does, `ended` must be called when it is done; if not,
   * it must run before anything else begins.
   */
  goesToPool(): boolean {
    if (this.#inPool > 0 || this.#justRan) this.#foundCompany();
    else if (this.#usesPool) this.#foundNobody();
    const toPool = this.#usesPool || this.#isProbe();
    if (toPool) return this.sendToPool();
    this.#ranAtOnce();
    return false;
  }

  /**
   * For a check that goes to the pool whatever else is under way. It does not while nothing comes back from there: then the pool is
   * full of other work, such as that of passwords, and to wait behind that takes longer than any check.
   */
  sendToPool(): boolean {
    if (this.#inPool === 0) this.#movedAt = this.#now();
    else if (this.#now() - this.#movedAt > STUCK_MILLISECONDS) return false;
    this.#inPool += 1;
    return true;
  }

  /** A check that went to the pool is done, however it ended. */
  ended(): void {
    this.#inPool -= 1;
    this.#movedAt = this.#now();
  }

  #foundCompany(): void {
    this.#usesPool = true;
    this.#alone = 0;
    this.#probeInterval = FIRST_PROBE_INTERVAL;
    this.#untilProbe = FIRST_PROBE_INTERVAL;
  }

  #foundNobody(): void {
    this.#alone += 1;
    if (this.#alone >= ALONE_BEFORE_LEAVING) this.#usesPool = false;
  }

  /** Probes that find nobody become rarer. */
  #isProbe(): boolean {
    this.#untilProbe -= 1;
    if (this.#untilProbe > 0) return false;
    this.#probeInterval = Math.min(this.#probeInterval * 2, MAX_PROBE_INTERVAL);
    this.#untilProbe = this.#probeInterval;
    return true;
  }

  #ranAtOnce(): void {
    this.#justRan = true;
    void RESOLVED.then(() => {
      this.#justRan = false;
    });
  }
}

const STUCK_MILLISECONDS = 20;
const FIRST_PROBE_INTERVAL = 16;
const MAX_PROBE_INTERVAL = 1024;
const ALONE_BEFORE_LEAVING = 4;
/** Quicker than queueMicrotask(), which on Node also keeps the asynchronous context. */
const RESOLVED: Promise<void> = Promise.resolve();
