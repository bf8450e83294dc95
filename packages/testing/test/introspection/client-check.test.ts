import { randomUUID } from "node:crypto";
import { createVerifier, type ClientAuthentication } from "@ostiary/core";
import { importJWK, SignJWT, UnsecuredJWT } from "jose";
import { afterEach, describe, expect, test } from "vitest";
import { createSigningKey, manualClock, type TestIssuer, type TestIssuerOptions } from "../../src/index.js";
import { matchers } from "../../src/vitest.js";
import { ways } from "../faults/ways.js";
import { type Asked, basic, endpointOf, introspect, membersOf } from "./ask.js";

expect.extend(matchers);

interface AssertionParts {
  readonly alg?: string;
  readonly claims?: Record<string, unknown>;
  readonly key?: object;
  readonly secret?: string;
  readonly kid?: string;
}

const TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

describe.each(ways)("$way, the introspection endpoint", ({ open, fetch: fetchOf }) => {
  const opened: TestIssuer[] = [];
  afterEach(async () => {
    for (const as of opened.splice(0)) await as.close();
  });
  const setUp = async (introspection: TestIssuerOptions["introspection"] = {}) => {
    const clock = manualClock();
    const as = await open({ clock, introspection });
    opened.push(as);
    const ask = (asked?: Asked) => introspect(as, fetchOf(as), as.issueOpaque(), asked);
    return { as, clock, ask };
  };

  /** A client assertion that is right, but for what is said; made by another library. */
  const assert = async (
    as: TestIssuer,
    { alg = "ES256", claims = {}, key = as.resourceServer.privateJwk, secret, kid }: AssertionParts = {},
  ): Promise<Record<string, string>> => {
    const { clientId, clientSecret } = as.resourceServer;
    const now = as.clock.now();
    const payload = { iss: clientId, sub: clientId, aud: as.issuer, exp: now + 60, jti: randomUUID(), ...claims };
    const bytes = new TextEncoder().encode(secret ?? clientSecret);
    const assertion = await new SignJWT(payload)
      .setProtectedHeader({ alg, ...(kid === undefined ? {} : { kid }) })
      .sign(alg === "HS256" ? bytes : await importJWK(key as never, alg));
    return { client_assertion_type: TYPE, client_assertion: assertion };
  };

  const expectClient = async (response: Response, isClient: boolean): Promise<void> => {
    expect(response.status).toBe(isClient ? 200 : 401);
    expect(response.headers.get("www-authenticate")).toBe(isClient ? null : `Basic realm="introspection"`);
    expect(await membersOf(response)).toMatchObject(isClient ? { active: true } : { error: "invalid_client" });
  };

  test("takes Basic credentials, both halves form-encoded (RFC 6749 §2.3.1)", async () => {
    const { ask } = await setUp();
    await expectClient(await ask(), true);
  });

  test.each<[what: string, edit: (as: TestIssuer) => string | undefined]>([
    ["none", () => undefined],
    [
      "those that are not encoded",
      ({ resourceServer: { clientId, clientSecret } }) => `Basic ${btoa(`${clientId}:${clientSecret}`)}`,
    ],
    ["another secret", ({ resourceServer: { clientId } }) => `Basic ${btoa(`${encodeURIComponent(clientId)}:x`)}`],
    [
      "another client",
      ({ resourceServer: { clientSecret } }) => `Basic ${btoa(`x:${encodeURIComponent(clientSecret)}`)}`,
    ],
    ["no colon", () => `Basic ${btoa("x")}`],
    ["what is no base64", () => "Basic ???"],
    ["another scheme", (as) => basic(as).replace("Basic", "Digest")],
    ["a scheme alone", () => "Basic"],
  ])("refuses Basic credentials: %s (RFC 6749 §5.2)", async (_, edit) => {
    const { as, ask } = await setUp();
    await expectClient(await ask(), true);
    await expectClient(await ask({ authorization: edit(as) }), false);
  });

  test("takes client_id and client_secret as parameters (RFC 6749 §2.3.1)", async () => {
    const { as, ask } = await setUp();
    const { clientId: client_id, clientSecret: client_secret } = as.resourceServer;
    const post = (form: Record<string, string>) => ask({ authorization: undefined, form });
    await expectClient(await post({ client_id, client_secret }), true);
    await expectClient(await post({ client_id, client_secret: "x" }), false);
    await expectClient(await post({ client_id: "x", client_secret }), false);
    await expectClient(await post({ client_secret }), false);
    await expectClient(await post({ client_id }), false);
  });

  test.each(["ES256", "HS256"])("takes a client assertion with %s, once (RFC 7523 §3)", async (alg) => {
    const { as, ask } = await setUp();
    const form = await assert(as, { alg });
    await expectClient(await ask({ authorization: undefined, form }), true);
    await expectClient(await ask({ authorization: undefined, form }), false);
    const again = await assert(as, { alg });
    await expectClient(
      await ask({ authorization: undefined, form: { ...again, client_id: as.resourceServer.clientId } }),
      true,
    );
  });

  test.each<[what: string, claims: (as: TestIssuer) => Record<string, unknown>, isClient: boolean]>([
    ["for the endpoint", (as) => ({ aud: endpointOf(as) }), true],
    ["for the token endpoint, in a list", (as) => ({ aud: [`${as.issuer}/token`] }), true],
    ["for somebody else", () => ({ aud: "https://other.example.com" }), false],
    ["for nobody", () => ({ aud: undefined }), false],
    ["of another client", () => ({ iss: "x", sub: "x" }), false],
    ["by another client", () => ({ iss: "x" }), false],
    ["about another client", () => ({ sub: "x" }), false],
    ["that has expired", (as) => ({ exp: as.clock.now() }), false],
    ["that does not expire", () => ({ exp: undefined }), false],
    ["that lives for days", (as) => ({ exp: as.clock.now() + 100_000 }), false],
    ["for later", (as) => ({ nbf: as.clock.now() + 1 }), false],
    ["without a name of its own", () => ({ jti: undefined }), false],
  ])("judges a client assertion %s (RFC 7523 §3)", async (_, claims, isClient) => {
    const { as, ask } = await setUp();
    for (const alg of ["ES256", "HS256"]) {
      await expectClient(await ask({ authorization: undefined, form: await assert(as, { alg }) }), true);
      const form = await assert(as, { alg, claims: claims(as) });
      await expectClient(await ask({ authorization: undefined, form }), isClient);
    }
  });

  test("refuses a client assertion by another key, with no signature, of another type, or no assertion at all", async () => {
    const { as, ask } = await setUp();
    const good = await assert(as);
    const { clientId } = as.resourceServer;
    const unsigned = new UnsecuredJWT({
      iss: clientId,
      sub: clientId,
      aud: as.issuer,
      exp: as.clock.now() + 60,
      jti: "j",
    });
    for (const form of [
      await assert(as, { key: createSigningKey("ES256").privateKey.export({ format: "jwk" }) }),
      await assert(as, { kid: "another" }),
      await assert(as, { alg: "HS256", secret: "x".repeat(48) }),
      { ...good, client_assertion: unsigned.encode() },
      { ...good, client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:saml2-bearer" },
      { ...good, client_assertion: "x" },
      { client_assertion: good["client_assertion"]! },
    ]) {
      await expectClient(await ask({ authorization: undefined, form }), false);
    }
    await expectClient(await ask({ authorization: undefined, form: good }), true);
  });

  test("takes an active access token of the client's own, of either form (RFC 7662 §2.1)", async () => {
    const { as, ask } = await setUp();
    const own = { client_id: as.resourceServer.clientId };
    const opaque = as.issueOpaque(own);
    expect((await ask({ authorization: `Bearer ${opaque}` })).status).toBe(200);
    expect((await ask({ authorization: `bearer ${as.issue(own)}` })).status).toBe(200);
    as.revoke(opaque);
    as.answerIntrospection("odd", { json: null });
    as.answerIntrospection("text", { body: "{}" });
    for (const token of [opaque, as.issueOpaque(), as.issue(), as.issueExpired(own), "made-up", "odd", "text"]) {
      const response = await ask({ authorization: `Bearer ${token}` });
      expect([response.status, response.headers.get("www-authenticate"), await membersOf(response)]).toEqual([
        401,
        `Bearer error="invalid_token"`,
        { error: "invalid_token" },
      ]);
    }
  });

  test("refuses to be told twice who asks (RFC 6749 §2.3)", async () => {
    const { as, ask } = await setUp();
    const { clientId: client_id, clientSecret: client_secret } = as.resourceServer;
    for (const form of [{ client_id, client_secret }, await assert(as)]) {
      const response = await ask({ form });
      expect([response.status, await membersOf(response)]).toEqual([400, { error: "invalid_request" }]);
    }
    await expectClient(await ask({ form: { client_id } }), true);
    await expectClient(await ask({ form: { client_id: "x" } }), false);
  });

  test("says in metadata which ways there are, and takes no other (RFC 8414 §2)", async () => {
    const { as, ask } = await setUp({ authMethods: ["client_secret_post"] });
    expect(as.metadata()).toMatchObject({ introspection_endpoint_auth_methods_supported: ["client_secret_post"] });
    expect(as.metadata()).not.toHaveProperty("introspection_endpoint_auth_signing_alg_values_supported");
    const { clientId: client_id, clientSecret: client_secret } = as.resourceServer;
    await expectClient(await ask({ authorization: undefined, form: { client_id, client_secret } }), true);
    await expectClient(await ask(), false);
    await expectClient(await ask({ authorization: undefined, form: await assert(as) }), false);
  });

  test("can be there for everybody", async () => {
    const { as, ask } = await setUp({ authMethods: ["none"] });
    expect(as.metadata()).toMatchObject({ introspection_endpoint_auth_methods_supported: ["none"] });
    await expectClient(await ask({ authorization: undefined }), true);
    await expectClient(await ask({ authorization: undefined, form: { client_id: "whoever" } }), true);
  });

  test("is named in the metadata (RFC 8414 §2)", async () => {
    const { as } = await setUp();
    expect(as.metadata()).toMatchObject({
      introspection_endpoint: endpointOf(as),
      introspection_endpoint_auth_methods_supported: [
        "client_secret_basic",
        "client_secret_post",
        "client_secret_jwt",
        "private_key_jwt",
        "Bearer",
      ],
      introspection_endpoint_auth_signing_alg_values_supported: ["ES256", "HS256"],
      introspection_signing_alg_values_supported: ["ES256"],
    });
  });

  test.each<[what: string, asked: Asked]>([
    ["no token", { init: { body: new URLSearchParams() } }],
    ["an empty token", { init: { body: new URLSearchParams({ token: "" }) } }],
    ["a parameter twice", { form: [["token", "x"]] }],
    [
      "a body that is JSON",
      { init: { body: JSON.stringify({ token: "x" }) }, headers: { "content-type": "application/json" } },
    ],
    ["a body without a type", { init: { body: new TextEncoder().encode("token=x") } }],
  ])("refuses %s (RFC 7662 §2.1, RFC 6749 §3.1)", async (_, asked) => {
    const { ask } = await setUp();
    const response = await ask(asked);
    expect([response.status, await membersOf(response)]).toEqual([400, { error: "invalid_request" }]);
  });

  test("takes the content type with parameters, in any case", async () => {
    const { ask } = await setUp();
    const headers = { "content-type": "Application/X-WWW-Form-URLEncoded; charset=UTF-8" };
    await expectClient(await ask({ headers }), true);
  });

  test.each(["GET", "PUT", "DELETE"])("refuses %s (RFC 7662 §2.1)", async (method) => {
    const { as } = await setUp();
    const response = await fetchOf(as)(endpointOf(as), { method });
    expect([response.status, response.headers.get("allow")]).toEqual([405, "POST"]);
  });

  test.each<[method: string, authentication: (as: TestIssuer) => ClientAuthentication]>([
    ["a secret", ({ resourceServer: { clientId, clientSecret } }) => ({ clientId, clientSecret })],
    ...(["client_secret_basic", "client_secret_post", "client_secret_jwt"] as const).map(
      (method): [string, (as: TestIssuer) => ClientAuthentication] => [
        method,
        ({ resourceServer: { clientId, clientSecret } }) => ({ method, clientId, clientSecret }),
      ],
    ),
    [
      "private_key_jwt",
      ({ resourceServer: { clientId, privateJwk: privateKey } }) => ({
        method: "private_key_jwt",
        clientId,
        privateKey,
      }),
    ],
    ["bearer", (as) => ({ method: "bearer", token: as.issueOpaque({ client_id: as.resourceServer.clientId }) })],
  ])(
    "lets a verifier ask that comes with %s, and one with a wrong secret not (RFC 7662 §2.1)",
    async (_, authentication) => {
      const { as } = await setUp();
      const trust = (own: ClientAuthentication) =>
        createVerifier(as.verifierOptions({ opaque: true, introspection: { authentication: own } }));
      expect(await trust(authentication(as)).verify(as.issueOpaque())).toBeAccepted();
      const wrong = trust({ clientId: as.resourceServer.clientId, clientSecret: "x" });
      await expect(wrong.verify(as.issueOpaque())).rejects.toBeUnavailable();
    },
  );
});

test("a body that is too large is not read (RFC 9110 §15.5.14)", async () => {
  await using as = await ways[1]!.open();
  const body = new URLSearchParams({ token: "x".repeat(2 ** 20) });
  expect((await fetch(endpointOf(as), { method: "POST", body })).status).toBe(413);
  expect(as.requests.introspection).toBe(0);
});
