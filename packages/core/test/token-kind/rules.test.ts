import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/internal/json-object.js";
import { judgeTokenKind } from "../../src/token-kind/judge-token-kind.js";
import { RULES } from "../../src/token-kind/rules.js";
import { evidenceOf } from "./corpus.js";
import { API, judge, PLAIN } from "./judge.js";

test("no rule applies to a token that shows nothing", () => {
  expect(judge({})).toEqual({
    verdict: "undecided",
    leansIdToken: false,
    rule: "none",
    says: "nothing in it shows its kind",
    source: "no rule applies",
    spoke: [],
    kind: undefined,
    setting: undefined,
    doubt: undefined,
  });
});

test("the rules stand in the order on which their sense depends", () => {
  expect(RULES.map(({ id, verdict, leansIdToken }) => `${id} ${verdict}${leansIdToken ? " leaning" : ""}`)).toEqual([
    "R1 access",
    "R1 not_access",
    "R2 not_access",
    "R3 access",
    "R4 not_access",
    "R4a not_access",
    "R10 not_access",
    "R11 undecided leaning",
    "R4b access",
    "R5 access",
    "R6 access",
    "R7 access",
    "R8 access",
    "R9 access",
    "R11 undecided leaning",
  ]);
});

test("every mark says what it sees and where that is from", () => {
  for (const { says, source } of RULES.flatMap(({ marks }) => marks)) {
    expect(says).toMatch(/^(it|its) \w.*[^.]$/);
    expect(source).toMatch(/\w{3}/);
  }
});

test("every mark that leaves a doubt says of what, and what would end it; no other does", () => {
  for (const { leansIdToken, marks } of RULES) {
    expect(marks.filter(({ doubt }) => (doubt !== undefined) !== leansIdToken)).toEqual([]);
  }
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
