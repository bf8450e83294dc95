import type { KeyQuery, VerificationKey } from "@ostiary/core";
import { createSigningKey } from "../signing-key.js";
import type { KeySourceBench } from "./key-source-bench.js";

/** One case of the contract. */
export interface KeySourceCase {
  readonly name: string;
  readonly check: (bench: KeySourceBench) => Promise<void>;
  /** Which part of the setting it takes that may be left out. */
  readonly needs?: "createChangingKeys" | "failing";
}

/** What a key source must do, case by case. */
export const keySourceCases: readonly KeySourceCase[] = [
  {
    name: "finds each key by its kid and algorithm (RFC 7515 §4.1.4)",
    check: async ({ sourceOf, ask, expectSame }) => {
      const keys = threeKeys();
      const source = await sourceOf(...keys.map(({ publicJwk }) => publicJwk));
      for (const { algorithm: alg, kid } of keys) {
        expectSame(show({ alg, kid }), summarize(await ask(source, { alg, kid }), alg), { kid, fits: true });
      }
    },
  },
  {
    name: "verifies a token with the key that signed it, and with no other (RFC 8725 §3.10)",
    check: async ({ sourceOf, judge, expectSame }) => {
      const keys = threeKeys();
      const source = await sourceOf(...keys.map(({ publicJwk }) => publicJwk));
      for (const key of keys) {
        expectSame(`a token of ${key.kid}`, await judge(source, key), "accepted");
        const forged = createSigningKey(key.algorithm, key.kid);
        expectSame(`one in the name of ${key.kid}`, await judge(source, forged), "signature_invalid");
      }
    },
  },
  {
    name: "compares a kid exactly: case, blanks, lookalikes, parts and patterns of it are others (RFC 7517 §4.5)",
    check: async (bench) => {
      const key = createSigningKey("ES256", "clé-1");
      await findsNone(bench, key.kid, [
        "CLÉ-1",
        "Clé-1",
        "clé-1 ",
        " clé-1",
        "clé-1\n",
        "clé-1\0",
        "cle-1",
        "cle\u0301-1", // the same to the eye, in two characters
        "с\u006c\u00e9-1", // begins with a Cyrillic letter
        "clé-",
        "clé-10",
        "clé%",
        "clé__",
        "*",
        ".*",
        "' OR ''='",
        "cl%C3%A9-1",
      ]);
    },
  },
  {
    name: "has no key for a kid that nobody uses (RFC 7515 §4.1.4)",
    check: async (bench) => {
      await findsNone(bench, "key-1", ["key-2", "unknown"]);
    },
  },
  {
    name: "has no key for names that mean something to a program, to a database or to nobody (RFC 8725 §3.10)",
    check: async (bench) => {
      const members = ["__proto__", "constructor", "prototype", "toString", "valueOf", "hasOwnProperty", "get", "size"];
      const others = ["", "null", "undefined", "0", "../../etc/passwd", "key-1\0.pem", "\0", "\ud800", "😀"];
      await findsNone(bench, "key-1", [...members, ...others, "k".repeat(256), "k".repeat(257), "k".repeat(8000)]);
    },
  },
  {
    name: "verifies nothing with a key for another algorithm, whatever the kid (RFC 7517 §4.4, RFC 8725 §3.1)",
    check: async ({ sourceOf, judge, expectSame }) => {
      const [ec, rsa] = [createSigningKey("ES256", "key-1"), createSigningKey("RS256", "key-2")];
      const source = await sourceOf(ec.publicJwk, rsa.publicJwk);
      expectSame("a token of the RSA key", await judge(source, rsa), "accepted");
      const forged = createSigningKey("ES384", ec.kid);
      expectSame("another curve under the kid", await judge(source, forged), "no_matching_key");
      const other = { ...rsa, algorithm: "PS256" } as const;
      expectSame("the same RSA key in another way", await judge(source, other), "no_matching_key");
      expectSame("the kid of another kind of key", await judge(source, ec, { kid: rsa.kid }), "no_matching_key");
    },
  },
  {
    name: "makes no guess for a token without kid: the only key that fits, or none (RFC 7515 §4.1.4)",
    check: async ({ sourceOf, ask, judge, expectSame }) => {
      const [first, second, only] = threeKeys();
      const source = await sourceOf(first.publicJwk, second.publicJwk, only.publicJwk);
      expectSame("several keys fit", await ask(source, { alg: first.algorithm }), undefined);
      expectSame("a token of one of them", await judge(source, first, { kid: undefined }), "no_matching_key");
      const found = await ask(source, { alg: only.algorithm });
      expectSame("one key fits", found?.kid ?? only.kid, only.kid);
      const verdict = await judge(source, only, { kid: undefined });
      expectSame("a token of it", verdict, found === undefined ? "no_matching_key" : "accepted");
      expectSame("no key fits", await ask(source, { alg: "EdDSA" }), undefined);
    },
  },
  {
    name: "tells keys that share a kid apart by their algorithm (RFC 7517 §4.5)",
    check: async ({ sourceOf, ask, judge, expectSame }) => {
      const keys = [createSigningKey("ES256", "key-1"), createSigningKey("EdDSA", "key-1")];
      for (const order of [keys, keys.toReversed()]) {
        const source = await sourceOf(...order.map(({ publicJwk }) => publicJwk));
        for (const key of keys) {
          const query = { alg: key.algorithm, kid: "key-1" };
          expectSame(show(query), summarize(await ask(source, query), key.algorithm), { kid: "key-1", fits: true });
          expectSame(`a token with ${key.algorithm}`, await judge(source, key), "accepted");
        }
      }
    },
  },
  {
    name: "never finds a key that is for something else than signatures (RFC 7517 §4.2)",
    check: async ({ sourceOf, ask, judge, expectSame }) => {
      const key = createSigningKey("ES256", "key-1");
      const other = createSigningKey("ES256", "key-2");
      const encryptionJwk: Record<string, unknown> = { ...other.publicJwk, use: "enc" };
      delete encryptionJwk["alg"];
      const source = await sourceOf(encryptionJwk, key.publicJwk);
      expectSame("its kid", await ask(source, { alg: "ES256", kid: other.kid }), undefined);
      expectSame("a token signed with it", await judge(source, other), "no_matching_key");
      expectSame("a token of the key beside it", await judge(source, key), "accepted");
    },
  },
  {
    name: "answers the same object for the same key, also to many who ask at once (RFC 7517 §4.5)",
    check: async ({ sourceOf, ask, expectSame }) => {
      const key = createSigningKey("ES256", "key-1");
      const source = await sourceOf(key.publicJwk);
      const query = { alg: key.algorithm, kid: key.kid };
      const found = await Promise.all(Array.from({ length: 100 }, async () => ask(source, query)));
      found.push(await ask(source, query));
      expectSame("how many found it", found.filter((one) => one?.kid === key.kid).length, 101);
      expectSame("how many objects they found", new Set(found).size, 1);
    },
  },
  {
    name: "finds a key no more once it is withdrawn, however often it was found (RFC 7515 §4.1.4)",
    needs: "createChangingKeys",
    check: async ({ changingKeysOf, letChangesBeSeen, ask, judge, expectSame }) => {
      const [withdrawn, kept] = threeKeys();
      const keys = await changingKeysOf(withdrawn.publicJwk, kept.publicJwk);
      if (keys === undefined) return;
      for (const key of [withdrawn, kept, withdrawn]) {
        expectSame(`a token of ${key.kid} before`, await judge(keys.source, key), "accepted");
      }
      await keys.replaceKeys([kept.publicJwk]);
      letChangesBeSeen();
      const query = { alg: withdrawn.algorithm, kid: withdrawn.kid };
      expectSame(`${show(query)} after it was withdrawn`, await ask(keys.source, query), undefined);
      expectSame("a token of it", await judge(keys.source, withdrawn), "no_matching_key");
      expectSame("a token of the key that was kept", await judge(keys.source, kept), "accepted");
    },
  },
  {
    name: "finds a key that is added, also if it was asked for in vain before (RFC 7515 §4.1.4)",
    needs: "createChangingKeys",
    check: async ({ changingKeysOf, letChangesBeSeen, judge, expectSame }) => {
      const [first, added] = threeKeys();
      const keys = await changingKeysOf(first.publicJwk);
      if (keys === undefined) return;
      expectSame("a token of the first key", await judge(keys.source, first), "accepted");
      for (const time of ["once", "again"]) {
        expectSame(`a token of a key to come, ${time}`, await judge(keys.source, added), "no_matching_key");
      }
      await keys.replaceKeys([first.publicJwk, added.publicJwk]);
      letChangesBeSeen();
      expectSame("a token of the key that was added", await judge(keys.source, added), "accepted");
      expectSame("a token of the first key after that", await judge(keys.source, first), "accepted");
    },
  },
  {
    name: "goes by the new key once another stands under the same kid (RFC 7517 §4.5)",
    needs: "createChangingKeys",
    check: async ({ changingKeysOf, letChangesBeSeen, judge, expectSame }) => {
      const [before, after] = [createSigningKey("ES256", "key-1"), createSigningKey("ES256", "key-1")];
      const keys = await changingKeysOf(before.publicJwk);
      if (keys === undefined) return;
      expectSame("a token of the first key", await judge(keys.source, before), "accepted");
      await keys.replaceKeys([after.publicJwk]);
      letChangesBeSeen();
      expectSame("a token of the key in its place", await judge(keys.source, after), "accepted");
      expectSame("a token of the first key after that", await judge(keys.source, before), "signature_invalid");
    },
  },
  {
    name: "says that it cannot tell while its store cannot be reached, and denies no token (RFC 9110 §15.6.4)",
    needs: "failing",
    check: async ({ failing, judge, expectSame }) => {
      const source = await failing();
      if (source === undefined) return;
      const key = createSigningKey("ES256", "key-1");
      expectSame("a token", await judge(source, key), "unavailable");
      expectSame("the next token", await judge(source, key), "unavailable");
    },
  },
];

/** Two for one algorithm, one for another. */
function threeKeys() {
  return [
    createSigningKey("ES256", "key-1"),
    createSigningKey("ES256", "key-2"),
    createSigningKey("ES384", "key-3"),
  ] as const;
}

/** A store with one key answers none of these names, and a token that bears one is denied. */
async function findsNone(bench: KeySourceBench, kid: string, names: readonly string[]): Promise<void> {
  const { sourceOf, ask, judge, expectSame } = bench;
  const key = createSigningKey("ES256", kid);
  const source = await sourceOf(key.publicJwk);
  expectSame("a token of the key", await judge(source, key), "accepted");
  for (const name of names) {
    const query: KeyQuery = { alg: key.algorithm, kid: name };
    expectSame(show(query), await ask(source, query), undefined);
    // A verifier refuses an empty kid before it asks for a key.
    const reason = name === "" ? "malformed_token" : "no_matching_key";
    expectSame(`a token with ${show(query)}`, await judge(source, key, { kid: name }), reason);
  }
}

function summarize(found: VerificationKey | undefined, alg: string): object | undefined {
  return found && { kid: found.kid, fits: found.algorithms.includes(alg) };
}

function show(query: KeyQuery): string {
  const text = JSON.stringify(query);
  return text.length > 100 ? `${text.slice(0, 100)}...` : text;
}
