import { describe, expect, test } from "vitest";
import { createVerifier } from "../../src/index.js";
import { audienceRule } from "../../src/options/audience-rule.js";
import { azureAdB2c } from "../../src/presets.js";
import { problemsOfPreset } from "../support/preset-problems.js";

const tenantId = "11111111-2222-4333-8444-555555555abc";
const audience = "aaaaaaaa-0000-4000-8000-000000000001";
const tenant = { tenantName: "acme", tenantId };
const common = {
  algorithms: ["RS256"],
  tokenKind: "strict",
  scopeClaims: ["scp"],
  clientClaims: ["azp"],
  requiredClaims: ["azp"],
  rejectedClaims: ["at_hash", "c_hash"],
  [audienceRule]: expect.any(Function),
};

describe("azureAdB2c()", () => {
  test("gives the issuer of the tenant, with the metadata of one policy", () => {
    const issuer = azureAdB2c({ tenantName: "Acme", tenantId: tenantId.toUpperCase(), policy: "B2C_1_SignIn" });
    expect(issuer).toEqual({
      ...common,
      issuer: `https://acme.b2clogin.com/${tenantId}/v2.0/`,
      metadataUrl: "https://acme.b2clogin.com/acme.onmicrosoft.com/B2C_1_SignIn/v2.0/.well-known/openid-configuration",
    });
    expect(() => createVerifier({ issuer, audience })).not.toThrow();
  });

  test("gives an issuer for each policy, named in lower case", () => {
    const issuers = azureAdB2c({ ...tenant, audience, policies: ["B2C_1_SignIn", "B2C_1A_EDIT"] });
    expect(issuers).toEqual([
      {
        ...common,
        issuer: `https://acme.b2clogin.com/tfp/${tenantId}/b2c_1_signin/v2.0/`,
        metadataUrl:
          "https://acme.b2clogin.com/acme.onmicrosoft.com/B2C_1_SignIn/v2.0/.well-known/openid-configuration",
        audience,
      },
      {
        ...common,
        issuer: `https://acme.b2clogin.com/tfp/${tenantId}/b2c_1a_edit/v2.0/`,
        metadataUrl: "https://acme.b2clogin.com/acme.onmicrosoft.com/B2C_1A_EDIT/v2.0/.well-known/openid-configuration",
        audience,
      },
    ]);
    expect(() => createVerifier({ issuer: issuers })).not.toThrow();
  });

  test("has a custom domain everywhere", () => {
    const issuer = azureAdB2c({ ...tenant, policy: "B2C_1_signin", domain: "Login.acme.example" });
    expect(issuer).toMatchObject({
      issuer: `https://login.acme.example/${tenantId}/v2.0/`,
      metadataUrl: "https://login.acme.example/acme.onmicrosoft.com/B2C_1_signin/v2.0/.well-known/openid-configuration",
    });
  });

  test.each([
    [
      { ...tenant },
      "azureAdB2c: give either policy, or policies if each of them is set to the issuer with /tfp/ (is a variable of the environment not set?)",
    ],
    [
      { ...tenant, policy: "B2C_1_a", policies: ["B2C_1_b"] },
      "azureAdB2c: give either policy, or policies if each of them is set to the issuer with /tfp/ (is a variable of the environment not set?)",
    ],
    [{ ...tenant, policy: "signin" }, 'azureAdB2c: policy must look like "B2C_1_signin"'],
    [{ ...tenant, policies: ["../x"] }, 'azureAdB2c: policies has an entry that must look like "B2C_1_signin"'],
    [
      { tenantName: "acme.onmicrosoft.com", tenantId, policy: "B2C_1_a" },
      'azureAdB2c: tenantName must look like "acme"',
    ],
  ])("refuses %o", (options, problem) => {
    expect(problemsOfPreset(azureAdB2c, options)).toEqual([problem]);
  });

  test("takes policies if policy is not there, and the other way round", () => {
    expect(azureAdB2c({ ...tenant, policy: undefined, policies: ["B2C_1_a"] } as never)).toHaveLength(1);
    expect(azureAdB2c({ ...tenant, policy: "B2C_1_a", policies: undefined } as never)).toMatchObject({
      issuer: `https://acme.b2clogin.com/${tenantId}/v2.0/`,
    });
  });

  test("refuses an audience that is no application id, wherever it is given", () => {
    const options = { ...tenant, policy: "B2C_1_a" };
    const wrong = "https://acme.onmicrosoft.com/api";
    const problem = `issuer "https://acme.b2clogin.com/${tenantId}/v2.0/": audience "${wrong}" must look like "6e74172b-be56-4843-9ff4-e66a39bb12e3"`;
    for (const given of [
      { issuer: azureAdB2c({ ...options, audience: wrong }) },
      { issuer: azureAdB2c(options), audience: wrong },
    ]) {
      expect(problemsOfPreset(createVerifier, given)).toEqual([expect.stringContaining(problem)]);
    }
  });
});
