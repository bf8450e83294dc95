import { randomBytes } from "node:crypto";
import { createVerifier, type DenialReason, type Fetch } from "@ostiary/core";
import { introspectionFaults } from "@ostiary/testing";
import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import { AUDIENCE } from "./support/arena.js";
import {
  createIntrospectionArena,
  expectAllAccept,
  expectAllDeny,
  expectAllUnavailable,
  goodAnswer,
  type IntrospectionArena,
  type IntrospectionArenaOptions,
} from "./support/introspection-arena.js";

const arena = await createIntrospectionArena();
afterAll(() => arena.close());
const { a, b, clock } = arena;
const now = clock.now();

/** One of its own, for a test that would disturb others. */
async function openArena(options?: IntrospectionArenaOptions): Promise<IntrospectionArena> {
  const opened = await createIntrospectionArena(options);
  onTestFinished(() => opened.close());
  return opened;
}

/** A token to which the endpoint answers this. */
function answered(json: unknown): string {
  const token = randomBytes(32).toString("base64url");
  a.answerIntrospection(token, { json });
  return token;
}

const good = goodAnswer(arena);

test("what is said of a good token is accepted everywhere (RFC 7662 §2.2)", async () => {
  await expectAllAccept(arena, answered(good));
});

type Row = readonly [id: string, what: string, said: Record<string, unknown>, reason: DenialReason];

describe("active is the word true, and nothing else (RFC 7662 §2.2)", () => {
  test.each<Row>([
    ["L-01", "a text", { active: "true" }, "token_inactive"],
    ["L-01", "a number", { active: 1 }, "token_inactive"],
    ["L-01", "a number in a text", { active: "1" }, "token_inactive"],
    ["L-01", "a list", { active: [true] }, "token_inactive"],
    ["L-01", "an object", { active: {} }, "token_inactive"],
    ["L-01", "null", { active: null }, "token_inactive"],
    ["L-01", "another spelling", { active: undefined, Active: true }, "token_inactive"],
    ["L-02", "absent", { active: undefined }, "token_inactive"],
    ["L-02", "false, whatever else is said", { active: false }, "token_inactive"],
  ])("%s: %s", (_, __, said, reason) => expectAllDeny(arena, answered({ ...good, ...said }), reason));

  test("L-02: an answer without members", () => expectAllDeny(arena, answered({}), "token_inactive"));
});

describe("an answer is judged as a JWT is (RFC 7662 §4)", () => {
  test.each<Row>([
    ["L-04", "exp that has passed", { exp: now - 10 }, "token_expired"],
    ["L-04", "exp that is a text", { exp: "9999999999" }, "malformed_token"],
    ["L-04", "exp in milliseconds", { exp: (now + 300) * 1000 }, "malformed_token"],
    ["L-04", "exp that is null, and so absent", { exp: null }, "missing_claim"],
    ["L-04", "no exp", { exp: undefined }, "missing_claim"],
    ["L-05", "nbf to come", { nbf: now + 60 }, "token_not_yet_valid"],
    ["L-05", "nbf that is a text", { nbf: "0" }, "malformed_token"],
    ["L-05", "iat to come", { iat: now + 3600 }, "token_not_yet_valid"],
    ["L-06", "another audience", { aud: "https://api.example/v2" }, "audience_mismatch"],
    ["L-06", "an audience that goes on", { aud: `${AUDIENCE}0` }, "audience_mismatch"],
    ["L-06", "our client id as the audience", { aud: a.resourceServer.clientId }, "audience_mismatch"],
    ["L-06", "no audience (F-14)", { aud: undefined }, "audience_mismatch"],
    ["L-06", "an empty audience", { aud: "" }, "audience_mismatch"],
    ["L-06", "no audience in a list", { aud: [] }, "audience_mismatch"],
    ["L-06", "audience null, and so none", { aud: null }, "audience_mismatch"],
    ["L-06", "a list in a list", { aud: [[AUDIENCE]] }, "malformed_token"],
    ["L-06", "an object like a list", { aud: { 0: AUDIENCE, length: 1 } }, "malformed_token"],
    ["L-06", "a list with a number beside us", { aud: [AUDIENCE, 1] }, "malformed_token"],
    ["L-07", "another issuer", { iss: "https://as.example/t2" }, "unknown_issuer"],
    ["L-07", "another issuer that is trusted", { iss: b.issuer }, "unknown_issuer"],
    ["L-07", "an issuer with a slash more", { iss: `${a.issuer}/` }, "unknown_issuer"],
    ["L-07", "an issuer in a list", { iss: [a.issuer] }, "unknown_issuer"],
    ["L-07", "an empty issuer", { iss: "" }, "unknown_issuer"],
    ["L-09", "DPoP without a key", { token_type: "DPoP" }, "binding_required"],
    ["L-09", "a key, and Bearer", { cnf: { jkt: "x" } }, "binding_required"],
    ["L-09", "a key, and DPoP, as a bearer token", { token_type: "DPoP", cnf: { jkt: "x" } }, "binding_required"],
    ["L-09", "a certificate", { cnf: { "x5t#S256": "x" } }, "binding_required"],
    ["L-09", "a binding to nothing", { cnf: {} }, "binding_required"],
    ["L-11", "a scope that is a list of lists", { scope: [["api:read"]] }, "scope_insufficient"],
    ["L-11", "a scope that is an object", { scope: { "api:read": true } }, "scope_insufficient"],
    ["L-11", "a comma between scopes", { scope: "api:read,api:write" }, "scope_insufficient"],
    ["L-11", "a tab between scopes", { scope: "api:read\tx" }, "scope_insufficient"],
    ["L-11", "two scopes in one element", { scope: ["api:write api:read"] }, "scope_insufficient"],
    ["L-11", "no scope", { scope: undefined }, "scope_insufficient"],
    ["L-13", "names of inherited members", { scope: "__proto__ constructor" }, "scope_insufficient"],
    [
      "L-13",
      "members of a prototype",
      { scope: "", constructor: { prototype: { scope: "api:read" } } },
      "scope_insufficient",
    ],
    ["G-09", "a refresh token", { token_type: "refresh_token" }, "not_an_access_token"],
    ["G-09", "a refresh token by its use", { token_use: "refresh_token" }, "not_an_access_token"],
    [
      "G-01",
      "an ID token",
      { token_type: undefined, client_id: undefined, scope: undefined, nonce: "n" },
      "not_an_access_token",
    ],
    ["L-24", "a token_type that is no text", { token_type: ["Bearer"] }, "not_an_access_token"],
  ])("%s: %s", (_, __, said, reason) => expectAllDeny(arena, answered({ ...good, ...said }), reason));

  test("L-11: scopes in a list count, as they do in a JWT", () =>
    expectAllAccept(arena, answered({ ...good, scope: ["api:read"] })));

  test("L-06: a list of audiences with ours in it is fine (RFC 7519 §4.1.3)", () =>
    expectAllAccept(arena, answered({ ...good, aud: ["https://other.example", AUDIENCE] })));

  test.each([
    ["L-07", "its issuer", { iss: undefined }],
    ["L-07", "its issuer, where it writes null for that", { iss: null }],
    ["L-09", "what a token is bound to, where it writes null for that", { cnf: null }],
  ])("%s: an answer need not name %s (RFC 7662 §2.2)", (_, __, said) =>
    expectAllAccept(arena, answered({ ...good, ...said })),
  );

  test.each<[id: string, what: string, said: Record<string, unknown>, reason: DenialReason]>([
    ["L-03", "that a token is active, and no more", { active: true }, "missing_claim"],
    ["L-24", "until when besides", { active: true, exp: now + 300 }, "audience_mismatch"],
    ["L-24", "for whom besides", { active: true, exp: now + 300, aud: AUDIENCE }, "not_an_access_token"],
    [
      "L-24",
      "for which client besides",
      { active: true, exp: now + 300, aud: AUDIENCE, client_id: "c1" },
      "scope_insufficient",
    ],
  ])("%s: a server that says of anything %s opens nothing", (_, __, said, reason) =>
    expectAllDeny(arena, answered(said), reason),
  );

  test("L-04: an exp that is no finite number", async () => {
    const token = answered(good);
    await expectAllAccept(arena, token);
    for (const exp of ["1e309", "-1e309"]) {
      const body = JSON.stringify({ ...good, exp: 0 }).replace('"exp":0', `"exp":${exp}`);
      const other = answered(good);
      a.answerIntrospection(other, { body });
      await expectAllDeny(arena, other, "malformed_token");
    }
  });
});

describe("what is no answer is an outage, not a verdict (RFC 7662 §2.2, RFC 9110 §15.6.4)", () => {
  const text = JSON.stringify(good);

  test.each<[id: string, what: string, body: string]>([
    ["L-01", "a list", `[${text}]`],
    ["L-01", "null", "null"],
    ["L-01", "true", "true"],
    ["L-01", "a text", JSON.stringify(text)],
    ["L-01", "nothing", ""],
    ["L-13", "active twice, false first", text.replace("{", '{"active":false,')],
    ["L-13", "active twice, one escaped", text.replace("{", '{"\\u0061ctive":false,')],
    ["L-13", "a member __proto__ with a scope", text.replace('"scope":"api:read"', '"__proto__":{"scope":"api:read"}')],
    ["L-13", "active in a prototype", text.replace('"active":true', '"__proto__":{"active":true}')],
    ["L-18", "two answers", `${text}${text}`],
    ["L-18", "a byte order mark", `\ufeff${text}`],
    ["L-18", "a JWT", a.issue()],
  ])("%s: %s", async (_, __, body) => {
    const token = answered(good);
    a.answerIntrospection(token, { body });
    await expectAllUnavailable(arena, token);
    expect(({} as Record<string, unknown>)["active"]).toBeUndefined();
  });

  test.each([201, 202, 203, 206, 404, 418, 502])("L-15: status %i with a good answer", async (status) => {
    const token = answered(good);
    a.answerIntrospection(token, { json: good, status });
    await expectAllUnavailable(arena, token);
  });

  test.each([400, 401, 403])("L-15: status %i is our own fault, whoever is answered", async (status) => {
    const token = answered(good);
    a.answerIntrospection(token, { json: { ...good, error: "invalid_client" }, status });
    await expectAllUnavailable(arena, token);
    const told = arena.events.filter(({ type }) => type === "introspection.refused");
    expect(told.slice(0, arena.targets.length)).toMatchObject(
      arena.targets.map(() => ({ status, error: "invalid_client" })),
    );
  });

  test.each(
    [301, 302, 303, 307, 308].flatMap((status) =>
      ["http://169.254.169.254/", "https://evil.example/introspect"].map((location) => [status, location] as const),
    ),
  )("L-16: a %i to %s is not followed (RFC 9700 §4.12)", async (status, location) => {
    const token = answered(good);
    a.answerIntrospection(token, { json: good, status, headers: { location } });
    await expectAllUnavailable(arena, token);
  });

  test.each(introspectionFaults)("L-18: $title", async ({ name }) => {
    const { a: server, ...own } = await openArena({ introspection: { timeoutSeconds: 0.3, breakerFailures: 1000 } });
    const known = server.issueOpaque();
    await expectAllAccept({ a: server, ...own }, known);
    server.fail(name, { at: "introspection" });
    for (const response of await own.ask(server.issueOpaque())) expect(response).toBeUnavailable();
    await expectAllAccept({ a: server, ...own }, known);
    await expectAllAccept({ a: server, ...own }, server.issue());
    server.recover();
    own.clock.advance(31); // as long as a 429 asks for
    await expectAllAccept({ a: server, ...own }, server.issueOpaque());
  });

  test.each(["ENOTFOUND", "ECONNRESET", "CERT_HAS_EXPIRED"])("L-18: no connection, %s", async (code) => {
    let isDown = false;
    const own = await openArena({
      between: (fetch) => async (url, init) => {
        if (isDown) throw new TypeError("fetch failed", { cause: Object.assign(new Error(code), { code }) });
        return fetch(url, init);
      },
    });
    await expectAllAccept(own, own.a.issueOpaque());
    isDown = true;
    for (const response of await own.ask(own.a.issueOpaque())) expect(response).toBeUnavailable();
    isDown = false;
    await expectAllAccept(own, own.a.issueOpaque());
  });

  test("L-18: our own credentials are wrong: 503, and an event that says so (RFC 6749 §5.2)", async () => {
    const authentication = { clientId: "resource-server:1", clientSecret: "wrong" };
    const own = await openArena({ introspection: { authentication } });
    await expectAllAccept(own, own.a.issue());
    for (const response of await own.ask(own.a.issueOpaque())) expect(response).toBeUnavailable();
    const told = own.events.filter(({ type }) => type === "introspection.refused");
    expect(told).toMatchObject(own.targets.map(() => ({ status: 401, error: "invalid_client" })));
  });

  test.each<[what: string, options: IntrospectionArenaOptions]>([
    ["no introspection endpoint", { endpoint: false }],
    ["one under another name", { between: renameEndpoint("introspection_uri") }],
    ["one that is no URL", { between: renameEndpoint("introspection_endpoint", "/introspect") }],
    ["one without TLS", { between: renameEndpoint("introspection_endpoint", "http://as.example/introspect") }],
    ["a list of them", { between: renameEndpoint("introspection_endpoint", ["https://as.example/t1/introspect"]) }],
  ])("L-23: metadata that name %s (RFC 8414 §2)", async (_, options) => {
    const own = await openArena(options);
    await expectAllAccept(own, own.a.issue());
    for (const response of await own.ask(own.a.issueOpaque())) expect(response).toBeUnavailable();
    expect(own.asked.filter((request) => request.startsWith("POST"))).toEqual([]);
    await expectAllAccept(own, own.a.issue());
  });
});

describe("what is asked (RFC 7662 §2.1)", () => {
  test.each(["a+b/c==", "../../etc/passwd", "~.--+//==", "a/../b"])(
    "L-21, I-15: %j is asked about as it is, and nothing else (RFC 6750 §2.1)",
    async (token) => {
      const own = await openArena();
      await expectAllDeny(own, token, "token_inactive");
      own.clock.advance(11);
      own.a.answerIntrospection(token, { json: { ...good, iss: undefined } });
      await expectAllAccept(own, token);
      expect(new Set(own.asked.filter((request) => request.startsWith("POST")))).toEqual(
        new Set([`POST ${own.a.issuer}/introspect`]),
      );
    },
  );

  test.each(["abc&token_type_hint=x&client_id=evil", "a&token=b", "%00", "{{7*7}}", "$where", "'OR(1=1)--"])(
    "L-21, I-15: %j is no token in a field, and in code it is encoded once",
    async (token) => {
      await expectAllDeny(arena, token, "malformed_credentials");
      const verifier = createVerifier(a.verifierOptions({ opaque: true, introspection: { negativeCacheSeconds: 0 } }));
      await expect(verifier.verify(token)).rejects.toBeDenied("token_inactive");
      a.answerIntrospection(token, { json: { ...good, sub: "the very one" } });
      expect(await verifier.verify(token)).toMatchObject({ subject: "the very one" });
    },
  );

  test.each<[id: string, what: string, issue: (own: IntrospectionArena) => string, reason: DenialReason]>([
    ["L-28", "an issuer that nobody trusts", (own) => own.a.issueFromOtherIssuer(), "unknown_issuer"],
    ["L-28", "an issuer that does not introspect", (own) => own.b.issueExpired(), "token_expired"],
    ["L-28", "a foreign key", (own) => own.a.issueWithForeignKey(), "signature_invalid"],
    ["L-28", "claims that were changed", (own) => own.a.issueTampered(), "signature_invalid"],
    ["L-28", "no signature", (own) => own.a.issueUnsigned(), "algorithm_not_allowed"],
    ["L-28", "an exp that has passed", (own) => own.a.issueExpired(), "token_expired"],
    ["L-28", "another audience", (own) => own.a.issueForOtherAudience(), "audience_mismatch"],
    ["L-28", "two parts of a JWT", (own) => own.a.issue().split(".").slice(0, 2).join("."), "malformed_token"],
    ["L-28", "four parts", (own) => `${own.a.issue()}.AA`, "malformed_token"],
    ["L-28", "five parts", (own) => `${own.a.issue()}.AA.AA`, "malformed_token"],
    [
      "L-28",
      "the prefix of a refresh token",
      (own) => own.a.issueOpaqueRefreshToken({}, { prefix: "ory_rt_" }),
      "not_an_access_token",
    ],
  ])("%s: a token with %s is never sent anywhere (RFC 7662 §5)", async (_, __, issue, reason) => {
    for (const tokenFormat of ["both", "introspect-all"] as const) {
      const own = await openArena({ tokenFormat });
      await expectAllAccept(own, own.a.issueOpaque());
      const token = issue(own);
      const calls = own.callsEach();
      for (const response of await own.ask(token)) expect(response).toBeDenied(reason);
      expect(own.callsEach()).toBe(calls);
    }
  });

  test("L-29: our own credential at the endpoint is no token for us", async () => {
    const own = await openArena();
    const token = own.a.issueOpaque({ client_id: own.a.resourceServer.clientId });
    await expectAllAccept(own, token);
    const other = await openArena({ introspection: { authentication: { method: "bearer", token: () => credential } } });
    const credential = other.a.issueOpaque({ client_id: other.a.resourceServer.clientId });
    await expectAllAccept(other, other.a.issueOpaque());
    const calls = other.callsEach();
    for (const response of await other.ask(credential)) expect(response).toBeDenied("token_inactive");
    expect(other.callsEach()).toBe(calls);
  });

  test("L-30: a thousand requests with one token at once are one call, on every adapter too", async () => {
    const own = await openArena();
    const token = own.a.issueOpaque();
    const authorization = [`Bearer ${token}`];
    for (const { name, ask } of own.targets) {
      const calls = own.a.requests.introspection;
      const answers = await Promise.all(Array.from({ length: 100 }, () => ask({ authorization })));
      expect(new Set(answers.map((answer) => answer?.status)), name).toEqual(new Set([200]));
      expect(own.a.requests.introspection - calls, name).toBe(1);
    }
    const calls = own.a.requests.introspection;
    const verifier = createVerifier(own.a.verifierOptions({ opaque: true }));
    const outcomes = await Promise.all(Array.from({ length: 1000 }, () => verifier.authenticate({ authorization })));
    expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(["accepted"]));
    expect(own.a.requests.introspection - calls).toBe(1);
  });
});

/** The metadata have the endpoint under this name, with this value if there is one. */
function renameEndpoint(name: string, value?: unknown): (fetch: Fetch) => Fetch {
  return (fetch) => async (url, init) => {
    const response = await fetch(url, init);
    if (!url.includes("/.well-known/")) return response;
    const { introspection_endpoint: endpoint, ...others } = (await response.json()) as Record<string, unknown>;
    return Response.json({ ...others, [name]: value ?? endpoint });
  };
}
