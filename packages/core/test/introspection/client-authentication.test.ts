import { inspect } from "node:util";
import { decodeProtectedHeader, exportJWK, generateKeyPair, type JWK, jwtVerify } from "jose";
import { describe, expect, test } from "vitest";
import { createClientAuthenticator } from "../../src/introspection/client-authentication.js";
import type { ClientAuthentication } from "../../src/options.js";
import { createKeyPair } from "../support/key-pair.js";
import { errorOf, everythingOf } from "./scripted-endpoint.js";

const issuer = "https://as.example.com/t1";
const now = 1_893_456_000.7;
const clientId = "api-1";
const clientSecret = "5ecret-of-at-least-thirty-two-bytes";

const credentialsOf = (
  authentication: ClientAuthentication,
  methods?: readonly string[],
): ReturnType<ReturnType<typeof createClientAuthenticator>> =>
  createClientAuthenticator(authentication, issuer)({ now, methods });

const basic = (text: string): string => `Basic ${Buffer.from(text).toString("base64")}`;

describe("each method shows who we are in one way, and in no other (RFC 6749 §2.3)", () => {
  test.each<[string, ClientAuthentication, object]>([
    [
      "client_secret_basic",
      { method: "client_secret_basic", clientId, clientSecret: "s" },
      { authorization: basic("api-1:s") },
    ],
    [
      "client_secret_post",
      { method: "client_secret_post", clientId, clientSecret: "s+&=%" },
      { form: { client_id: "api-1", client_secret: "s+&=%" } },
    ],
    ["tls_client_auth", { method: "tls_client_auth", clientId }, { form: { client_id: "api-1" } }],
    [
      "self_signed_tls_client_auth",
      { method: "self_signed_tls_client_auth", clientId },
      { form: { client_id: "api-1" } },
    ],
    ["bearer", { method: "bearer", token: "own-token" }, { authorization: "Bearer own-token" }],
    ["bearer", { method: "bearer", token: () => "own-token" }, { authorization: "Bearer own-token" }],
    ["bearer", { method: "bearer", token: () => Promise.resolve("own-token") }, { authorization: "Bearer own-token" }],
    ["none", { method: "none" }, {}],
    ["none", { method: "none", clientId }, { form: { client_id: "api-1" } }],
  ])("%s", async (_, authentication, credentials) => {
    expect(await credentialsOf(authentication)).toEqual(credentials);
  });

  test.each([
    ["api 1", "a:b", "api+1:a%3Ab"],
    ["a:b", "%+&=/?", "a%3Ab:%25%2B%26%3D%2F%3F"],
    ["ümlaut", "пароль€", "%C3%BCmlaut:%D0%BF%D0%B0%D1%80%D0%BE%D0%BB%D1%8C%E2%82%AC"],
    ["a~b*c", "-._!'()", "a%7Eb*c:-._%21%27%28%29"],
  ])(
    "client_secret_basic encodes %s and %s as forms do before it joins them (RFC 6749 §2.3.1)",
    async (id, secret, text) => {
      const authentication = { method: "client_secret_basic", clientId: id, clientSecret: secret } as const;
      expect(await credentialsOf(authentication)).toEqual({ authorization: basic(text) });
    },
  );

  test("a token of our own is asked for anew each time", async () => {
    let calls = 0;
    const authenticate = createClientAuthenticator({ method: "bearer", token: () => `own-${(calls += 1)}` }, issuer);
    expect(await authenticate({ now })).toEqual({ authorization: "Bearer own-1" });
    expect(await authenticate({ now })).toEqual({ authorization: "Bearer own-2" });
  });
});

describe("a client secret without a method", () => {
  test.each<[readonly string[] | undefined, string]>([
    [undefined, "authorization"],
    [[], "authorization"],
    [["client_secret_post", "client_secret_basic"], "authorization"],
    [["private_key_jwt", "client_secret_jwt", "client_secret_post"], "client_secret"],
    [["private_key_jwt", "client_secret_jwt"], "client_assertion"],
  ])("goes as the metadata have it: %j (RFC 8414 §2)", async (methods, mark) => {
    const { authorization, form } = await credentialsOf({ clientId, clientSecret }, methods);
    expect(Object.keys({ ...(authorization === undefined ? {} : { authorization }), ...form })).toContain(mark);
    expect([authorization, form?.["client_secret"], form?.["client_assertion"]].filter(Boolean)).toHaveLength(1);
  });

  test("of 32 bytes is long enough to sign with (RFC 7518 §3.2)", async () => {
    const secret = "x".repeat(32);
    const { form } = await credentialsOf({ clientId, clientSecret: secret }, ["client_secret_jwt"]);
    expect(form).toHaveProperty("client_assertion");
  });

  test.each([
    [["private_key_jwt", "tls_client_auth"], clientSecret, "set authentication.method, and what belongs to it"],
    [["client_secret_jwt"], "short-5ecret", "too short for client_secret_jwt: it needs 32 bytes (RFC 7518 §3.2)"],
  ])("does not go where %j is taken, and the error says so", async (methods, secret, remedy) => {
    const error = await errorOf(credentialsOf({ clientId, clientSecret: secret }, methods));
    expect(error.name).toBe("IntrospectionNotSentError");
    expect(error.message).toContain(issuer);
    expect(error.message).toContain(methods[0]);
    expect(error.message).toContain(remedy);
    expect(everythingOf(error)).not.toContain("5ecret");
  });

  test("goes as it was told if it was told, whatever the metadata say", async () => {
    const authentication = { method: "client_secret_post", clientId, clientSecret } as const;
    expect(await credentialsOf(authentication, ["client_secret_basic"])).toEqual({
      form: { client_id: clientId, client_secret: clientSecret },
    });
  });
});

describe("an assertion", () => {
  const assertionOf = async (authentication: ClientAuthentication): Promise<string> => {
    const { authorization, form } = await credentialsOf(authentication);
    expect(authorization).toBeUndefined();
    expect(form).toEqual({
      client_id: clientId,
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      client_assertion: expect.any(String) as string,
    });
    return form?.["client_assertion"] ?? "";
  };

  test.each(["RS256", "PS384", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"] as const)(
    "is signed with our %s key, for the issuer alone and for a minute (RFC 7523 §3)",
    async (alg) => {
      const { publicKey, privateKey } = await createKeyPair(alg);
      const jwk = { ...(await exportJWK(privateKey)), alg, kid: "k1", use: "sig", key_ops: ["sign"] };
      const assertion = await assertionOf({ method: "private_key_jwt", clientId, privateKey: jwk });
      const { payload, protectedHeader } = await jwtVerify(assertion, publicKey, { currentDate: new Date(now * 1000) });
      expect(protectedHeader).toEqual({ alg, kid: "k1", typ: "client-authentication+jwt" });
      expect(payload).toEqual({
        iss: clientId,
        sub: clientId,
        aud: issuer,
        iat: 1_893_456_000,
        exp: 1_893_456_060,
        jti: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      });
    },
  );

  test("may be signed with a CryptoKey that cannot be exported, and take kid and aud from the options", async () => {
    const { publicKey, privateKey } = await generateKeyPair("ES256");
    const assertion = await assertionOf({
      method: "private_key_jwt",
      clientId,
      privateKey,
      algorithm: "ES256",
      keyId: "k2",
      assertionAudience: "https://as.example.com/token",
    });
    const { payload, protectedHeader } = await jwtVerify(assertion, publicKey, { currentDate: new Date(now * 1000) });
    expect(protectedHeader).toMatchObject({ alg: "ES256", kid: "k2" });
    expect(payload.aud).toBe("https://as.example.com/token");
  });

  test("names no key where none is named", async () => {
    const { privateKey } = await generateKeyPair("ES256");
    const assertion = await assertionOf({ method: "private_key_jwt", clientId, privateKey, algorithm: "ES256" });
    expect(decodeProtectedHeader(assertion)).toEqual({ alg: "ES256", typ: "client-authentication+jwt" });
  });

  test("is made of our secret with HS256 (OpenID Connect Core 1.0 §9)", async () => {
    const assertion = await assertionOf({ method: "client_secret_jwt", clientId, clientSecret });
    const secret = new TextEncoder().encode(clientSecret);
    const { payload, protectedHeader } = await jwtVerify(assertion, secret, { currentDate: new Date(now * 1000) });
    expect(protectedHeader).toEqual({ alg: "HS256", typ: "client-authentication+jwt" });
    expect(payload).toMatchObject({ iss: clientId, sub: clientId, aud: issuer, exp: 1_893_456_060 });
  });

  test("is never used twice: each has a name of its own (RFC 7523 §3)", async () => {
    const authenticate = createClientAuthenticator({ method: "client_secret_jwt", clientId, clientSecret }, issuer);
    const forms = await Promise.all(Array.from({ length: 20 }, () => authenticate({ now })));
    expect(new Set(forms.map(({ form }) => form?.["client_assertion"])).size).toBe(20);
  });

  test("is signed with the key as it was given, whatever becomes of the object", async () => {
    const { publicKey, privateKey } = await generateKeyPair("ES256", { extractable: true });
    const jwk: JWK = { ...(await exportJWK(privateKey)), alg: "ES256" };
    const authenticate = createClientAuthenticator({ method: "private_key_jwt", clientId, privateKey: jwk }, issuer);
    delete jwk.d;
    const { form } = await authenticate({ now });
    const verified = jwtVerify(form?.["client_assertion"] ?? "", publicKey, { currentDate: new Date(now * 1000) });
    await expect(verified).resolves.toMatchObject({ payload: { sub: clientId } });
  });

  test("that cannot be signed is an error without a word of the key", async () => {
    const [one, other] = await Promise.all([
      generateKeyPair("ES256", { extractable: true }),
      generateKeyPair("ES256", { extractable: true }),
    ]);
    const privateKey = { ...(await exportJWK(one.publicKey)), d: (await exportJWK(other.privateKey)).d, alg: "ES256" };
    const error = await errorOf(credentialsOf({ method: "private_key_jwt", clientId, privateKey }));
    expect(error).toMatchObject({
      name: "IntrospectionNotSentError",
      message: "The client assertion could not be signed: the key does not fit ES256",
    });
    expect(error).not.toHaveProperty("cause");
    expect(everythingOf(error)).not.toContain(privateKey.d);
  });
});

describe("a function that gives our own token", () => {
  test.each([
    [
      "throws",
      () => {
        throw new Error("no token");
      },
    ],
    ["rejects", () => Promise.reject(new Error("no token"))],
  ] as [string, () => Promise<string>][])("and %s is an outage", async (_, token) => {
    const error = await errorOf(credentialsOf({ method: "bearer", token }));
    expect(error).toMatchObject({
      name: "IntrospectionNotSentError",
      message: "The function authentication.token failed",
      cause: new Error("no token"),
    });
  });

  test.each([undefined, null, "", "5ecret token", "5ecret\r\nX-Injected: 1", "=5ecret", { token: "5ecret" }])(
    "and gives %j is one too, and nothing of it is told (RFC 6750 §2.1)",
    async (value) => {
      const error = await errorOf(credentialsOf({ method: "bearer", token: () => value as string }));
      expect(error.name).toBe("IntrospectionNotSentError");
      expect(error.message).toBe("The function authentication.token gave no bearer token (RFC 6750 §2.1)");
      expect(everythingOf(error)).not.toContain("5ecret");
    },
  );
});

test("what authenticates shows nothing of a secret", () => {
  const authenticate = createClientAuthenticator({ clientId, clientSecret }, issuer);
  expect(inspect(authenticate, { depth: 9, showHidden: true })).not.toContain("5ecret");
  expect(Object.keys(authenticate)).toEqual([]);
});
