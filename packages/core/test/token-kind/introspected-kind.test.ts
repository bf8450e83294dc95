import { describe, expect, test } from "vitest";
import type { TokenKindPolicy } from "../../src/options.js";
import { checkIntrospectedKind, checkToldKind } from "../../src/token-kind/introspected-kind.js";

const POLICIES: readonly TokenKindPolicy[] = ["rfc9068", "strict", "balanced", "lenient"];
const LAX = { requireTokenType: false, requireTokenUse: false };
const API = "https://api.example";

/** What a server says of a token of which it does not say the kind: nothing tells a refresh token from an access token. */
const SILENT = { iss: "https://as.example", sub: "u1", aud: API, client_id: "c1", scope: "api:read", exp: 9, iat: 1 };

interface Settings extends Partial<typeof LAX> {
  readonly idTokenAudiences?: readonly string[];
  readonly ignoreIdTokenEvidence?: boolean;
}

function check(claims: object, policy: TokenKindPolicy = "balanced", settings: Settings = {}) {
  const { aud } = claims as { readonly aud?: string };
  const { idTokenAudiences = [], ignoreIdTokenEvidence = false, ...required } = settings;
  const evidence = {
    claims: claims as Record<string, unknown>,
    audience: aud === undefined ? [] : [aud],
    idTokenAudiences: new Set(idTokenAudiences),
    ignoreIdTokenEvidence,
  };
  return checkIntrospectedKind(evidence, { tokenKind: policy, ...LAX, ...required });
}

/** The policies that accept it. */
const acceptedBy = (claims: object, settings: Settings = {}): readonly string[] =>
  POLICIES.filter((policy) => check(claims, policy, settings).kind === "pass");

const detailOf = (answer: ReturnType<typeof check>): string => ("detail" in answer ? answer.detail : answer.kind);

describe("I1: what the answer says of the use of a token", () => {
  test.each([
    ["token_use", "access_token"],
    ["token_use", "access"],
    ["token_use", "Access_Token"],
    ["token_usage", "access_token"],
    ["token_usage", "ACCESS"],
  ])("%s %j makes it an access token under every policy", (name, value) => {
    expect(acceptedBy({ ...SILENT, [name]: value })).toEqual(POLICIES);
  });

  test.each([
    ["token_use", "refresh_token"],
    ["token_use", "Refresh_Token"],
    ["token_use", "id"],
    ["token_use", ""],
    ["token_use", " access_token"],
    ["token_use", ["access_token"]],
    ["token_use", true],
    ["token_usage", "refresh_token"],
    ["token_usage", 1],
  ])("%s %j is refused under every policy", (name, value) => {
    // Ory Hydra says this of refresh tokens, and `Bearer` beside it.
    const claims = { ...SILENT, token_type: "Bearer", [name]: value };
    expect(acceptedBy(claims)).toEqual([]);
    expect(detailOf(check(claims))).toBe(
      `I1: ${name} is ${JSON.stringify(value)} (RFC 7662 §2.2). No setting admits it.`,
    );
  });

  test("of two that are there neither may say something else", () => {
    expect(acceptedBy({ ...SILENT, token_use: "access_token", token_usage: "access_token" })).toEqual(POLICIES);
    expect(acceptedBy({ ...SILENT, token_use: "access_token", token_usage: "refresh_token" })).toEqual([]);
    expect(acceptedBy({ ...SILENT, token_use: "refresh_token", token_usage: "access_token" })).toEqual([]);
  });

  test("is asked for with requireTokenUse, whatever else is said", () => {
    const claims = { ...SILENT, token_type: "Bearer" };
    expect(acceptedBy(claims, { requireTokenUse: true })).toEqual([]);
    expect(detailOf(check(claims, "lenient", { requireTokenUse: true }))).toBe(
      "I1: neither token_use nor token_usage is there (requireTokenUse)",
    );
    expect(acceptedBy({ ...claims, token_use: "access" }, { requireTokenUse: true })).toEqual(POLICIES);
    expect(acceptedBy({ ...claims, token_usage: "access" }, { requireTokenUse: true })).toEqual(POLICIES);
  });
});

describe("I2: what the answer says of the type of a token (RFC 7662 §2.2, RFC 6749 §5.1)", () => {
  test.each([
    "Bearer",
    "bearer",
    "BEARER",
    "DPoP",
    "dpop",
    "access_token",
    "urn:ietf:params:oauth:token-type:access_token",
    "URN:IETF:params:oauth:token-type:access_token",
  ])("%j makes it an access token under every policy", (token_type) => {
    expect(acceptedBy({ ...SILENT, token_type })).toEqual(POLICIES);
  });

  test.each([
    "refresh_token",
    "Refresh_Token",
    "id_token",
    "ID",
    "urn:x-oath:params:oauth:token-type:device-secret",
    "urn:ietf:params:oauth:token-type:refresh_token",
    "urn:ietf:params:oauth:token-type:jwt",
    "mac",
    "pop",
    "",
    "Bearer ",
    ["Bearer"],
    { Bearer: true },
    1,
    false,
  ])("%j is refused under every policy", (token_type) => {
    const claims = { ...SILENT, token_type };
    expect(acceptedBy(claims)).toEqual([]);
    expect(acceptedBy({ ...claims, token_use: "access_token" })).toEqual([]);
    expect(detailOf(check(claims))).toBe(
      `I2: token_type is ${JSON.stringify(token_type)} (RFC 7662 §2.2). No setting admits it.`,
    );
  });

  test.each([undefined, "N_A", "n_a"])("%j says nothing (RFC 8693 §2.2.1)", (token_type) => {
    const claims = { ...SILENT, token_type };
    expect(acceptedBy(claims)).toEqual(["balanced", "lenient"]);
    expect(acceptedBy(claims, { requireTokenType: true })).toEqual([]);
    expect(detailOf(check(claims, "lenient", { requireTokenType: true }))).toBe(
      "I2: token_type is not there (requireTokenType)",
    );
  });

  test("is enough for requireTokenType", () => {
    expect(acceptedBy({ ...SILENT, token_type: "Bearer" }, { requireTokenType: true })).toEqual(POLICIES);
    expect(acceptedBy({ ...SILENT, token_use: "access" }, { requireTokenType: true })).toEqual([]);
  });

  test("is not found where an object inherits it", () => {
    const claims = Object.assign(Object.create({ token_type: "Bearer" }) as object, SILENT);
    expect(acceptedBy(claims)).toEqual(["balanced", "lenient"]);
  });
});

describe("I3: another member names another kind", () => {
  test.each([
    ["an ID token of Keycloak", { typ: "ID" }],
    ["a refresh token of Keycloak", { typ: "Refresh" }],
    ["an offline token of Keycloak", { typ: "offline" }],
    ["a logout token of Keycloak", { typ: "Logout" }],
    ["a refresh token of PingAM", { tokenName: "refresh_token" }],
    ["an ID token of PingAM", { tokenName: "id_token" }],
    ["a refresh token of Descope", { drn: "DSR" }],
    ["an ID token of Okta", { jti: "ID.x" }],
    ["a token of another type", { type: "refresh" }],
    ["a logout token", { events: {} }],
  ])("%s is refused under every policy, also if it is called Bearer", (_, mark) => {
    expect(acceptedBy({ ...SILENT, ...mark })).toEqual([]);
    expect(acceptedBy({ ...SILENT, token_type: "Bearer", token_use: "access_token", ...mark })).toEqual([]);
    expect(detailOf(check({ ...SILENT, ...mark }))).toMatch(/^I3: its? .+\(.+, .+\)\. No setting admits it\.$/);
  });

  test.each([
    ["Keycloak", { typ: "Bearer" }],
    ["PingAM", { tokenName: "access_token" }],
  ])("the mark of an access token of %s is none of another kind", (_, mark) => {
    expect(acceptedBy({ ...SILENT, ...mark, token_type: "Bearer" })).toEqual(POLICIES);
    expect(acceptedBy({ ...SILENT, ...mark })).toEqual(["balanced", "lenient"]);
  });
});

describe("an answer that says nothing of the kind", () => {
  test("tells no access token from a refresh token, so strict and rfc9068 refuse both", () => {
    // oidc-provider, Logto and Spring answer so of refresh tokens; LemonLDAP of access tokens.
    const refresh = { sub: "u1", client_id: "c1", exp: 9, iat: 1, sid: "s", iss: "https://as.example", scope: "a" };
    for (const claims of [SILENT, refresh, { active: true }, {}]) {
      expect(acceptedBy(claims)).toEqual(["balanced", "lenient"]);
    }
    expect(detailOf(check(SILENT, "strict"))).toBe(
      'no rule: nothing shows its kind; the answer has neither token_type nor token_use, and tokenKind is "strict"',
    );
    expect(detailOf(check(SILENT, "rfc9068"))).toContain('tokenKind is "rfc9068"');
  });

  test.each(["nonce", "at_hash", "c_hash", "s_hash"])("is of an ID token with %s, under every policy (R4)", (name) => {
    expect(acceptedBy({ ...SILENT, [name]: "x" })).toEqual([]);
    expect(detailOf(check({ ...SILENT, [name]: "x" }))).toMatch(
      /^R4: it is tied to .*login.+; the answer has neither token_type nor token_use, by which/,
    );
    // Where the server says that it is an access token, that counts: some write `nonce` into access tokens.
    expect(acceptedBy({ ...SILENT, [name]: "x", token_type: "Bearer" })).toEqual(POLICIES);
  });

  test.each([
    ["has what every ID token has", { iss: "https://as.example", sub: "u1", aud: "c1", exp: 9, iat: 1 }],
    ["tells of a person", { sub: "u1", aud: "c1", email: "u1@example.com", exp: 9 }],
    ["tells of a login", { sub: "u1", aud: "c1", auth_time: 1, exp: 9 }],
    ["is for its client alone", { sub: "u1", aud: "c1", azp: "c1", exp: 9, jti: "j" }],
  ])("and %s looks like one of an ID token: lenient alone accepts it (R11)", (_, claims) => {
    expect(acceptedBy(claims)).toEqual(["lenient"]);
    expect(detailOf(check(claims))).toMatch(
      /^R11: it looks like an ID token: .+ neither token_type nor token_use, and tokenKind is "balanced"$/,
    );
  });

  test("is not judged by its issuer: those that sign ID tokens alone give opaque access tokens", () => {
    expect(acceptedBy({ ...SILENT, iss: "https://accounts.google.com" })).toEqual(["balanced", "lenient"]);
  });
});

test("a type that is no string is a doubt where nothing is told, and nothing where it is", () => {
  expect(acceptedBy({ ...SILENT, type: 2 })).toEqual(["lenient"]);
  expect(detailOf(check({ ...SILENT, type: 2 }))).toBe(
    "R11: it looks like another kind of token: it has a type that is no name (type, common usage); " +
      'the answer has neither token_type nor token_use, and tokenKind is "balanced"',
  );
  expect(acceptedBy({ ...SILENT, type: 2, token_type: "Bearer" })).toEqual(POLICIES);
});

describe("what is told of the kind of a refused token", () => {
  test.each([
    [{ token_use: "refresh_token" }, "refresh_token"],
    [{ token_usage: "ID_Token" }, "id_token"],
    [{ token_usage: "authorization_code" }, "authorization_code"],
    [{ token_use: 1 }, undefined],
    [{ token_type: "refresh_token" }, "refresh_token"],
    [{ token_type: "Offline" }, "refresh_token"],
    [{ token_type: "ID" }, "id_token"],
    [{ token_type: "urn:ietf:params:oauth:token-type:refresh_token" }, "refresh_token"],
    [{ token_type: "urn:x-oath:params:oauth:token-type:device-secret" }, undefined],
    [{ typ: "Refresh" }, "refresh_token"],
    [{ events: { "http://schemas.openid.net/event/backchannel-logout": {} } }, "logout_token"],
    [{ nonce: "n" }, "id_token"],
  ])("%j: %j", (mark, tokenKind) => {
    expect(check({ ...SILENT, ...mark }, "lenient")).toEqual({
      kind: "denied",
      reason: "not_an_access_token",
      detail: expect.any(String),
      requiredScopes: [],
      ...(tokenKind === undefined ? {} : { tokenKind }),
    });
  });

  test("is nothing where nothing was said, or it only looks like an ID token", () => {
    expect(check(SILENT, "strict")).not.toHaveProperty("tokenKind");
    expect(check({ sub: "u1", aud: "c1", email: "a@b.c" })).not.toHaveProperty("tokenKind");
    expect(check(SILENT, "lenient", { requireTokenType: true })).not.toHaveProperty("tokenKind");
    expect(check(SILENT, "lenient", { requireTokenUse: true })).not.toHaveProperty("tokenKind");
  });
});

describe("the settings that say what is an ID token", () => {
  const forClient = { iss: "https://as.example", sub: "u1", aud: "web", exp: 9, iat: 1, scope: "a" };

  test("idTokenAudiences refuses what is for clients alone, unless it is told to be an access token (R10)", () => {
    const settings = { idTokenAudiences: ["web"] };
    expect(acceptedBy(forClient)).toEqual(["balanced", "lenient"]);
    expect(acceptedBy(forClient, settings)).toEqual([]);
    expect(check(forClient, "lenient", settings)).toMatchObject({ tokenKind: "id_token" });
    expect(detailOf(check(forClient, "lenient", settings))).toBe(
      "R10: it is for clients alone, as ID tokens are (aud, idTokenAudiences); " +
        "the answer has neither token_type nor token_use, by which access tokens of this form must be called so. " +
        "If access tokens may be for such a client alone, take it out of idTokenAudiences.",
    );
    expect(acceptedBy({ ...forClient, token_type: "Bearer" }, settings)).toEqual(POLICIES);
    expect(acceptedBy({ ...forClient, aud: undefined }, settings)).toEqual(["balanced", "lenient"]);
  });

  test("dangerouslyIgnoreIdTokenEvidence admits what looks like an ID token, but for c_hash and what says that it is one", () => {
    const settings = { ignoreIdTokenEvidence: true };
    for (const mark of [
      { nonce: "n", at_hash: "h" },
      { email: "a@b.c", scope: undefined },
    ]) {
      expect(acceptedBy({ ...forClient, ...mark }).includes("balanced")).toBe(false);
      expect(acceptedBy({ ...forClient, ...mark }, settings)).toEqual(["balanced", "lenient"]);
    }
    for (const mark of [{ c_hash: "h" }, { typ: "ID" }, { token_use: "id" }, { token_type: "id_token" }]) {
      expect(acceptedBy({ ...forClient, ...mark }, settings)).toEqual([]);
    }
  });
});

describe("a JWT that is introspected is judged by its own claims, and by what the answer says in so many words", () => {
  const told = (claims: object, required: Partial<typeof LAX> = {}) =>
    checkToldKind(claims as Record<string, unknown>, { ...LAX, ...required }).kind;

  test.each([
    ["nothing", {}],
    ["that it is an access token", { token_type: "Bearer", token_use: "access" }],
    ["what an ID token has, as an answer that repeats claims may", { nonce: "x", typ: "ID" }],
  ])("which may be %s", (_, claims) => {
    expect(told(claims)).toBe("pass");
  });

  test("which may not be another use or type, or nothing where it is required", () => {
    expect(told({ token_use: "refresh_token" })).toBe("denied");
    expect(told({ token_type: "refresh_token" })).toBe("denied");
    expect(told({}, { requireTokenType: true })).toBe("denied");
    expect(told({}, { requireTokenUse: true })).toBe("denied");
  });
});

// The answers of servers as they were seen, and what becomes of them (dialects with their gaps).
test.each([
  ["oidc-provider, access token", { ...SILENT, aud: undefined, token_type: "Bearer" }, POLICIES],
  ["oidc-provider, DPoP-bound access token", { ...SILENT, cnf: { jkt: "x" }, token_type: "DPoP" }, POLICIES],
  ["oidc-provider, refresh token", { ...SILENT, aud: undefined, sid: "s" }, ["balanced", "lenient"]],
  ["Ory Hydra, access token", { ...SILENT, token_type: "Bearer", token_use: "access_token", ext: {} }, POLICIES],
  ["Ory Hydra, refresh token", { ...SILENT, token_type: "Bearer", token_use: "refresh_token" }, []],
  ["Glewlwyd, access token", { ...SILENT, username: "u", token_type: "bearer" }, POLICIES],
  ["Glewlwyd, refresh token", { ...SILENT, username: "u", token_type: "refresh_token" }, []],
  ["Glewlwyd, ID token", { ...SILENT, username: "u", token_type: "id_token" }, []],
  ["OpenIddict, refresh token", { ...SILENT, token_usage: "refresh_token" }, []],
  ["Salesforce, access token", { ...SILENT, token_type: "access_token", username: "u" }, POLICIES],
  ["Keycloak, access token with a nonce", { ...SILENT, typ: "Bearer", nonce: "n", token_type: "Bearer" }, POLICIES],
  ["Keycloak, ID token", { ...SILENT, typ: "ID", token_type: "ID" }, []],
  ["Okta, device secret", { ...SILENT, token_type: "urn:x-oath:params:oauth:token-type:device-secret" }, []],
  ["Better Auth, refresh token: the gap that is known", { ...SILENT, token_type: "Bearer", sid: "s" }, POLICIES],
])("%s is accepted by %2$j", (_, claims, policies) => {
  expect(acceptedBy(claims)).toEqual(policies);
});
