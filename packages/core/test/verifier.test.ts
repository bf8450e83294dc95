import { runInNewContext } from "node:vm";
import { describe, expect, expectTypeOf, test } from "vitest";
import * as zod from "zod";
import { dangerouslyRevealReason } from "../src/danger.js";
import {
  type AccessToken,
  ConfigurationError,
  createVerificationKey,
  createVerifier,
  DeniedError,
  deny,
  ExtensionError,
  type Fetch,
  type OstiaryEvent,
  PASS,
  UnavailableError,
} from "../src/index.js";
import { AUDIENCE, CLAIMS, createSigner, ISSUER, manualClock, NOW, verifierFor } from "./support/issuer.js";

const signer = await createSigner();
const stranger = await createSigner();
const good = await signer.sign();
const another = await signer.sign({ sub: "u2" });
const offline = () => Promise.reject(new TypeError("fetch failed"));
const bearer = (token: string) => ({ authorization: [`Bearer ${token}`] });

describe("a good token", () => {
  test("becomes an access token", async () => {
    const token = await verifierFor(signer).verify(good, { scopes: ["api:read"] });
    expect({ ...token, scopes: [...token.scopes] }).toEqual({
      issuer: ISSUER,
      subject: "u1",
      clientId: "c1",
      audience: [AUDIENCE],
      scopes: ["api:read"],
      expiresAt: NOW + 300,
      issuedAt: NOW - 10,
      tokenId: "t1",
      format: "jwt",
      claims: CLAIMS,
    });
    expect(token.value).toBe(good);
    expect(Object.isFrozen(token)).toBe(true);
  });

  test("is accepted in a request too", async () => {
    const outcome = await verifierFor(signer).authenticate(bearer(good), { anyScopes: ["x", "api:read"] });
    expect(outcome).toMatchObject({ kind: "accepted", token: { subject: "u1" } });
  });

  test.each(["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"])(
    "is accepted when signed with %s (RFC 7518 §3.1, RFC 8037 §3.1)",
    async (alg) => {
      const other = await createSigner(alg);
      await expect(verifierFor(other).verify(await other.sign())).resolves.toMatchObject({ subject: "u1" });
    },
  );

  test.each<[string, object, object]>([
    ["fractions of a second (RFC 7519 §2)", { exp: NOW + 300.5 }, {}],
    ["claims nobody knows (RFC 7519 §4)", { foo: { bar: [1] }, constructor: { prototype: {} } }, {}],
    ["a header nobody knows (RFC 7515 §4)", {}, { foo: 1 }],
    ["no kid, where one key fits", {}, { kid: undefined }],
    ["typ in another case (RFC 7515 §4.1.9)", {}, { typ: "Application/AT+JWT" }],
    ["typ JWT, as many servers write", {}, { typ: "JWT" }],
    ["no typ", {}, { typ: undefined }],
    ["no subject, as Duende writes", { sub: undefined }, {}],
  ])("is accepted with %s", async (_, claims, header) => {
    await expect(verifierFor(signer).verify(await signer.sign(claims, header))).resolves.toMatchObject({
      issuer: ISSUER,
    });
  });
});

describe("a token with one defect", () => {
  const unsigned = `${btoa('{"alg":"none","typ":"at+jwt"}').replaceAll("=", "")}.${good.split(".")[1]}.`;
  const [header = "", payload = "", signature = ""] = good.split(".");
  const rows: [string, string | Promise<string>, string][] = [
    ["no JWT at all", "opaque-token", "malformed_token"],
    ["an encrypted token", `${btoa('{"alg":"dir","enc":"A256GCM"}').replaceAll("=", "")}..a.b.c`, "malformed_token"],
    ["padding behind the signature", `${good}=`, "malformed_token"],
    ["an empty text", "", "malformed_token"],
    ["a crit header", signer.sign({}, { crit: ["b64"], b64: true }), "malformed_token"],
    ["a size over the limit", `${header}.${payload}.${"A".repeat(16_384)}`, "token_too_large"],
    ["a foreign typ", signer.sign({}, { typ: "logout+jwt" }), "unexpected_type"],
    [
      "the claims of an ID token",
      signer.sign({ nonce: "n", at_hash: "h", scope: undefined }, { typ: "JWT" }),
      "not_an_access_token",
    ],
    ["alg none (RFC 8725 §3.2)", unsigned, "algorithm_not_allowed"],
    ["an unknown issuer", signer.sign({ iss: "https://as.example/t2" }), "unknown_issuer"],
    ["an issuer with a slash too many", signer.sign({ iss: `${ISSUER}/` }), "unknown_issuer"],
    ["an inherited name for an issuer", signer.sign({ iss: "constructor" }), "unknown_issuer"],
    ["an unknown kid", signer.sign({}, { kid: "k2" }), "no_matching_key"],
    ["kid in another case", signer.sign({}, { kid: "K1" }), "no_matching_key"],
    ["a stranger's signature", stranger.sign(), "signature_invalid"],
    ["the signature of another token", `${header}.${payload}.${another.split(".")[2]}`, "signature_invalid"],
    ["an empty signature", `${header}.${payload}.`, "signature_invalid"],
    ["a signature cut short", `${header}.${payload}.${signature.slice(0, 84)}`, "signature_invalid"],
    ["a signature of zeros (RFC 7518 §3.4)", `${header}.${payload}.${"A".repeat(86)}`, "signature_invalid"],
    [
      "other claims under the same signature",
      `${header}.${btoa(JSON.stringify({ ...CLAIMS, sub: "admin" })).replaceAll("=", "")}.${signature}`,
      "signature_invalid",
    ],
    ["the end of its life", signer.sign({ exp: NOW - 5 }), "token_expired"],
    ["no beginning yet", signer.sign({ nbf: NOW + 60 }), "token_not_yet_valid"],
    ["another audience", signer.sign({ aud: "https://api.example/v2" }), "audience_mismatch"],
    ["no audience", signer.sign({ aud: undefined }), "audience_mismatch"],
    ["no exp", signer.sign({ exp: undefined }), "missing_claim"],
    ["no issuer", signer.sign({ iss: undefined }), "missing_claim"],
    ["exp as a string", signer.sign({ exp: String(NOW + 300) }), "malformed_token"],
    ["cnf, which this request does not prove", signer.sign({ cnf: { jkt: "x" } }), "binding_required"],
  ];

  test.each(rows)("is denied: %s", async (_, given, reason) => {
    const verifier = verifierFor(signer);
    const token = await given;
    await expect(verifier.verify(token)).rejects.toMatchObject({ name: "DeniedError", reason });
    if (/^[A-Za-z0-9\-._~+/]+=*$/.test(token)) {
      await expect(verifier.authenticate(bearer(token))).resolves.toMatchObject({ kind: "denied", reason });
    }
    await expect(verifier.verify(good)).resolves.toBeDefined();
  });

  test("is denied when it is not even a string", async () => {
    const { verify } = verifierFor(signer);
    for (const token of [undefined, null, 1, {}, [good]] as unknown as string[]) {
      await expect(verify(token)).rejects.toMatchObject({ reason: "malformed_token" });
    }
  });
});

describe("a request", () => {
  const verifier = verifierFor(signer);

  test.each([
    ["without the field", [], "no_credentials"],
    ["with two fields", [`Bearer ${good}`, `Bearer ${good}`], "malformed_credentials"],
    ["with a token too large", [`Bearer ${"a".repeat(16_385)}`], "token_too_large"],
  ])("%s is denied", async (_, authorization, reason) => {
    await expect(verifier.authenticate({ authorization })).resolves.toMatchObject({ kind: "denied", reason });
  });

  test("whose token lacks a scope is denied last, with the scopes to ask for", async () => {
    const outcome = await verifier.authenticate(bearer(good), { scopes: ["api:admin"] });
    expect(outcome).toMatchObject({ reason: "scope_insufficient", requiredScopes: ["api:admin"] });
    const bad = await verifier.authenticate(bearer(await stranger.sign()), { scopes: ["api:admin"] });
    expect(bad).toMatchObject({ reason: "signature_invalid", requiredScopes: [] });
  });
});

describe("several issuers", () => {
  const OTHER = "https://other-as.example";

  test("are kept apart: keys, audience, algorithms and policy (RFC 8725 §3.8)", async () => {
    const [first, second] = [await createSigner("ES256", "a1"), await createSigner("ES384", "a1")];
    const verifier = createVerifier({
      issuer: [
        { issuer: ISSUER, jwks: { keys: [first.jwk] }, audience: "a", algorithms: ["ES256"], tokenKind: "rfc9068" },
        { issuer: OTHER, jwks: { keys: [second.jwk] }, audience: "b", algorithms: ["ES384"], tokenKind: "strict" },
      ],
      clock: manualClock(),
    });
    const judge = async (token: Promise<string>) => {
      const outcome = await verifier.authenticate(bearer(await token));
      return outcome.kind === "denied" ? outcome.reason : outcome.kind;
    };
    expect(await judge(first.sign({ aud: "a" }))).toBe("accepted");
    expect(await judge(second.sign({ iss: OTHER, aud: "b" }, { typ: "JWT" }))).toBe("accepted");
    expect(await judge(first.sign({ iss: OTHER, aud: "b" }))).toBe("algorithm_not_allowed");
    expect(await judge(second.sign({ aud: "a" }))).toBe("algorithm_not_allowed");
    expect(await judge(first.sign({ aud: "b" }))).toBe("audience_mismatch");
    expect(await judge(first.sign({ aud: "a" }, { typ: "JWT" }))).toBe("unexpected_type");
    expect(await judge(first.sign({ aud: "a", client_id: undefined }))).toBe("missing_claim");
    expect(await judge(second.sign({ iss: OTHER, aud: "b", scope: undefined, client_id: "b" }, { typ: "JWT" }))).toBe(
      "not_an_access_token",
    );
  });

  test("do not lend each other keys of the same kid", async () => {
    const [first, second] = [await createSigner("ES256", "a1"), await createSigner("ES256", "a1")];
    const issuer = [
      { issuer: ISSUER, jwks: { keys: [first.jwk] } },
      { issuer: OTHER, jwks: { keys: [second.jwk] } },
    ];
    const { verify } = createVerifier({ issuer, audience: AUDIENCE, clock: manualClock() });
    await expect(verify(await second.sign({ iss: OTHER }))).resolves.toMatchObject({ issuer: OTHER });
    await expect(verify(await second.sign())).rejects.toMatchObject({ reason: "signature_invalid" });
  });
});

describe("policies of the verifier", () => {
  test("soleAudience", async () => {
    const token = await signer.sign({ aud: [AUDIENCE, "https://other.example"] });
    await expect(verifierFor(signer).verify(token)).resolves.toBeDefined();
    await expect(verifierFor(signer, { soleAudience: true }).verify(token)).rejects.toMatchObject({
      reason: "audience_mismatch",
    });
  });

  test("requiredClaims", async () => {
    const verifier = verifierFor(signer, { requiredClaims: ["tenant"] });
    await expect(verifier.verify(good)).rejects.toMatchObject({ reason: "missing_claim" });
    await expect(verifier.verify(await signer.sign({ tenant: "acme" }))).resolves.toBeDefined();
  });

  test("maxLifetimeSeconds", async () => {
    await expect(verifierFor(signer, { maxLifetimeSeconds: 309 }).verify(good)).rejects.toMatchObject({
      reason: "claims_rejected",
    });
  });

  test("clockToleranceSeconds, before and after the signature", async () => {
    const clock = manualClock();
    const verifier = verifierFor(signer, { clock, clockToleranceSeconds: 0 });
    clock.at = NOW + 299.9;
    await expect(verifier.verify(good)).resolves.toBeDefined();
    clock.at = NOW + 300;
    await expect(verifier.verify(good)).rejects.toMatchObject({ reason: "token_expired" });
  });

  test("acceptedTypes", async () => {
    const token = await signer.sign({}, { typ: "my+jwt" });
    await expect(verifierFor(signer).verify(token)).rejects.toMatchObject({ reason: "unexpected_type" });
    await expect(verifierFor(signer, { acceptedTypes: ["my+jwt"] }).verify(token)).resolves.toBeDefined();
  });

  test.each([
    ["PS256", "accepted"],
    ["ES256", "accepted"],
    ["EdDSA", "accepted"],
    ["Ed25519", "accepted"],
    ["RS256", "algorithm_not_allowed"],
    ["PS384", "algorithm_not_allowed"],
    ["ES384", "algorithm_not_allowed"],
  ])("algorithms: with those of FAPI 2.0 alone a token of %s is %s (RFC 8725 §3.1)", async (alg, expected) => {
    const other = await createSigner(alg);
    const key = await createVerificationKey(other.jwk);
    const verifier = createVerifier({
      issuer: { issuer: ISSUER, keySource: { find: () => key } },
      audience: AUDIENCE,
      clock: manualClock(),
      algorithms: ["PS256", "ES256", "EdDSA", "Ed25519"],
    });
    const outcome = await verifier.authenticate(bearer(await other.sign()));
    expect(outcome.kind === "denied" ? outcome.reason : outcome.kind).toBe(expected);
  });

  test("claimsSchema types the claims, and checks see them typed", async () => {
    const seen: unknown[] = [];
    const verifier = createVerifier({
      issuer: { issuer: ISSUER, jwks: { keys: [signer.jwk] } },
      audience: AUDIENCE,
      clock: manualClock(),
      claimsSchema: zod.object({ tenant: zod.string() }),
      checks: [(token) => (seen.push(token.claims), token.claims.tenant === "acme" ? PASS : deny("check_denied", "x"))],
    });
    const token = await verifier.verify(await signer.sign({ tenant: "acme" }));
    expectTypeOf(token.claims).toEqualTypeOf<{ tenant: string }>();
    expect(token.claims).toEqual({ tenant: "acme" });
    expect(seen).toEqual([{ tenant: "acme" }]);
    await expect(verifier.verify(await signer.sign({ tenant: "evil" }))).rejects.toMatchObject({
      reason: "check_denied",
    });
    await expect(verifier.verify(good)).rejects.toMatchObject({ reason: "claims_rejected" });
  });

  test("a schema cannot hide cnf from the binding check", async () => {
    const verifier = verifierFor(signer, { claimsSchema: zod.object({ sub: zod.string() }) });
    await expect(verifier.verify(await signer.sign({ cnf: { jkt: "x" } }))).rejects.toMatchObject({
      reason: "binding_required",
    });
  });

  test("checks are asked after all that is built in", async () => {
    const check = () => {
      throw new Error("asked about a token that is bad anyway");
    };
    const verifier = verifierFor(signer, { checks: [check] });
    for (const claims of [{ aud: "x" }, { exp: NOW - 9 }, { nbf: NOW + 99 }]) {
      await expect(verifier.verify(await signer.sign(claims))).rejects.toBeInstanceOf(DeniedError);
    }
    await expect(verifier.verify(good)).rejects.toBeInstanceOf(ExtensionError);
    await expect(verifier.authenticate(bearer(good))).rejects.toBeInstanceOf(ExtensionError);
  });

  test("a check that could not tell makes the token neither good nor bad", async () => {
    const check = () => Promise.reject(new UnavailableError("the deny list is down", { retryAfterSeconds: 9 }));
    const verifier = verifierFor(signer, { checks: [check] });
    await expect(verifier.authenticate(bearer(good))).resolves.toEqual({
      kind: "unavailable",
      retryAfterSeconds: 9,
      detail: "the deny list is down",
      cause: undefined,
    });
    await expect(verifier.verify(good)).rejects.toMatchObject({ code: "unavailable", retryAfterSeconds: 9 });
  });
});

describe("authorize", () => {
  test("asks a verified token for more", async () => {
    const { verify, authorize } = verifierFor(signer);
    const token = await verify(good);
    expect(authorize(token, { scopes: ["api:read"] })).toEqual({ kind: "accepted", token });
    expect(authorize(token, { scopes: ["api:admin"] })).toMatchObject({ reason: "scope_insufficient" });
    expect(() => authorize(token, undefined as never)).toThrow("authorize() needs a requirement");
  });
});

describe("challenge", () => {
  test("is the answer that the error carries too", async () => {
    const verifier = verifierFor(signer, { realm: "orders" });
    const outcome = await verifier.authenticate({ authorization: [] });
    if (outcome.kind !== "denied") throw new Error(outcome.kind);
    expect(verifier.challenge(outcome).headers["WWW-Authenticate"]).toBe('Bearer realm="orders"');
    await expect(verifier.verify("x")).rejects.toMatchObject({
      status: 401,
      headers: { "WWW-Authenticate": expect.stringContaining('realm="orders", error="invalid_token"') },
    });
  });

  test("names the reason when the verifier was made so", async () => {
    const verifier = verifierFor(signer, { [dangerouslyRevealReason]: true });
    await expect(verifier.verify("x")).rejects.toMatchObject({
      headers: { "WWW-Authenticate": expect.stringContaining('reason="malformed_token"') },
    });
  });
});

describe("events", () => {
  const SCOPE_DETAIL = 'the token grants ["api:read"]; asked are all of ["api:admin"]';
  const AUDIENCE_DETAIL = `aud is "https://x.example/\\u001b[31m"; ours are ["${AUDIENCE}"]`;

  test("tell the operator what the client does not learn", async () => {
    const events: OstiaryEvent[] = [];
    const verifier = verifierFor(signer, { onEvent: (event) => void events.push(event) });
    await verifier.authenticate(bearer(good));
    await verifier.authenticate(bearer(good), { scopes: ["api:admin"] });
    await verifier.authenticate(bearer(await signer.sign({ aud: "https://x.example/\u001b[31m" })));
    expect(events).toEqual([
      { type: "token.accepted", at: NOW, issuer: ISSUER, format: "jwt" },
      { type: "token.accepted", at: NOW, issuer: ISSUER, format: "jwt" },
      { type: "token.denied", at: NOW, reason: "scope_insufficient", detail: SCOPE_DETAIL },
      { type: "token.denied", at: NOW, reason: "audience_mismatch", detail: AUDIENCE_DETAIL },
    ]);
    expect(JSON.stringify(events)).not.toContain(good.slice(-20));
  });

  test("tell of an outage with its cause", async () => {
    const events: OstiaryEvent[] = [];
    const cause = new Error("x");
    const check = () => Promise.reject(new UnavailableError("down", { cause }));
    const verifier = verifierFor(signer, { checks: [check], onEvent: (event) => void events.push(event) });
    await verifier.authenticate(bearer(good));
    expect(events.at(-1)).toEqual({ type: "token.unavailable", at: NOW, detail: "down", cause });
  });

  test("cannot fail a request, whatever their listener does", async () => {
    const listeners = [
      () => {
        throw new Error("x");
      },
      () => Promise.reject(new Error("x")) as unknown as void,
      // A promise of another realm.
      () => runInNewContext("Promise.reject(1)") as undefined,
    ];
    for (const onEvent of listeners) {
      await expect(verifierFor(signer, { onEvent }).verify(good)).resolves.toBeDefined();
    }
  });
});

describe("the clock", () => {
  test.each([NaN, Infinity, -1, NOW * 1000, undefined, "now"])(
    "that comes to give %s judges no token: milliseconds would make all expired, NaN none",
    async (at) => {
      const clock = manualClock();
      const verifier = verifierFor(signer, { clock });
      clock.at = at as number;
      await expect(verifier.verify(good)).rejects.toBeInstanceOf(ExtensionError);
      await expect(verifier.authenticate(bearer(good))).rejects.toBeInstanceOf(ExtensionError);
    },
  );

  test("is read once per request", async () => {
    let reads = 0;
    const verifier = verifierFor(signer, { clock: { now: () => ((reads += 1), NOW) } });
    reads = 0;
    await verifier.authenticate(bearer(good), { scopes: ["api:read"] });
    expect(reads).toBe(1);
  });
});

describe("over the network", () => {
  test("an issuer that cannot be reached makes no token bad", async () => {
    const options = { issuer: ISSUER, audience: AUDIENCE, clock: manualClock(), keys: { retries: 0 } };
    const verifier = createVerifier({ ...options, fetch: offline });
    await expect(verifier.authenticate(bearer(good))).resolves.toMatchObject({
      kind: "unavailable",
      retryAfterSeconds: expect.any(Number),
    });
    await expect(verifier.verify(good)).rejects.toBeInstanceOf(UnavailableError);
    await expect(verifier.warmUp()).rejects.toBeInstanceOf(UnavailableError);
    expect(verifier.health()).toMatchObject({ state: "down", issuers: [{ issuer: ISSUER, state: "down" }] });
  });

  test("nothing is fetched for what can be refused without a key", async () => {
    const urls: string[] = [];
    const fetch = (url: string) => (urls.push(url), offline());
    const options = { issuer: ISSUER, audience: AUDIENCE, clock: manualClock(), keys: { retries: 0 } };
    const verifier = createVerifier({ ...options, fetch, algorithms: ["ES256"] });
    for (const token of [
      signer.sign({ iss: "https://evil.example" }),
      signer.sign({ exp: NOW - 60 }),
      signer.sign({}, { typ: "logout+jwt" }),
      (await createSigner("ES384")).sign(),
      `${good.split(".", 2).join(".")}.AAAA`,
      `${good.split(".", 2).join(".")}.`,
    ]) {
      await expect(verifier.verify(await token)).rejects.toBeInstanceOf(DeniedError);
    }
    expect(urls).toEqual([]);
  });

  test("keys are found by discovery, and health and warmUp tell of them", async () => {
    const documents = new Map<string, object>([
      ["https://as.example/.well-known/oauth-authorization-server/t1", { issuer: ISSUER, jwks_uri: `${ISSUER}/jwks` }],
      [`${ISSUER}/jwks`, { keys: [signer.jwk] }],
    ]);
    const fetch = async (url: string) =>
      documents.has(url) ? Response.json(documents.get(url)) : new Response("", { status: 404 });
    const verifier = createVerifier({ issuer: ISSUER, audience: AUDIENCE, clock: manualClock(), fetch });
    await verifier.warmUp();
    expect(verifier.health()).toMatchObject({ state: "fresh", issuers: [{ generation: 1, ageSeconds: 0 }] });
    await expect(verifier.verify(good)).resolves.toBeDefined();
    const two = createVerifier({
      issuer: [ISSUER, "https://never-asked.example"],
      audience: AUDIENCE,
      clock: manualClock(),
      fetch,
    });
    await two.verify(good);
    // One issuer that is down does not make the API useless.
    expect(two.health()).toMatchObject({ state: "degraded", issuers: [{ state: "fresh" }, { state: "down" }] });
  });
});

describe("a verifier that is closed", () => {
  function setUp() {
    const requests: { readonly url: string; readonly signal: AbortSignal | null | undefined }[] = [];
    const answer: { jwks?: object } = { jwks: { keys: [signer.jwk] } };
    const fetch: Fetch = (url, { signal }) => {
      requests.push({ url, signal });
      return answer.jwks === undefined ? new Promise<never>(() => {}) : Promise.resolve(Response.json(answer.jwks));
    };
    const clock = manualClock();
    const events: string[] = [];
    const verifier = createVerifier({
      issuer: { issuer: ISSUER, jwksUri: `${ISSUER}/jwks` },
      audience: AUDIENCE,
      clock,
      fetch,
      onEvent: ({ type }) => void events.push(type),
    });
    return { verifier, clock, requests, answer, events };
  }

  test("judges by the keys at hand for as long as they may be used, and fetches nothing", async () => {
    const { verifier, clock, requests } = setUp();
    await verifier.warmUp();
    verifier.close();
    verifier.close();
    clock.at += 290;
    await expect(verifier.verify(good)).resolves.toBeDefined();
    clock.at += 310;
    await expect(verifier.verify(await signer.sign({ exp: NOW + 9999 }))).resolves.toBeDefined();
    clock.at += 3600;
    await expect(verifier.verify(await signer.sign({ exp: NOW + 9999 }))).rejects.toMatchObject({
      code: "unavailable",
      detail: expect.stringContaining("was closed"),
    });
    await expect(verifier.warmUp()).rejects.toBeInstanceOf(UnavailableError);
    expect(requests).toHaveLength(1);
  });

  test("aborts what is under way: who waits for it is answered, and no failure of the issuer is told", async () => {
    const { verifier, requests, answer, events } = setUp();
    delete answer.jwks;
    const waiting = expect(verifier.verify(good)).rejects.toMatchObject({ code: "unavailable" });
    await Promise.resolve();
    verifier.close();
    await waiting;
    expect(requests.map(({ signal }) => signal?.aborted)).toEqual([true]);
    expect(events).toEqual(["token.unavailable"]);
    expect(verifier.health()).toMatchObject({ state: "down", issuers: [{ lastError: undefined }] });
  });
});

describe("keys taken along to another process", () => {
  test("verify there while the issuer cannot be reached", async () => {
    const fetch: Fetch = () => Promise.resolve(Response.json({ keys: [signer.jwk] }));
    const options = { issuer: { issuer: ISSUER, jwksUri: `${ISSUER}/jwks` }, audience: AUDIENCE, clock: manualClock() };
    const before = createVerifier({ ...options, fetch });
    await before.warmUp();
    const kept = JSON.stringify(before.exportSnapshot());
    const after = createVerifier({ ...options, fetch: offline });
    await expect(after.importSnapshot(JSON.parse(kept))).resolves.toEqual({ imported: [ISSUER], skipped: [] });
    await expect(after.verify(good)).resolves.toMatchObject({ subject: "u1" });
    expect(after.health()).toMatchObject({ state: "fresh" });
    expect(kept).not.toContain('"d"');
  });

  test("are refused as a whole when they are no snapshot", async () => {
    await expect(verifierFor(signer).importSnapshot({ keys: [] })).rejects.toBeInstanceOf(ConfigurationError);
  });
});

describe("fetching ahead with a deadline", () => {
  test("goes on until the issuer is there", async () => {
    let attempts = 0;
    const fetch: Fetch = () => {
      attempts += 1;
      return attempts < 3 ? offline() : Promise.resolve(Response.json({ keys: [signer.jwk] }));
    };
    const options = { issuer: { issuer: ISSUER, jwksUri: `${ISSUER}/jwks` }, audience: AUDIENCE };
    const verifier = createVerifier({
      ...options,
      fetch,
      keys: { retries: 0, maxBackoffSeconds: 0.01, minBackoffSeconds: 0.01 },
    });
    await verifier.warmUp({ deadlineSeconds: 30 });
    expect(attempts).toBe(3);
    expect(verifier.health()).toMatchObject({ state: "fresh" });
    verifier.close();
  });
});

describe("details say what came and, where something was expected, what that is", () => {
  const [header = "", payload = ""] = good.split(".");
  const withHeader = (text: string): string => `${btoa(text).replaceAll("=", "")}.${payload}.`;
  const rows: [string, string | Promise<string>, string][] = [
    ["opaque", "opaque", "the token is not a JWT, and no issuer introspects tokens"],
    ["a scheme", `Bearer ${good}`, "there is a space in the token: hand it in alone, without its scheme"],
    [
      "encrypted",
      withHeader('{"alg":"dir"}').replace(/[.].*/, "..a.b.c"),
      "the token is encrypted (JWE), and there is no key for it: set decryptionKeys",
    ],
    ["size", "a".repeat(16_385), "16385 bytes, at most 16384 are read"],
    [
      "crit",
      signer.sign({}, { crit: ["b64"], b64: true }),
      "the header demands extensions (crit), and none are supported",
    ],
    ["typ", withHeader('{"alg":"ES256","typ":1}'), "the header parameter typ is not a string"],
    [
      "kid",
      withHeader('{"alg":"ES256","kid":1}'),
      "the header parameter kid is not a string with at least one character",
    ],
    ["b64", withHeader('{"alg":"ES256","b64":false}'), "an unencoded payload (b64) is not allowed in a JWT"],
    ["enc", withHeader('{"alg":"ES256","enc":"x"}'), "the header parameter enc belongs to encrypted tokens"],
    ["claims", `${header}.${btoa("[]").replaceAll("=", "")}.AAAA`, "the claims are not one canonical JSON object"],
    ["signature", `${good}=`, "the signature is not canonical base64url"],
    ["no iss", signer.sign({ iss: undefined }), "iss is absent"],
    ["iss", signer.sign({ iss: 1 }), "iss is 1"],
    ["issuer", signer.sign({ iss: `${ISSUER}/` }), `iss is "${ISSUER}/"; trusted are ["${ISSUER}"]`],
    ["alg", withHeader('{"alg":"none"}'), 'alg is "none"; allowed are ["ES256"]'],
    ["length", `${header}.${payload}.AAAA`, "a signature of 3 bytes, where ES256 has another length"],
    ["unknown key", signer.sign({}, { kid: "k2" }), `${ISSUER} has no such key: kid is "k2", alg is ES256`],
    ["wrong key", stranger.sign(), 'the key that is meant did not make it: kid is "k1"'],
    [
      "wrong key without kid",
      stranger.sign({}, { kid: undefined }),
      "the key that is meant did not make it: kid is absent",
    ],
    ["expired", signer.sign({ exp: NOW - 60 }), `exp is ${NOW - 60}, now is ${NOW}`],
    ["no exp", signer.sign({ exp: undefined }), "exp is absent"],
    ["milliseconds", signer.sign({ exp: NOW * 1000 }), `exp is ${NOW * 1000}, which looks like milliseconds`],
    ["type", signer.sign({ sub: 1 }), "sub is a number"],
    ["nbf", signer.sign({ nbf: NOW + 60 }), `nbf is ${NOW + 60}, now is ${NOW}`],
    ["nbf after exp", signer.sign({ nbf: NOW + 900 }), `nbf is ${NOW + 900}, exp is ${NOW + 300}`],
    ["iat", signer.sign({ iat: NOW + 90 }), `iat is ${NOW + 90}, now is ${NOW}`],
    ["lifetime", signer.sign({ iat: NOW - 700 }), "issued for 1000 seconds, at most 900 are allowed"],
    ["no iat", signer.sign({ iat: undefined }), "iat is absent, and maxLifetimeSeconds needs it"],
    ["audience", signer.sign({ aud: "x" }), `aud is "x"; ours are ["${AUDIENCE}"]`],
    ["no audience", signer.sign({ aud: [] }), `aud is absent or empty; ours are ["${AUDIENCE}"]`],
    [
      "more audiences",
      signer.sign({ aud: [AUDIENCE, "x"] }),
      `aud names others besides ours, ["${AUDIENCE}"]: ["${AUDIENCE}","x"]`,
    ],
    [
      "required",
      signer.sign({ jti: undefined, client_id: undefined, azp: "c" }),
      "client_id, jti absent, which requiredClaims of this issuer ask for",
    ],
    ["cnf", signer.sign({ cnf: {} }), "the token is bound to a key (cnf), and the request does not prove it"],
  ];

  test.each(rows)("%s", async (_, token, detail) => {
    const verifier = verifierFor(signer, {
      algorithms: ["ES256"],
      maxLifetimeSeconds: 900,
      requiredClaims: ["client_id", "jti"],
      soleAudience: true,
    });
    await expect(verifier.verify(await token)).rejects.toMatchObject({ detail });
  });

  test.each([
    [[], "the request has no Authorization field"],
    [["Bearer a", "Bearer b"], "2 Authorization field lines"],
    [[""], "the Authorization field does not begin with a scheme"],
    [["Bearer"], "the Bearer scheme without a token"],
    [["Bearer a b"], "what follows the Bearer scheme is not one token68"],
    [["Basic a"], "the Authorization field has another scheme than Bearer, or a token without a scheme"],
    [["Basic a, Bearer b"], "more than one set of credentials"],
    [['Digest a="b'], "a quoted-string that does not end where a parameter ends"],
  ])("%j", async (authorization, detail) => {
    await expect(verifierFor(signer).authenticate({ authorization })).resolves.toMatchObject({ detail });
  });
});

test.each([undefined, {}, { authorization: "Bearer x" }, { authorization: null }])(
  "a request that is no request is the programmer's fault: %j",
  async (request) => {
    const verifier = verifierFor(signer);
    await expect(verifier.authenticate(request as never)).rejects.toBeInstanceOf(ConfigurationError);
  },
);

test("a malformed requirement is the programmer's fault, not the client's", async () => {
  const verifier = verifierFor(signer);
  await expect(verifier.verify(good, { scopes: [] })).rejects.toBeInstanceOf(ConfigurationError);
  await expect(verifier.authenticate(bearer(good), { scopes: [] })).rejects.toBeInstanceOf(ConfigurationError);
});

test("a verifier cannot be changed, and its methods can be handed around", async () => {
  const verifier = verifierFor(signer);
  expect(Object.isFrozen(verifier)).toBe(true);
  const { verify } = verifier;
  expectTypeOf(await verify(good)).toEqualTypeOf<AccessToken>();
});
