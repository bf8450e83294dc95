import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/internal/json-object.js";
import { judgeTokenKind, type KindVerdict } from "../../src/token-kind/judge-token-kind.js";
import { RULES } from "../../src/token-kind/rules.js";
import { evidenceOf } from "./corpus.js";

const ISSUER = "https://as.example/t1";
const API = "https://api.example/v1";

/** A token that shows nothing: no rule applies to it, so that each row below adds exactly what is judged. */
const PLAIN = { iss: ISSUER, sub: "u1", aud: API, exp: 1795003600, iat: 1795000000, jti: "j1" };

function judge(claims: JsonObject, typ?: string): KindVerdict {
  return judgeTokenKind(evidenceOf({ typ, claims: { ...PLAIN, ...claims } }));
}

test("no rule applies to a token that shows nothing", () => {
  expect(judge({})).toEqual({
    verdict: "undecided",
    leansIdToken: false,
    rule: "none",
    says: "nothing in it shows its kind",
    source: "no rule applies",
    spoke: [],
  });
});

test("the rules stand in the order on which their sense depends", () => {
  expect(RULES.map(({ id, verdict, leansIdToken }) => `${id} ${verdict}${leansIdToken ? " leaning" : ""}`)).toEqual([
    "R1 access",
    "R1 not_access",
    "R2 not_access",
    "R3 access",
    "R4 not_access",
    "R5 access",
    "R6 access",
    "R7 access",
    "R8 access",
    "R11 undecided leaning",
  ]);
});

test("every mark says what it sees and where that is from", () => {
  for (const { says, source } of RULES.flatMap(({ marks }) => marks)) {
    expect(says).toMatch(/^(it|its) \w.*[^.]$/);
    expect(source).toMatch(/\w{3}/);
  }
});

describe("R1 decides by the header alone", () => {
  test("at+jwt makes an access token even of what names itself an ID token", () => {
    expect(judge({ token_use: "id", nonce: "n" }, "at+jwt")).toMatchObject({ verdict: "access", rule: "R1" });
  });

  test("another type is refused even if the claims are those of an access token", () => {
    expect(judge({ token_use: "access", scp: ["a"] }, "logout+jwt")).toMatchObject({
      verdict: "not_access",
      rule: "R1",
      spoke: ["header typ"],
    });
  });
});

const KEYCLOAK_TYPES = [
  "ID",
  "Refresh",
  "Offline",
  "Logout",
  "Serialized-ID",
  "InitialAccessToken",
  "RegistrationAccessToken",
  "verify-email",
  "update-email",
  "reset-credentials",
  "execute-actions",
  "idp-verify-account-via-email",
  "impersonate",
  "ORGIVT",
];

describe("R2 refuses what names itself something else", () => {
  test.each<[JsonObject, readonly string[]]>([
    [{ events: { "http://schemas.openid.net/event/backchannel-logout": {} } }, ["events"]],
    [{ token_use: "id" }, ["token_use"]],
    [{ token_use: "refresh" }, ["token_use"]],
    [{ token_use: "" }, ["token_use"]],
    [{ token_use: ["access"] }, ["token_use"]],
    [{ token_use: 1 }, ["token_use"]],
    ...KEYCLOAK_TYPES.map((typ): [JsonObject, string[]] => [{ typ }, ["typ"]]),
    [{ typ: "refresh" }, ["typ"]],
    [{ tokenName: "id_token" }, ["tokenName"]],
    [{ tokenName: "refresh_token" }, ["tokenName"]],
    [{ tok_type: "RT" }, ["tok_type"]],
    [{ tok_type: "IDT" }, ["tok_type"]],
    [{ type: "refresh" }, ["type"]],
    [{ type: "refresh_token" }, ["type"]],
    [{ type: "id_token" }, ["type"]],
    [{ token_type: "refresh" }, ["token_type"]],
    [{ token_type: "Refresh_Token" }, ["token_type"]],
    [{ token_type: "id_token" }, ["token_type"]],
    [{ drn: "DSR" }, ["drn"]],
    [{ jti: "ID.abc" }, ["jti"]],
    [{ htm: "GET", htu: API }, ["htm", "htu"]],
    [{ htm: "GET" }, ["htm"]],
    [{ htu: API }, ["htu"]],
    [{ token_introspection: { active: true } }, ["token_introspection"]],
    [{ vc: {} }, ["vc"]],
    [{ vp: {} }, ["vp"]],
    [{ response_type: "code" }, ["response_type"]],
    [{ redirect_uri: "https://app.example/cb" }, ["redirect_uri"]],
    [{ redirect_uris: ["https://app.example/cb"] }, ["redirect_uris"]],
    [{ jwks_uri: "https://as.example/jwks" }, ["jwks_uri"]],
    [{ authorization_servers: [ISSUER] }, ["authorization_servers"]],
    [{ "urn:openid:params:jwt:claim:auth_req_id": "1c26" }, ["urn:openid:params:jwt:claim:auth_req_id"]],
    [{ sub: null, state: "s", code: "c" }, ["state", "code"]],
    [{ sub: null, state: "s", error: "access_denied" }, ["state", "error"]],
    [{ iss: "https://accounts.google.com" }, ["iss"]],
    [{ iss: "accounts.google.com" }, ["iss"]],
    [{ iss: "https://appleid.apple.com" }, ["iss"]],
  ])("%j", (claims, spoke) => {
    expect(judge(claims)).toMatchObject({ verdict: "not_access", rule: "R2", leansIdToken: false, spoke });
  });

  test("also what has the scopes of an access token", () => {
    expect(judge({ events: {}, scp: ["a"], scope: "a", client_id: "c1" }).rule).toBe("R2");
  });

  test.each<JsonObject>([
    { events: null },
    { token_use: null },
    { typ: "JWT" },
    { typ: ["ID"] },
    { typ: "IDX" },
    { tokenName: null },
    { tok_type: null },
    { type: "user" },
    { type: 7 },
    { token_type: "urn:x" },
    { drn: "DS" },
    { jti: "id.abc" },
    { jti: "xID.abc" },
    { jti: 5 },
    { htm: null, htu: null },
    { state: "s", code: "c" },
    { sub: null, code: "c" },
    { sub: null, state: "s" },
    { iss: "https://accounts.google.com/" },
    { iss: "https://securetoken.google.com/acme" },
  ])("but not %j", (claims) => {
    expect(judge(claims).rule).toBe("none");
  });
});

const ENTRA = { ver: "2.0", tid: "t1", azp: "c1", aud: "c1" };
const AUTHENTIK = { azp: "c1", aud: "c1", uid: "Zk2", acr: "goauthentik.io/providers/oauth2/default" };

describe("R3 accepts what names itself an access token", () => {
  test.each<[JsonObject, readonly string[]]>([
    [{ token_use: "access" }, ["token_use"]],
    [{ token_use: "access_token" }, ["token_use"]],
    [{ typ: "Bearer" }, ["typ"]],
    [{ typ: "DPoP" }, ["typ"]],
    [{ tokenName: "access_token" }, ["tokenName"]],
    [{ tok_type: "AT" }, ["tok_type"]],
    [{ type: "access" }, ["type"]],
    [{ type: "access_token" }, ["type"]],
    [{ token_type: "access" }, ["token_type"]],
    [{ token_type: "access_token" }, ["token_type"]],
    [{ jti: "AT.abc" }, ["jti"]],
    [{ scp: ["a"] }, ["scp"]],
    [{ scp: "a b" }, ["scp"]],
    [{ scp: "" }, ["scp"]],
    [{ scp: [] }, ["scp"]],
    [{ appid: "c1" }, ["appid"]],
    [{ appidacr: "0" }, ["appidacr"]],
    [{ azpacr: "1" }, ["azpacr"]],
    [ENTRA, ["ver", "tid", "azp"]],
    [{ ver: "1.0", tfp: "B2C_1_susi", azp: "c1", aud: "c1" }, ["ver", "tfp", "azp"]],
    [AUTHENTIK, ["azp", "uid", "acr"]],
  ])("%j", (claims, spoke) => {
    expect(judge(claims)).toMatchObject({ verdict: "access", rule: "R3", leansIdToken: false, spoke });
    expect(judge({ ...claims, nonce: "n", c_hash: "h" })).toMatchObject({ verdict: "access", rule: "R3" });
  });

  test.each<JsonObject>([
    { scp: null },
    { scp: 1 },
    { scp: {} },
    { appid: "" },
    { appid: 1 },
    { appidacr: 0 },
    { typ: { Bearer: true } },
    { type: ["access"] },
    { jti: "at.abc" },
    { ...ENTRA, azp: undefined, aud: API },
    { ...ENTRA, azp: null, aud: API },
  ])("but not %j", (claims) => {
    expect(judge(claims).rule).toBe("none");
  });

  test.each<JsonObject>([
    { ...ENTRA, ver: 2 },
    { ...ENTRA, ver: "3.0" },
    { ...ENTRA, tid: null },
    { ...AUTHENTIK, uid: "" },
    { ...AUTHENTIK, acr: "urn:mace:incommon:iap:silver" },
  ])("nor %j, which is for its client alone", (claims) => {
    expect(judge(claims).rule).toBe("R11");
  });
});

describe("R4 refuses what is tied to a login", () => {
  const TIES = ["nonce", "at_hash", "c_hash", "s_hash", "rt_hash", "urn:openid:params:jwt:claim:rt_hash"];

  test.each(TIES)("%s", (name) => {
    expect(judge({ [name]: "x" })).toMatchObject({ verdict: "not_access", rule: "R4", spoke: [name] });
    expect(judge({ [name]: null }).rule).toBe("none");
  });

  test("and names all such claims", () => {
    expect(judge({ at_hash: "h", nonce: "n" }).spoke).toEqual(["nonce", "at_hash"]);
  });

  test.each<[string, JsonObject]>([
    ["R5", { aud: [] }],
    ["R6", { scope: "openid" }],
    ["R7", { client_id: "c1" }],
    ["R8", { client_id: "c1", aud: ["c1", API] }],
  ])("before %s would accept it", (rule, claims) => {
    expect(judge(claims).rule).toBe(rule);
    expect(judge({ ...claims, nonce: "n" })).toMatchObject({ verdict: "not_access", rule: "R4" });
  });
});

describe("R5 accepts what has no audience, because ID tokens always have one", () => {
  test("aud absent", () => {
    const { aud: _, ...claims } = PLAIN;
    const evidence = evidenceOf({ claims: { ...claims, email: "a@b.c" } });
    expect(judgeTokenKind(evidence)).toMatchObject({ verdict: "access", rule: "R5", spoke: ["aud"] });
  });

  test("aud an empty list", () => {
    expect(judge({ aud: [], email: "a@b.c" })).toMatchObject({ verdict: "access", rule: "R5", spoke: ["aud"] });
  });

  test.each([null, 7, {}, [7], "", "x"])("but not aud %j", (aud) => {
    const evidence = { ...evidenceOf({ claims: { ...PLAIN, aud } }), audience: aud === "x" ? ["x"] : [] };
    expect(judgeTokenKind(evidence).rule).toBe("none");
  });
});

describe("R6 accepts what has scopes (RFC 9068 §2.2.3)", () => {
  test.each<JsonObject>([
    { scope: "a b" },
    { scope: "" },
    { scope: ["a"] },
    { scope: [] },
    { scopes: ["a"] },
    { scopes: "a" },
  ])("%j", (claims) => {
    expect(judge({ ...claims, email: "a@b.c" })).toMatchObject({
      verdict: "access",
      rule: "R6",
      spoke: Object.keys(claims),
    });
  });

  test.each<JsonObject>([{ scope: null }, { scope: 1 }, { scope: {} }, { scopes: true }])("but not %j", (claims) => {
    expect(judge(claims).rule).toBe("none");
    expect(judge({ ...claims, email: "a@b.c" }).rule).toBe("R11");
  });
});

describe("R7 accepts what is for others than its client", () => {
  test.each(["client_id", "azp", "cid"])("named by %s", (name) => {
    expect(judge({ [name]: "c1", auth_time: 1 })).toMatchObject({ verdict: "access", rule: "R7", spoke: [name] });
    expect(judge({ [name]: "c1", aud: [API, "https://as.example/userinfo"] }).rule).toBe("R7");
  });

  test.each<JsonObject>([{ client_id: API }, { client_id: "" }, { client_id: 7 }, { client_id: null }, { cid: API }])(
    "but not %j",
    (claims) => {
      expect(judge(claims).rule).toBe("none");
    },
  );

  test("nor what names two clients, one of which it is for", () => {
    expect(judge({ client_id: "c1", azp: API }).rule).toBe("R11");
  });

  test("nor what has an audience that cannot be read", () => {
    const evidence = { ...evidenceOf({ claims: { ...PLAIN, aud: 7, client_id: "c1" } }), audience: [] };
    expect(judgeTokenKind(evidence).rule).toBe("none");
  });
});

describe("R8 accepts what is for its client and for others, without azp", () => {
  test("client_id among several audiences", () => {
    expect(judge({ client_id: "c1", aud: ["c1", API], email: "a@b.c" })).toMatchObject({
      verdict: "access",
      rule: "R8",
      spoke: ["client_id"],
    });
  });

  test.each<JsonObject>([
    { client_id: "c1", aud: ["c1"] },
    { client_id: "c1", aud: ["c1", "c1"] },
    { cid: "c1", aud: ["c1", API] },
    { client_id: "c1", azp: "c1", aud: ["c1", API] },
    { client_id: "c1", azp: 7, aud: ["c1", API] },
  ])("but not %j", (claims) => {
    expect(judge(claims).rule).toBe("none");
  });
});

describe("R11 suspects an ID token", () => {
  const LOGIN = ["auth_time", "sid", "amr", "acr"];
  const PERSON = [
    "name",
    "given_name",
    "family_name",
    "middle_name",
    "nickname",
    "preferred_username",
    "profile",
    "picture",
    "website",
    "email",
    "email_verified",
    "gender",
    "birthdate",
    "zoneinfo",
    "locale",
    "phone_number",
    "phone_number_verified",
    "address",
    "updated_at",
  ];

  test.each([...LOGIN, ...PERSON])("that has no client and no scope, but %s", (name) => {
    expect(judge({ [name]: "x" })).toMatchObject({
      verdict: "undecided",
      leansIdToken: true,
      rule: "R11",
      spoke: [name],
    });
    expect(judge({ [name]: null }).rule).toBe("none");
    expect(judge({ [name]: "x", client_id: "c1" }).rule).toBe("R7");
    expect(judge({ [name]: "x", scope: "a" }).rule).toBe("R6");
  });

  test("that has nothing beyond the five claims of every ID token", () => {
    const { jti: _, ...claims } = PLAIN;
    const leaning = { rule: "R11", leansIdToken: true, spoke: ["iss", "sub", "aud", "exp", "iat"] };
    expect(judgeTokenKind(evidenceOf({ claims }))).toMatchObject(leaning);
    expect(judgeTokenKind(evidenceOf({ claims: { ...claims, picture: null } }))).toMatchObject(leaning);
    expect(judgeTokenKind(evidenceOf({ claims: { ...claims, roles: [] } })).rule).toBe("none");
  });

  test.each<[string, JsonObject, readonly string[]]>([
    ["is for its azp alone", { azp: "c1", aud: "c1" }, ["azp", "aud"]],
    ["is for its azp alone, named twice", { azp: "c1", aud: ["c1", "c1"] }, ["azp", "aud"]],
    ["is for its azp and tells of a login", { azp: "c1", aud: ["c1", API], sid: "s", amr: [] }, ["azp", "sid", "amr"]],
    [
      "is for its client alone and tells when it logged in",
      { client_id: "c1", aud: ["c1"], auth_time: 0 },
      ["auth_time"],
    ],
    ["is for its cid alone and tells when it logged in", { cid: "c1", aud: "c1", auth_time: 0 }, ["auth_time"]],
  ])("that %s", (_, claims, spoke) => {
    expect(judge(claims)).toMatchObject({ verdict: "undecided", leansIdToken: true, rule: "R11", spoke });
  });

  test.each<JsonObject>([
    { azp: "c1", aud: ["c1", API] },
    { azp: "c1", aud: ["c1", API], name: "Ada" },
    { client_id: "c1", aud: ["c1"], sid: "s" },
    { cid: "c1", aud: ["c1", API], auth_time: 1 },
    { client_id: "c1", azp: "c1", cid: "c2", aud: ["c1", API] },
    { nbf: 1795000000 },
    { roles: ["a"] },
    { username: "ada" },
  ])("but not %j", (claims) => {
    expect(judge(claims).rule).toBe("none");
  });
});

describe("inherited members", () => {
  test.each<[JsonObject, string]>([
    [{ token_use: "id", events: {}, nonce: "n" }, "none"],
    [{ token_use: "access", scp: "a", scope: "a", client_id: "c1" }, "none"],
    [{ email: "a@b.c", auth_time: 1 }, "none"],
  ])("are no claims: %j", (inherited, rule) => {
    const claims: JsonObject = Object.assign(Object.create(inherited), PLAIN);
    expect(judgeTokenKind(evidenceOf({ claims })).rule).toBe(rule);
    expect(judge(inherited).rule).not.toBe(rule);
  });

  test("are no audience", () => {
    const { aud: _, ...rest } = PLAIN;
    const claims: JsonObject = Object.assign(Object.create({ aud: API }), rest);
    expect(judgeTokenKind({ ...evidenceOf({ claims: rest }), claims }).rule).toBe("R5");
  });

  test("are not needed: claims without a prototype are judged alike", () => {
    const claims: JsonObject = Object.assign(Object.create(null), { ...PLAIN, nonce: "n" });
    expect(judgeTokenKind({ ...evidenceOf({ claims: PLAIN }), claims }).rule).toBe("R4");
  });
});
