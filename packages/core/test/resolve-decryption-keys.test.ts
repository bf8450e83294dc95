import { describe, expect, test } from "vitest";
import { ConfigurationError } from "../src/errors.js";
import { createVerifier } from "../src/index.js";
import { resolveOptions } from "../src/resolve-options.js";
import { createRecipient } from "./support/encryption.js";
import { AUDIENCE, ISSUER } from "./support/issuer.js";

const { jwk } = await createRecipient("ECDH-ES");
const { kid: _, ...unnamed } = jwk;

const resolve = (options: object) => resolveOptions({ issuer: ISSUER, audience: AUDIENCE, ...options });
function problemsOf(options: object): readonly string[] {
  try {
    createVerifier({ issuer: ISSUER, audience: AUDIENCE, ...options });
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
}

describe("decryptionKeys", () => {
  test("are in the order given, each with its one algorithm and the kid it is for", () => {
    const { decryptionKeys } = resolve({
      decryptionKeys: [
        { key: jwk },
        { key: jwk, keyId: "k2" },
        { key: unnamed },
        { key: { ...unnamed, alg: undefined }, algorithm: "ECDH-ES+A128KW" },
      ],
    });
    expect(decryptionKeys.map(({ algorithm, keyId }) => [algorithm, keyId])).toEqual([
      ["ECDH-ES", "e1"],
      ["ECDH-ES", "k2"],
      ["ECDH-ES", undefined],
      ["ECDH-ES+A128KW", undefined],
    ]);
  });

  test("are none if nothing is said, and then no token can be decrypted", () => {
    expect(resolve({}).decryptionKeys).toEqual([]);
    expect(resolve({ decryptionKeys: undefined, requireEncryption: false }).decryptionKeys).toEqual([]);
  });

  test.each<[string, object, readonly string[]]>([
    ["an empty list", { decryptionKeys: [] }, ["decryptionKeys must be a list of at least one key, such as"]],
    ["one key, not in a list", { decryptionKeys: { key: jwk } }, ["decryptionKeys must be a list of at least one key"]],
    ["null", { decryptionKeys: null }, ["decryptionKeys must be a list of at least one key"]],
    [
      "several bad keys, all told",
      { decryptionKeys: [{ key: jwk }, {}, { key: jwk, algorithm: "dir" }] },
      ["decryptionKeys, key 2: key must be", "decryptionKeys, key 3: key has another alg"],
    ],
    [
      "two keys of one name for one algorithm",
      { decryptionKeys: [{ key: jwk }, { key: unnamed, keyId: "e1" }] },
      ['decryptionKeys: two keys for ECDH-ES have the keyId "e1": give each its own'],
    ],
    [
      "more keys without a name than are tried",
      { decryptionKeys: [unnamed, unnamed, unnamed, unnamed].map((key) => ({ key })) },
      ["decryptionKeys: more than 3 keys for ECDH-ES have no keyId"],
    ],
    [
      "encryption that is required without keys",
      { requireEncryption: true },
      ["requireEncryption needs decryptionKeys"],
    ],
    [
      "encryption that is required of one issuer without keys",
      { issuer: [ISSUER, { issuer: "https://b.example", requireEncryption: true }] },
      ["requireEncryption needs decryptionKeys"],
    ],
    ["a requirement that is no boolean", { requireEncryption: "yes" }, ["requireEncryption must be true or false"]],
  ])("are refused: %s", (_, options, problems) => {
    expect(problemsOf(options)).toEqual(problems.map((problem) => expect.stringContaining(problem)));
  });

  test.each([
    ["keys of one name for different algorithms", [{ key: jwk }, { key: { ...jwk, alg: "ECDH-ES+A256KW" } }]],
    ["many keys with names", Array.from({ length: 20 }, (_, index) => ({ key: jwk, keyId: `k${index}` }))],
    ["three keys without one", [{ key: unnamed }, { key: unnamed }, { key: unnamed }]],
  ])("can be %s", (_, decryptionKeys) => {
    expect(problemsOf({ decryptionKeys, requireEncryption: true })).toEqual([]);
  });
});
