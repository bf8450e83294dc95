import { describe, expect, test } from "vitest";
import { createVerifier } from "../../src/index.js";
import { kinde } from "../../src/issuers/kinde.js";
import { problemsOfPreset } from "../support/preset-problems.js";

const options = { domain: "acme.kinde.com" };

describe("kinde", () => {
  test("takes tokens of users by scp and those of machines by gty, and nothing ID tokens have", () => {
    expect(kinde({ ...options, audience: "https://api.acme.example" })).toStrictEqual({
      issuer: "https://acme.kinde.com",
      jwksUri: "https://acme.kinde.com/.well-known/jwks",
      audience: "https://api.acme.example",
      algorithms: ["RS256"],
      tokenKind: "strict",
      requiredClaims: [["scp", "gty"]],
      rejectedClaims: ["at_hash", "rat", "nonce", "c_hash"],
      clientClaims: ["azp"],
      scopeClaims: ["scp", "scope"],
    });
  });

  test("counts permissions as scopes if it is told so", () => {
    expect(kinde({ ...options, permissionsAsScopes: { prefix: "" } }).permissionClaims).toEqual([
      { path: ["permissions"], prefix: "" },
    ]);
  });

  test("is all but the audience that createVerifier needs", () => {
    expect(() => createVerifier({ issuer: kinde(options), audience: "https://api.acme.example" })).not.toThrow();
    expect(() => createVerifier({ issuer: kinde(options) })).toThrow(/audience is required/);
  });

  test.each([
    { wrong: null, problem: /^kinde: takes an object with domain/ },
    { wrong: { domain: "acme.kinde.com/" }, problem: /^kinde: domain must be a host name alone/ },
    {
      wrong: { ...options, permissionsAsScopes: { prefix: "may do " } },
      problem: /^kinde: permissionsAsScopes must be \{ prefix/,
    },
  ])("refuses what does not fit: $problem", ({ wrong, problem }) => {
    expect(problemsOfPreset(kinde, wrong)).toEqual([expect.stringMatching(problem)]);
  });
});
