import { describe, expect, test } from "vitest";
import { dangerouslyAcceptMissingAudience } from "../../src/danger.js";
import { createVerifier } from "../../src/index.js";
import { cognito } from "../../src/presets.js";
import { problemsOfPreset } from "../support/preset-problems.js";

const pool = { region: "eu-west-1", userPoolId: "eu-west-1_Abc123", clientIds: ["7e89f0d8a1b2"] };
const common = {
  issuer: "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Abc123",
  algorithms: ["RS256"],
  tokenKind: "strict",
  scopeClaims: ["scope"],
  clientClaims: ["client_id"],
  requiredClaims: ["token_use", "client_id"],
  rejectedClaims: ["nonce", "at_hash", "c_hash"],
  allowedClients: ["7e89f0d8a1b2"],
};

describe("cognito()", () => {
  test("has the app clients for an audience, since tokens name none", () => {
    const issuer = cognito(pool);
    expect(issuer).toEqual({ ...common, [dangerouslyAcceptMissingAudience]: true });
    expect(() => createVerifier({ issuer })).not.toThrow();
    expect(() => createVerifier({ issuer, audience: "https://api.acme.example" })).not.toThrow();
  });

  test("asks for an audience if one is given, and still for the app clients", () => {
    const issuer = cognito({ ...pool, audience: "https://api.acme.example" });
    expect(issuer).toEqual({ ...common, audience: "https://api.acme.example" });
    expect(issuer[dangerouslyAcceptMissingAudience]).toBeUndefined();
    expect(() => createVerifier({ issuer })).not.toThrow();
  });

  test("counts groups as scopes if it is told to", () => {
    expect(cognito({ ...pool, groupsAsScopes: { prefix: "group:" } })).toMatchObject({
      permissionClaims: [{ path: ["cognito:groups"], prefix: "group:" }],
    });
  });

  test.each([
    [
      { ...pool, region: "us-east-1" },
      'cognito: userPoolId "eu-west-1_Abc123" is not of region "us-east-1": mend one of them',
    ],
    [{ ...pool, region: "eu-west" }, 'cognito: region must look like "eu-west-1"'],
    [{ ...pool, userPoolId: "Abc123" }, 'cognito: userPoolId must look like "eu-west-1_Abc123"'],
    [{ ...pool, clientIds: [] }, "cognito: clientIds must be a list with at least one entry"],
    [{ region: pool.region, userPoolId: pool.userPoolId }, "cognito: clientIds must be a list with at least one entry"],
  ])("refuses %o", (options, problem) => {
    expect(problemsOfPreset(cognito, options)).toEqual([problem]);
  });
});
