import { LRUCache } from "lru-cache";
import { digest } from "#signature";
import type { MaybePromise } from "./maybe-promise.js";

/** How much is remembered. */
export interface DigestMemoryLimits {
  /** How many texts at most; the one that was longest out of use goes first. */
  readonly entries: number;
  /** The longest text that is remembered, in characters. */
  readonly longestText: number;
}

/**
 * Remembers what is known of texts that must not be in memory themselves: by their SHA-256.
 *
 * A text is admitted at second sight. The first time only a mark is made, four bytes in a table of fixed size, so that a
 * stream of texts that never come back fills nothing and leaves no garbage. Two texts may share a mark: then one of them
 * is admitted at first sight, which does no harm. Nobody can bring one text to be taken for another: what is remembered is
 * found by the whole digest.
 */
export class DigestMemory<Known extends object> {
  readonly #limits: DigestMemoryLimits;
  // Made when there is something to put in: both take room for all their entries at once.
  #known: LRUCache<string, Known> | undefined;
  #marks: Uint32Array | undefined;

  constructor(limits: DigestMemoryLimits) {
    this.#limits = limits;
  }

  /** By what a text is remembered; `undefined` if it is too long to be. */
  digestOf(text: string): MaybePromise<string> | undefined {
    return text.length <= this.#limits.longestText ? digest(text) : undefined;
  }

  recall(digested: string): Known | undefined {
    return this.#known?.get(digested);
  }

  /** Remembers at second sight what `describe` says. */
  admit(digested: string, describe: () => Known): void {
    if (!this.#isMarked(digested)) return;
    this.#known ??= new LRUCache({ max: this.#limits.entries });
    this.#known.set(digested, describe());
  }

  forget(digested: string): void {
    this.#known?.delete(digested);
  }

  /**
   * Marks a digest. Whether it was marked before. Some marks share a place, the latest first: with a place for each, two texts
   * that come in turn could drive out each other's mark for ever.
   */
  #isMarked(digested: string): boolean {
    this.#marks ??= new Uint32Array(MARKS_IN_A_PLACE * 2 ** Math.ceil(Math.log2(this.#limits.entries)));
    const marks = this.#marks;
    const place = toNumber(digested, 0) & (marks.length - MARKS_IN_A_PLACE);
    // 0 is the mark of none.
    const mark = (toNumber(digested, 8) | 1) >>> 0;
    for (let at = place; at < place + MARKS_IN_A_PLACE; at += 1) if (marks[at] === mark) return true;
    marks.copyWithin(place + 1, place, place + MARKS_IN_A_PLACE - 1);
    marks[place] = mark;
    return false;
  }
}

/** A number of 32 bits made of eight characters of a digest (FNV-1a, its upper half folded onto the lower). */
function toNumber(digested: string, start: number): number {
  let number = 0x811c9dc5;
  for (let at = start; at < start + 8; at += 1) number = Math.imul(number ^ digested.charCodeAt(at), 0x01000193);
  return (number ^ (number >>> 15)) >>> 0;
}

/** And as many marks for each entry. A power of two. */
const MARKS_IN_A_PLACE = 4;
