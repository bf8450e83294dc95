import { LRUCache } from "lru-cache";
import { ConfigurationError } from "../errors.js";
import type { CachedIntrospection, TokenCache } from "../seams/token-cache.js";

/** A token cache that answers directly, and cannot fail. */
export interface MemoryTokenCache extends TokenCache {
  get(key: string, now: number): CachedIntrospection | undefined;
  set(key: string, entry: CachedIntrospection, now: number): void;
}

/** How much a cache in memory may hold. */
export interface MemoryTokenCacheOptions {
  /** How many answers. Default: 10000. */
  readonly entries?: number;
  /**
   * How large all of them may be together, in bytes of memory, by a generous estimate. Default: 4096 for each of `entries`, and
   * 1048576 at the least. Common answers count for 1000 to 3000.
   */
  readonly maxBytes?: number;
}

/**
 * Creates a cache that keeps answers in the memory of this process. What was not asked for longest is forgotten first, when there
 * are too many answers or they are too large together.
 *
 * Throws a `ConfigurationError` for numbers that are not whole and above 0.
 */
export function createMemoryTokenCache(options: MemoryTokenCacheOptions = {}): MemoryTokenCache {
  const { entries = 10_000 } = options;
  const { maxBytes = Math.max(LEAST_BYTES, entries * BYTES_PER_ENTRY) } = options;
  const problems = Object.entries({ entries, maxBytes }).flatMap(([name, value]) =>
    Number.isSafeInteger(value) && value > 0 ? [] : [`${name} must be a whole number above 0`],
  );
  if (problems.length > 0) throw new ConfigurationError(problems);
  const memory = new LRUCache<string, CachedIntrospection>({
    max: entries,
    maxSize: maxBytes,
    sizeCalculation: (entry, key) => PLACE_BYTES + estimateBytes(key) + estimateBytes(entry),
  });

  return {
    get(key, now) {
      const entry = memory.get(key);
      if (entry === undefined || now < entry.expiresAt) return entry;
      memory.delete(key);
      return undefined;
    },
    set(key, entry) {
      memory.set(key, entry);
    },
  };
}

/** What a JSON value takes in memory at most, as engines commonly keep it. */
function estimateBytes(value: unknown): number {
  if (typeof value === "string") return STRING_BYTES + 2 * value.length;
  if (typeof value !== "object" || value === null) return VALUE_BYTES;
  if (Array.isArray(value)) return value.reduce((sum: number, element) => sum + estimateBytes(element), OBJECT_BYTES);
  const members = Object.entries(value);
  return members.reduce(
    (sum, [name, member]) => sum + estimateBytes(name) + estimateBytes(member) + MEMBER_BYTES,
    OBJECT_BYTES,
  );
}

const LEAST_BYTES = 1_048_576;
const BYTES_PER_ENTRY = 4096;

/** In the table and the order of the cache. */
const PLACE_BYTES = 64;
const STRING_BYTES = 24;
const VALUE_BYTES = 24;
const OBJECT_BYTES = 72;
/** Of an object with many members, which becomes a table with room to spare. */
const MEMBER_BYTES = 56;
