import { describe, expect, test } from "vitest";
import type { CachedIntrospection, TokenCache } from "../src/index.js";
import {
  authentication,
  connect,
  DOCUMENT,
  ENDPOINT,
  json,
  JWKS,
  jwt,
  OAUTH,
  OIDC_APPENDED,
  OIDC_INSERTED,
  server,
  settle,
  signer,
} from "./support/authorization-server.js";
import { ACTIVE, answeringClient, introspectingVerifier, judge, OPAQUE, withKeysOf } from "./support/introspection.js";
import { AUDIENCE, ISSUER, NOW } from "./support/issuer.js";

function createMapCache() {
  const entries = new Map<string, CachedIntrospection>();
  const cache: TokenCache = { get: (key) => entries.get(key), set: (key, entry) => void entries.set(key, entry) };
  return { cache, entries };
}

describe("an issuer of opaque tokens", () => {
  test("is asked at the place its metadata name, and nothing is fetched before", async () => {
    const as = server();
    const { verifier, events } = connect(as);
    await settle();
    expect(as.takeUrls()).toEqual([]);
    expect(await verifier.verify(OPAQUE)).toMatchObject({ issuer: ISSUER, format: "opaque" });
    expect(as.forms()).toEqual([{ token: OPAQUE, token_type_hint: "access_token" }]);
    const sent = new Headers(as.requests.at(-1)?.init.headers);
    expect(sent.get("authorization")).toBe(`Basic ${btoa("api:s3cret-of-ours")}`);
    expect(as.takeUrls()).toEqual([OAUTH, ENDPOINT]);
    expect(events).toMatchObject([{ type: "metadata.refreshed", url: OAUTH }, { type: "token.accepted" }]);
    await verifier.verify("opaque-2");
    expect(as.takeUrls()).toEqual([ENDPOINT]);
  });

  test("needs no keys: none are fetched for JWTs, a health or a start, and there are none to export", async () => {
    const as = server({ [OAUTH]: json({ ...DOCUMENT, jwks_uri: undefined }) });
    const { verifier } = connect(as);
    await verifier.warmUp();
    await judge(verifier, jwt);
    expect(verifier.health().issuers).toMatchObject([
      { issuer: ISSUER, state: "fresh", introspection: { state: "up" } },
    ]);
    expect(await judge(verifier)).toMatchObject({ kind: "accepted" });
    expect(as.takeUrls()).toEqual([OAUTH, ENDPOINT]);
    const snapshot = verifier.exportSnapshot();
    expect(snapshot).toEqual({ version: 1, issuers: [] });
    const entry = { issuer: ISSUER, fetchedAt: NOW, keys: [signer.jwk] };
    expect(await verifier.importSnapshot({ ...snapshot, issuers: [entry] })).toEqual({
      imported: [],
      skipped: [{ issuer: ISSUER, reason: "its tokens are introspected, so it needs no keys" }],
    });
  });

  test.each(["endpoint", "client"])("needs no metadata where its %s is given", async (name) => {
    const as = server();
    const client = answeringClient();
    const { verifier } =
      name === "client"
        ? introspectingVerifier(client, { fetch: as.fetch })
        : connect(as, { introspection: { endpoint: ENDPOINT } });
    await verifier.warmUp();
    expect(await judge(verifier)).toMatchObject({ kind: "accepted" });
    expect(as.takeUrls()).toEqual(name === "client" ? [] : [ENDPOINT]);
  });

  test("needs the keys for signed answers, and JWTs are refused nevertheless (RFC 9701 §5)", async () => {
    const header = { typ: "token-introspection+jwt" };
    const claims = { iat: NOW, token_introspection: { active: true, ...ACTIVE } };
    const signed = await signer.sign(claims, header);
    const type = { "content-type": "application/token-introspection+jwt" };
    const as = server({ [ENDPOINT]: () => new Response(signed, { headers: type }) });
    const { verifier } = connect(as, { introspection: { signedResponse: true } });
    expect(await judge(verifier)).toMatchObject({ kind: "accepted", token: { format: "opaque", subject: "u1" } });
    expect(as.takeUrls()).toEqual([OAUTH, ENDPOINT, JWKS]);
    expect(await judge(verifier, jwt)).toMatchObject({ reason: "malformed_token" });
    expect(await judge(verifier, signed)).toMatchObject({ reason: "malformed_token" });
    // An answer that is not signed is none, whatever it says.
    as.answers[ENDPOINT] = json({ active: true, ...ACTIVE });
    expect(await judge(verifier, "opaque-2")).toMatchObject({ kind: "unavailable" });
  });

  test("takes signed answers within the clock tolerance, of whom and for whom they are to be", async () => {
    const header = { typ: "token-introspection+jwt" };
    const content = { active: true, ...ACTIVE };
    const type = { "content-type": "application/token-introspection+jwt" };
    async function outcomeOf(claims: object, options: object = {}): Promise<string> {
      const signed = await signer.sign({ iat: NOW, token_introspection: content, ...claims }, header);
      const as = server({ [ENDPOINT]: () => new Response(signed, { headers: type }) });
      const { verifier } = connect(as, { introspection: { signedResponse: true }, ...options });
      return (await judge(verifier)).kind;
    }
    expect(await outcomeOf({ iat: NOW - 65 })).toBe("accepted");
    expect(await outcomeOf({ iat: NOW - 66 })).toBe("unavailable");
    expect(await outcomeOf({ iat: NOW - 80 }, { clockToleranceSeconds: 20 })).toBe("accepted");
    expect(await outcomeOf({ aud: authentication.clientId })).toBe("accepted");
    expect(await outcomeOf({ aud: "https://other.example" })).toBe("unavailable");
    expect(await outcomeOf({ iss: "https://evil.example" })).toBe("unavailable");
    expect(await outcomeOf({}, { algorithms: ["RS256"] })).toBe("unavailable");
  });

  test.each([
    ["maxBodyBytes", { maxBodyBytes: 10 }],
    ["a limit on its time", { timeoutSeconds: 0.01 }],
  ])("is held to %s", async (name, limits) => {
    const as = server(name === "maxBodyBytes" ? {} : { [ENDPOINT]: () => new Promise(() => {}) });
    const { verifier } = connect(as, { introspection: limits });
    expect(await judge(verifier)).toMatchObject({ kind: "unavailable" });
    expect(as.takeUrls()).toEqual([OAUTH, ENDPOINT]);
  });

  test("is remembered in the cache that is given, under a digest and for as long as is chosen", async () => {
    const { cache, entries } = createMapCache();
    const options = { introspection: { cache, cacheSeconds: 20 } };
    const as = server();
    await connect(as, options).verifier.verify(OPAQUE);
    expect([...entries.values()]).toMatchObject([{ answeredAt: NOW, expiresAt: NOW + 20, response: { active: true } }]);
    expect(JSON.stringify([...entries])).not.toContain(OPAQUE);
    // Another process that shares it need not ask; one that asks as somebody else must, since it may be told something else.
    as.takeUrls();
    await connect(as, options).verifier.verify(OPAQUE);
    expect(as.takeUrls()).toEqual([]);
    const asElse = { ...options.introspection, authentication: { ...authentication, clientId: "other" } };
    await connect(as, { introspection: asElse }).verifier.verify(OPAQUE);
    expect(as.takeUrls()).toEqual([OAUTH, ENDPOINT]);
    expect(entries.size).toBe(2);
  });

  const bearer = (token: string | (() => string)): object => ({ authentication: { method: "bearer", token } });

  test.each<[called: string, first: object, second: object, isShared: boolean]>([
    ["by those with the same bearer token", bearer("token-1"), bearer("token-1"), true],
    ["by those with different bearer tokens", bearer("token-1"), bearer("token-2"), false],
    ["by those whose bearer tokens come from functions", bearer(() => "t"), bearer(() => "t"), false],
    ["by nameless clients", { authentication: { method: "none" } }, { authentication: { method: "none" } }, false],
    [
      "by clients with the same name",
      { authentication: { method: "none", clientId: "a" } },
      { authentication: { method: "none", clientId: "a" } },
      true,
    ],
    ["at the same endpoint", { endpoint: ENDPOINT }, { endpoint: ENDPOINT }, true],
    ["at different endpoints", { endpoint: ENDPOINT }, { endpoint: `${ENDPOINT}?2` }, false],
  ])("is shared with nobody who may be told something else: given to those who ask %s", async (...given) => {
    const [, first, second, isShared] = given;
    const { cache, entries } = createMapCache();
    for (const introspection of [first, second]) {
      const as = server({ [`${ENDPOINT}?2`]: json({ active: true, ...ACTIVE }) });
      expect(await judge(connect(as, { introspection: { cache, ...introspection } }).verifier)).toMatchObject({
        kind: "accepted",
      });
    }
    expect(entries.size).toBe(isShared ? 1 : 2);
    expect(JSON.stringify([...entries])).not.toMatch(/token-[12]/);
  });

  test("is shared with nobody whose metadata are elsewhere, nor by clients of the application", async () => {
    const { cache, entries } = createMapCache();
    for (const [size, metadataUrl] of [undefined, OAUTH, OAUTH, OIDC_APPENDED].entries()) {
      const as = server({ [OIDC_APPENDED]: json(DOCUMENT) });
      const { verifier } = connect(as, {
        issuer: metadataUrl === undefined ? {} : { metadataUrl },
        introspection: { cache },
      });
      expect(await judge(verifier)).toMatchObject({ kind: "accepted" });
      expect(entries.size).toBe([1, 2, 2, 3][size]);
    }
    const client = answeringClient();
    for (const _ of [1, 2]) {
      const { verifier } = introspectingVerifier(client, { introspection: { cache } });
      await judge(verifier);
      await judge(verifier);
    }
    expect(entries.size).toBe(5);
  });

  test.each([
    [undefined, "basic"],
    [["client_secret_basic", "client_secret_post"], "basic"],
    [["client_secret_post", "private_key_jwt"], "post"],
    [["private_key_jwt"], "none"],
  ])("is authenticated to as its metadata ask: %j (RFC 8414 §2)", async (methods, expected) => {
    const as = server({ [OAUTH]: json({ ...DOCUMENT, introspection_endpoint_auth_methods_supported: methods }) });
    const { verifier } = connect(as);
    expect(await judge(verifier)).toMatchObject({ kind: expected === "none" ? "unavailable" : "accepted" });
    const [form] = as.forms();
    const inForm = form?.["client_secret"] === authentication.clientSecret ? "post" : "basic";
    expect(form === undefined ? "none" : inForm).toBe(expected);
  });

  test.each([
    ["none", undefined],
    ["one that is no URL", "/introspect"],
    ["one without TLS", "http://as.example/t1/introspect"],
    ["one on loopback", "http://127.0.0.1/introspect"],
  ])("cannot be asked while its metadata name an endpoint that is %s: 503 (CVE-2024-0560)", async (_, endpoint) => {
    const as = server({ [OAUTH]: json({ ...DOCUMENT, introspection_endpoint: endpoint }) });
    const { verifier, events } = connect(as);
    expect(await judge(verifier)).toMatchObject({ kind: "unavailable" });
    expect(as.forms()).toEqual([]);
    expect(events.map(({ type }) => type)).toEqual([
      "metadata.refresh_failed",
      "introspection.failed",
      "token.unavailable",
    ]);
    expect(verifier.health()).toMatchObject({
      state: "degraded",
      issuers: [{ introspection: { state: "degraded", lastErrorClass: "metadata" } }],
    });
    as.answers[OAUTH] = json(DOCUMENT);
    expect(await judge(verifier)).toMatchObject({ kind: "accepted" });
    expect(verifier.health()).toMatchObject({ state: "fresh", issuers: [{ introspection: { state: "up" } }] });
  });
});

describe("an issuer of JWTs and of opaque tokens", () => {
  const both = { issuer: { tokenFormat: "both" } } as const;

  test("has its metadata read once for keys and endpoint, whichever is asked for first", async () => {
    for (const first of [jwt, OPAQUE]) {
      const as = server();
      const { verifier } = connect(as, both);
      await verifier.verify(first);
      await verifier.verify(first === jwt ? OPAQUE : jwt);
      expect(as.takeUrls().toSorted()).toEqual([OAUTH, JWKS, ENDPOINT].toSorted());
      const together = server();
      const other = connect(together, both).verifier;
      await Promise.all([other.verify(jwt), other.verify(OPAQUE)]);
      expect(together.takeUrls().toSorted()).toEqual([OAUTH, JWKS, ENDPOINT].toSorted());
    }
  });

  test("has the metadata of the endpoint alone read where its keys are given", async () => {
    const as = server();
    const { verifier } = connect(as, { issuer: withKeysOf(signer, "both") });
    await verifier.verify(jwt);
    expect(as.takeUrls()).toEqual([]);
    await verifier.verify(OPAQUE);
    expect(as.takeUrls()).toEqual([OAUTH, ENDPOINT]);
  });

  test("needs no keys in the metadata where its keys are given", async () => {
    const as = server({ [OAUTH]: json({ ...DOCUMENT, jwks_uri: undefined }) });
    const { verifier } = connect(as, { issuer: withKeysOf(signer, "both") });
    expect(await judge(verifier)).toMatchObject({ kind: "accepted" });
    expect(await judge(verifier, jwt)).toMatchObject({ kind: "accepted" });
  });

  test("is asked where another place of metadata names the endpoint", async () => {
    const as = server({
      [OAUTH]: json({ ...DOCUMENT, introspection_endpoint: undefined }),
      [OIDC_INSERTED]: json(DOCUMENT),
    });
    const { verifier } = connect(as, both);
    expect(await judge(verifier)).toMatchObject({ kind: "accepted" });
    expect(as.takeUrls()).toEqual([OAUTH, OIDC_INSERTED, ENDPOINT]);
  });

  test("has its JWTs judged although no metadata name the endpoint; opaque tokens are 503", async () => {
    const as = server({ [OAUTH]: json({ ...DOCUMENT, introspection_endpoint: undefined }) });
    const { verifier, clock, events } = connect(as, both);
    expect(await judge(verifier, jwt)).toMatchObject({ kind: "accepted" });
    expect(as.takeUrls()).toEqual([OAUTH, OIDC_INSERTED, OIDC_APPENDED, JWKS]);
    expect(await judge(verifier)).toMatchObject({ kind: "unavailable" });
    expect(events.find(({ type }) => type === "introspection.failed")).toMatchObject({
      cause: { message: `The metadata of ${ISSUER} name no introspection_endpoint to use` },
    });
    await expect(verifier.warmUp()).rejects.toMatchObject({ code: "unavailable" });
    expect(as.takeUrls()).toEqual([]);
    // Read again beside the answers, as for keys that cannot be fetched.
    as.answers[OAUTH] = json(DOCUMENT);
    as.answers[ENDPOINT] = json({ active: true, ...ACTIVE, exp: NOW + 9999 });
    clock.at = NOW + 600;
    await judge(verifier, "opaque-2");
    await settle();
    expect(await judge(verifier, "opaque-3")).toMatchObject({ kind: "accepted" });
  });

  test("goes on being asked at the place that was known, when its metadata name none any more", async () => {
    const as = server();
    const { verifier, clock } = connect(as, both);
    await verifier.verify(OPAQUE);
    as.answers[OAUTH] = json({ ...DOCUMENT, introspection_endpoint: undefined });
    clock.at = NOW + 3600;
    as.answers[ENDPOINT] = json({ active: true, ...ACTIVE, exp: NOW + 9999 });
    for (const token of ["opaque-2", "opaque-3"]) {
      expect(await judge(verifier, token)).toMatchObject({ kind: "accepted" });
      await settle();
    }
    expect(as.takeUrls()).toContain(OIDC_APPENDED);
  });

  test("moves its endpoint, and is asked there once its metadata have been read again", async () => {
    const moved = "https://as.example/t1/introspect2";
    const answer = json({ active: true, ...ACTIVE, exp: NOW + 9999 });
    const as = server({ [ENDPOINT]: answer, [moved]: answer });
    const { verifier, clock } = connect(as, both);
    await verifier.verify(OPAQUE);
    as.answers[OAUTH] = json({ ...DOCUMENT, introspection_endpoint: moved });
    clock.at = NOW + 3600;
    await verifier.verify("opaque-2");
    await settle();
    as.takeUrls();
    await verifier.verify("opaque-3");
    expect(as.takeUrls()).toEqual([moved]);
  });
});

test("the audience of an answer is asked for whoever the client is", async () => {
  const as = server({ [ENDPOINT]: json({ active: true, ...ACTIVE, aud: "api" }) });
  expect(await judge(connect(as).verifier)).toMatchObject({ reason: "audience_mismatch" });
  const { verifier } = connect(as, { audience: [AUDIENCE, "api"] });
  expect(await judge(verifier)).toMatchObject({ kind: "accepted" });
});
