import { describe, expect, test } from "vitest";
import {
  dangerouslyAcceptAnyAudience,
  dangerouslyAcceptMissingAudience,
  dangerouslyIgnoreIdTokenEvidence,
  dangerouslyRevealReason,
} from "../src/danger.js";
import { dex, oidcProvider, oryHydra } from "../src/presets.js";
import { ISSUER as issuer } from "./support/issuer.js";
import { problemsOf } from "./support/options.js";
import { problemsOfPreset } from "./support/preset-problems.js";

const endpoint = "https://as.example/introspect";
const authentication = { method: "none" };

/** Where each switch may stand, with a value. */
const PLACES: readonly (readonly [string, string, (value: unknown) => object])[] = [
  ["dangerouslyRevealReason", "a verifier", (value) => ({ [dangerouslyRevealReason]: value })],
  [
    "dangerouslyAcceptMissingAudience",
    "an issuer",
    (value) => ({ issuer: { issuer, [dangerouslyAcceptMissingAudience]: value } }),
  ],
  [
    "dangerouslyIgnoreIdTokenEvidence",
    "an issuer",
    (value) => ({ issuer: { issuer, [dangerouslyIgnoreIdTokenEvidence]: value } }),
  ],
  [
    "dangerouslyAcceptMissingAudience",
    "introspection",
    (value) => ({
      issuer: { issuer, introspection: { endpoint, authentication, [dangerouslyAcceptMissingAudience]: value } },
    }),
  ],
];

describe.each(PLACES)("%s among the options of %s", (name, _, optionsWith) => {
  test("is true, or left out", () => {
    expect([problemsOf(optionsWith(true)), problemsOf(optionsWith(undefined))]).toEqual([[], []]);
  });

  test.each([false, "yes", "true", 1, 0, null, {}, "false", ""])("is not %j", (value) => {
    expect(problemsOf(optionsWith(value))).toEqual([
      expect.stringMatching(new RegExp(`${name} must be true, or left out$`)),
    ]);
  });
});

test.each<[string, object, RegExp]>([
  [
    "any audience, as a name",
    { [dangerouslyAcceptAnyAudience]: true },
    /^dangerouslyAcceptAnyAudience is no option of a verifier, it belongs to audience: dangerouslyAcceptAnyAudience$/,
  ],
  [
    "any audience, as a name of an issuer",
    { issuer: { issuer, [dangerouslyAcceptAnyAudience]: true } },
    /dangerouslyAcceptAnyAudience is no option of an issuer, it belongs to audience: dangerouslyAcceptAnyAudience$/,
  ],
  [
    "the marks of ID tokens, given to the verifier",
    { [dangerouslyIgnoreIdTokenEvidence]: true },
    /^dangerouslyIgnoreIdTokenEvidence is no option of a verifier, it belongs to issuer: \{ issuer: .*: true \}$/,
  ],
  [
    "the marks of ID tokens, given to introspection",
    { issuer: { issuer, introspection: { endpoint, authentication, [dangerouslyIgnoreIdTokenEvidence]: true } } },
    /introspection: dangerouslyIgnoreIdTokenEvidence is no option of introspection, it belongs to issuer: \{/,
  ],
  [
    "a missing audience, given to the verifier",
    { [dangerouslyAcceptMissingAudience]: true },
    /^dangerouslyAcceptMissingAudience is no option of a verifier, it belongs to issuer: \{/,
  ],
  [
    "the reason, given to an issuer",
    { issuer: { issuer, [dangerouslyRevealReason]: true } },
    /dangerouslyRevealReason is no option of an issuer, it belongs to the verifier, beside issuer: \{/,
  ],
])("a switch in the wrong place is refused: %s", (_, options, message) => {
  expect(problemsOf(options)).toEqual([expect.stringMatching(message)]);
});

test("what is no switch is not looked at", () => {
  expect(problemsOf({ [Symbol("own")]: 1, issuer: { issuer, [Symbol("own")]: 1 } })).toEqual([]);
});

test.each([false, "yes", 1, null])("presets take none of them with %j", (value) => {
  const missing = { [dangerouslyAcceptMissingAudience]: value };
  const clientIds = ["web"];
  const introspectAs = { clientId: "orders", clientSecret: "made up" };
  const url = "https://as.acme.example";
  const problem = "dangerouslyAcceptMissingAudience must be true, or left out";
  expect(problemsOfPreset(oidcProvider, { issuer: url, introspectAs, clientIds, ...missing })).toEqual([
    `oidcProvider: ${problem}`,
  ]);
  expect(problemsOfPreset(oryHydra, { issuer: url, tokenFormat: "jwt", clientIds, ...missing })).toEqual([
    `oryHydra: ${problem}`,
  ]);
  expect(problemsOfPreset(dex, { issuer: url, clientIds, [dangerouslyIgnoreIdTokenEvidence]: value })).toEqual([
    "dex: dangerouslyIgnoreIdTokenEvidence must be true, or left out",
  ]);
});
