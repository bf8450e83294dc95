import { describe, expect, test } from "vitest";
import {
  dangerouslyAcceptAnyAudience,
  dangerouslyAcceptMissingAudience,
  dangerouslyIgnoreIdTokenEvidence,
  dangerouslyRevealReason,
} from "../../src/danger.js";
import { optional, text } from "../../src/issuers/option-rules.js";
import { hostName } from "../../src/issuers/place-rules.js";
import { checkPresetOptions } from "../../src/issuers/preset-problems.js";
import { problemsOfPreset } from "../support/preset-problems.js";

const SWITCHES = { dangerouslyAcceptMissingAudience, dangerouslyIgnoreIdTokenEvidence } as const;

interface Options {
  readonly domain?: string;
  readonly audience?: string;
}

const check = (options: unknown, together?: () => readonly string[]): readonly string[] =>
  problemsOfPreset((given: Options) => {
    checkPresetOptions("acme", given, {
      rules: { domain: hostName("acme.example"), audience: optional(text({ example: "api" })) },
      ...(together === undefined ? {} : { together }),
    });
  }, options);

describe("the options of a preset", () => {
  test("pass if every rule is kept", () => {
    expect(check({ domain: "acme.example", audience: "orders" })).toEqual([]);
  });

  test("are refused with everything that is wrong at once, each with the name of the preset", () => {
    expect(check({ domian: "acme.example", audience: 7 })).toEqual([
      'acme: there is no option "domian" of acme(): did you mean domain?',
      'acme: domain is required, such as "acme.example" (is a variable of the environment not set?)',
      'acme: audience must be a text, such as "api"',
    ]);
  });

  test("are told where an option of an issuer belongs", () => {
    expect(check({ domain: "acme.example", tokenKind: "lenient" })).toEqual([
      "acme: tokenKind is no option of acme(), it belongs to what it gives: { ...acme(...), tokenKind: ... }",
    ]);
  });

  test.each([undefined, null, "acme.example", ["acme.example"]])("must be an object, not %o", (options) => {
    expect(check(options)).toEqual(["acme: takes an object with domain, audience"]);
  });

  test.each(["dangerouslyAcceptMissingAudience", "dangerouslyIgnoreIdTokenEvidence"] as const)(
    "are told where %s belongs, which this preset does not read",
    (name) => {
      expect(check({ domain: "acme.example", [SWITCHES[name]]: true })).toEqual([
        `acme: ${name} is no option of acme(), it belongs to what it gives: { ...acme(...), [${name}]: true }`,
      ]);
      expect(check({ domain: "acme.example", [SWITCHES[name]]: undefined })).toEqual([]);
    },
  );

  test("are told that dangerouslyRevealReason belongs to the verifier, and dangerouslyAcceptAnyAudience is a value", () => {
    expect(
      check({ domain: "acme.example", [dangerouslyRevealReason]: true, [dangerouslyAcceptAnyAudience]: true }),
    ).toEqual([
      "acme: dangerouslyRevealReason is no option of acme(), it belongs to the options of the verifier",
      "acme: dangerouslyAcceptAnyAudience is no option of acme(), it belongs to audience, as its value: audience: dangerouslyAcceptAnyAudience",
    ]);
  });

  test.each([
    ["dex", "dangerouslyIgnoreIdTokenEvidence", "dangerouslyAcceptMissingAudience"],
    ["logto", "dangerouslyAcceptMissingAudience", "dangerouslyIgnoreIdTokenEvidence"],
    ["oryNetwork", "dangerouslyAcceptMissingAudience", "dangerouslyIgnoreIdTokenEvidence"],
  ] as const)("of %s may be %s, with true and nothing else, and not %s", (preset, own, other) => {
    const given = (name: keyof typeof SWITCHES, value: unknown) =>
      problemsOfPreset(
        (options: object) => {
          checkPresetOptions(preset, options, { rules: {} });
        },
        { [SWITCHES[name]]: value },
      );
    expect(given(own, true)).toEqual([]);
    expect(given(own, false)).toEqual([`${preset}: ${own} must be true, or left out`]);
    expect(given(other, true)).toEqual([expect.stringContaining(`${preset}: ${other} is no option of ${preset}()`)]);
  });

  test("are judged together once each is fine by itself", () => {
    const together = (): readonly string[] => ["domain and audience exclude each other"];
    expect(check({ domain: "acme.example" }, together)).toEqual(["acme: domain and audience exclude each other"]);
    expect(check({}, together)).toHaveLength(1);
    expect(check({}, together)[0]).toContain("is required");
  });
});
