// Latencies of millions of answers in fixed memory.
const BUCKET_MILLISECONDS = 0.01;
const BUCKETS = 1_000_000;

/** Counts latencies in steps of 10 microseconds, up to ten seconds. */
export class Latencies {
  #counts = new Uint32Array(BUCKETS);
  #total = 0;

  get total() {
    return this.#total;
  }

  /** @param {number} milliseconds */
  add(milliseconds) {
    const bucket = Math.min(BUCKETS - 1, Math.max(0, Math.floor(milliseconds / BUCKET_MILLISECONDS)));
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#total += 1;
  }

  /**
   * The latency in milliseconds that this share of the answers did not exceed; `NaN` if there are none.
   *
   * @param {number} share 0.99 for p99.
   */
  quantile(share) {
    const rank = Math.max(1, Math.ceil(this.#total * share));
    let seen = 0;
    for (const [bucket, count] of this.#counts.entries()) {
      seen += count;
      if (seen >= rank) return (bucket + 1) * BUCKET_MILLISECONDS;
    }
    return NaN;
  }
}
