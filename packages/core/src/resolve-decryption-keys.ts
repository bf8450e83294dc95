import { isJsonObject } from "./internal/json-object.js";
import { toList } from "./internal/option-problems.js";
import { MAX_TRIES } from "./jwt/decrypt-token.js";
import { findDecryptionKeyProblems } from "./jwt/decryption-key-problems.js";
import { createDecryptionKey, type KnownDecryptionKey } from "./jwt/decryption-key.js";
import type { VerifierOptions } from "./options.js";

/** What the options say of encrypted tokens. */
type EncryptionOptions = Pick<VerifierOptions, "decryptionKeys" | "requireEncryption" | "issuer">;

/**
 * Reads the option `decryptionKeys`; every problem found is added to `problems`. None quotes a value of a key.
 *
 * @returns The keys in the order given, none of them imported yet. Empty if tokens cannot be decrypted.
 */
export function resolveDecryptionKeys(options: EncryptionOptions, problems: string[]): readonly KnownDecryptionKey[] {
  const given: unknown = options.decryptionKeys;
  if (given === undefined) {
    if (asksForEncryption(options))
      problems.push("requireEncryption needs decryptionKeys: give the keys that tokens are encrypted to");
    return [];
  }
  if (!Array.isArray(given) || given.length === 0) {
    problems.push("decryptionKeys must be a list of at least one key, such as [{ key: jwk }]");
    return [];
  }
  const entries = Array.from<unknown>(given);
  const found = entries.flatMap((entry, index) =>
    findDecryptionKeyProblems(entry).map((problem) => `${nameOf(index)}: ${problem}`),
  );
  problems.push(...found);
  if (found.length > 0) return [];
  const keys = (entries as NonNullable<EncryptionOptions["decryptionKeys"]>).map((entry, index) =>
    createDecryptionKey(entry, nameOf(index)),
  );
  problems.push(...findAmbiguities(keys));
  return Object.freeze(keys);
}

/** Of a token with a `kid` one key is named by it; all others that are tried have none. */
function findAmbiguities(keys: readonly KnownDecryptionKey[]): string[] {
  const twice = keys.filter(
    ({ algorithm, keyId }, index) =>
      keyId !== undefined && keys.findIndex((key) => key.algorithm === algorithm && key.keyId === keyId) < index,
  );
  const most = MAX_TRIES - 1;
  const crowded = [...new Set(keys.map(({ algorithm }) => algorithm))].filter(
    (name) => keys.filter(({ algorithm, keyId }) => algorithm === name && keyId === undefined).length > most,
  );
  return [
    ...twice.map(
      ({ algorithm, keyId }) =>
        `decryptionKeys: two keys for ${algorithm} have the keyId ${JSON.stringify(keyId)}: give each its own, or leave it out of one, which is tried for every kid then`,
    ),
    ...crowded.map((name) => `decryptionKeys: more than ${most} keys for ${name} have no keyId: give them one`),
  ];
}

function asksForEncryption({ requireEncryption, issuer }: EncryptionOptions): boolean {
  const issuers: readonly unknown[] = toList<unknown>(issuer);
  return (
    requireEncryption === true || issuers.some((entry) => isJsonObject(entry) && entry["requireEncryption"] === true)
  );
}

function nameOf(index: number): string {
  return `decryptionKeys, key ${index + 1}`;
}
