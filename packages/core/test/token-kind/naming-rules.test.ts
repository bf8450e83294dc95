import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/internal/json-object.js";
import { API, ISSUER, judge } from "./judge.js";

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
    [{ events: null }, ["events"]],
    [{ token_use: null }, ["token_use"]],
    [{ tokenName: null }, ["tokenName"]],
    [{ tok_type: null }, ["tok_type"]],
    [{ htm: null, htu: null }, ["htm", "htu"]],
    [{ iss: ISSUER, sub: ISSUER }, ["iss", "sub"]],
    ...["token_type", "typ", "drn"].flatMap((name) =>
      [null, 7, true, {}, [], ["access"], [["ID"]]].map((value): [JsonObject, string[]] => [{ [name]: value }, [name]]),
    ),
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
    [{ vct: "https://credentials.example/identity" }, ["vct"]],
    [{ _sd: ["x"], _sd_alg: "sha-256" }, ["_sd", "_sd_alg"]],
    [{ status_list: { bits: 1, lst: "x" } }, ["status_list"]],
    [{ trust_mark_type: "https://mark.example" }, ["trust_mark_type"]],
    [{ metadata: {}, jwks: { keys: [] } }, ["jwks"]],
    [{ jwks: null }, ["jwks"]],
    [{ authority_hints: [ISSUER] }, ["authority_hints"]],
    [{ metadata_policy: {} }, ["metadata_policy"]],
    [{ response_type: "code" }, ["response_type"]],
    [{ redirect_uri: "https://app.example/cb" }, ["redirect_uri"]],
    [{ redirect_uris: ["https://app.example/cb"] }, ["redirect_uris"]],
    [{ jwks_uri: "https://as.example/jwks" }, ["jwks_uri"]],
    [{ authorization_servers: [ISSUER] }, ["authorization_servers"]],
    [{ "urn:openid:params:jwt:claim:auth_req_id": "1c26" }, ["urn:openid:params:jwt:claim:auth_req_id"]],
    [{ sub: null, state: "s", code: "c" }, ["state", "code"]],
    [{ sub: "", state: null, code: null, error: null }, ["state", "code", "error"]],
    [{ sub: null, state: "s", error: "access_denied" }, ["state", "error"]],
    [{ sub: undefined, code: "c" }, ["code"]],
    [{ sub: null, error: "access_denied" }, ["error"]],
    [{ sub: "", code: "c", error: "access_denied" }, ["code", "error"]],
    [{ sub: null, code: "c", scope: null, scp: 7, scopes: [1], client_id: "", azp: null, cid: 7, appid: {} }, ["code"]],
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
    { typ: "JWT" },
    // What servers write about users and organizations.
    { metadata: { plan: "free" } },
    { status: { status_list: { idx: 0, uri: "https://as.example/statuslists/1" } } },
    { typ: "IDX" },
    { typ: "" },
    { type: "user" },
    { token_type: "urn:x" },
    { drn: "DS" },
    { jti: "id.abc" },
    { jti: "xID.abc" },
    { jti: 5 },
    { sub: "https://as.example/t2" },
    { iss: "", sub: "" },
    { state: "s", code: "c" },
    { code: "c", error: "e" },
    { sub: null, state: "s" },
    // Applications use these names for other things as well.
    ...[null, "", 7, true, ["c"], {}].flatMap((value) => [
      { sub: null, code: value },
      { sub: null, error: value },
    ]),
    { iss: "https://accounts.google.com/" },
    { iss: "https://securetoken.google.com/acme" },
  ])("but not %j", (claims) => {
    expect(judge(claims).rule).toBe("none");
  });
});

const ENTRA = { ver: "2.0", tid: "t1", azp: "c1", aud: "c1" };
const AUTHENTIK = { azp: "c1", aud: "c1", uid: "Zk2", acr: "goauthentik.io/providers/oauth2/default" };

describe("a token without subject that has a code or an error of an application", () => {
  test.each<[JsonObject, string]>([
    [{ scope: "" }, "R6"],
    [{ scopes: ["a"] }, "R6"],
    [{ scp: [] }, "R3"],
    [{ client_id: "c1" }, "R7"],
    [{ azp: "c1" }, "R7"],
    [{ cid: "c1" }, "R7"],
    [{ appid: "c1" }, "R3"],
  ])("stays an access token with %j", (grant, rule) => {
    for (const own of [{ code: "c" }, { error: "e" }]) {
      expect(judge({ sub: null, ...own, ...grant })).toMatchObject({ verdict: "access", rule });
    }
  });
});

describe("a type that is no string, an everyday name", () => {
  const VALUES = [null, 7, true, {}, [], ["access"], [["ID"]]].map((type) => ({ type }));

  test.each(VALUES)("$type leaves in doubt what nothing but inference calls an access token", ({ type }) => {
    const doubted = { verdict: "undecided", leansIdToken: true, rule: "R11", spoke: ["type"] };
    for (const claims of [{}, { scope: "a" }, { client_id: "c1" }, { aud: [] }, { gty: "password" }]) {
      expect(judge({ type, ...claims })).toMatchObject(doubted);
    }
  });

  test.each(VALUES)("$type does not count against what names itself an access token, or another kind", ({ type }) => {
    expect(judge({ type, scp: ["a"] })).toMatchObject({ verdict: "access", rule: "R3", spoke: ["scp"] });
    expect(judge({ type, typ: "Bearer" })).toMatchObject({ verdict: "access", rule: "R3" });
    expect(judge({ type }, "at+jwt").rule).toBe("R1");
    expect(judge({ type, nonce: "n" })).toMatchObject({ verdict: "not_access", rule: "R4" });
    expect(judge({ type, token_use: "id" })).toMatchObject({ verdict: "not_access", rule: "R2" });
  });
});

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
    { scp: [1] },
    { scp: [["a"]] },
    { appid: "" },
    { appid: 1 },
    { appidacr: 0 },
    { jti: "at.abc" },
  ])("but not %j", (claims) => {
    expect(judge(claims).rule).toBe("none");
  });

  test.each<JsonObject>([
    { ...ENTRA, ver: 2 },
    { ...ENTRA, ver: "3.0" },
    { ...ENTRA, tid: null },
    { ...ENTRA, tid: "" },
    { ...AUTHENTIK, uid: "" },
    { ...AUTHENTIK, acr: "urn:mace:incommon:iap:silver" },
  ])("nor %j, which is for its client alone", (claims) => {
    expect(judge(claims).rule).toBe("R11");
  });
});
