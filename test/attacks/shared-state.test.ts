import { createMemoryTokenCache, createVerifier, type VerifierOptions } from "@ostiary/core";
import { createTestIssuer } from "@ostiary/testing";
import { describe, expect, onTestFinished, test } from "vitest";
import { AUDIENCE, createArena } from "./support/arena.js";
import { expectAccepted, expectRefused } from "./support/expect-refused.js";
import { createIntrospectionArena } from "./support/introspection-arena.js";

// What one request leaves behind must be of no use, and no harm, to the next.

describe("K-01, K-02: that a token was accepted once says nothing of another rule", () => {
  test("not of another audience, issuer or algorithm, nor of a route that asks for more (RFC 9068 §4)", async () => {
    const { a, clock, answerTo } = await createArena();
    const token = a.issue();
    const trust = { issuer: a.issuer, audience: AUDIENCE, clock, fetch: a.fetch };
    const verifiers = [
      createVerifier({ ...trust, audience: "https://api.example/v2" }),
      createVerifier({ ...trust, algorithms: ["PS256"] }),
      createVerifier({ ...trust, tokenKind: "rfc9068", requiredClaims: ["auth_time"] }),
      createVerifier({ ...trust, issuer: { issuer: `${a.issuer}/`, jwks: a.jwks() } }),
    ];
    const reasons = ["audience_mismatch", "algorithm_not_allowed", "missing_claim", "unknown_issuer"] as const;
    for (let times = 0; times < 3; times += 1) {
      expect(await answerTo(`Bearer ${token}`)).toBeAccepted();
      for (const [index, reason] of reasons.entries()) {
        await expect(verifiers[index]?.verify(token)).rejects.toBeDenied(reason);
      }
    }
  });
});

describe("K-06, K-08: a JWT that was accepted is judged anew each time (RFC 7519 §4.1.4, §4.1.5)", () => {
  test("when it has expired, when the clock goes back before nbf, and when it is fine again", async () => {
    const own = await createArena();
    const { a, clock } = own;
    const token = a.issue({ nbf: clock.now(), exp: clock.now() + 60 });
    await expectAccepted(own, token);
    await expectAccepted(own, token);
    clock.advance(65);
    await expectRefused(own, token, "token_expired");
    clock.advance(-75);
    await expectRefused(own, token, "token_not_yet_valid");
    clock.advance(10);
    await expectAccepted(own, token);
  });
});

describe("K-09: trust that has ended ends for tokens that were accepted before, too", () => {
  test("when a key has left the set, after the next fetch (RFC 7517 §5)", async () => {
    const own = await createArena();
    const { a, clock, targets } = own;
    const old = a.signingKey;
    const token = a.issue({ exp: clock.now() + 86_400 });
    await expectAccepted(own, token);
    await expectAccepted(own, token);
    a.rotateKeys({ keepOld: false });
    clock.advance(601);
    for (const { verifier } of targets) await verifier.warmUp();
    await expectRefused(own, token, "no_matching_key");
    // Nor is there a way back while the issuer is down.
    await a.stop();
    clock.advance(601);
    for (const { name, ask } of targets)
      expect((await ask({ authorization: [`Bearer ${token}`] }))?.status, name).not.toBe(200);
    expect(old.kid).not.toBe(a.signingKey.kid);
  });

  test("when another key stands under the same name", async () => {
    const own = await createArena();
    const { a, clock, targets } = own;
    const token = a.issue({ exp: clock.now() + 86_400 });
    const { kid, publicJwk } = a.signingKey;
    await expectAccepted(own, token);
    const { publicJwk: other } = a.rotateKeys({ keepOld: false });
    a.publishKey({ ...other, kid });
    clock.advance(601);
    for (const { verifier } of targets) await verifier.warmUp();
    await expectRefused(own, token, "signature_invalid");
    expect(publicJwk["x"]).not.toBe(other["x"]);
  });

  test("when an issuer is no longer configured, though its answers are still in the cache", async () => {
    const a = await createTestIssuer({ issuer: "https://as.example/t1" });
    const b = await createTestIssuer({ issuer: "https://other-as.example" });
    const cache = createMemoryTokenCache();
    const token = a.issueOpaque();
    const before = createVerifier(a.verifierOptions({ opaque: true, introspection: { cache } }));
    expect(await before.verify(token)).toBeAccepted();
    const after = createVerifier(b.verifierOptions({ opaque: true, introspection: { cache } }));
    await expect(after.verify(token)).rejects.toBeDenied("token_inactive");
    await expect(after.verify(a.issue())).rejects.toBeDenied("unknown_issuer");
  });
});

describe("K-13: what a handler or a check does to a token changes nothing for the next", () => {
  test("of a JWT (RFC 7519 §4)", async () => {
    const { a, clock } = await createArena();
    const token = a.issue({ act: { sub: "x" }, aud: [AUDIENCE] });
    const { verify } = createVerifier({ issuer: { issuer: a.issuer, jwks: a.jwks() }, audience: AUDIENCE, clock });
    const first = await verify(token);
    const before = JSON.stringify(first);
    expect(() => Object.assign(first, { subject: "admin" })).toThrow(TypeError);
    expect(() => Object.assign(first.claims, { scope: "api:admin" })).toThrow(TypeError);
    expect(() => Object.assign(first.claims["act"] as object, { sub: "y" })).toThrow(TypeError);
    expect(() => (first.claims["aud"] as string[]).push("x")).toThrow(TypeError);
    expect(() => (first.audience as string[]).push("x")).toThrow(TypeError);
    expect(() => Object.assign(first.claims, JSON.parse('{"__proto__":{"scope":"api:admin"}}'))).toThrow(TypeError);
    const scopes = first.scopes as Set<string>;
    try {
      scopes.add("api:admin");
    } catch {
      // As good.
    }
    expect(JSON.stringify(await verify(token))).toBe(before);
    await expect(verify(token, { scopes: ["api:admin"] })).rejects.toBeDenied("scope_insufficient");
  });
});

describe("K-17: requests at the same time do not see one another's tokens", () => {
  test.each([
    ["JWTs, whose keys have to be fetched first", "jwt"],
    ["opaque tokens, each of which is asked about", "opaque"],
  ] as const)("of %s", async (_, form) => {
    const own = await createIntrospectionArena();
    onTestFinished(() => own.close());
    for (const { name, ask } of own.targets) {
      const requests = Array.from({ length: 40 }, async (__, index) => {
        const claims = { sub: `user-${index}`, scope: `api:read api:${index}` };
        const token = form === "jwt" ? own.a.issue(claims) : own.a.issueOpaque(claims);
        const path = index % 4 === 3 ? "/admin" : "/me";
        const answer = await ask({ authorization: [`Bearer ${token}`], path });
        return { index, status: answer?.status, body: JSON.parse(answer?.body ?? "") as Record<string, unknown> };
      });
      for (const { index, status, body } of await Promise.all(requests)) {
        const seen = { subject: `user-${index}`, scopes: ["api:read", `api:${index}`] };
        if (index % 4 === 3) expect(status, name).toBe(403);
        else expect(body, name).toMatchObject(seen);
      }
    }
  });
});

describe("K-20: what a verifier was told stays as it was", () => {
  test("options and requirements that nobody can change are enough, and none grows with requests", async () => {
    const as = await createTestIssuer();
    const requirement = { scopes: ["api:read"] };
    const options: VerifierOptions = freezeDeeply({
      ...as.verifierOptions(),
      issuer: [{ issuer: as.issuer, algorithms: ["ES256"], jwks: as.jwks() }],
      impliedScopes: { "api:write": ["api:read"] },
      permissionClaims: ["roles"],
      requiredClaims: ["sub"],
    });
    const before = JSON.stringify([options, requirement]);
    const verifier = createVerifier(options);
    const told = JSON.stringify(verifier.describe());
    const [good, bad] = [as.issue(), as.issueExpired()];
    for (let times = 0; times < 50; times += 1) {
      await verifier.authenticate({ authorization: [`Bearer ${times % 2 === 0 ? good : bad}`] }, requirement);
      await verifier.authenticate({ authorization: [`Bearer ${good}`] }, { scopes: [`api:${times}`] });
    }
    expect(JSON.stringify([options, requirement])).toBe(before);
    expect(JSON.stringify(verifier.describe())).toBe(told);
  });

  test("options that are changed afterwards change no verifier", async () => {
    const as = await createTestIssuer();
    const audience = [as.audience];
    const trust = { issuer: as.issuer, jwks: { keys: [...as.jwks().keys] }, algorithms: ["ES256" as const] };
    const { verify } = createVerifier({ issuer: trust, audience });
    audience.push("https://other.example");
    trust.issuer = "https://evil.example";
    trust.jwks.keys.length = 0;
    expect(await verify(as.issue())).toBeAccepted();
    await expect(verify(as.issue({ aud: "https://other.example" }))).rejects.toBeDenied("audience_mismatch");
    await expect(verify(as.issue({ iss: "https://evil.example" }))).rejects.toBeDenied("unknown_issuer");
  });
});

function freezeDeeply<Value>(value: Value): Value {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  for (const member of Object.values(value)) freezeDeeply(member);
  return Object.freeze(value);
}
