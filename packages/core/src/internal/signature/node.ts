// The types of Node, which nothing else of core may use: what is not in every runtime is kept out by the linter and by
// scripts/import-direction.mjs.
/// <reference types="node" />
import { Buffer } from "node:buffer";
import * as nodeCrypto from "node:crypto";
import type { JWK } from "jose";
import { algorithmTraits } from "../algorithms.js";
import { runningMilliseconds } from "../platform.js";
import { PoolChoice } from "./pool-choice.js";
import { decodeBase64url as decodePortably } from "./portable-base64url.js";
import { passesTrials, TRIAL_TEXT } from "./trials.js";
import type * as Portable from "./webcrypto.js";

// What `#signature` stands for where there is Node's own cryptography. Each export says of tokens what the one of the same name in
// webcrypto.ts says, faster.

/** A public key bound to one algorithm, in the form of this file: a key of WebCrypto where Node's own cryptography is not whole. */
export interface SignatureKey {
  readonly type: string;
}

/**
 * Imports the public part of a JWK for one algorithm.
 *
 * @param jwk - Only the members that make the key, checked by `checkJwk`.
 * @returns The key. Rejects when the values make none, or none for this algorithm.
 */
export async function importSignatureKey(jwk: JWK, alg: string): Promise<SignatureKey> {
  isNative ??= passesTrials(verifyTrial);
  return isNative ? createNativeKey(jwk, alg) : (await loadPortable()).importSignatureKey(jwk, alg);
}

/**
 * Verifies the signature of a compact JWS, and nothing else. What is signed is all before its last dot.
 *
 * @param alg - The algorithm the key was imported for; a token whose header names another one is an error.
 * @returns Whether `key` made the signature: directly when the check ran on this thread. False as well when the signature has
 *   not the length or not the spelling it must have.
 * @throws When that cannot be said, or rejects: a defect, never the token's fault.
 */
export function verifySignature(token: string, alg: string, key: SignatureKey): boolean | Promise<boolean> {
  if (!(key instanceof NativeKey)) return verifyPortably(token, alg, key as Portable.SignatureKey);
  // Beyond ASCII, the encoding below would cut a character down to another one, that may have been signed.
  if (Buffer.byteLength(token) !== token.length) return false;
  key.checkHeader(token, alg);
  const dot = token.length - key.signatureCharacters - 1;
  const signature = token.charCodeAt(dot) === DOT ? decodeBase64url(token.slice(dot + 1)) : undefined;
  if (signature === undefined) return false;
  const input = Buffer.from(token.slice(0, dot), "latin1");
  const goesToPool = key.isSlow ? poolChoice.sendToPool() : poolChoice.goesToPool();
  return goesToPool ? verifyInPool(key, input, signature) : nodeCrypto.verify(key.hash, input, key.material, signature);
}

/** Decodes base64url in its one canonical spelling. */
export const decodeBase64url: (text: string) => Uint8Array<ArrayBuffer> | undefined = hasBase64url()
  ? decodeNatively
  : decodePortably;

/**
 * The decoder passes over what it does not know, and takes the other alphabet, too. Each character stands for three quarters of a
 * byte, so if it passed over any, some of the bytes are missing. To encode again and compare says the same and costs more.
 */
function decodeNatively(text: string): Uint8Array<ArrayBuffer> | undefined {
  const { length } = text;
  const bytes = Buffer.from(text, "base64url");
  if (length % 4 === 1 || bytes.length !== Math.floor((length * 3) / 4)) return undefined;
  if (text.includes("+") || text.includes("/")) return undefined;
  // Of a character beyond ASCII it looks at the lower half.
  if (Buffer.byteLength(text) !== length) return undefined;
  const unused = UNUSED_BITS[length % 4] ?? 0;
  return unused === 0 || (toSextet(text.charCodeAt(length - 1)) & unused) === 0 ? bytes : undefined;
}

/** The six bits a character of the alphabet stands for (RFC 4648 §5). */
function toSextet(code: number): number {
  if (code >= LOWER_A) return code - LOWER_A + 26;
  if (code === UNDERSCORE) return 63;
  if (code >= UPPER_A) return code - UPPER_A;
  return code === MINUS ? 62 : code - ZERO + 52;
}

/** The SHA-256 of a text in UTF-8, as base64url, directly. */
export const digest: (text: string) => string | Promise<string> =
  // Other runtimes that go by the condition `node` may lack the quicker of the two.
  typeof nodeCrypto.hash === "function"
    ? (text) => nodeCrypto.hash("sha256", text, "base64url")
    : (text) => nodeCrypto.createHash("sha256").update(text).digest("base64url");

type Material = nodeCrypto.VerifyKeyObjectInput;

/** A key, and all that does not change from one check with it to the next. */
class NativeKey implements SignatureKey {
  readonly type = "public";
  readonly alg: string;
  /** The name of the digest; `null` where the algorithm has it built in. */
  readonly hash: string | null;
  readonly material: Material;
  readonly signatureCharacters: number;
  /** A check takes so long that the way to the thread pool does not matter, and other requests should not wait for it. */
  readonly isSlow: boolean;
  #header: string | undefined;

  constructor(alg: string, material: Material, signatureBytes: number) {
    this.alg = alg;
    this.hash = alg.startsWith("Ed") ? null : `sha${alg.slice(2)}`;
    this.material = material;
    this.signatureCharacters = Math.ceil((signatureBytes * 4) / 3);
    this.isSlow = alg === "ES384" || alg === "ES512";
  }

  /**
   * The caller has read the header and knows `alg` of it. That need not be trusted in, and costs next to nothing since tokens of
   * one key begin alike.
   */
  checkHeader(token: string, alg: string): void {
    if (this.#header !== undefined && alg === this.alg && token.startsWith(this.#header)) return;
    if (!this.#fits(alg)) throw new TypeError("The key was imported for another algorithm");
    const header = token.slice(0, token.indexOf(".") + 1);
    if (readAlg(header.slice(0, -1)) !== alg) throw new TypeError("The header of the token does not name this alg");
    if (alg !== this.alg || header.length > MAX_HEADER_CHARACTERS) return;
    // A copy: as a part of the token's text it would keep the whole token in memory.
    this.#header = Buffer.from(header, "latin1").toString("latin1");
  }

  /** `EdDSA` and `Ed25519` are two names for the same (RFC 9864 §2.2). */
  #fits(alg: string): boolean {
    return alg === this.alg || (this.hash === null && algorithmTraits(alg)?.kty === "OKP");
  }
}

function createNativeKey(jwk: JWK, alg: string): NativeKey {
  const traits = algorithmTraits(alg);
  if (traits === undefined || traits.kty !== jwk.kty || (traits.crv !== undefined && traits.crv !== jwk.crv)) {
    throw new TypeError("The key does not fit the algorithm");
  }
  const key = nodeCrypto.createPublicKey({ key: jwk as nodeCrypto.JsonWebKey, format: "jwk" });
  if (traits.signatureBytes !== undefined) {
    return new NativeKey(alg, { key, ...(traits.kty === "EC" ? P1363 : {}) }, traits.signatureBytes);
  }
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (bits < 2048) throw new TypeError("The RSA modulus is too short (RFC 7518 §3.3)");
  return new NativeKey(alg, { key, ...(alg.startsWith("PS") ? PSS : {}) }, Math.ceil(bits / 8));
}

function verifyInPool(key: NativeKey, input: Buffer, signature: Uint8Array): Promise<boolean> {
  return new Promise((resolve, reject) => {
    let isSettled = false;
    const settle = (error: Error | null | undefined, isValid: boolean): void => {
      if (isSettled) return;
      isSettled = true;
      poolChoice.ended();
      if (error) reject(error);
      else resolve(isValid);
    };
    const { hash, material } = key;
    try {
      const direct: unknown = nodeCrypto.verify(hash, input, material, signature, settle);
      // Who knows no callback would leave the request waiting for ever.
      if (typeof direct === "boolean") settle(null, direct);
    } catch (error) {
      settle(error as Error, false);
    }
  });
}

function verifyTrial(alg: string, jwk: JWK, signature: string): boolean {
  const { hash, material } = createNativeKey(jwk, alg);
  return nodeCrypto.verify(hash, Buffer.from(TRIAL_TEXT, "latin1"), material, Buffer.from(signature, "base64url"));
}

async function verifyPortably(token: string, alg: string, key: Portable.SignatureKey): Promise<boolean> {
  return (await loadPortable()).verifySignature(token, alg, key);
}

/** Only where it is needed: it brings much of jose with it. */
function loadPortable(): Promise<typeof Portable> {
  portable ??= import("./webcrypto.js");
  return portable;
}

function readAlg(header: string): unknown {
  try {
    return (JSON.parse(Buffer.from(header, "base64url").toString()) as { readonly alg?: unknown } | null)?.alg;
  } catch {
    return undefined;
  }
}

/** A runtime whose `Buffer` is a copy of an old one may not know the encoding. */
function hasBase64url(): boolean {
  try {
    const bytes = Buffer.from("-_8", "base64url");
    return bytes.length === 2 && bytes[0] === 0xfb && bytes[1] === 0xff && bytes.toString("base64url") === "-_8";
  } catch {
    return false;
  }
}

/** Decided when the first key is imported: what does not verify as Node does is not used. */
let isNative: boolean | undefined;
let portable: Promise<typeof Portable> | undefined;

/** One for all keys: they share the pool. */
const poolChoice = new PoolChoice(runningMilliseconds);

/** RFC 7518 §3.4: both numbers in full length, one after the other. */
const P1363 = { dsaEncoding: "ieee-p1363" } as const;
/** RFC 7518 §3.5: the salt is exactly as long as the digest; by default any length is taken. */
const PSS = {
  padding: nodeCrypto.constants?.RSA_PKCS1_PSS_PADDING,
  saltLength: nodeCrypto.constants?.RSA_PSS_SALTLEN_DIGEST,
} as const;

const DOT = 0x2e;
const MINUS = 0x2d;
const ZERO = 0x30;
const UPPER_A = 0x41;
const UNDERSCORE = 0x5f;
const LOWER_A = 0x61;
/** Which bits of the last character no byte has room for, by the length modulo 4. */
const UNUSED_BITS = [0, 0, 0b1111, 0b11] as const;
const MAX_HEADER_CHARACTERS = 1024;
