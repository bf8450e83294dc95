import { classifyToken } from "../credentials/token-form.js";
import { ConfigurationError, UnavailableError } from "../errors.js";
import type { JsonObject } from "../internal/json-object.js";
import { quoteUntrusted } from "../internal/quote.js";
import { deny, type Denied } from "../outcome.js";
import { denyKind } from "../token-kind/deny-kind.js";
import { readHeaderType, toTypeName } from "../token-kind/header-type.js";
import { kindOfType } from "../token-kind/kind-names.js";
import type { KnownDecryptionKey } from "./decryption-key.js";
import { type EncryptedParts, type EncryptedToken, parseEncryptedToken } from "./encrypted-token.js";
import { decodeContent, type JwtParts } from "./unverified-jwt.js";

/** The signed token that was in an encrypted one. Decrypted is not verified: it is to be judged as if it had come alone. */
export interface DecryptedToken extends JwtParts {
  readonly form: "jwt";
}

/**
 * Opens an encrypted token, and says nothing of what is in it: whoever has our public key can have put it there.
 *
 * What is in it must be a signed JWT. The header around it can only refuse: where it names a type (`typ`, `cty`) it must be the
 * one of the token inside or one that says no more than "a JWT", and where it repeats `iss`, `sub` or `aud` these must be the
 * same. It never adds to what the token inside says of itself.
 *
 * Denies with `malformed_token` or, for another type, `unexpected_type`. Why a token cannot be decrypted is not told.
 *
 * @throws UnavailableError - a key that may be the one cannot be imported, so that nothing can be said of the token.
 * @see RFC 7516 §5.2, RFC 7519 §5.2, §5.3 and §7.2, RFC 8725 §3.3 and §3.11, RFC 9068 §4
 */
export async function decryptToken(
  parts: EncryptedParts,
  keys: readonly KnownDecryptionKey[],
): Promise<DecryptedToken | Denied> {
  if (keys.length === 0) return malformed("and there is no key for it: set decryptionKeys");
  const token = parseEncryptedToken(parts);
  if (token.kind === "denied") return token;
  const candidates = findCandidates(token, keys);
  if (candidates.length > MAX_TRIES) return malformed(`${describe(token)}: more than ${MAX_TRIES} keys may be meant`);
  if (candidates.length === 0) return malformed(`${describe(token)}: none of decryptionKeys is for that`);
  const plaintext = await tryEach(token, candidates);
  if (plaintext === undefined) return malformed(`${describe(token)}: it cannot be decrypted`);
  return readInside(plaintext, token.header);
}

/**
 * Imports all keys ahead of the first token.
 *
 * @throws ConfigurationError - naming every key whose values make none.
 */
export async function importDecryptionKeys(keys: readonly KnownDecryptionKey[]): Promise<void> {
  const imports = await Promise.allSettled(keys.map((key) => key.import()));
  const problems = imports.flatMap((result) =>
    result.status === "rejected" ? (result.reason as ConfigurationError).problems : [],
  );
  if (problems.length > 0) throw new ConfigurationError(problems);
}

/** Those the token names, or may be encrypted to without naming them; the named one first. */
function findCandidates(token: EncryptedToken, keys: readonly KnownDecryptionKey[]): readonly KnownDecryptionKey[] {
  const fitting = keys.filter((key) => key.fits(token));
  if (token.kid === undefined) return fitting;
  const named = fitting.filter(({ keyId }) => keyId === token.kid);
  return [...named, ...fitting.filter(({ keyId }) => keyId === undefined)];
}

async function tryEach(
  token: EncryptedToken,
  candidates: readonly KnownDecryptionKey[],
): Promise<Uint8Array | undefined> {
  let broken: ConfigurationError | undefined;
  for (const candidate of candidates) {
    try {
      // One after the other: nearly always the first one fits.
      const plaintext = await decrypt(token, await candidate.import());
      if (plaintext !== undefined) return plaintext;
    } catch (cause) {
      if (!(cause instanceof ConfigurationError)) throw cause;
      broken = cause;
    }
  }
  if (broken === undefined) return undefined;
  throw new UnavailableError("A key of decryptionKeys cannot be imported", { cause: broken });
}

/** A token that cannot be decrypted and one that is broken are alike, so that nobody can try his way to what is in it. */
async function decrypt(
  { token, alg, enc }: EncryptedToken,
  key: CryptoKey | Uint8Array,
): Promise<Uint8Array | undefined> {
  const options = { keyManagementAlgorithms: [alg], contentEncryptionAlgorithms: [enc], maxDecompressedLength: 0 };
  const { compactDecrypt } = await import("jose/jwe/compact/decrypt");
  try {
    return (await compactDecrypt(token, key, options)).plaintext;
  } catch {
    return undefined;
  }
}

function readInside(plaintext: Uint8Array, outer: JsonObject): DecryptedToken | Denied {
  const inside = classifyToken(decoder.decode(plaintext));
  if (inside.form !== "jwt") {
    return malformed("and what is in it is no signed JWT: anybody who has our public key can have encrypted it");
  }
  return findOtherType(outer, inside.header) ?? findOtherClaim(outer, inside) ?? inside;
}

/** RFC 8725 §3.11: the type is that of the token inside, and one around it that is another is a reason to refuse. */
function findOtherType(outer: JsonObject, inner: JsonObject): Denied | undefined {
  const { typ } = inner;
  const innerType = typeof typ === "string" ? toTypeName(typ) : undefined;
  const repeated = new Set(innerType === undefined ? [] : [innerType]);
  const other = TYPES.find((name) => readHeaderType(outer[name] as string | undefined, repeated) === "other");
  if (other === undefined) return undefined;
  const said = outer[other] as string;
  const found = typ === undefined ? "none" : quoteUntrusted(typ);
  const detail = `the token is encrypted (JWE): its header says ${other} ${quoteUntrusted(said)}, and the typ inside is ${found}`;
  return denyKind("unexpected_type", detail, kindOfType(said));
}

/** RFC 7519 §5.3. */
function findOtherClaim(outer: JsonObject, inside: JwtParts): Denied | undefined {
  const repeated = REPEATABLE_CLAIMS.filter((name) => outer[name] !== undefined);
  if (repeated.length === 0) return undefined;
  const content = decodeContent(inside);
  if (content.kind === "denied") return content;
  const { claims } = content;
  const other = repeated.find((name) => JSON.stringify(outer[name]) !== JSON.stringify(claims[name]));
  return other && malformed(`and its header says another ${other} than the token inside`);
}

function describe({ alg, enc, kid }: EncryptedToken): string {
  return `alg ${alg}, enc ${enc}, ${kid === undefined ? "no kid" : `kid ${quoteUntrusted(kid)}`}`;
}

function malformed(detail: string): Denied {
  return deny("malformed_token", `the token is encrypted (JWE), ${detail}`);
}

// What is not text shows as a character that no JWT has, and a byte order mark stays.
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** So many keys are tried for one token at most: each costs as much as a signature, and anybody can ask for it. */
export const MAX_TRIES = 4;
const TYPES = ["typ", "cty"] as const;
const REPEATABLE_CLAIMS = ["iss", "sub", "aud"] as const;
