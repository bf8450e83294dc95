import type { JwkSetRequest, JwkSetResponse, JwkSetSource } from "../seams/jwk-set-source.js";
import { type KeySet, readJwkSet, RejectedKeySetError } from "./jwk-set.js";
import type { KnownKey } from "./known-key.js";
import type { LayerContext, Loader } from "./layer.js";

/** What a load brought, once it has been judged. */
export type KeySetResponse =
  | {
      readonly modified: true;
      readonly keys: readonly KnownKey[];
      readonly leftOutKids: readonly string[];
      readonly maxAgeSeconds: number | undefined;
      readonly etag: string | undefined;
    }
  | { readonly modified: false; readonly maxAgeSeconds: number | undefined };

/**
 * Judges what was loaded before anything else sees it: a document without a usable key is a failed load, so it can
 * replace nothing. Keys that were there before stay the same objects.
 *
 * Sends `keys.rejected` for such a document, and for one that is used but for some keys; not again while that stays the same.
 */
export function withReading(
  source: JwkSetSource,
  { issuer, options, record, clock, emit }: Pick<LayerContext, "issuer" | "options" | "record" | "clock" | "emit">,
  onRejected: () => void = () => {},
): Loader<KeySetResponse> {
  let lastTold = "";

  function reject(detail: string): void {
    if (detail === lastTold) return;
    lastTold = detail;
    emit({ type: "keys.rejected", at: clock.now(), issuer, detail });
  }

  async function read(document: unknown): Promise<KeySet> {
    const known = byFingerprint(record.snapshot?.keys);
    try {
      return await readJwkSet(document, { maxKeys: options.maxKeys, issuer, known });
    } catch (error) {
      if (error instanceof RejectedKeySetError) {
        reject(error.message);
        onRejected();
      }
      throw error;
    }
  }

  async function load(request: JwkSetRequest): Promise<KeySetResponse> {
    const response: JwkSetResponse = await source.load(request);
    const { maxAgeSeconds } = response;
    if (!response.modified) return { modified: false, maxAgeSeconds };
    const { keys, leftOut, leftOutKids } = await read(response.document);
    if (leftOut.length > 0) reject(leftOut.join("; "));
    else lastTold = "";
    return { modified: true, keys, leftOutKids, maxAgeSeconds, etag: response.etag };
  }

  return { load };
}

/** Keys of the set at hand, so that equal ones of the next stay the same objects. */
export function byFingerprint(keys: readonly KnownKey[] = []): ReadonlyMap<string, KnownKey> {
  return new Map(keys.map((key) => [key.fingerprint, key]));
}
