import { createHash } from "node:crypto";
import { partsOf } from "./forge.js";

/** A number as the members of a JWK have it (RFC 7518 §2). */
export function encodeNumber(value: bigint): string {
  return Buffer.from(value.toString(16), "hex").toString("base64url");
}

/**
 * What a verifier with e = 3 takes that reads the padding from the left and stops after the hash: the cube of this begins
 * with it (RFC 8017 §9.2, Bleichenbacher 2006).
 */
export function cubeRootOfPadded(input: string): Uint8Array {
  const hash = createHash("sha256").update(input).digest("hex");
  const padded = `0001ffffffffffffffff003031300d060960864801650304020105000420${hash}`;
  const target = BigInt(`0x${padded.padEnd(512, "0")}`);
  let [low, high] = [0n, 2n ** 700n];
  while (low < high) {
    const middle = (low + high) / 2n;
    if (middle ** 3n < target) low = middle + 1n;
    else high = middle;
  }
  if (!(low ** 3n).toString(16).padStart(512, "0").startsWith(padded)) throw new Error("the root is too far off");
  return Buffer.from(low.toString(16).padStart(512, "0"), "hex");
}

/** Fits the same message where nobody looks whether the second half is below the order. */
export function withOrderAdded(token: string): string {
  const [head, body, signature] = partsOf(token);
  const bytes = Buffer.from(signature, "base64url");
  const order = 2n ** 252n + 27742317777372353535851937790883648493n;
  const sum = BigInt(`0x${Buffer.from(bytes.subarray(32).toReversed()).toString("hex")}`) + order;
  const second = Buffer.from(sum.toString(16).padStart(64, "0"), "hex").toReversed();
  return `${head}.${body}.${Buffer.concat([bytes.subarray(0, 32), second]).toString("base64url")}`;
}
