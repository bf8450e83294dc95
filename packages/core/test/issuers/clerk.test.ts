import { describe, expect, test } from "vitest";
import { dangerouslyAcceptMissingAudience } from "../../src/danger.js";
import { createVerifier } from "../../src/index.js";
import { clerk } from "../../src/issuers/clerk.js";
import { problemsOfPreset } from "../support/preset-problems.js";

const domain = "clerk.acme.example";
const instance = {
  issuer: "https://clerk.acme.example",
  jwksUri: "https://clerk.acme.example/.well-known/jwks.json",
  [dangerouslyAcceptMissingAudience]: true,
  algorithms: ["RS256"],
};

describe("clerk", () => {
  test("takes OAuth access tokens of the clients it is told, which are typed", () => {
    expect(clerk({ domain, tokens: "oauth", clientIds: ["client_2VT"] })).toStrictEqual({
      ...instance,
      tokenKind: "rfc9068",
      rejectedClaims: ["nonce", "at_hash", "c_hash", "sid"],
      clientClaims: ["client_id"],
      scopeClaims: ["scope", "scp"],
      allowedClients: ["client_2VT"],
    });
  });

  test("takes sessions, whose azp is no client", () => {
    expect(clerk({ domain, tokens: "session" })).toStrictEqual({
      ...instance,
      tokenKind: "strict",
      requiredClaims: ["sub", "sid"],
      rejectedClaims: ["nonce", "at_hash", "c_hash", "client_id"],
      scopeClaims: ["scope"],
      clientClaims: ["client_id"],
    });
  });

  test("takes sessions of the origins it is told, without a slash", () => {
    const authorizedParties = ["https://app.acme.example/", "http://localhost:3000"];
    expect(clerk({ domain, tokens: "session", authorizedParties })).toMatchObject({
      clientClaims: ["azp"],
      allowedClients: ["https://app.acme.example", "http://localhost:3000"],
    });
  });

  test("counts the role in an organization as a scope if it is told so", () => {
    expect(clerk({ domain, tokens: "session", rolesAsScopes: { prefix: "role:" } }).permissionClaims).toEqual([
      { path: ["o", "rol"], prefix: "role:" },
      { path: ["org_role"], prefix: "role:" },
    ]);
  });

  test("takes tokens of the machines it is told, which are the subject", () => {
    expect(clerk({ domain, tokens: "m2m", machineIds: ["mch_1"] })).toStrictEqual({
      ...instance,
      tokenKind: "strict",
      requiredClaims: ["sub", "jti", "nbf"],
      rejectedClaims: ["nonce", "at_hash", "c_hash", "sid", "azp", "client_id"],
      clientClaims: ["sub"],
      scopeClaims: ["scopes"],
      allowedClients: ["mch_1"],
    });
  });

  test("takes tokens of every client or machine if that is said", () => {
    expect(clerk({ domain, tokens: "oauth", clientIds: "any" })).not.toHaveProperty("allowedClients");
    expect(clerk({ domain, tokens: "m2m", machineIds: "any" })).not.toHaveProperty("allowedClients");
  });

  test.each([
    { domain, tokens: "oauth", clientIds: "any" },
    { domain, tokens: "session", authorizedParties: ["https://app.acme.example"] },
    { domain, tokens: "m2m", machineIds: ["mch_1"], audience: ["https://api.acme.example"] },
  ] as const)("is all that createVerifier needs for $tokens", (options) => {
    expect(() => createVerifier({ issuer: clerk(options) })).not.toThrow();
  });

  test.each([
    { wrong: { domain }, problem: /^clerk: tokens must be "oauth" or "session" or "m2m"/ },
    { wrong: { domain, tokens: "oauth" }, problem: /^clerk: clientIds must be a list .* or be "any"/ },
    { wrong: { domain, tokens: "m2m", machineIds: ["client_1"] }, problem: /^clerk: machineIds has an entry/ },
    { wrong: { domain, tokens: "session", clientIds: ["c"] }, problem: /^clerk: there is no option "clientIds"/ },
    {
      wrong: { domain, tokens: "session", authorizedParties: ["https://app.acme.example/login"] },
      problem: /^clerk: authorizedParties has an entry that must have no path/,
    },
  ])("refuses what does not fit: $problem", ({ wrong, problem }) => {
    expect(problemsOfPreset(clerk, wrong)).toEqual([expect.stringMatching(problem)]);
  });
});
