import { createMemoryTokenCache, createVerifier, type TokenCache } from "@ostiary/core";
import { describe, expect, onTestFinished, test } from "vitest";
import { AUDIENCE } from "./support/arena.js";
import {
  createIntrospectionArena,
  expectAllAccept,
  expectAllDeny,
  type IntrospectionArena,
  type IntrospectionArenaOptions,
} from "./support/introspection-arena.js";

async function openArena(options?: IntrospectionArenaOptions): Promise<IntrospectionArena> {
  const opened = await createIntrospectionArena(options);
  onTestFinished(() => opened.close());
  return opened;
}

/** A cache that keeps a note of what it was given. */
function notingCache(): TokenCache & { readonly keys: string[]; readonly entries: unknown[] } {
  const cache = createMemoryTokenCache();
  const [keys, entries]: [string[], unknown[]] = [[], []];
  return {
    keys,
    entries,
    get: (key, now) => (keys.push(key), cache.get(key, now)),
    set: (key, entry, now) => (entries.push(entry), cache.set(key, entry, now)),
  };
}

describe("what is remembered is what was said, and never a verdict (RFC 7662 §4)", () => {
  test("K-01: an answer remembered for one API opens no other that shares the cache", async () => {
    const cache = createMemoryTokenCache();
    const own = await openArena({ introspection: { cache } });
    const token = own.a.issueOpaque();
    await expectAllAccept(own, token);
    const calls = own.a.requests.introspection;
    const other = { ...own.a.verifierOptions({ opaque: true, introspection: { cache } }), audience: "urn:other" };
    await expect(createVerifier(other).verify(token)).rejects.toBeDenied("audience_mismatch");
    expect(own.a.requests.introspection).toBe(calls);
    await expectAllAccept(own, token);
  });

  test("K-02: an answer of one issuer is none of another that shares the cache", async () => {
    const cache = createMemoryTokenCache();
    const own = await openArena({ introspection: { cache } });
    const token = own.a.issueOpaque({ iss: undefined });
    await expectAllAccept(own, token);
    const trust = own.b.verifierOptions({ opaque: true, introspection: { cache } });
    const other = createVerifier({ ...trust, fetch: own.b.fetch });
    expect(await other.verify(own.b.issueOpaque())).toBeAccepted();
    await expect(other.verify(token)).rejects.toBeDenied("token_inactive");
  });

  test("K-03: an answer remembered for one route opens no other route", async () => {
    const own = await openArena();
    const token = own.a.issueOpaque({ scope: "api:read" });
    await expectAllAccept(own, token, "/orders");
    await expectAllDeny(own, token, "scope_insufficient", "/admin");
    await expectAllAccept(own, token, "/orders");
    const asked = own.callsEach();
    await own.ask(token, "/admin");
    expect(own.callsEach()).toBe(asked);
  });

  test("K-04, K-05, K-19: tokens that begin or end alike are different tokens", async () => {
    const own = await openArena();
    const token = own.a.issueOpaque();
    await expectAllAccept(own, token);
    for (const alias of [`${token}=`, `${token}A`, token.slice(0, -1), `A${token}`, token.toUpperCase(), `${token}.`]) {
      await expectAllDeny(own, alias, "token_inactive");
    }
    const [first, second] = [`${"x".repeat(64)}1`, `${"x".repeat(64)}2`];
    for (const [index, name] of [first, second].entries()) {
      const said = { active: true, exp: own.clock.now() + 300, aud: AUDIENCE, scope: "api:read", sub: `user-${index}` };
      own.a.answerIntrospection(name, { json: said });
    }
    for (const name of [first, second, first]) {
      const subjects = (await Promise.all((await own.ask(name)).map((response) => response.json()))) as {
        subject: string;
      }[];
      expect(new Set(subjects.map(({ subject }) => subject))).toEqual(new Set([name === first ? "user-0" : "user-1"]));
    }
  });

  test("K-13: what a handler does with the claims changes nothing for the next", async () => {
    const own = await openArena();
    const verifier = createVerifier(own.a.verifierOptions({ opaque: true }));
    const token = own.a.issueOpaque({ act: { sub: "x" }, scope: "api:read" });
    const { claims } = await verifier.verify(token);
    expect(() => Object.assign(claims, { scope: "api:admin" })).toThrow(TypeError);
    expect(() => Object.assign(claims["act"] as object, { sub: "y" })).toThrow(TypeError);
    await expect(verifier.verify(token, { scopes: ["api:admin"] })).rejects.toBeDenied("scope_insufficient");
    expect((await verifier.verify(token)).claims).toEqual(claims);
    expect(own.a.requests.introspection).toBe(1);
  });

  test.each(["a:b:c", "a%0d%0aSET", "x".repeat(3000), "%s%n", "~.--+//=="])(
    "K-16: whatever a token is made of, its key in a cache is of fixed length and of harmless letters: %j",
    async (token) => {
      const cache = notingCache();
      const own = await openArena();
      const { verify } = createVerifier(own.a.verifierOptions({ opaque: true, introspection: { cache } }));
      await expect(verify(token)).rejects.toBeDenied("token_inactive");
      expect(cache.keys).toEqual([expect.stringMatching(/^[\w-]{43}$/)]);
    },
  );

  test("K-15: neither a token nor a secret is in a cache, but in a digest", async () => {
    const cache = notingCache();
    const own = await openArena({ introspection: { cache } });
    const token = own.a.issueOpaque();
    await expectAllAccept(own, token);
    expect(cache.keys.length).toBeGreaterThan(0);
    for (const key of cache.keys) expect(key).toMatch(/^[\w-]{43}$/);
    expect(JSON.stringify(cache.entries)).not.toContain(token);
    expect(JSON.stringify(cache.entries)).not.toContain(own.a.resourceServer.clientSecret);
  });

  test("K-18: a token that is bound to a key is refused each time, remembered or not (RFC 9449 §7.2)", async () => {
    const own = await openArena();
    const token = own.a.issueOpaque({ cnf: { jkt: "x" } });
    await expectAllDeny(own, token, "binding_required");
    await expectAllDeny(own, token, "binding_required");
  });
});

describe("what is remembered is remembered for a time (RFC 7662 §4)", () => {
  test.each<[called: string, active: true | undefined, reason: "token_inactive" | "token_expired"]>([
    ["inactive by then", undefined, "token_inactive"],
    ["active for ever", true, "token_expired"],
  ])("K-06: an answer does not outlive exp, where the server calls the token %s", async (_, active, reason) => {
    const own = await openArena();
    const claims = active === undefined ? {} : { active };
    const token = own.a.issueOpaque({ ...claims, exp: own.clock.now() + 30 });
    await expectAllAccept(own, token);
    own.clock.advance(29);
    await expectAllAccept(own, token);
    expect(own.callsEach()).toBe(1);
    own.clock.advance(10);
    await expectAllDeny(own, token, reason);
  });

  test("K-07: an exp that has passed is no time to remember, and no reason to remember for longer", async () => {
    const own = await openArena();
    const token = own.a.issueOpaque({ active: true, exp: own.clock.now() - 3600 });
    await expectAllDeny(own, token, "token_expired");
    own.clock.advance(1);
    await expectAllDeny(own, token, "token_expired");
  });

  test("K-08: nbf and the clock are looked at each time", async () => {
    const own = await openArena();
    const token = own.a.issueOpaque({ active: true, nbf: own.clock.now() + 20 });
    await expectAllDeny(own, token, "token_not_yet_valid");
    own.clock.advance(20);
    await expectAllAccept(own, token);
    own.clock.advance(-20);
    await expectAllDeny(own, token, "token_not_yet_valid");
  });

  test("K-10: a revocation is noticed when the time is over, and at once where nothing is remembered", async () => {
    const own = await openArena();
    const token = own.a.issueOpaque();
    await expectAllAccept(own, token);
    own.a.revoke(token);
    own.clock.advance(59);
    await expectAllAccept(own, token);
    own.clock.advance(1);
    await expectAllDeny(own, token, "token_inactive");

    const other = await openArena({ introspection: { cacheSeconds: 0 } });
    const second = other.a.issueOpaque();
    await expectAllAccept(other, second);
    other.a.revoke(second);
    await expectAllDeny(other, second, "token_inactive");
  });

  test("K-10: a JWT that was revoked is refused at once, where all are introspected and nothing is remembered", async () => {
    const own = await openArena({ tokenFormat: "introspect-all", introspection: { cacheSeconds: 0 } });
    const token = own.a.issue();
    await expectAllAccept(own, token);
    own.a.revoke(token);
    await expectAllDeny(own, token, "token_inactive");
  });

  test("K-11: an outage is not remembered as a verdict", async () => {
    const own = await openArena();
    const token = own.a.issueOpaque();
    await expectAllAccept(own, own.a.issueOpaque());
    own.a.fail("status_500", { at: "introspection" });
    for (const response of await own.ask(token)) expect(response).toBeUnavailable();
    own.a.recover();
    await expectAllAccept(own, token);
  });

  test("K-11: an inactive token may become active, and is asked about again soon", async () => {
    const own = await openArena();
    own.a.answerIntrospection("soon", { json: { active: false } });
    await expectAllDeny(own, "soon", "token_inactive");
    const said = { active: true, exp: own.clock.now() + 300, aud: AUDIENCE, scope: "api:read", client_id: "c1" };
    own.a.answerIntrospection("soon", { json: said });
    own.clock.advance(9);
    await expectAllDeny(own, "soon", "token_inactive");
    own.clock.advance(1);
    await expectAllAccept(own, "soon");
  });

  test("K-12: made-up tokens push no good one out", async () => {
    const own = await openArena({ introspection: { cacheEntries: 5 } });
    const token = own.a.issueOpaque();
    await expectAllAccept(own, token);
    for (let count = 0; count < 30; count += 1) {
      for (const response of await own.ask(`made-up-${count}`)) expect(response).toBeDenied("token_inactive");
    }
    const calls = own.callsEach();
    await expectAllAccept(own, token);
    expect(own.callsEach()).toBe(calls);
  });
});
