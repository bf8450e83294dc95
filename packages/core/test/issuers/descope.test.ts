import { describe, expect, test } from "vitest";
import { dangerouslyAcceptMissingAudience } from "../../src/danger.js";
import { createVerifier } from "../../src/index.js";
import { descope } from "../../src/issuers/descope.js";
import { problemsOfPreset } from "../support/preset-problems.js";

const projectId = "P2Xk8Qm4Vb7Nc1Zr5Ty9Wu3Ei6Oa";
const options = { projectId, tokens: "session" } as const;

describe("descope", () => {
  test("takes sessions without aud, whose issuer is the project", () => {
    expect(descope(options)).toStrictEqual({
      issuer: projectId,
      jwksUri: `https://api.descope.com/v2/keys/${projectId}`,
      [dangerouslyAcceptMissingAudience]: true,
      algorithms: ["RS256"],
      tokenKind: "strict",
      scopeClaims: ["scope"],
      requiredClaims: ["sub", "drn"],
      rejectedClaims: ["nonce", "at_hash", "c_hash"],
    });
  });

  test("takes a URL as the issuer, at the host of the region", () => {
    expect(descope({ ...options, issuerForm: "url", domain: "api.euc1.descope.com" })).toMatchObject({
      issuer: `https://api.euc1.descope.com/${projectId}`,
      jwksUri: `https://api.euc1.descope.com/v2/keys/${projectId}`,
    });
  });

  test("counts roles and permissions as scopes if it is told so", () => {
    expect(
      descope({ ...options, rolesAsScopes: { prefix: "role:" }, permissionsAsScopes: { prefix: "" } }).permissionClaims,
    ).toEqual([
      { path: ["roles"], prefix: "role:" },
      { path: ["permissions"], prefix: "" },
    ]);
  });

  test("counts those of one tenant alone if it is told which", () => {
    expect(descope({ ...options, tenantId: "T2", permissionsAsScopes: { prefix: "" } }).permissionClaims).toEqual([
      { path: ["tenants", "T2", "permissions"], prefix: "" },
    ]);
  });

  test("is all that createVerifier needs", () => {
    expect(() => createVerifier({ issuer: descope(options) })).not.toThrow();
    expect(() => createVerifier({ issuer: descope({ ...options, issuerForm: "url" }) })).not.toThrow();
  });

  test.each([
    { wrong: { projectId }, problem: /^descope: tokens must be "session"/ },
    { wrong: { ...options, projectId: "acme" }, problem: /^descope: projectId must look like/ },
    { wrong: { ...options, tenantId: "*" }, problem: /^descope: tenantId must look like/ },
  ])("refuses what does not fit: $problem", ({ wrong, problem }) => {
    expect(problemsOfPreset(descope, wrong)).toEqual([expect.stringMatching(problem)]);
  });
});
