import { randomBytes } from "node:crypto";
import type { CachedIntrospection, TokenCache } from "@ostiary/core";
import type { Expectations } from "./contract-test.js";

/** What a case does with a cache. */
export interface TokenCacheBench extends Expectations {
  readonly cache: TokenCache;
  readonly now: number;
  /** Remembers an answer, and finds it again. Whatever fails on the way breaks the contract. */
  readonly set: (key: string, entry: CachedIntrospection) => Promise<void>;
  readonly get: (key: string, at?: number) => Promise<CachedIntrospection | undefined>;
}

/** One case of the contract. */
export interface TokenCacheCase {
  readonly name: string;
  readonly check: (bench: TokenCacheBench) => Promise<void>;
  /** Whether its cache is one whose store cannot be reached. */
  readonly failing?: true;
}

/** What a token cache must do, case by case. */
export const tokenCacheCases: readonly TokenCacheCase[] = [
  {
    name: "answers what was remembered, whole and unchanged (RFC 7662 §2.2)",
    check: async ({ now, set, get, expectSame }) => {
      for (const entry of entriesOf(now)) {
        const key = randomKey();
        await set(key, entry);
        expectSame("what it answers", await get(key), entry);
        expectSame("what it answers the second time", await get(key), entry);
      }
    },
  },
  {
    name: "has nothing under a key that was not used (RFC 7662 §4)",
    check: async ({ now, set, get, expectSame }) => {
      expectSame("before anything was remembered", await get(randomKey()), undefined);
      await set(randomKey(), active(now));
      expectSame("after another key was used", await get(randomKey()), undefined);
    },
  },
  {
    name: "compares keys exactly: every character counts, and so does its case (RFC 7662 §4)",
    check: async ({ now, set, get, expectSame }) => {
      const key = `aA-_${randomKey().slice(8)}Zz-_`;
      const others = [
        key.toLowerCase(),
        key.toUpperCase(),
        key.replaceAll("-", "_"),
        key.replaceAll(/[-_]/g, ""),
        `b${key.slice(1)}`,
        `${key.slice(0, -1)}-`,
        `${key.slice(0, 20)}${key[20] === "x" ? "y" : "x"}${key.slice(21)}`,
      ];
      await set(key, active(now, { sub: "user-1" }));
      for (const other of others) expectSame(`${other} after ${key}`, await get(other), undefined);
      for (const other of others) await set(other, active(now, { sub: "user-2" }));
      expectSame(key, await get(key), active(now, { sub: "user-1" }));
    },
  },
  {
    name: "replaces what was remembered by what is remembered next (RFC 7662 §4)",
    check: async ({ now, set, get, expectSame }) => {
      const key = randomKey();
      await set(key, active(now, { scope: "read write" }));
      await set(key, active(now, { scope: "read" }));
      expectSame("what it answers", await get(key), active(now, { scope: "read" }));
    },
  },
  {
    name: "keeps apart what is remembered and asked for at once (RFC 7662 §4)",
    check: async ({ now, set, get, expectSame }) => {
      const entries = Array.from({ length: 100 }, (_, index) => active(now, { sub: `user-${index}` }));
      const keys = entries.map(() => randomKey());
      await Promise.all(entries.map(async (entry, index) => set(keys[index] ?? "", entry)));
      expectSame("what it answers", await Promise.all(keys.map(async (key) => get(key))), entries);
    },
  },
  {
    name: "takes an answer of 64 KiB (RFC 7662 §2.2)",
    check: async ({ now, set, get, expectSame }) => {
      const key = randomKey();
      const entry = active(now, { roles: Array.from({ length: 4000 }, (_, index) => `role-${index}-xxx`) });
      await set(key, entry);
      expectSame("what it answers", await get(key), entry);
    },
  },
  {
    name: "keeps an answer as long as it is told to (RFC 7662 §4)",
    check: async ({ now, set, get, expectSame }) => {
      const key = randomKey();
      await set(key, active(now));
      expectSame("half a minute later", await get(key, now + 30), active(now));
    },
  },
  {
    name: "bears entries with less than a second left, and being asked for one that is over (RFC 7662 §4)",
    check: async ({ now, set, get, expectSame }) => {
      for (const seconds of [0.9, 0.4, 0.001]) {
        const key = randomKey();
        const entry = { ...active(now), expiresAt: now + seconds };
        await set(key, entry);
        for (const at of [now, now + seconds, now + 3600]) {
          const answered = await get(key, at);
          if (answered !== undefined) expectSame(`${at - now} s later`, answered, entry);
        }
      }
    },
  },
  {
    name: "fails or answers nothing within a second while its store cannot be reached (RFC 7662 §4)",
    failing: true,
    check: async ({ cache, now, fail }) => {
      const stored = await becomesOf(() => cache.set(randomKey(), active(now), now));
      const found = await becomesOf(() => cache.get(randomKey(), now));
      if (stored === LATE || found === LATE) fail("a second later it had not answered");
      if (found !== undefined) fail("it answered nevertheless", found);
    },
  },
];

/** What comes of it within a second; `undefined` if it fails. */
async function becomesOf(work: () => unknown): Promise<unknown> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const attempt = async (): Promise<unknown> => work();
  const limit = new Promise((resolve) => {
    timer = setTimeout(resolve, 1000, LATE);
  });
  try {
    return await Promise.race([attempt(), limit]);
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}

const LATE = Symbol("late");

/** As core makes them: frozen to the ground. */
function entriesOf(now: number): readonly CachedIntrospection[] {
  const claims = {
    iss: "https://as.example.com",
    sub: "clé-\u{1f511}-'\"\\;--\n\0",
    aud: ["https://api.example.com", "https://files.example.com"],
    exp: Math.floor(now) + 3600,
    iat: now - 0.25,
    scope: "",
    cnf: { jkt: "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I" },
    authorization_details: [{ type: "payment", amount: { value: -12.5e-7, currency: "EUR" } }, {}, []],
    nothing: null,
    yes: true,
    constructor: "a member like any other",
  };
  return [
    active(now, claims),
    active(now, {}),
    freezeDeeply({ ...active(now), answeredAt: now - 0.25, expiresAt: now + 0.75 + 59 }),
    freezeDeeply({ response: { active: false }, answeredAt: now, expiresAt: now + 10 }),
  ];
}

function active(now: number, claims: Readonly<Record<string, unknown>> = { sub: "user-1" }): CachedIntrospection {
  return freezeDeeply({ response: { active: true, claims }, answeredAt: now, expiresAt: now + 60 });
}

function freezeDeeply<Value>(value: Value): Value {
  if (typeof value === "object" && value !== null) {
    Object.freeze(value);
    for (const member of Object.values(value)) freezeDeeply(member);
  }
  return value;
}

/** What keys look like: a SHA-256 in base64url. */
function randomKey(): string {
  return randomBytes(32).toString("base64url");
}
