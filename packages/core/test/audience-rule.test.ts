import { describe, expect, test } from "vitest";
import { dangerouslyAcceptAnyAudience, dangerouslyAcceptMissingAudience } from "../src/danger.js";
import { audienceRule } from "../src/options/audience-rule.js";
import { AUDIENCE, ISSUER } from "./support/issuer.js";
import { issuerWith, problemsOf } from "./support/options.js";

const sentence = "audience is ours alone: give another";
/** What a preset gives whose server puts "account" into the tokens of everybody. */
const preset = {
  issuer: ISSUER,
  [audienceRule]: (audience: readonly string[]) => (audience.includes("account") ? [sentence] : []),
};
const refused = [`issuer "${ISSUER}": ${sentence}`];

describe("what a preset knows of its audiences", () => {
  test.each<[string, object]>([
    ["beside issuer", { issuer: preset, audience: "account" }],
    ["beside a list of issuers", { issuer: [preset, "https://b.example"], audience: ["account", AUDIENCE] }],
    ["in the options of the issuer", { issuer: { ...preset, audience: "account" }, audience: undefined }],
    ["in a copy of a copy", { issuer: { ...{ ...preset }, audience: [AUDIENCE, "account"] }, audience: undefined }],
    [
      "where none is needed",
      { issuer: { ...preset, [dangerouslyAcceptMissingAudience]: true }, audience: ["account"] },
    ],
  ])("holds for an audience %s", (_, options) => {
    expect(problemsOf(options)).toEqual(refused);
  });

  test.each<[string, object]>([
    ["it has nothing against", { issuer: preset, audience: AUDIENCE }],
    [
      "of another issuer",
      {
        issuer: [
          { ...preset, audience: AUDIENCE },
          { issuer: "https://b.example", audience: "account" },
        ],
        audience: undefined,
      },
    ],
    ["of any kind", { issuer: preset, audience: dangerouslyAcceptAnyAudience }],
  ])("holds for no audience %s", (_, options) => {
    expect(problemsOf(options)).toEqual([]);
  });

  test("is not asked about what is no audience, or where there is none", () => {
    const broken = { ...preset, [audienceRule]: () => [sentence] };
    expect(problemsOf({ issuer: broken, audience: [] }).join()).not.toContain(sentence);
    expect(problemsOf({ issuer: broken, audience: [7] }).join()).not.toContain(sentence);
    expect(
      problemsOf({ issuer: { ...broken, [dangerouslyAcceptMissingAudience]: true }, audience: undefined }),
    ).toEqual([]);
  });

  test("is no part of the policy that is resolved", () => {
    expect(Object.getOwnPropertySymbols(issuerWith({ issuer: preset }))).toEqual([]);
  });
});
