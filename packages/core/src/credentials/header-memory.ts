import { LRUCache } from "lru-cache";
import type { JsonObject } from "../internal/json-object.js";

/**
 * Remembers JOSE headers by their first segments, as they stand in tokens: all tokens of one key have the same.
 *
 * Only headers of tokens that a trusted key has signed come in here, so no stranger can drive them out.
 */
export class HeaderMemory {
  #headers: LRUCache<string, JsonObject> | undefined;

  find(segment: string): JsonObject | undefined {
    return this.#headers?.get(segment);
  }

  remember(segment: string, header: JsonObject): void {
    if (segment.length > LONGEST_SEGMENT) return;
    this.#headers ??= new LRUCache({ max: ENTRIES });
    this.#headers.set(copyText(segment), header);
  }
}

/** A part of a text may keep the whole of it in memory, and the whole is a token here. This has characters of its own. */
function copyText(part: string): string {
  return ` ${part}`.slice(1);
}

const ENTRIES = 100;
const LONGEST_SEGMENT = 1024;
