import { generateKeyPairSync } from "node:crypto";
import { afterEach, describe, expect, test } from "vitest";
import { createSigningKey, manualClock, type TestIssuer, type TestIssuerOptions } from "../../src/index.js";
import { ways } from "../faults/ways.js";
import { introspect, membersOf } from "./ask.js";

const INACTIVE = { active: false };

describe.each(ways)("$way, the introspection endpoint", ({ open, fetch: fetchOf }) => {
  const opened: TestIssuer[] = [];
  afterEach(async () => {
    for (const as of opened.splice(0)) await as.close();
  });
  const setUp = async (options: Omit<TestIssuerOptions, "listen" | "clock"> = {}) => {
    const clock = manualClock();
    const as = await open({ ...options, clock });
    opened.push(as);
    const ask = async (token: string) => membersOf(await introspect(as, fetchOf(as), token));
    return { as, clock, ask };
  };

  test("says of an opaque token what a JWT would have said, and its token_type (RFC 7662 §2.2)", async () => {
    const { as, clock, ask } = await setUp({ audience: "urn:api", scope: "orders:read" });
    const response = await introspect(as, fetchOf(as), as.issueOpaque());
    expect([response.status, response.headers.get("content-type"), response.headers.get("cache-control")]).toEqual([
      200,
      "application/json",
      "no-store",
    ]);
    expect(await membersOf(response)).toEqual({
      active: true,
      iss: as.issuer,
      sub: "user-1",
      aud: "urn:api",
      client_id: "client-1",
      scope: "orders:read",
      iat: clock.now(),
      exp: clock.now() + 300,
      jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
      token_type: "Bearer",
    });
    expect(await ask(as.issueOpaque({ sub: "ada", token_type: undefined, aud: undefined }))).toEqual({
      active: true,
      iss: as.issuer,
      sub: "ada",
      client_id: "client-1",
      scope: "orders:read",
      iat: clock.now(),
      exp: clock.now() + 300,
      jti: expect.any(String),
    });
  });

  test("says the same each time, whatever becomes of the claims that were given", async () => {
    const { as, ask } = await setUp();
    const claims = { act: { sub: "a" } };
    const token = as.issueOpaque(claims);
    const first = await ask(token);
    claims.act.sub = "b";
    expect(first["act"]).toEqual({ sub: "a" });
    expect(await ask(token)).toEqual(first);
  });

  test("calls a token active until exp, and from nbf on (RFC 7662 §4)", async () => {
    const { as, clock, ask } = await setUp();
    const token = as.issueOpaque({ nbf: clock.now() + 100 });
    expect(await ask(token)).toEqual(INACTIVE);
    clock.advance(100);
    expect(await ask(token)).toMatchObject({ active: true });
    clock.advance(199);
    expect(await ask(token)).toMatchObject({ active: true });
    clock.advance(1);
    expect(await ask(token)).toEqual(INACTIVE);
  });

  test.each([true, false, "true", 1, null])(
    "says active: %j of whatever token, where a test says so",
    async (active) => {
      const { as, clock, ask } = await setUp();
      const token = as.issueOpaque({ active, exp: clock.now() - 1 });
      expect(await ask(token)).toMatchObject({ active, sub: "user-1" });
    },
  );

  test("says token_type: refresh_token of a refresh token, and that it is active (RFC 7662 §2.1)", async () => {
    const { as, ask } = await setUp();
    const answer = await ask(as.issueOpaqueRefreshToken({ sub: "ada" }));
    expect(answer).toMatchObject({ active: true, token_type: "refresh_token", sub: "ada" });
  });

  test("says no more of a token that nobody issued, or that was revoked (RFC 7662 §2.2)", async () => {
    const { as, ask } = await setUp();
    const [token, other] = [as.issueOpaque(), as.issueOpaque()];
    expect(await ask("nobody-issued-this")).toEqual(INACTIVE);
    as.revoke(token);
    expect([await ask(token), (await ask(other))["active"]]).toEqual([INACTIVE, true]);
  });

  test.each(["ES256", "ES384", "RS256", "PS256", "EdDSA"] as const)(
    "knows the JWTs of its issuer, signed with %s, until they are revoked (RFC 7662 §2.2)",
    async (algorithm) => {
      const { as, clock, ask } = await setUp({ algorithm });
      const token = as.issue({ sub: "ada", active: "a claim" });
      const { iat } = await ask(token);
      expect(await ask(token)).toMatchObject({ active: true, sub: "ada", iat: clock.now(), jti: expect.any(String) });
      expect([iat, await ask(as.issueExpired()), await ask(as.issueNotYetValid())]).toEqual([
        clock.now(),
        INACTIVE,
        INACTIVE,
      ]);
      as.revoke(token);
      expect(await ask(token)).toEqual(INACTIVE);
      expect(await ask(as.issue())).toMatchObject({ active: true });
    },
  );

  test.each([
    "issueWithForeignKey",
    "issueWithUnknownKey",
    "issueWithEmbeddedKey",
    "issueTampered",
    "issueUnsigned",
    "issueHmacWithPublicKey",
    "issueFromOtherIssuer",
    "issueDpopProof",
  ] as const)("knows nothing of what %s makes", async (method) => {
    const { as, ask } = await setUp();
    expect(await ask(as.issue())).toMatchObject({ active: true });
    expect(await ask(as[method]())).toEqual(INACTIVE);
  });

  test("knows no JWT that names another algorithm than its key has", async () => {
    const { as, ask } = await setUp();
    expect(await ask(as.issue({}, { alg: "ES256" }))).toMatchObject({ active: true });
    expect(await ask(as.issue({}, { alg: "ES384" }))).toEqual(INACTIVE);
  });

  test("knows JWTs by the keys that are published at the moment", async () => {
    const { as, ask } = await setUp();
    const key = createSigningKey("RS256");
    const [token, other] = [as.issue(), as.issue({}, { key })];
    expect(await ask(other)).toEqual(INACTIVE);
    as.publishKey(key.publicJwk);
    expect(await ask(other)).toMatchObject({ active: true });
    as.rotateKeys({ keepOld: false });
    expect([await ask(token), (await ask(as.issue()))["active"]]).toEqual([INACTIVE, true]);
  });

  test("takes nothing amiss that is published as a key, or looks like a JWT", async () => {
    const { as, ask } = await setUp();
    const kid = "odd";
    as.publishKey({ kid, kty: "EC", crv: "P-256", alg: "ES256", x: "AA", y: "AA" });
    expect(await ask(as.issue({}, { kid }))).toEqual(INACTIVE);
    as.publishKey({ ...generateKeyPairSync("ed25519").publicKey.export({ format: "jwk" }), kid, alg: "ES256" });
    expect(await ask(as.issue({}, { kid }))).toEqual(INACTIVE);
    for (const text of ["..", "a.b.c", "e30.e30.", "bnVsbA.e30.AA", `${as.issue()}.AA`]) {
      expect(await ask(text)).toEqual(INACTIVE);
    }
  });

  test("counts what it was asked, whatever came of it", async () => {
    const { as, ask } = await setUp();
    await ask(as.issueOpaque());
    await introspect(as, fetchOf(as), "x", { authorization: undefined });
    expect(as.requests).toEqual({ metadata: 0, jwks: 0, introspection: 2 });
  });

  test("is there at its own URL only, and counted only there", async () => {
    const { as } = await setUp({ introspection: false });
    const failure = await introspect(as, fetchOf(as), as.issueOpaque()).catch((error: unknown) => error);
    if (failure instanceof Response) expect(failure.status).toBe(404);
    else expect(failure).toHaveProperty("message", expect.stringContaining("has nothing at"));
    expect(as.requests.introspection).toBe(0);
    expect(as.metadata()).not.toHaveProperty("introspection_endpoint");
  });
});

describe.each(ways)("$way, answerIntrospection", ({ open, fetch: fetchOf }) => {
  const setUp = async () => {
    const as = await open();
    const ask = (token: string) => introspect(as, fetchOf(as), token);
    return { as, ask };
  };

  test.each([[], ["a"], null, "text", 1, { active: [true] }])("answers %j as JSON", async (json) => {
    const { as, ask } = await setUp();
    const token = as.issueOpaque();
    as.answerIntrospection(token, { json });
    const response = await ask(token);
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "application/json"]);
    expect(await response.json()).toEqual(json);
    expect(await membersOf(await ask(as.issueOpaque()))).toMatchObject({ active: true });
    await as.close();
  });

  test("answers a text as it is, with a status and header fields of whatever case", async () => {
    const { as, ask } = await setUp();
    const body = `{"active":false,"active":true}`;
    as.answerIntrospection("t", { body, status: 201, headers: { "Content-Type": "application/x", "X-A": "b" } });
    const response = await ask("t");
    expect([response.status, response.headers.get("content-type"), response.headers.get("x-a")]).toEqual([
      201,
      "application/x",
      "b",
    ]);
    expect(await response.text()).toBe(body);
    as.answerIntrospection("t", { body: "" });
    expect((await ask("t")).headers.get("content-type")).toBe("application/json");
    await as.close();
  });

  test("is about opaque tokens, JWTs and what nobody issued, and the last word counts", async () => {
    const { as, ask } = await setUp();
    for (const token of [as.issueOpaque(), as.issue(), "made-up"]) {
      as.answerIntrospection(token, { json: { active: true, sub: "eve" } });
      expect(await membersOf(await ask(token))).toEqual({ active: true, sub: "eve" });
      as.revoke(token);
      expect(await membersOf(await ask(token))).toEqual(INACTIVE);
      as.answerIntrospection(token, { json: { active: true } });
      expect(await membersOf(await ask(token))).toEqual({ active: true });
    }
    await as.close();
  });

  test.each([{}, { active: false }, { json: undefined }, { json: {}, body: "" }, { json: () => 1 }, { body: 1 }])(
    "refuses %o, which says nothing to answer",
    async (answer) => {
      const { as } = await setUp();
      expect(() => as.answerIntrospection("t", answer as never)).toThrow("either json, such as");
      await as.close();
    },
  );
});

test("opaque tokens are random, and may begin with a prefix", async () => {
  const as = await ways[0]!.open();
  expect(as.issueOpaque()).toMatch(/^[\w-]{43}$/);
  expect(as.issueOpaque()).not.toBe(as.issueOpaque());
  expect(as.issueOpaque({}, { prefix: "ory_at_" })).toMatch(/^ory_at_[\w-]{43}$/);
  expect(as.issueOpaqueRefreshToken({}, { prefix: "ory_rt_" })).toMatch(/^ory_rt_[\w-]{43}$/);
  expect(as.bearerOpaque({}, { prefix: "p_" })).toEqual({
    authorization: expect.stringMatching(/^Bearer p_[\w-]{43}$/),
  });
});
