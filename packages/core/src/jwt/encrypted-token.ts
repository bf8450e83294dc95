import { decodeBase64url } from "../internal/base64url.js";
import { isJsonObject, type JsonObject } from "../internal/json-object.js";
import { listed, quoteUntrusted } from "../internal/quote.js";
import { deny, type Denied } from "../outcome.js";
import {
  CONTENT_ENCRYPTIONS,
  type ContentEncryptionTraits,
  contentEncryptionTraits,
  KEY_MANAGEMENT_ALGORITHMS,
  type KeyManagementTraits,
  keyManagementTraits,
  readPoint,
} from "./encryption-algorithms.js";

/** A compact JWE and its five parts, the first of them decoded. */
export interface EncryptedParts {
  readonly token: string;
  readonly header: JsonObject;
  readonly encryptedKey: string;
  readonly initializationVector: string;
  readonly ciphertext: string;
  readonly authenticationTag: string;
}

/**
 * An encrypted token that can be tried with a key. Its header was written by whoever has our public key: it may be used to
 * refuse, and to find the key.
 */
export interface EncryptedToken {
  readonly kind: "encrypted";
  readonly token: string;
  readonly header: JsonObject;
  readonly alg: string;
  readonly enc: string;
  readonly kid: string | undefined;
  /** The curve of the key that the sender made for this token; `undefined` where `alg` agrees on none. */
  readonly crv: string | undefined;
  readonly encryptedKeyBytes: number;
}

/**
 * Reads the header and measures the parts of an encrypted token, so that a key is touched only for what it could decrypt.
 *
 * Refuses what is not supported (RSA1_5, PBES2, `zip`, `crit`), what could be read in two ways, and parts of a length that the
 * algorithms do not give. Key-bearing parameters (`jwk`, `jku`, `x5c`, `x5u`) are ignored.
 *
 * Denies with `malformed_token`.
 *
 * @see RFC 7516 §4 and §5.2, RFC 7518 §4 and §5, RFC 8725 §3
 */
export function parseEncryptedToken(parts: EncryptedParts): EncryptedToken | Denied {
  const { token, header } = parts;
  const { alg, enc, kid } = header;
  const management = keyManagementTraits(alg);
  if (management === undefined) return unsupported("alg", alg, KEY_MANAGEMENT_ALGORITHMS);
  const encryption = contentEncryptionTraits(enc);
  if (encryption === undefined) return unsupported("enc", enc, CONTENT_ENCRYPTIONS);
  const problem = findHeaderProblem(header) ?? findPartProblem(parts, management, encryption);
  if (problem !== undefined) return malformed(problem);
  const point = management.key === "curve" ? readEphemeralKey(header["epk"]) : undefined;
  if (management.key === "curve" && point === undefined) return malformed("its epk is no public key on a known curve");
  return {
    kind: "encrypted",
    token,
    header,
    alg: alg as string,
    enc: enc as string,
    kid: kid as string | undefined,
    crv: point?.crv,
    encryptedKeyBytes: lengthOf(parts.encryptedKey) ?? 0,
  };
}

function findHeaderProblem(header: JsonObject): string | undefined {
  if (Object.hasOwn(header, "zip")) return "it is compressed (zip), which is not supported (RFC 8725 §3.6)";
  if (Object.hasOwn(header, "crit")) return "its header demands extensions (crit), and none are supported";
  const wrong = TEXTS.find((name) => header[name] !== undefined && !isText(header[name]));
  return wrong && `its header parameter ${wrong} is not a string with at least one character`;
}

/** A tag that is cut short is easier to guess (RFC 7518 §5.2.2.2, §5.3), and nothing else has a length that may vary. */
function findPartProblem(
  parts: EncryptedParts,
  management: KeyManagementTraits,
  { keyBytes, vectorBytes, tagBytes, blockBytes }: ContentEncryptionTraits,
): string | undefined {
  const encryptedKey = lengthOf(parts.encryptedKey);
  const isKeyWhole = {
    none: encryptedKey === 0,
    wrapped: encryptedKey === keyBytes + WRAPPING_BYTES,
    modulus: encryptedKey !== undefined && encryptedKey > 0,
  }[management.encryptedKey];
  if (!isKeyWhole) return "its encrypted key is not canonical base64url of the length that alg gives";
  if (lengthOf(parts.initializationVector) !== vectorBytes) {
    return `its initialization vector is not ${vectorBytes} bytes of canonical base64url`;
  }
  if (lengthOf(parts.authenticationTag) !== tagBytes) {
    return `its authentication tag is not ${tagBytes} bytes of canonical base64url`;
  }
  const ciphertext = lengthOf(parts.ciphertext);
  if (ciphertext === undefined || ciphertext === 0 || ciphertext % blockBytes !== 0) {
    return "its ciphertext is not canonical base64url of a length that enc gives";
  }
  return undefined;
}

/** RFC 7518 §4.6.1.1: a public key, and nothing of a private one. */
function readEphemeralKey(epk: unknown): { readonly crv: string } | undefined {
  return isJsonObject(epk) && !Object.hasOwn(epk, "d") ? readPoint(epk) : undefined;
}

function lengthOf(part: string): number | undefined {
  return decodeBase64url(part)?.length;
}

function isText(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}

function unsupported(name: string, value: unknown, known: readonly string[]): Denied {
  const given = value === undefined ? "absent" : quoteUntrusted(value);
  return malformed(`its ${name} is ${given}; supported are ${listed(known)}`);
}

function malformed(problem: string): Denied {
  return deny("malformed_token", `the token is encrypted (JWE): ${problem}`);
}

const TEXTS = ["kid", "typ", "cty"] as const;
/** By so much a key that AES has wrapped is longer than the key (RFC 3394 §2.2.1). */
const WRAPPING_BYTES = 8;
