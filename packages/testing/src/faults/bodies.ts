import { constants, crc32, deflateRawSync } from "node:zlib";
import { toUtf8 } from "../exchange.js";
import type { Body } from "../exchange.js";

/** One byte a second; the first after a second. */
export function dripped(text: string): Body {
  return async function* drip(signal) {
    for (const byte of toUtf8(text)) {
      await pauseASecond(signal);
      yield Uint8Array.of(byte);
    }
  };
}

/**
 * A JSON object with 100 MB more in it, so that a client which sets no limit takes it for good. Made as it is read: no more
 * than one piece is in memory.
 */
export function padded(text: string): Body {
  return async function* pad() {
    const { before, after } = openObject(text);
    yield before;
    const piece = createFiller();
    for (let count = 0; count < PIECES; count += 1) yield piece;
    yield after;
  };
}

/**
 * What {@link padded} sends, as one gzip member of about 100 kB (RFC 1952 §2.3). Each piece is deflated with a full flush
 * at its end (RFC 1951), so it can be repeated, and the 100 MB need be in memory nowhere.
 */
export function createGzipBomb(text: string): Uint8Array {
  const { before, after } = openObject(text);
  const piece = createFiller();
  const deflatedPiece = deflateRawSync(piece, { finishFlush: constants.Z_FULL_FLUSH });
  let checksum = crc32(before);
  for (let count = 0; count < PIECES; count += 1) checksum = crc32(piece, checksum);
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc32(after, checksum), 0);
  trailer.writeUInt32LE(before.length + PIECES * piece.length + after.length, 4);
  return Buffer.concat([
    GZIP_HEADER,
    deflateRawSync(before, { finishFlush: constants.Z_FULL_FLUSH }),
    ...Array.from({ length: PIECES }, () => deflatedPiece),
    deflateRawSync(after),
    trailer,
  ]);
}

/** What to put around a text of any length, to have it in the object. */
function openObject(text: string): { readonly before: Uint8Array; readonly after: Uint8Array } {
  return { before: toUtf8(`${text.slice(0, -1)},"padding":"`), after: toUtf8(`"}`) };
}

function createFiller(): Uint8Array {
  return Buffer.alloc(PIECE_BYTES, "x");
}

/** Keeps no process alive: nobody need wait for the end of such a body. */
function pauseASecond(signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, 1000);
    timer.unref();
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
}

const PIECE_BYTES = 2 ** 20;
const PIECES = 100;
/** Deflate, no name, no time, an unknown system. */
const GZIP_HEADER = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff);
