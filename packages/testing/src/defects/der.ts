/** One value in DER (X.690 §8.1): tag, length, and the contents one after the other. */
export function der(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const content = Buffer.concat(contents);
  return Buffer.concat([Uint8Array.of(tag), lengthOf(content), content]);
}

/** A positive INTEGER; `bytes` may begin with zeros. */
export function derInteger(bytes: Uint8Array): Uint8Array {
  const first = bytes.findIndex((byte) => byte !== 0);
  const magnitude = first === -1 ? Uint8Array.of(0) : bytes.subarray(first);
  // The highest bit would be the sign.
  return der(0x02, (magnitude[0] ?? 0) > 0x7f ? Buffer.concat([Uint8Array.of(0), magnitude]) : magnitude);
}

/** An OBJECT IDENTIFIER in dotted form. */
export function derObjectId(dotted: string): Uint8Array {
  const [first = 0, second = 0, ...others] = dotted.split(".").map(Number);
  return der(0x06, Uint8Array.from([first * 40 + second, ...others.flatMap(toBase128)]));
}

/** A signature on a curve as most tools outside JOSE write it, from the form JWS uses (RFC 3279 §2.2.3, RFC 7518 §3.4). */
export function toDerSignature(signature: Uint8Array): Uint8Array {
  const middle = signature.length / 2;
  return der(0x30, derInteger(signature.subarray(0, middle)), derInteger(signature.subarray(middle)));
}

function lengthOf({ length }: Uint8Array): Uint8Array {
  if (length < 0x80) return Uint8Array.of(length);
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(length);
  const significant = bytes.subarray(bytes.findIndex((byte) => byte !== 0));
  return Buffer.concat([Uint8Array.of(0x80 + significant.length), significant]);
}

function toBase128(value: number): readonly number[] {
  const digits = [value % 128];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) {
    digits.unshift((rest % 128) + 0x80);
  }
  return digits;
}
