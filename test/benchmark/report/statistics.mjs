/**
 * @param {readonly number[]} values
 * @returns {number} `NaN` of none.
 */
export function median(values) {
  const sorted = sortNumbers(values);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? at(sorted, middle) : (at(sorted, middle - 1) + at(sorted, middle)) / 2;
}

/**
 * The 95 % confidence range of the median, by order statistics: it asks nothing of how the values are distributed. Of
 * fewer than six values it is all of them.
 *
 * @param {readonly number[]} values
 * @returns {{ low: number, high: number }}
 */
export function medianRange(values) {
  const sorted = sortNumbers(values);
  const reach = 0.98 * Math.sqrt(sorted.length);
  const rank = Math.max(0, Math.floor(sorted.length / 2 - reach));
  return { low: at(sorted, rank), high: at(sorted, sorted.length - 1 - rank) };
}

/**
 * Numbers in [0, 1) that are the same in each run, so that two runs ask for tokens in the same order (mulberry32).
 *
 * @param {number} seed
 */
export function createRandom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Which of `size` things is asked for, `length` times over: all alike.
 *
 * @param {number} size
 * @param {number} length
 */
export function uniformOrder(size, length) {
  const random = createRandom(size);
  return Uint32Array.from({ length }, () => Math.floor(random() * size));
}

/**
 * As {@link uniformOrder}, but the n-th thing is asked for in proportion to 1/n, as users of an API are.
 *
 * @param {number} size
 * @param {number} length
 */
export function zipfOrder(size, length) {
  const random = createRandom(size);
  /** @type {number[]} */
  const sums = [];
  for (let rank = 1, sum = 0; rank <= size; rank += 1) sums.push((sum += 1 / rank));
  const whole = at(sums, size - 1);
  return Uint32Array.from({ length }, () => {
    const point = random() * whole;
    let low = 0;
    for (let high = size - 1; low < high;) {
      const middle = (low + high) >> 1;
      if (at(sums, middle) > point) high = middle;
      else low = middle + 1;
    }
    return low;
  });
}

/** @param {readonly number[]} values */
function sortNumbers(values) {
  return [...values].sort((a, b) => a - b);
}

/**
 * @param {readonly number[]} values
 * @param {number} index
 */
function at(values, index) {
  return values[index] ?? Number.NaN;
}
