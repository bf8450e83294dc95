import { describe, expect, test } from "vitest";
import type { TokenKindPolicy } from "../../packages/core/src/options.js";
import { checkIntrospectedKind } from "../../packages/core/src/token-kind/introspected-kind.js";
import { judgeTokenKind } from "../../packages/core/src/token-kind/judge-token-kind.js";
import type { Mark, Rule, TokenKindEvidence } from "../../packages/core/src/token-kind/rule.js";
import { RULES } from "../../packages/core/src/token-kind/rules.js";
import { checkTokenKind } from "../../packages/core/src/token-kind/token-kind.js";
import { readRows, readText } from "./markdown.js";

const page = readText("docs/token-kinds.md");
const rowsOf = (heading: string): string[][] => readRows(page.split(`\n## ${heading}\n`)[1]?.split("\n## ")[0] ?? "");

const showVerdict = ({ verdict, leansIdToken }: Pick<Rule, "verdict" | "leansIdToken">): string =>
  `\`${verdict}\`${leansIdToken ? ", looks like an ID token" : ""}`;

const evidence = ({ aud, ...rest }: { aud?: string; [name: string]: unknown }, typ?: string): TokenKindEvidence => ({
  typ,
  claims: aud === undefined ? rest : { aud, ...rest },
  issuer: "https://auth.example.com",
  audience: aud === undefined ? [] : [aud],
  acceptedTypes: new Set(),
  idTokenAudiences: new Set(["web"]),
  ignoreIdTokenEvidence: false,
});

/** Each with an audience, and each of another verdict. */
const api = { aud: "https://api.example.com" };
const SAMPLES = {
  "`at+jwt` in the header": evidence(api, "at+jwt"),
  "other `access`": evidence({ ...api, scope: "a" }),
  "`undecided`": evidence({ ...api, tenant: "acme" }),
  "`undecided`, looks like an ID token": evidence({ ...api, email: "ada@example.com" }),
  "`not_access`": evidence({ ...api, nonce: "n" }),
};

test("the page names the rules and their verdicts in the order of the source, and no other", () => {
  const rules = RULES.map((rule) => [`\`${rule.id}\``, showVerdict(rule)]);
  const none = ["`no rule`", showVerdict(judgeTokenKind(SAMPLES["`undecided`"]))];
  expect(rules.length).toBeGreaterThan(9);
  expect(rowsOf("The rules").map(([id, , verdict]) => [id, verdict])).toEqual([...rules, none]);
});

test("the page names the marks, sentence by sentence, and no other", () => {
  const marks = RULES.flatMap(({ id, marks }) => marks.map(({ says, source }) => [`\`${id}\``, says, source]));
  expect(rowsOf("What each rule sees").map(([id, says, , source]) => [id, says, source])).toEqual(marks);
});

describe("the page names the claims that a mark looks at", () => {
  const marks = RULES.flatMap(({ id, marks }) => marks.map((mark) => ({ id, mark, says: mark.says })));
  const named = rowsOf("What each rule sees").map(([, , looked = ""]) =>
    [...looked.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name),
  );

  test.each(marks.map((row, index) => ({ ...row, names: named[index] ?? [] })))("$id: $says", ({ id, mark, names }) => {
    const asked = readNames(mark);
    expect(names).toEqual(expect.arrayContaining([...asked]));
    // The others look at something else than claims, too, or stop at the first claim that is not there.
    if (!["R1", "R8", "R10", "R11"].includes(id)) expect(new Set(names)).toEqual(asked);
  });
});

test("the policies are those of the source, and accept what the page says", () => {
  const union =
    readText("packages/core/src/options/issuer-policy-options.ts")
      .split("export type TokenKindPolicy =")[1]
      ?.split(";")[0] ?? "";
  const policies = [...union.matchAll(/"(\w+)"/g)].map(([, name = ""]) => name as TokenKindPolicy);
  const accepts = (policy: TokenKindPolicy): string[] =>
    Object.values(SAMPLES).map((sample) => (checkTokenKind(sample, policy).kind === "pass" ? "yes" : "no"));
  expect(policies).toHaveLength(4);
  expect(rowsOf("The policies")).toEqual(policies.map((policy) => [`\`${policy}\``, ...accepts(policy)]));
});

test("the page names every kind that a token can be instead, and no other", () => {
  const union = readText("packages/core/src/outcome.ts").split("export type TokenKind =")[1]?.split(";")[0] ?? "";
  const kinds = [...union.matchAll(/"(\w+)"/g)].map(([, kind]) => `\`${kind}\``);
  expect(kinds.length).toBeGreaterThan(9);
  expect(rowsOf("What it is instead").map(([kind]) => kind)).toEqual(kinds);
});

test("the columns of the policies are all the verdicts there are", () => {
  expect(page).toMatch(new RegExp(`\\| policy +\\| ${Object.keys(SAMPLES).map(escape).join(" +\\| ")} +\\|`));
  expect(Object.values(SAMPLES).map((sample) => showVerdict(judgeTokenKind(sample)))).toEqual([
    ...["`access`", "`access`", "`undecided`", "`undecided`, looks like an ID token", "`not_access`"],
  ]);
  expect(new Set(RULES.map(showVerdict))).toEqual(
    new Set(["`access`", "`undecided`, looks like an ID token", "`not_access`"]),
  );
});

test("the example is what an event says", () => {
  const denied = checkTokenKind(SAMPLES["`undecided`, looks like an ID token"], "balanced");
  expect(denied).toMatchObject({ reason: "not_an_access_token" });
  expect(page).toContain("detail" in denied ? denied.detail : "a denial");
});

describe("the part on introspected tokens", () => {
  const rows = rowsOf("Introspected tokens");
  const values = (cell = ""): string[] => [...cell.matchAll(/"([^"]+)"/g)].map(([, value = ""]) => value);
  const judge = (claims: object, tokenKind: TokenKindPolicy) =>
    checkIntrospectedKind(evidence({ ...api, ...claims }), {
      tokenKind,
      requireTokenType: false,
      requireTokenUse: false,
    });

  test("names what the rules accept, and no more", () => {
    const [uses, types] = ["`I1`", "`I2`"].map((rule) => values(rows.find(([id]) => id === rule)?.[2]));
    expect([uses?.length, types?.length]).toEqual([2, 4]);
    for (const value of uses ?? []) {
      expect(judge({ token_use: value }, "strict").kind).toBe("pass");
      expect(judge({ token_usage: value }, "strict").kind).toBe("pass");
    }
    for (const value of types ?? []) expect(judge({ token_type: value }, "strict").kind).toBe("pass");
    const source = readText("packages/core/src/token-kind/introspected-kind.ts");
    const sets = [...source.matchAll(/const ACCESS_\w+: ReadonlySet<string> = new Set\(\[([^\]]+)\]/g)];
    expect(sets.map(([, set]) => values(set).toSorted())).toEqual([
      uses?.toSorted(),
      types?.map((type) => type.toLowerCase()).toSorted(),
    ]);
  });

  test.each([
    ["I1", { token_use: "refresh_token" }],
    ["I2", { token_type: "refresh_token" }],
    ["I3", { typ: "Refresh", token_type: "Bearer" }],
  ])("names %s, which refuses under every policy", (rule, claims) => {
    expect(rows.map(([id]) => id)).toContain(`\`${rule}\``);
    const denied = judge(claims, "lenient");
    expect("detail" in denied && denied.detail.startsWith(`${rule}: `)).toBe(true);
  });

  test("says what each policy accepts", () => {
    const samples = [{ token_type: "Bearer" }, { scope: "a" }, { email: "ada@example.com" }, { nonce: "n" }];
    const policies: readonly TokenKindPolicy[] = ["rfc9068", "strict", "balanced", "lenient"];
    expect(rows.filter(([id = ""]) => !id.startsWith("`I"))).toEqual(
      policies.map((policy) => [
        `\`${policy}\``,
        ...samples.map((claims) => (judge(claims, policy).kind === "pass" ? "yes" : "no")),
      ]),
    );
  });
});

test.each([
  ["`R1: header typ is`, with a type", evidence(api, "foo+jwt"), "balanced"],
  ["`R1:`, and `rfc9068` asks for `at+jwt`", evidence(api), "rfc9068"],
  ["`R2:` or `R4:`", evidence({ ...api, nonce: "n" }), "lenient"],
  ["`R2:` or `R4:`", evidence({ ...api, htm: "GET" }), "lenient"],
  ["`R4a:`", evidence({ ...api, ver: "2.0", tid: "t" }), "lenient"],
  ["`R10:`", evidence({ aud: "web", scope: "a" }), "lenient"],
  ["`R11:`", SAMPLES["`undecided`, looks like an ID token"], "balanced"],
  ["`no rule:`", SAMPLES["`undecided`"], "strict"],
] as const)("a detail that begins with %s has its row of advice", (cell, sample, policy) => {
  expect(rowsOf("When a good token is refused").map(([first]) => first)).toContain(cell);
  const denied = checkTokenKind(sample, policy);
  const starts = [...cell.matchAll(/`([^`]+)`/g)].map(([, text = ""]) => text);
  expect(starts.some((start) => "detail" in denied && denied.detail.startsWith(start))).toBe(true);
});

/** The claims a mark asks for, one after the other, of tokens that have none at all, or all that lead it on to others. */
function readNames({ sees }: Mark): ReadonlySet<string> {
  const names = new Set<string>();
  const isThere = [() => false, () => true, (name: string) => !["sub", "azp", "appid"].includes(name)];
  for (const has of isThere) {
    const claims = new Proxy<Record<string, unknown>>(
      {},
      {
        get: () => "2.0",
        getOwnPropertyDescriptor: (_, name) => {
          names.add(String(name));
          return has(String(name)) ? { value: "2.0", enumerable: true, configurable: true } : undefined;
        },
      },
    );
    for (const audience of [[], ["api"]]) sees.speaks({ ...evidence({}), claims, audience });
  }
  return names;
}

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
