/**
 * Marks texts, each by four bytes in a table of fixed size: nothing has to be collected, however many come by. A mark may be lost,
 * when others need its place, and two texts may share one; so it is a hint and no more.
 *
 * Texts are told apart by their ends: that of a JWT is the end of its signature, which is as good as drawn by lot.
 */
export class MarkTable {
  readonly #marks: Uint32Array;

  /** @param places - For so many texts there is room, and more. */
  constructor(places: number) {
    this.#marks = new Uint32Array(MARKS_IN_A_PLACE * 2 ** Math.ceil(Math.log2(places)));
  }

  has(text: string): boolean {
    return this.#find(hashOf(text));
  }

  /** Whether it was marked before. */
  add(text: string): boolean {
    const hash = hashOf(text);
    if (this.#find(hash)) return true;
    // The latest first. With one mark in a place, two texts that come in turn could drive out each other's for ever.
    const place = this.#toPlace(hash);
    this.#marks.copyWithin(place + 1, place, place + MARKS_IN_A_PLACE - 1);
    this.#marks[place] = hash;
    return false;
  }

  #find(hash: number): boolean {
    const place = this.#toPlace(hash);
    for (let at = place; at < place + MARKS_IN_A_PLACE; at += 1) if (this.#marks[at] === hash) return true;
    return false;
  }

  #toPlace(hash: number): number {
    return hash & (this.#marks.length - MARKS_IN_A_PLACE);
  }
}

/** A number of 32 bits, never 0, made of eight characters near the end (FNV-1a, its upper half folded onto the lower). */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  // The last one may have fewer bits than the others.
  const end = text.length - 1;
  for (let at = Math.max(end - 8, 0); at < end; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return ((hash ^ (hash >>> 15)) | 1) >>> 0;
}

/** A power of two. */
const MARKS_IN_A_PLACE = 4;
