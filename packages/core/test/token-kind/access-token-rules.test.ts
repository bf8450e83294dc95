import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/internal/json-object.js";
import { judgeTokenKind } from "../../src/token-kind/judge-token-kind.js";
import { evidenceOf } from "./corpus.js";
import { API, judge, PLAIN } from "./judge.js";

const ENTRA_LOGIN = { ver: "2.0", tid: "t1", oid: "o1", aud: "c1" };

describe("R4b accepts what was granted, or is presented, as access tokens are", () => {
  test.each<[JsonObject, readonly string[]]>([
    [{ cnf: { jkt: "0Zc" } }, ["cnf"]],
    [{ cnf: { "x5t#S256": "bwc" } }, ["cnf"]],
    [{ gty: "client-credentials" }, ["gty"]],
    [{ gty: ["client_credentials"] }, ["gty"]],
    [{ applicationId: "a1", authenticationType: "PASSWORD" }, ["applicationId", "authenticationType"]],
  ])("%j", (claims, spoke) => {
    expect(judge({ ...claims, email: "a@b.c" })).toMatchObject({ verdict: "access", rule: "R4b", spoke });
    expect(judge({ ...claims, nonce: "n" }).rule).toBe("R4");
    expect(judge({ ...claims, ...ENTRA_LOGIN }).rule).toBe("R4a");
  });

  test.each<JsonObject>([
    ...[null, "0Zc", 1, true, {}, [], [{ jkt: "0Zc" }], { jkt: "" }, { jkt: 1 }, { "x5t#S256": null }].map((cnf) => ({
      cnf,
    })),
    // The forms in which an ID token or a credential is bound to a key.
    { cnf: { jwk: { kty: "EC" } } },
    { cnf: { kid: "k1" } },
    ...[null, "", 1, true, {}, [], [""], ["password", null], [["password"]]].map((gty) => ({ gty })),
    { applicationId: "a1" },
    { authenticationType: "PASSWORD" },
    { applicationId: "a1", authenticationType: null },
    { applicationId: ["a1"], authenticationType: "PASSWORD" },
  ])("but not %j", (claims) => {
    expect(judge(claims).rule).toBe("none");
    expect(judge({ ...claims, email: "a@b.c" }).rule).toBe("R11");
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

  test.each<JsonObject>([
    { scope: null },
    { scope: 1 },
    { scope: {} },
    { scope: [1] },
    { scope: ["a", null] },
    { scope: [["a"]] },
    { scopes: true },
  ])("but not %j", (claims) => {
    expect(judge(claims).rule).toBe("none");
    expect(judge({ ...claims, email: "a@b.c" }).rule).toBe("R11");
  });
});

describe("R7 accepts what is for others than its client", () => {
  test.each(["client_id", "azp", "cid"])("named by %s", (name) => {
    expect(judge({ [name]: "c1", auth_time: 1 })).toMatchObject({ verdict: "access", rule: "R7", spoke: [name] });
    expect(judge({ [name]: "c1", auth_time: 1, email: "a@b.c" }).rule).toBe("R7");
    expect(judge({ [name]: "c1", aud: [API, "https://as.example/userinfo"] }).rule).toBe("R7");
  });

  test.each<JsonObject>([{ client_id: API }, { client_id: "" }, { cid: API }])("but not %j", (claims) => {
    expect(judge(claims).rule).toBe("none");
  });

  test.each<JsonObject>([{ client_id: 7 }, { client_id: null }, { azp: ["c1"] }, { client_id: "c1", azp: 7 }])(
    "nor %j, whose client cannot be read",
    (claims) => {
      expect(judge(claims).rule).toBe("R11");
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
  ])("but not %j", (claims) => {
    expect(judge(claims).rule).toBe("none");
  });

  test.each([7, null, ["c1"]])("nor what has %j as azp", (azp) => {
    expect(judge({ client_id: "c1", azp, aud: ["c1", API] }).rule).toBe("R11");
  });
});

describe("R9 accepts tokens of sessions and workloads", () => {
  test.each<[string, JsonObject, readonly string[]]>([
    ["Supabase", { session_id: "s1", aal: "aal1" }, ["session_id", "aal"]],
    ["Stytch", { "https://stytch.com/session": { id: "s1" } }, ["https://stytch.com/session"]],
    ["Kubernetes", { "kubernetes.io": { namespace: "n" } }, ["kubernetes.io"]],
    ["GitHub Actions", { repository_id: "1", run_id: "2" }, ["repository_id", "run_id"]],
    ["GitLab CI", { project_path: "a/b", job_id: "1" }, ["project_path", "job_id"]],
    ["GitLab CI", { project_path: "a/b", pipeline_id: "1" }, ["project_path", "pipeline_id"]],
  ])("of %s: %j", (_, claims, spoke) => {
    expect(judge({ ...claims, email: "a@b.c" })).toMatchObject({ verdict: "access", rule: "R9", spoke });
    expect(judge({ ...claims, nonce: "n" }).rule).toBe("R4");
  });

  test.each<JsonObject>([
    { session_id: "s1" },
    { aal: "aal1" },
    { session_id: "s1", aal: 1 },
    { session_id: null, aal: "aal1" },
    { "https://stytch.com/session": "s1" },
    { "https://stytch.com/session": {} },
    { "kubernetes.io": null },
    { "kubernetes.io": [{}] },
    { repository_id: 1, run_id: 2 },
    { repository_id: "1" },
    { project_path: "a/b" },
    { project_path: "a/b", job_id: 1 },
  ])("but not %j", (claims) => {
    expect(judge(claims).rule).toBe("none");
    expect(judge({ ...claims, email: "a@b.c" }).rule).toBe("R11");
  });
});
