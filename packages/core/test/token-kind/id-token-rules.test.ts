import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/internal/json-object.js";
import { judgeTokenKind } from "../../src/token-kind/judge-token-kind.js";
import { evidenceOf } from "./corpus.js";
import { API, judge, PLAIN } from "./judge.js";

describe("R4 refuses what is tied to a login", () => {
  const TIES = ["nonce", "at_hash", "c_hash", "s_hash", "rt_hash", "urn:openid:params:jwt:claim:rt_hash"];

  test.each(TIES)("%s", (name) => {
    for (const value of ["x", null, "", 0, false, {}, []]) {
      expect(judge({ [name]: value })).toMatchObject({ verdict: "not_access", rule: "R4", spoke: [name] });
    }
  });

  test("and names all such claims, but c_hash alone", () => {
    expect(judge({ at_hash: "h", nonce: "n" }).spoke).toEqual(["nonce", "at_hash"]);
    expect(judge({ at_hash: "h", nonce: "n", c_hash: "c" }).spoke).toEqual(["c_hash"]);
  });

  test("of which c_hash alone counts with dangerouslyIgnoreIdTokenEvidence", () => {
    const settings = { ignoreIdTokenEvidence: true };
    for (const name of TIES) {
      expect(judge({ [name]: "x" }, "JWT", settings).rule).toBe(name === "c_hash" ? "R4" : "none");
    }
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

const ENTRA_LOGIN = { ver: "2.0", tid: "t1", oid: "o1", aud: "c1" };

describe("R4a refuses what Entra writes for a login", () => {
  test.each<[JsonObject, readonly string[]]>([
    [ENTRA_LOGIN, ["ver", "tid"]],
    [{ ver: "1.0", tfp: "B2C_1_susi", aud: "c1" }, ["ver", "tfp"]],
    [{ ...ENTRA_LOGIN, tfp: "p" }, ["ver", "tid", "tfp"]],
    [{ ...ENTRA_LOGIN, tid: null }, ["ver", "tid"]],
    [{ ...ENTRA_LOGIN, ver: 2 }, ["ver", "tid"]],
    [{ ...ENTRA_LOGIN, ver: null }, ["ver", "tid"]],
    [{ ...ENTRA_LOGIN, azp: null }, ["ver", "tid"]],
    [{ ...ENTRA_LOGIN, azp: ["c1"] }, ["ver", "tid"]],
    [{ ...ENTRA_LOGIN, azp: "" }, ["ver", "tid"]],
    [{ ...ENTRA_LOGIN, appid: 7 }, ["ver", "tid"]],
    [{ ...ENTRA_LOGIN, scope: "openid", client_id: "c2" }, ["ver", "tid"]],
  ])("%j", (claims, spoke) => {
    expect(judge(claims)).toMatchObject({ verdict: "not_access", rule: "R4a", kind: "id_token", spoke });
    expect(judge(claims, "JWT", { ignoreIdTokenEvidence: true }).rule).not.toBe("R4a");
  });

  test.each<JsonObject>([
    { ...ENTRA_LOGIN, ver: "3.0" },
    { ...ENTRA_LOGIN, ver: "" },
    { ...ENTRA_LOGIN, ver: undefined },
    { ver: "2.0", aud: "c1" },
    { ver: 1, aud: "c1" },
    // FusionAuth names its tenant so, too.
    { tid: "t1", aud: "c1" },
  ])("but not %j", (claims) => {
    expect(judge(claims).rule).toBe("none");
  });

  test("nor an access token, which names its client", () => {
    expect(judge({ ...ENTRA_LOGIN, azp: "c1" }).rule).toBe("R3");
    expect(judge({ ...ENTRA_LOGIN, appid: "c1" }).rule).toBe("R3");
  });
});

describe("R10 refuses what is for clients of the list alone", () => {
  const settings = { idTokenAudiences: ["web", "mobile"] };

  test.each<JsonObject>([
    { aud: "web" },
    { aud: ["mobile"] },
    { aud: ["web", "mobile", "web"] },
    // What would make it an access token by inference, which is less than the list.
    { aud: "web", scope: "openid" },
    { aud: "web", client_id: "mobile" },
    { aud: ["web", "mobile"], client_id: "web" },
    { aud: "web", gty: "password" },
    { aud: "web", session_id: "s", aal: "aal1" },
  ])("%j", (claims) => {
    const refused = { verdict: "not_access", rule: "R10", kind: "id_token", spoke: ["aud"] };
    expect(judge(claims, "JWT", settings)).toMatchObject(refused);
    expect(judge(claims, "JWT", { ...settings, ignoreIdTokenEvidence: true })).toMatchObject(refused);
    expect(judge(claims, "JWT").rule).not.toBe("R10");
  });

  test.each<[string, JsonObject]>([
    ["none", { aud: API }],
    ["none", { aud: ["web", API] }],
    ["R5", { aud: [] }],
    ["R5", { aud: undefined }],
    ["none", { aud: "WEB" }],
    // What names itself an access token is believed.
    ["R3", { aud: "web", typ: "Bearer" }],
    ["R3", { aud: "web", scp: "read" }],
    ["R3", { aud: "web", azp: "web", uid: "u", acr: "goauthentik.io/providers/oauth2/default" }],
  ])("but leaves to %s %j", (rule, claims) => {
    expect(judge(claims, "JWT", settings).rule).toBe(rule);
  });

  test("nor what the header calls an access token", () => {
    expect(judge({ aud: "web" }, "at+jwt", settings).rule).toBe("R1");
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
    expect(judge({ [name]: null }).rule).toBe("R11");
    expect(judge({ [name]: "x", client_id: "c1" }).rule).toBe("R7");
    expect(judge({ [name]: "x", scope: "a" }).rule).toBe("R6");
  });

  test("that has nothing beyond the five claims of every ID token", () => {
    const { jti: _, ...claims } = PLAIN;
    const leaning = { rule: "R11", leansIdToken: true, spoke: ["iss", "sub", "aud", "exp", "iat"] };
    expect(judgeTokenKind(evidenceOf({ claims }))).toMatchObject(leaning);
    expect(judgeTokenKind(evidenceOf({ claims: { ...claims, roles: null } }))).toMatchObject(leaning);
    expect(judgeTokenKind(evidenceOf({ claims: { ...claims, nbf: 1795000000 } }))).toMatchObject({
      ...leaning,
      spoke: [...leaning.spoke, "nbf"],
    });
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
    [
      "is for its client alone and has null for when it logged in",
      { cid: "c1", aud: "c1", auth_time: null },
      ["auth_time"],
    ],
    ["names its client by no name", { azp: ["c1"], aud: "c1" }, ["azp"]],
    ["names its client by null", { azp: null, cid: null }, ["azp", "cid"]],
  ])("that %s", (_, claims, spoke) => {
    expect(judge(claims)).toMatchObject({ verdict: "undecided", leansIdToken: true, rule: "R11", spoke });
    expect(judge(claims, "JWT", { ignoreIdTokenEvidence: true }).rule).not.toBe("R11");
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
