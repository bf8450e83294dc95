import { inspect } from "node:util";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { describe, expect, test, vi } from "vitest";
import {
  createEndpointClient,
  type EndpointClientOptions,
  type EndpointPlace,
} from "../../src/introspection/endpoint-client.js";
import { createVerificationKey } from "../../src/keys/verification-key.js";
import type { IntrospectionClient } from "../../src/seams/introspection-client.js";
import { answer, errorOf, everythingOf, scriptedEndpoint } from "./scripted-endpoint.js";

const now = 1_893_456_000;
const issuer = "https://as.example.com";
const url = "https://as.example.com/introspect";

function clientWith(changes: Partial<EndpointClientOptions>): IntrospectionClient {
  return createEndpointClient({
    issuer,
    authentication: { clientId: "api-1", clientSecret: "5ecret" },
    locate: () => Promise.resolve({ url }),
    signedResponse: false,
    keys: { find: () => undefined },
    audiences: ["https://api.example.com"],
    algorithms: new Set(["ES256"]),
    clockToleranceSeconds: 5,
    timeoutSeconds: 3,
    maxBodyBytes: 65_536,
    fetch: () => Promise.reject(new Error("an unexpected call")),
    ...changes,
  });
}

describe("a question", () => {
  test("goes to the endpoint as who we are, and comes back as an answer (RFC 7662 §2)", async () => {
    const { fetch, seen } = scriptedEndpoint(answer('{"active":true,"sub":"u1"}'), answer('{"active":false}'));
    const { introspect } = clientWith({ fetch });
    expect(await introspect("opaque-1", { now })).toEqual({ active: true, claims: { sub: "u1" } });
    expect(await introspect("opaque-2", { now })).toEqual({ active: false });
    expect(seen).toMatchObject([
      {
        url,
        headers: { authorization: `Basic ${btoa("api-1:5ecret")}` },
        body: "token=opaque-1&token_type_hint=access_token",
      },
      { url, body: "token=opaque-2&token_type_hint=access_token" },
    ]);
  });

  test.each([
    [{ method: "tls_client_auth", clientId: "api-1" }, true],
    [{ method: "self_signed_tls_client_auth", clientId: "api-1" }, true],
    [{ method: "none", clientId: "api-1" }, false],
    [{ clientId: "api-1", clientSecret: "5ecret" }, false],
  ] as const)(
    "goes to the place for certificates with a certificate alone: %j (RFC 8705 §5)",
    async (authentication, isThere) => {
      const mtlsUrl = "https://mtls.as.example.com/introspect";
      const { fetch, seen } = scriptedEndpoint(answer("{}"), answer("{}"));
      const client = (place: EndpointPlace) =>
        clientWith({ fetch, authentication, locate: () => Promise.resolve(place) });
      await client({ url, mtlsUrl }).introspect("opaque-1", { now });
      await client({ url }).introspect("opaque-1", { now });
      expect(seen).toMatchObject([{ url: isThere ? mtlsUrl : url }, { url }]);
    },
  );

  test("asks each time where the endpoint is and how it wants us, at the time of the request", async () => {
    const places: EndpointPlace[] = [{ url }, { url: `${url}2`, authMethods: ["client_secret_post"] }];
    const locate = vi.fn<EndpointClientOptions["locate"]>(() => Promise.resolve(places.shift() ?? { url: "" }));
    const { fetch, seen } = scriptedEndpoint(answer("{}"), answer("{}"));
    const { introspect } = clientWith({ locate, fetch, tokenTypeHint: false });
    await introspect("opaque-1", { now });
    await introspect("opaque-1", { now });
    expect(locate).toHaveBeenCalledWith({ now });
    expect(seen.map(({ url: asked }) => asked)).toEqual([url, `${url}2`]);
    expect(seen[1]?.body).toBe("token=opaque-1&client_id=api-1&client_secret=5ecret");
    expect(seen[1]?.headers).not.toHaveProperty("authorization");
  });

  test.each([
    ["our client id", { authentication: { method: "none", clientId: "api-1" } }, "api-1"],
    ["this resource server", {}, "https://api.example.com"],
  ] as const)("may be answered in a JWT for %s, if it was asked to be (RFC 9701 §4)", async (_, changes, aud) => {
    const { publicKey, privateKey } = await generateKeyPair("ES256", { extractable: true });
    const key = await createVerificationKey(await exportJWK(publicKey));
    const jwt = new SignJWT({ iss: issuer, aud, iat: now, token_introspection: { active: true, sub: "u1" } });
    const text = await jwt.setProtectedHeader({ alg: "ES256", typ: "token-introspection+jwt" }).sign(privateKey);
    const type = { "content-type": "application/token-introspection+jwt" };
    const { fetch, seen } = scriptedEndpoint(
      answer(text, 200, type),
      answer(text, 200, type),
      answer('{"active":true}'),
    );
    const { introspect } = clientWith({ ...changes, fetch, signedResponse: true, keys: { find: () => key } });
    expect(await introspect("opaque-1", { now })).toEqual({ active: true, claims: { sub: "u1" } });
    expect(seen[0]?.headers["accept"]).toBe("application/token-introspection+jwt");
    expect(await errorOf(introspect("opaque-1", { now: now + 70 }))).toMatchObject({
      name: "UnusableIntrospectionError",
    });
    expect(await errorOf(introspect("opaque-1", { now }))).toMatchObject({ kind: "content_type" });
  });

  test("is not put about our own bearer credential, which is inactive (L-29)", async () => {
    const tokens = ["own-1", "own-2"];
    const { fetch, seen } = scriptedEndpoint(answer('{"active":true}'));
    const fixed = clientWith({ fetch, authentication: { method: "bearer", token: "own-1" } });
    const given = clientWith({ fetch, authentication: { method: "bearer", token: () => tokens.shift() ?? "" } });
    expect(await fixed.introspect("own-1", { now })).toEqual({ active: false });
    expect(await given.introspect("own-1", { now })).toEqual({ active: false });
    expect(seen).toEqual([]);
    expect(await given.introspect("own-1", { now })).toEqual({ active: true, claims: {} });
    expect(seen[0]?.headers["authorization"]).toBe("Bearer own-2");
  });

  test("ends with the request it is put for", async () => {
    const outer = new AbortController();
    const fetch = vi.fn<EndpointClientOptions["fetch"]>(() => new Promise(() => {}));
    const failure = errorOf(
      clientWith({ fetch, timeoutSeconds: 600 }).introspect("opaque-1", { now, signal: outer.signal }),
    );
    await vi.waitUntil(() => fetch.mock.calls.length === 1);
    outer.abort();
    expect(await failure).toMatchObject({ name: "FetchFailure", kind: "timeout" });
    expect(fetch.mock.calls[0]?.[1].signal?.aborted).toBe(true);
  });
});

describe("nothing is sent", () => {
  test.each([
    [undefined, "is not known"],
    ["", "must be an absolute https URL"],
    ["/introspect", "must be an absolute https URL"],
    ["http://as.example.com/introspect", "must use https (http is for loopback)"],
    ["https://user:pass@as.example.com/introspect", "must not contain a user name or password"],
    ["file:///etc/passwd", "must be an absolute https URL"],
  ])("to the endpoint %j, and the error says why (L-23, R-7662-04)", async (place, words) => {
    const { fetch, seen } = scriptedEndpoint(answer('{"active":true}'));
    const locate = (): Promise<EndpointPlace> => Promise.resolve({ url: place as string });
    expect(await errorOf(clientWith({ fetch, locate }).introspect("opaque-1", { now }))).toMatchObject({
      name: "IntrospectionNotSentError",
      message: `The introspection endpoint of ${issuer} ${words}`,
    });
    expect(seen).toEqual([]);
  });

  test("while nobody knows where the endpoint is (L-23)", async () => {
    const outage = new Error("the metadata have no introspection_endpoint");
    const { fetch, seen } = scriptedEndpoint(answer('{"active":true}'));
    const client = clientWith({ fetch, locate: () => Promise.reject(outage) });
    expect(await errorOf(client.introspect("opaque-1", { now }))).toBe(outage);
    expect(seen).toEqual([]);
  });

  test("to an endpoint that takes none of what we have", async () => {
    const { fetch, seen } = scriptedEndpoint(answer('{"active":true}'));
    const client = clientWith({ fetch, locate: () => Promise.resolve({ url, authMethods: ["private_key_jwt"] }) });
    const error = await errorOf(client.introspect("opaque-1", { now }));
    expect(error).toMatchObject({ name: "IntrospectionNotSentError" });
    expect(error.message).toContain('takes ["private_key_jwt"], none of which is done with a client secret');
    expect(seen).toEqual([]);
  });
});

test("loopback may be asked without TLS", async () => {
  const { fetch } = scriptedEndpoint(answer('{"active":false}'));
  const locate = (): Promise<EndpointPlace> => Promise.resolve({ url: "http://127.0.0.1:8080/introspect" });
  expect(await clientWith({ fetch, locate }).introspect("opaque-1", { now })).toEqual({ active: false });
});

test("neither the client nor any of its errors shows a secret or a token", async () => {
  const endpoint = scriptedEndpoint(
    answer("", 401),
    answer("", 500),
    answer("[]"),
    answer("", 302),
    new TypeError("fetch failed"),
    answer("x", 200, { "content-type": "text/html" }),
  );
  const client = clientWith({ fetch: endpoint.fetch });
  expect(inspect(client, { depth: 9, showHidden: true })).not.toContain("5ecret");
  expect(JSON.stringify(client)).toBe("{}");
  for (let call = 0; call < 6; call += 1) {
    const error = await errorOf(client.introspect("opaque-token-of-a-user", { now }));
    expect(everythingOf(error)).not.toMatch(/5ecret|opaque-token|Basic/);
  }
  expect(endpoint.seen).toHaveLength(6);
});
