import { LRUCache } from "lru-cache";
import { digest } from "#signature";
import { MarkTable } from "./mark-table.js";
import { type MaybePromise, whenThere } from "./maybe-promise.js";

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
 * A text is admitted at second sight. The first time only a mark is made, so that a stream of texts that never come back
 * fills nothing, leaves no garbage, and costs no digest. Marks are hints: with the mark of another, a text is admitted at first
 * sight, or a digest is made in vain. Nobody can bring one text to be taken for another: what is remembered is found by the
 * whole digest.
 */
export class DigestMemory<Known extends object> {
  readonly #limits: DigestMemoryLimits;
  // Made when there is something to put in: they take room for all they can hold at once.
  #seen: MarkTable | undefined;
  #admitted: MarkTable | undefined;
  #known: LRUCache<string, Known> | undefined;

  constructor(limits: DigestMemoryLimits) {
    this.#limits = limits;
  }

  /** By what a text is remembered; `undefined` if it is not. With a digest it need not be, either. */
  digestOf(text: string): MaybePromise<string> | undefined {
    return this.#admitted?.has(text) === true ? digest(text) : undefined;
  }

  recall(digested: string): Known | undefined {
    return this.#known?.get(digested);
  }

  /** Remembers at second sight what `describe` says of a text. */
  see(text: string, describe: () => Known): void {
    if (text.length > this.#limits.longestText) return;
    this.#seen ??= new MarkTable(this.#limits.entries);
    if (!this.#seen.add(text)) return;
    const known = describe();
    void whenThere(digest(text), (digested) => this.#admit(text, digested, known));
  }

  forget(digested: string): void {
    this.#known?.delete(digested);
  }

  #admit(text: string, digested: string, known: Known): void {
    // Twice the room, since what has lost its mark here is not found any more.
    this.#admitted ??= new MarkTable(2 * this.#limits.entries);
    this.#known ??= new LRUCache({ max: this.#limits.entries });
    this.#admitted.add(text);
    this.#known.set(digested, known);
  }
}
