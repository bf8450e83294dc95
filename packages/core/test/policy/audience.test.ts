import { describe, expect, test } from "vitest";
import { PASS } from "../../src/outcome.js";
import { checkAudience } from "../../src/policy/audience.js";
import { accessTokenWith } from "../support/access-token.js";

const OURS = "https://api.example/v1";
const policy = { audience: new Set([OURS, "orders"]), soleAudience: false, acceptMissingAudience: false };
const judge = (aud: readonly string[], rules: Parameters<typeof checkAudience>[1] = policy) =>
  checkAudience(accessTokenWith({ aud }, aud), rules);

test.each([[[OURS]], [["orders"]], [[OURS, "https://other.example"]], [["https://other.example", OURS]]])(
  "accepts %j (RFC 7519 §4.1.3)",
  (aud) => {
    expect(judge(aud)).toBe(PASS);
  },
);

test.each([
  [[]],
  [[""]],
  [["https://other.example"]],
  [["https://api.example/v2"]],
  [["https://api.example/v1/"]],
  [["https://api.example/v"]],
  [["https://api.example/v10"]],
  [["xhttps://api.example/v1"]],
  [["https://api.example/v1.evil"]],
  [["https://API.example/v1"]],
  [["https://api.example/v1 https://other.example"]],
  [["https://api.example/v1,orders"]],
  [["*"]],
  [["https://*.example/v1"]],
  [["ORDERS"]],
])("denies %j", (aud) => {
  expect(judge(aud)).toMatchObject({ kind: "denied", reason: "audience_mismatch" });
});

describe("with soleAudience (RFC 9700 §2.3)", () => {
  const sole = { ...policy, soleAudience: true };

  test("accepts our identifiers alone", () => {
    expect(judge([OURS], sole)).toBe(PASS);
    expect(judge([OURS, "orders"], sole)).toBe(PASS);
  });

  test("denies a token that names another audience too", () => {
    expect(judge([OURS, "https://other.example"], sole)).toMatchObject({ reason: "audience_mismatch" });
    expect(judge([], sole)).toMatchObject({ reason: "audience_mismatch" });
  });
});

test("accepts every audience, and none, only when told so", () => {
  const any = { ...policy, audience: undefined };
  expect(judge(["https://other.example"], any)).toBe(PASS);
  expect(judge([], any)).toBe(PASS);
});

describe("where a token may name nobody", () => {
  const missing = { ...policy, acceptMissingAudience: true };

  test("accepts one that names nobody, or us", () => {
    expect(judge([], missing)).toBe(PASS);
    expect(judge([OURS], missing)).toBe(PASS);
    expect(judge([], { ...missing, soleAudience: true })).toBe(PASS);
  });

  test.each([[["https://other.example"]], [[""]]])("denies one that names others: %j", (aud) => {
    expect(judge(aud, missing)).toMatchObject({ reason: "audience_mismatch" });
  });

  test("denies one that names anybody, if none of the names is ours", () => {
    expect(judge([OURS], { ...missing, audience: new Set() })).toMatchObject({
      reason: "audience_mismatch",
      detail: `aud is ["${OURS}"]; only tokens without aud are taken`,
    });
    expect(judge([], { ...missing, audience: new Set() })).toBe(PASS);
  });
});

test.each<[string, readonly string[], Partial<typeof policy>, string]>([
  ["others", ["a", "b"], {}, `aud is ["a","b"]; ours are ["${OURS}","orders"]`],
  ["nobody", [], {}, `aud is absent or empty; ours are ["${OURS}","orders"]`],
  [
    "somebody where nobody is to be named",
    ["a"],
    { audience: new Set<string>(), acceptMissingAudience: true },
    'aud is ["a"]; only tokens without aud are taken',
  ],
  [
    "others beside us",
    ["orders", "a"],
    { soleAudience: true },
    `aud names others besides ours, ["${OURS}","orders"]: ["orders","a"]`,
  ],
])("tells whom a token is for beside who we are: %s", (_, aud, rules, detail) => {
  expect(judge(aud, { ...policy, ...rules })).toMatchObject({ detail });
});
