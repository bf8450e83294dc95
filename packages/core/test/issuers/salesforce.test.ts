import { describe, expect, test } from "vitest";
import { createVerifier } from "../../src/index.js";
import { salesforce } from "../../src/issuers/salesforce.js";
import { problemsOfPreset } from "../support/preset-problems.js";

const options = { domain: "acme.my.salesforce.com", clientIds: ["3MVG9Web"] };

describe("salesforce", () => {
  test("takes JWTs of the org, of the apps it is told", () => {
    expect(salesforce(options)).toStrictEqual({
      issuer: "https://acme.my.salesforce.com",
      audience: "https://acme.my.salesforce.com",
      algorithms: ["RS256"],
      tokenKind: "strict",
      scopeClaims: ["scp"],
      clientClaims: ["client_id"],
      requiredClaims: ["sub", "client_id", "scp"],
      rejectedClaims: ["nonce", "at_hash", "c_hash", "custom_attributes"],
      allowedClients: ["3MVG9Web"],
    });
  });

  test("takes tokens of every app of the org if that is said, and another audience", () => {
    const issuer = salesforce({ ...options, clientIds: "any", audience: ["https://api.acme.example"] });
    expect(issuer).not.toHaveProperty("allowedClients");
    expect(issuer.audience).toEqual(["https://api.acme.example"]);
  });

  test("counts roles as scopes if it is told so", () => {
    expect(salesforce({ ...options, rolesAsScopes: { prefix: "role:" } }).permissionClaims).toEqual([
      { path: ["roles"], prefix: "role:" },
    ]);
  });

  test("is all that createVerifier needs", () => {
    expect(() => createVerifier({ issuer: salesforce(options) })).not.toThrow();
  });

  test.each([
    { wrong: { domain: options.domain }, problem: /^salesforce: clientIds must be a list .* or be "any"/ },
    { wrong: { ...options, domain: "login.salesforce.com" }, problem: /^salesforce: domain must be My Domain/ },
    { wrong: { ...options, domain: "https://acme.my.salesforce.com" }, problem: /^salesforce: domain must be a host/ },
    { wrong: { ...options, introspectAs: {} }, problem: /^salesforce: there is no option "introspectAs"/ },
  ])("refuses what does not fit: $problem", ({ wrong, problem }) => {
    expect(problemsOfPreset(salesforce, wrong)).toEqual([expect.stringMatching(problem)]);
  });
});
