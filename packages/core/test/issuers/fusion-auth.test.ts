import { describe, expect, test } from "vitest";
import { createVerifier } from "../../src/index.js";
import { fusionAuth } from "../../src/issuers/fusion-auth.js";
import { problemsOfPreset } from "../support/preset-problems.js";

const tenantId = "30663132-6464-6665-3032-326466613934";
const application = "3c219e58-ed0e-4b18-ad48-f4f92793ae32";
const entity = "7d3a5b1e-92c4-4f86-a0d7-1b6e8c2f4a95";
const server = { domain: "auth.acme.example", issuer: "acme.com" };
const users = { ...server, applicationIds: [application] };

describe("fusionAuth", () => {
  test("takes tokens of registered users, and the issuer as it is set", () => {
    expect(fusionAuth(users)).toStrictEqual({
      issuer: "acme.com",
      metadataUrl: "https://auth.acme.example/.well-known/openid-configuration",
      audience: [application],
      algorithms: ["RS256", "RS384", "RS512", "ES256", "ES384", "ES512"],
      tokenKind: "strict",
      requiredClaims: ["applicationId"],
      rejectedClaims: ["nonce", "at_hash", "c_hash"],
      scopeClaims: ["scope"],
      clientClaims: ["applicationId"],
    });
  });

  test("takes tokens of entities, whose client is the subject", () => {
    expect(fusionAuth({ ...server, entityIds: [entity] })).toMatchObject({
      audience: [entity],
      requiredClaims: ["permissions"],
      clientClaims: ["applicationId", "sub"],
    });
  });

  test("takes both, each by the claim that ID tokens do not have", () => {
    expect(fusionAuth({ ...users, entityIds: [entity] })).toMatchObject({
      audience: [application, entity],
      requiredClaims: [["applicationId", "permissions"]],
    });
  });

  test("asks the tenant for its metadata if there are several", () => {
    expect(fusionAuth({ ...users, tenantId }).metadataUrl).toBe(
      `https://auth.acme.example/${tenantId}/.well-known/openid-configuration`,
    );
  });

  test("counts roles and permissions as scopes if it is told so", () => {
    const options = {
      ...users,
      entityIds: [entity],
      rolesAsScopes: { prefix: "role:" },
      permissionsAsScopes: { prefix: "" },
    };
    expect(fusionAuth(options).permissionClaims).toEqual([
      { path: ["roles"], prefix: "role:" },
      { path: ["permissions"], prefix: "" },
      { path: ["permissions", entity], prefix: "" },
    ]);
  });

  test("runs on this machine, too", () => {
    expect(fusionAuth({ ...users, domain: "http://localhost:9011" }).metadataUrl).toBe(
      "http://localhost:9011/.well-known/openid-configuration",
    );
  });

  test("is all that createVerifier needs", () => {
    expect(() => createVerifier({ issuer: fusionAuth(users) })).not.toThrow();
    expect(() => createVerifier({ issuer: fusionAuth({ ...users, entityIds: [entity] }) })).not.toThrow();
  });

  test.each([
    {
      wrong: server,
      problem: /^fusionAuth: say for whom tokens are: applicationIds.* \(is a variable of the environment not set\?\)$/,
    },
    { wrong: { ...users, domain: undefined }, problem: /^fusionAuth: domain is required/ },
    { wrong: { ...users, applicationIds: ["orders"] }, problem: /^fusionAuth: applicationIds has an entry that must/ },
    { wrong: { ...users, introspectAs: {} }, problem: /^fusionAuth: there is no option "introspectAs"/ },
  ])("refuses what does not fit: $problem", ({ wrong, problem }) => {
    expect(problemsOfPreset(fusionAuth, wrong)).toEqual([expect.stringMatching(problem)]);
  });
});
