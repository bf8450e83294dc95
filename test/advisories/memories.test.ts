// Published advisories about what is remembered of tokens and keys: what must hold here, under the id of each.
import { createMemoryTokenCache, createVerifier, type TokenCache } from "@ostiary/core";
import { createTestIssuer, manualClock } from "@ostiary/testing";
import { matchers } from "@ostiary/testing/vitest";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createArena } from "../attacks/support/arena.js";
import { expectAccepted, expectRefused } from "../attacks/support/expect-refused.js";
import { partsOf } from "../attacks/support/forge.js";

expect.extend(matchers);

/** A memory that shows what it was given. */
function notingCache(): TokenCache & { readonly entries: ReadonlyMap<string, string> } {
  const cache = createMemoryTokenCache();
  const entries = new Map<string, string>();
  return {
    entries,
    get: (key, now) => cache.get(key, now),
    set: (key, entry, now) => {
      entries.set(key, JSON.stringify(entry));
      return cache.set(key, entry, now);
    },
  };
}

const clock = manualClock();
const as = await createTestIssuer({ clock });
const claims = { iss: as.issuer, aud: as.audience, client_id: "client-1", exp: clock.now() + 300 };

describe("CVE-2026-35039, GHSA-rp9m-7r4c-75qg", () => {
  test("CVE-2026-35039: a token that differs in its signature alone is judged by itself", async () => {
    const arena = await createArena();
    const [token, other] = [arena.a.issue(), arena.a.issue()];
    const [header, payload] = partsOf(token);
    for (let time = 0; time < 3; time += 1) {
      await expectAccepted(arena, token);
      await expectRefused(arena, `${header}.${payload}.${partsOf(other)[2]}`, "signature_invalid");
    }
  });

  test("CVE-2026-35039: however alike two tokens are, neither gets what was remembered of the other", async () => {
    const cache = notingCache();
    const verifier = createVerifier(as.verifierOptions({ opaque: true, introspection: { cache } }));
    const [start, end] = ["a".repeat(64), "z".repeat(64)];
    const seen = new Set<string>();
    const middle = fc.string({ unit: fc.constantFrom("a", "z", "-", "_", "~", "+", "/"), maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(middle, middle, async (left, right) => {
        for (const text of [left, right]) {
          const token = `${start}${text}${end}`;
          as.answerIntrospection(token, { json: { ...claims, active: true, token_type: "Bearer", sub: token } });
          expect(await verifier.verify(token)).toMatchObject({ subject: token });
          seen.add(token);
        }
      }),
      { numRuns: 50 },
    );
    expect(cache.entries.size).toBe(seen.size);
  });

  test("CVE-2026-35039: what a lax verifier remembers opens nothing for a strict one", async () => {
    const cache = notingCache();
    const trust = as.verifierOptions({ opaque: true, introspection: { cache } });
    const token = as.issueOpaque({ aud: ["https://foreign.example", as.audience] });
    expect(await createVerifier(trust).verify(token)).toBeAccepted();
    const asked = as.requests.introspection;
    for (const options of [{ soleAudience: true }, { audience: "urn:other" }]) {
      await expect(createVerifier({ ...trust, ...options }).verify(token)).rejects.toBeDenied("audience_mismatch");
    }
    expect(as.requests.introspection).toBe(asked);
  });
});

test("CVE-2022-31142: a token is looked up by its digest, and its text is compared with nothing", async () => {
  const cache = notingCache();
  const verifier = createVerifier(as.verifierOptions({ opaque: true, introspection: { cache } }));
  const token = as.issueOpaque();
  expect(await verifier.verify(token)).toBeAccepted();
  const key = [...cache.entries.keys()].join(" ");
  const entry = [...cache.entries.values()].join(" ");
  expect(key).toMatch(/^[\w-]{43}$/);
  for (const part of [token, token.slice(0, 20), token.slice(-20)]) expect(`${key} ${entry}`).not.toContain(part);
});

describe("CVE-2025-59936, GHSA-qc2q-qhf3-235m", () => {
  test("CVE-2025-59936: a kid or iss with a delimiter in it names no key of another issuer", async () => {
    const arena = await createArena();
    const { a, b } = arena;
    const { kid } = a.signingKey;
    const names = DELIMITERS.flatMap((text) => [`${kid}${text}${a.issuer}`, `${a.issuer}${text}${kid}`]);
    for (const name of names) b.publishKey({ ...b.signingKey.publicJwk, kid: name });
    // What is remembered of the keys of b, under all these names, verifies no token of a.
    for (const name of names) await expectAccepted(arena, b.issue({}, { kid: name }));
    for (const name of names) {
      await expectRefused(arena, a.issue({}, { key: b.signingKey, kid: name }), "no_matching_key");
    }
    await expectRefused(arena, a.issue({}, { key: b.signingKey, kid }), "signature_invalid");
    for (const text of DELIMITERS) {
      const iss = `${b.issuer}${text}${a.issuer}`;
      await expectRefused(arena, a.issue({ iss }, { key: b.signingKey, kid: b.signingKey.kid }), "unknown_issuer");
    }
  });

  test("CVE-2025-59936: the same kid at two issuers is two keys, whoever came first", async () => {
    const arena = await createArena();
    const { a, b } = arena;
    b.publishKey({ ...b.signingKey.publicJwk, kid: a.signingKey.kid });
    for (const first of [b, a, b]) {
      await expectAccepted(arena, first.issue({}, { kid: a.signingKey.kid }));
      await expectRefused(arena, a.issue({}, { key: b.signingKey, kid: a.signingKey.kid }), "signature_invalid");
      await expectRefused(arena, b.issue({}, { key: a.signingKey, kid: a.signingKey.kid }), "signature_invalid");
    }
  });
});

/** What texts are joined with, where they are joined. */
const DELIMITERS = [":", "|", "/?:", " ", "\u0000"];
