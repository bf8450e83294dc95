/** How long some work takes, in seconds. */
export async function measure(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1000;
}

/** By how many seconds a plain timer is late that begins now. What that is late by is the machine's. */
export async function measureLateness(seconds: number): Promise<number> {
  const taken = await measure(() => new Promise((resolve) => setTimeout(resolve, seconds * 1000)));
  return Math.max(0, taken - seconds);
}

/** The one in the middle, of an odd number; else the greater of the two. */
export function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}
