import { Server } from "node:net";
import { createVerifier, type IssuerOptions, type VerifierOptions } from "@ostiary/core";
import { dangerouslyAcceptAnyAudience } from "@ostiary/core/danger";
import { auth0, clerk, cognito, descope, oryNetwork, pingAm, zitadel } from "@ostiary/core/presets";
import { decodeJwt, decodeProtectedHeader } from "jose";
import { describe, expect, test, vi } from "vitest";
import { dialectNames, dialects } from "../../src/dialects/index.js";
import {
  createTestIssuer,
  defects,
  type DialectIssuerOptions,
  type DialectName,
  manualClock,
  type TestIssuerOptions,
} from "../../src/index.js";
import { matchers } from "../../src/vitest.js";
import { play, signingKeyFor } from "./signing-keys.js";

expect.extend(matchers);

describe("the name of a dialect", () => {
  test("is that of one dialect, and every dialect has one", () => {
    expect(dialects.map(({ name }) => name).toSorted()).toEqual([...dialectNames].toSorted());
  });

  test("is short, and in kebab case", () => {
    expect(dialectNames.filter((name) => !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) || name.length > 28)).toEqual([]);
  });

  test("that does not exist is refused, and the near ones are named", async () => {
    const like = (name: string): Promise<unknown> => createTestIssuer({ like: name as DialectName });
    await expect(like("keyclok")).rejects.toThrow('There is no dialect "keyclok"; do you mean keycloak?');
    await expect(like("ory-hydra")).rejects.toThrow(
      /^There is no dialect "ory-hydra"; there are: (?:[a-z\d-]+, )*hydra(?:, [a-z\d-]+)* and \d+ more$/,
    );
  });
});

describe("createTestIssuer({ like }) refuses", () => {
  test.each<[string, object, string]>([
    ["an option that it does not know", { audiance: "x" }, 'knows no option "audiance"; do you mean audience?'],
    ["a header type, which is that of the server", { typ: "JWT" }, 'knows no option "typ"'],
    [
      "a shape that the server does not have",
      { shape: "token" },
      'The dialect okta has no shape "token"; there are: "',
    ],
    ["a key and an algorithm", { algorithm: "RS256" }, "Give either signingKey or algorithm"],
    ["a trust without an issuer", { trust: { issuer: [] } }, "trust names no issuer"],
    ["a name of its own and listen", { issuer: "https://as.example.com", listen: true }, "either issuer or listen"],
  ])("%s", async (_, options, message) => {
    await expect(play({ like: "okta", ...options })).rejects.toThrow(message);
  });
});

test.each<[DialectName, object, object]>([
  ["auth0", { typ: "JWT" }, { azp: "web", scope: "a b", aud: ["urn:api", "https://acme.eu.auth0.com/userinfo"] }],
  ["authelia", { typ: "at+jwt" }, { client_id: "web", scp: ["a", "b"], aud: ["urn:api"] }],
  ["duende", { typ: "at+jwt" }, { client_id: "web", scope: ["a", "b"], aud: "urn:api" }],
  ["entra-v1", { typ: "JWT" }, { appid: "web", scp: "a b", aud: "urn:api" }],
  ["okta", {}, { cid: "web", scp: ["a", "b"], aud: "urn:api" }],
  ["hydra-jwt", { typ: "JWT" }, { client_id: "web", scp: ["a", "b"], aud: ["urn:api"] }],
  ["openiddict-signed", { typ: "at+jwt" }, { client_id: "web", oi_prst: "web", scope: "a b", aud: "urn:api" }],
  ["zitadel", { typ: "JWT" }, { client_id: "web", scope: "a b", aud: ["170000000000000001", "web", "urn:api"] }],
])("like %s, standard claims are written as that server writes them", async (like, header, claims) => {
  const as = await play({ like, audience: "urn:api" });
  const token = as.issue({ sub: "ada", client_id: "web", scope: "a b" });
  expect(decodeProtectedHeader(token)).toMatchObject({ ...header, alg: "RS256", kid: as.signingKey.kid });
  expect(decodeJwt(token)).toMatchObject({ ...claims, sub: "ada", iss: as.issuer });
  for (const name of ["scope", "client_id"]) expect(name in decodeJwt(token)).toBe(name in claims);
  expect(await createVerifier(as.verifierOptions()).verify(token)).toBeAccepted();
});

describe("a token", () => {
  test("is issued now, and expires when that of the server does", async () => {
    const clock = manualClock();
    const as = await play({ like: "logto", clock });
    clock.advance(1000);
    expect(decodeJwt(as.issue())).toMatchObject({ iat: clock.now(), exp: clock.now() + 3600 });
    expect(as.issue()).not.toBe(as.issue());
  });

  test("is any of the server's, by its title", async () => {
    const as = await play({ like: "auth0" });
    const { authorization } = as.bearer({ scope: "x" }, { shape: "access token, client credentials" });
    expect(decodeJwt(authorization.slice("Bearer ".length))).toMatchObject({ gty: "client-credentials", scope: "x" });
    const other = await play({ like: "auth0", shape: "access token, client credentials" });
    expect(decodeJwt(other.issue())).toMatchObject({ gty: "client-credentials", scope: "api:read" });
    expect(() => as.issue({}, { shape: "session" })).toThrow('The dialect auth0 has no shape "session"');
  });

  test("grants the scope of the issuer, or api:read where the server writes scopes", async () => {
    const scopes = async (options: DialectIssuerOptions): Promise<unknown[]> => {
      const as = await play(options);
      return [as.scope, decodeJwt(as.issue())["scp"]];
    };
    expect(await scopes({ like: "entra" })).toEqual(["api:read", "api:read"]);
    expect(await scopes({ like: "entra", scope: "orders:read" })).toEqual(["orders:read", "orders:read"]);
    expect(await scopes({ like: "entra-without-roles" })).toEqual(["", undefined]);
    expect(await scopes({ like: "entra-without-roles", scope: "orders:read" })).toEqual(["orders:read", "orders:read"]);
  });

  test("is signed as it is told to", async () => {
    const as = await play({ like: "okta" });
    expect(decodeProtectedHeader(as.issue({}, { typ: "x", kid: undefined, header: { y: 1 } }))).toEqual({
      alg: "RS256",
      typ: "x",
      y: 1,
    });
  });
});

describe("tokens of other kinds", () => {
  test("are those of the server, where it has some", async () => {
    const as = await play({ like: "keycloak" });
    expect(decodeJwt(as.issueIdToken())).toMatchObject({ typ: "ID", azp: "web", aud: "web" });
    expect(decodeJwt(as.issueRefreshToken())).toMatchObject({ typ: "Refresh", aud: as.issuer });
    expect(decodeJwt(as.issueRefreshToken({ aud: "x", scope: "y" }))).toMatchObject({ aud: "x", scope: "y" });
    expect(decodeProtectedHeader(as.issueLogoutToken()).typ).toBe("logout+jwt");
    const hydra = await play({ like: "hydra-jwt" });
    expect(decodeJwt(hydra.issueUntypedLogoutToken())).toHaveProperty("sid", "a1f3c0de");
  });

  test("are common ones elsewhere", async () => {
    const as = await play({ like: "google" });
    expect(decodeProtectedHeader(as.issueLogoutToken())).toMatchObject({ typ: "logout+jwt" });
    expect(decodeJwt(as.issueUntypedLogoutToken())).toMatchObject({ iss: as.issuer, sub: "user-1" });
    expect(decodeJwt(as.issueRefreshToken())).toMatchObject({ typ: "Refresh" });
  });
});

describe("like hydra, whose access tokens are opaque", async () => {
  const as = await play({ like: "hydra" });
  const verifier = createVerifier(as.verifierOptions());

  test("issue() makes an opaque token, with the prefix and the answer of the server", async () => {
    const token = as.issue({ sub: "ada" });
    expect(token).toMatch(/^ory_at_[\w-]{43}$/);
    const { claims } = await verifier.verify(token);
    expect(claims).toMatchObject({ token_type: "Bearer", token_use: "access_token", sub: "ada", scope: "api:read" });
    expect(as.issueOpaque({}, { prefix: "x_" })).toMatch(/^x_/);
    expect(as.bearerOpaque().authorization).toMatch(/^Bearer ory_at_/);
  });

  test("it can expire, and be revoked (RFC 7662 §2.2)", async () => {
    const token = as.issue();
    as.revoke(token);
    await expect(verifier.verify(token)).rejects.toBeDenied("token_inactive");
    await expect(verifier.verify(as.issueExpired())).rejects.toBeDenied("token_inactive");
  });

  test("refresh tokens are those of the server", async () => {
    expect(as.issueOpaqueRefreshToken()).toMatch(/^ory_rt_/);
    await expect(verifier.verify(as.issueOpaqueRefreshToken({}, { prefix: "ory_at_" }))).rejects.toBeDenied(
      "not_an_access_token",
    );
  });

  test("it is a JWT if something is said of how to sign it, and refused for that", async () => {
    const token = as.issue({}, { typ: "at+jwt" });
    expect(decodeJwt(token)).toMatchObject({ iss: as.issuer });
    expect(decodeJwt(token)).not.toHaveProperty("token_type");
    await expect(verifier.verify(token)).rejects.toThrow("was not accepted");
  });
});

describe("what an API asks introspection with", () => {
  const api = { clientId: "orders", clientSecret: "s" };

  test.each<[string, DialectIssuerOptions]>([
    ["nothing", { like: "hydra" }],
    ["an API key", { like: "ory-network" }],
    ["a secret", { like: "duende-reference" }],
    ["a method that it names", zitadelBy({ method: "client_secret_post", ...api })],
    ["a key", zitadelBy({ method: "private_key_jwt", clientId: "orders", privateKey: {} })],
    ["a certificate", zitadelBy({ method: "tls_client_auth", clientId: "orders" })],
  ])("is %s, and the test issuer takes it", async (_, options) => {
    const as = await play(options);
    expect(await createVerifier(as.verifierOptions()).verify(as.issueOpaque())).toBeAccepted();
    expect(methodOf(as.verifierOptions())).toBe(methodOf(options.trust ?? as.dialect.options));
  });

  test("can be a client of its own", async () => {
    const client = { introspect: async () => ({ active: false as const }) };
    const issuer: IssuerOptions = { ...oryNetwork({ projectSlug: "a-b", apiKey: "x" }), introspection: { client } };
    const as = await play({ like: "ory-network", trust: { issuer, audience: "urn:api" } });
    await expect(createVerifier(as.verifierOptions()).verify(as.issueOpaque())).rejects.toBeDenied("token_inactive");
    expect(as.requests.introspection).toBe(0);
  });

  test("is added to a preset without it", async () => {
    const as = await play({ like: "okta" });
    const options = as.verifierOptions({ opaque: true, introspection: { cacheSeconds: 0 } });
    expect(options.issuer).toMatchObject({ introspection: { cacheSeconds: 0 } });
    const verifier = createVerifier(options);
    expect(await verifier.verify(as.issueOpaque({ client_id: "x", scope: "y" }))).toMatchObject({ clientId: "x" });
    expect(await verifier.verify(as.issue())).toBeAccepted();
    const other = createVerifier(as.verifierOptions({ opaque: true, tokenFormat: "opaque" }));
    await expect(other.verify(as.issue())).rejects.toThrow("was not accepted");
  });

  test("says of a JWT what the server says, with the client and the scopes of the token", async () => {
    const as = await play({ like: "okta-introspected" });
    const token = as.issue({ client_id: "web", scope: "a b" });
    const verifier = createVerifier(as.verifierOptions());
    expect(await verifier.verify(token)).toMatchObject({ clientId: "web" });
    const { clientId: client_id, clientSecret: client_secret } = as.resourceServer;
    const body = new URLSearchParams({ token, client_id, client_secret });
    const answer = await as.fetch(as.metadata()["introspection_endpoint"] as string, { method: "POST", body });
    expect(await answer.json()).toMatchObject({ active: true, token_type: "Bearer", client_id: "web", scope: "a b" });
    as.revoke(token);
    await expect(createVerifier(as.verifierOptions()).verify(token)).rejects.toBeDenied("token_inactive");
  });

  test("is refused by an issuer that has no endpoint", async () => {
    const as = await play({ like: "hydra", introspection: false });
    await expect(createVerifier(as.verifierOptions()).verify(as.issue())).rejects.toThrow("could not be checked");
  });

  function methodOf({ issuer }: VerifierOptions): string | undefined {
    return (issuer as IssuerOptions).introspection?.authentication?.method;
  }

  function zitadelBy(
    authentication: NonNullable<IssuerOptions["introspection"]>["authentication"],
  ): DialectIssuerOptions {
    const preset = zitadel({
      domain: "acme.zitadel.cloud",
      projectId: "160000000000000003",
      introspectAs: { clientId: "1", clientSecret: "s" },
    });
    const introspection = { ...preset.introspection, ...(authentication === undefined ? {} : { authentication }) };
    return { like: "zitadel", trust: { issuer: { ...preset, introspection } } };
  }
});

describe("what an API trusts in production", () => {
  test.each<[DialectName, VerifierOptions, object]>([
    [
      "auth0",
      { issuer: auth0({ domain: "mine.us.auth0.com" }), audience: "urn:mine" },
      { iss: "https://mine.us.auth0.com/", aud: ["urn:mine", "https://mine.us.auth0.com/userinfo"] },
    ],
    [
      "clerk-oauth",
      { issuer: clerk({ domain: "clerk.mine.example", tokens: "oauth", clientIds: ["client_mine"] }) },
      { iss: "https://clerk.mine.example", client_id: "client_mine" },
    ],
    [
      "cognito",
      { issuer: cognito({ region: "us-east-1", userPoolId: "us-east-1_Mine", clientIds: ["mine"] }) },
      { iss: "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Mine", client_id: "mine" },
    ],
    [
      "descope",
      { issuer: descope({ projectId: "P2aaaaaaaaaaaaaaaaaaaaaaaaaa", tokens: "session" }) },
      { iss: "P2aaaaaaaaaaaaaaaaaaaaaaaaaa" },
    ],
    [
      "ping-am",
      { issuer: pingAm({ domain: "am.mine.example", realm: "bravo", clientIds: ["mine"] }) },
      { iss: "https://am.mine.example:443/am/oauth2/bravo", aud: "mine" },
    ],
  ])("can be played: like %s", async (like, trust, claims) => {
    const as = await play({ like, trust });
    const options = as.verifierOptions();
    expect(options.issuer).toEqual(trust.issuer);
    expect(decodeJwt(as.issue())).toMatchObject({ ...claims, iss: as.issuer });
    expect(await createVerifier(options).verify(as.issue())).toBeAccepted();
    await expect(createVerifier(options).verify(as.issueIdToken())).rejects.toThrow("was not accepted");
  });

  test("needs no preset: a name is enough, and further options stay", async () => {
    const trust: VerifierOptions = {
      issuer: "https://mine.example",
      audience: ["urn:mine", "urn:old"],
      maxTokenBytes: 900,
    };
    const as = await play({ like: "auth0-rfc9068", trust });
    expect(as.verifierOptions()).toMatchObject({ issuer: { issuer: "https://mine.example" }, maxTokenBytes: 900 });
    expect(as.audience).toBe("urn:mine");
    expect(await createVerifier(as.verifierOptions()).verify(as.issue())).toBeAccepted();
  });

  test("can be an API that takes any audience", async () => {
    const trust: VerifierOptions = { issuer: "https://mine.example", audience: dangerouslyAcceptAnyAudience };
    const as = await play({ like: "okta", trust });
    expect(as.verifierOptions().audience).toBe(dangerouslyAcceptAnyAudience);
    expect(await createVerifier(as.verifierOptions()).verify(as.issue({ aud: "urn:other" }))).toBeAccepted();
  });

  test("can be several issuers, of which the first is played, and the others have their places", async () => {
    const as = await play({ like: "entra-tenants" });
    const verifier = createVerifier(as.verifierOptions());
    const shape = "access token of an application of the other tenant";
    expect(await verifier.verify(as.issue())).toMatchObject({ issuer: as.issuer });
    expect(await verifier.verify(as.issue({}, { shape }))).not.toMatchObject({ issuer: as.issuer });
  });
});

describe("another", () => {
  test("issuer moves all of its places", async () => {
    const as = await play({ like: "supabase", issuer: "https://other.supabase.co/auth/v1" });
    expect(as.issuer).toBe("https://other.supabase.co/auth/v1");
    expect(as.verifierOptions().issuer).toMatchObject({
      issuer: as.issuer,
      jwksUri: "https://other.supabase.co/auth/v1/.well-known/jwks.json",
    });
    expect(await createVerifier(as.verifierOptions()).verify(as.issue())).toBeAccepted();
    expect(as.requests).toEqual({ metadata: 0, jwks: 1, introspection: 0 });
  });

  test("audience is that of the options and of the tokens, each where the server has it", async () => {
    const spring = await play({ like: "spring", audience: "mine" });
    expect(spring.verifierOptions().issuer).toMatchObject({ audience: "mine" });
    expect(decodeJwt(spring.issue())["aud"]).toBe("mine");
    const logto = await play({ like: "logto", audience: "urn:mine" });
    expect(logto.verifierOptions().audience).toBe("urn:mine");
    const cognito = await play({ like: "cognito", audience: "urn:mine" });
    expect(cognito.verifierOptions().audience).toBe("urn:mine");
    expect(decodeJwt(cognito.issue())).not.toHaveProperty("aud");
    for (const as of [spring, logto, cognito]) {
      const verifier = createVerifier(as.verifierOptions());
      expect(await verifier.verify(as.issue())).toBeAccepted();
      expect(await verifier.verify(as.issue({ aud: as.audience }))).toBeAccepted();
      await expect(verifier.verify(as.issueForOtherAudience())).rejects.toBeDenied("audience_mismatch");
    }
  });

  test("algorithm is one that the options accept", async () => {
    const as = await createTestIssuer({ like: "auth0", algorithm: "ES256" });
    expect(as.verifierOptions().issuer).toMatchObject({ algorithms: ["ES256"] });
    expect(await createVerifier(as.verifierOptions()).verify(as.issue())).toBeAccepted();
    const logto = await play({ like: "logto", signingKey: signingKeyFor("RS256") });
    expect(logto.verifierOptions().issuer).toMatchObject({ algorithms: ["ES384", "RS256"] });
  });
});

describe("a socket", () => {
  test("is not opened by anything but listen", async () => {
    const listen = vi.spyOn(Server.prototype, "listen");
    const as = await play({ like: "logto-opaque" });
    const verifier = createVerifier(as.verifierOptions());
    await verifier.verify(as.issue());
    await verifier.verify(as.issue({}, { shape: "JWT access token" }));
    expect(as.requests).toEqual({ metadata: 1, jwks: 1, introspection: 1 });
    const plain = await createTestIssuer();
    await createVerifier(plain.verifierOptions()).verify(plain.issue());
    expect(listen).not.toHaveBeenCalled();
    listen.mockRestore();
  });

  test.each<DialectName>(["okta", "logto-opaque", "ory-network", "entra-tenants", "descope"])(
    "like %s, serves an API in another process: all places are below its origin",
    async (like) => {
      await using as = await play({ like, listen: true });
      expect(as.issuer).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
      const options = as.verifierOptions();
      expect(options).not.toHaveProperty("fetch");
      expect(await createVerifier(options).verify(as.issue())).toMatchObject({ issuer: as.issuer });
    },
  );
});

describe.each<DialectName>(["auth0", "keycloak", "okta"])("like %s", async (like) => {
  const as = await play({ like });
  const verifier = createVerifier(as.verifierOptions());
  const tokens = defects.filter(({ kind, api }) => kind === "token" && api !== "opaque");

  test.each(tokens)("a verifier refuses $title", async ({ make }) => {
    const token = make(as) as string;
    const outcome = await verifier.authenticate({ authorization: [`Bearer ${token}`] }, { scopes: [as.scope] });
    expect(outcome.kind).toBe("denied");
  });
});

test("faults, rotation and counts are as without like", async () => {
  const clock = manualClock();
  const as = await play({ like: "logto", clock });
  const verifier = createVerifier({ ...as.verifierOptions(), keys: { retries: 0 } });
  as.fail("status_500");
  await expect(verifier.verify(as.issue())).rejects.toBeUnavailable();
  as.recover();
  clock.advance(120);
  expect(await verifier.verify(as.issue())).toBeAccepted();
  as.rotateKeys({ keepOld: false });
  expect(await verifier.verify(as.issue())).toBeAccepted();
  expect(as.metadata()).toMatchObject({ issuer: as.issuer, jwks_uri: `${as.issuer}/jwks` });
});

test("a key can be given without like, too", async () => {
  const signingKey = signingKeyFor("RS256");
  const as = await createTestIssuer({ signingKey });
  expect(as.signingKey).toBe(signingKey);
  expect(as.rotateKeys().algorithm).toBe("RS256");
  const both: TestIssuerOptions = { signingKey, algorithm: "RS256" };
  await expect(createTestIssuer(both)).rejects.toThrow("Give either signingKey or algorithm");
});
