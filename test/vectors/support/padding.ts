import { constants, createHash, type KeyObject, privateEncrypt } from "node:crypto";

/** A way to wrap a hash that is not the one of RFC 8017 §9.2. */
export interface WrongPadding {
  readonly title: string;
  /** What the private key is applied to: as long as the modulus. */
  readonly encode: (hash: Buffer, length: number) => Buffer;
}

/** The signature that comes of it: RSA without any padding of its own (RFC 8017 §5.2.1). */
export function signPadded(encoded: Buffer, privateKey: KeyObject): Buffer {
  return privateEncrypt({ key: privateKey, padding: constants.RSA_NO_PADDING }, encoded);
}

/** The one right way: 00 01 FF ... FF 00, then the DigestInfo of SHA-256 (RFC 8017 §9.2). */
export const encodeRight: WrongPadding["encode"] = (hash, length) => pad(digestInfo(hash), length);

/** The modifications of PKCS #1 v1.5 paddings that Wycheproof makes, and the ones of forgeries that are known. */
export const wrongPaddings: readonly WrongPadding[] = [
  ...withDigestInfo({
    "the hash alone": (hash) => hash,
    "the hash as an OCTET STRING alone": (hash) => octets(hash),
    "no NULL behind the algorithm": (hash) => sequence(sequence(SHA256), octets(hash)),
    "two NULLs behind the algorithm": (hash) => sequence(sequence(SHA256, NULL, NULL), octets(hash)),
    "an empty SEQUENCE for the NULL": (hash) => sequence(sequence(SHA256, sequence()), octets(hash)),
    "an INTEGER for the NULL": (hash) => sequence(sequence(SHA256, Buffer.of(2, 1, 0)), octets(hash)),
    "a NULL that holds a byte": (hash) => sequence(sequence(SHA256, Buffer.of(5, 1, 0)), octets(hash)),
    "a NULL whose length is in the long form": (hash) =>
      sequence(sequence(SHA256, Buffer.of(5, 0x81, 0)), octets(hash)),
    "bytes behind the NULL": (hash) => sequence(sequence(SHA256, NULL, Buffer.of(0, 0)), octets(hash)),
    "the algorithm SHA-1": (hash) => sequence(sequence(SHA1, NULL), octets(hash)),
    "the algorithm SHA-512": (hash) => sequence(sequence(SHA512, NULL), octets(hash)),
    "an algorithm that nobody knows": (hash) =>
      sequence(sequence(element(6, Buffer.of(0x2a, 3, 4)), NULL), octets(hash)),
    "an OID in the long form": (hash) => sequence(sequence(longForm(SHA256), NULL), octets(hash)),
    "an OID whose tag is another": (hash) => sequence(sequence(withTag(SHA256, 0x0d), NULL), octets(hash)),
    "the algorithm in the long form": (hash) => sequence(longForm(sequence(SHA256, NULL)), octets(hash)),
    "the algorithm as a SET": (hash) => sequence(withTag(sequence(SHA256, NULL), 0x31), octets(hash)),
    "no algorithm": (hash) => sequence(octets(hash)),
    "the algorithm behind the hash": (hash) => sequence(octets(hash), sequence(SHA256, NULL)),
    "a hash in the long form": (hash) => sequence(sequence(SHA256, NULL), longForm(octets(hash))),
    "a hash as a BIT STRING": (hash) => sequence(sequence(SHA256, NULL), withTag(octets(hash), 3)),
    "a hash as a string in pieces": (hash) =>
      sequence(sequence(SHA256, NULL), element(0x24, octets(hash.subarray(0, 16)), octets(hash.subarray(16)))),
    "a hash of indefinite length": (hash) =>
      sequence(sequence(SHA256, NULL), Buffer.concat([Buffer.of(0x24, 0x80), octets(hash), Buffer.of(0, 0)])),
    "a hash that is cut short": (hash) => sequence(sequence(SHA256, NULL), octets(hash.subarray(0, 31))),
    "a hash with a byte appended": (hash) => sequence(sequence(SHA256, NULL), octets(hash, Buffer.of(0))),
    "a hash with a byte before it": (hash) => sequence(sequence(SHA256, NULL), octets(Buffer.of(0), hash)),
    "a hash whose first byte is another": (hash) => digestInfo(flip(hash, 0)),
    "a hash whose last byte is another": (hash) => digestInfo(flip(hash, 31)),
    "an empty hash": () => digestInfo(Buffer.alloc(0)),
    "the whole in the long form": (hash) => longForm(digestInfo(hash)),
    "the whole in the long form, with a zero": (hash) => longForm(digestInfo(hash), 2),
    "the whole as a SET": (hash) => withTag(digestInfo(hash), 0x31),
    "the whole of indefinite length": (hash) =>
      Buffer.concat([Buffer.of(0x30, 0x80), contentOf(digestInfo(hash)), Buffer.of(0, 0)]),
    "the whole within another SEQUENCE": (hash) => sequence(digestInfo(hash)),
    "a length that is one too long": (hash) => withLength(digestInfo(hash), 1),
    "a length that is one too short": (hash) => withLength(digestInfo(hash), -1),
    "something behind the hash, counted": (hash) => sequence(sequence(SHA256, NULL), octets(hash), NULL),
    "something behind the hash, not counted": (hash) => Buffer.concat([digestInfo(hash), NULL]),
    "zeros behind the hash, not counted": (hash) => Buffer.concat([digestInfo(hash), Buffer.alloc(8)]),
    "the hash of something else": () => digestInfo(createHash("sha256").update("bar").digest()),
    "nothing but the head of the whole": () => Buffer.of(0x30),
    nothing: () => Buffer.alloc(0),
  }),
  { title: "block type 0 (RFC 2313 §8.1)", encode: (hash, length) => pad(digestInfo(hash), length, { type: 0 }) },
  { title: "block type 2", encode: (hash, length) => pad(digestInfo(hash), length, { type: 2 }) },
  {
    title: "block type 1 with another first byte",
    encode: (hash, length) => setByte(encodeRight(hash, length), 0, 0x01),
  },
  { title: "zeros for a padding", encode: (hash, length) => pad(digestInfo(hash), length, { fill: 0 }) },
  {
    title: "a byte of the padding that is another",
    encode: (hash, length) => setByte(encodeRight(hash, length), 60, 0xfe),
  },
  { title: "a padding that ends early", encode: (hash, length) => setByte(encodeRight(hash, length), 60, 0) },
  { title: "a padding that does not end", encode: (hash, length) => withoutEnd(encodeRight(hash, length)) },
  { title: "the hash right behind a short padding, and rubbish after it", encode: encodeInFront },
  { title: "the hash right behind no padding at all", encode: (hash, length) => encodeInFront(hash, length, 0) },
];

function withDigestInfo(encoders: Readonly<Record<string, (hash: Buffer) => Buffer>>): WrongPadding[] {
  return Object.entries(encoders).map(([title, encode]) => ({
    title,
    encode: (hash, length) => pad(encode(hash), length),
  }));
}

function pad(info: Buffer, length: number, { type = 1, fill = 0xff } = {}): Buffer {
  const padding = Buffer.alloc(length - 3 - info.length, fill);
  return Buffer.concat([Buffer.of(0, type), padding, Buffer.of(0), info]);
}

/** As in the forgeries of CVE-2006-4339: what is behind the hash is free, for an attacker to find a cube root. */
function encodeInFront(hash: Buffer, length: number, padding = 8): Buffer {
  const front = Buffer.concat([Buffer.of(0, 1), Buffer.alloc(padding, 0xff), Buffer.of(0), digestInfo(hash)]);
  return Buffer.concat([front, Buffer.alloc(length - front.length, 0x5a)]);
}

/** RFC 8017 §9.2, note 1. */
function digestInfo(hash: Buffer): Buffer {
  return sequence(sequence(SHA256, NULL), octets(hash));
}

function element(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.of(tag, content.length), content]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return element(0x30, ...parts);
}

function octets(...parts: readonly Buffer[]): Buffer {
  return element(4, ...parts);
}

function contentOf(der: Buffer): Buffer {
  return der.subarray(2);
}

/** The length in more bytes than it takes, which BER allows and DER does not. */
function longForm(der: Buffer, bytes = 1): Buffer {
  const length = Buffer.alloc(bytes);
  length[bytes - 1] = der[1] ?? 0;
  return Buffer.concat([Buffer.of(der[0] ?? 0, 0x80 + bytes), length, contentOf(der)]);
}

function withTag(der: Buffer, tag: number): Buffer {
  return setByte(der, 0, tag);
}

function withLength(der: Buffer, difference: number): Buffer {
  return setByte(der, 1, (der[1] ?? 0) + difference);
}

function withoutEnd(encoded: Buffer): Buffer {
  return setByte(encoded, encoded.indexOf(0, 2), 0xff);
}

function flip(bytes: Buffer, index: number): Buffer {
  return setByte(bytes, index, (bytes[index] ?? 0) ^ 1);
}

function setByte(bytes: Buffer, index: number, value: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[index] = value;
  return copy;
}

const NULL = Buffer.of(5, 0);
const SHA1 = Buffer.from("06052b0e03021a", "hex");
const SHA256 = Buffer.from("0609608648016503040201", "hex");
const SHA512 = Buffer.from("0609608648016503040203", "hex");
