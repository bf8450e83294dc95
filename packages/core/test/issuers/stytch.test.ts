import { describe, expect, test } from "vitest";
import { createVerifier } from "../../src/index.js";
import { stytch } from "../../src/issuers/stytch.js";
import { problemsOfPreset } from "../support/preset-problems.js";

const projectId = "project-live-8d7c2c1e-9b3a-4c07-b1f6-52b0b7d0a2c4";
const session = "https://stytch.com/session";
const project = {
  issuer: `stytch.com/${projectId}`,
  jwksUri: `https://api.stytch.com/v1/sessions/jwks/${projectId}`,
  audience: projectId,
  algorithms: ["RS256"],
  tokenKind: "strict",
  scopeClaims: ["scope"],
};

describe("stytch", () => {
  test.each([
    {
      tokens: "connected-app",
      requiredClaims: ["sub", "client_id", "jti"],
      rejectedClaims: ["nonce", "at_hash", "c_hash", session],
      clientClaims: ["client_id"],
    },
    {
      tokens: "m2m",
      requiredClaims: ["sub"],
      rejectedClaims: ["nonce", "at_hash", "c_hash", session, "client_id"],
      clientClaims: ["sub"],
    },
    {
      tokens: "session",
      requiredClaims: ["sub", session],
      rejectedClaims: ["nonce", "at_hash", "c_hash", "client_id"],
      clientClaims: ["client_id"],
    },
  ] as const)("tells $tokens from the other kinds of the project", ({ tokens, ...claims }) => {
    expect(stytch({ projectId, tokens })).toStrictEqual({ ...project, ...claims });
  });

  test.each([
    {
      place: { domain: "login.acme.example" },
      issuer: "https://login.acme.example",
      jwksUri: "https://login.acme.example/.well-known/jwks.json",
    },
    { place: { product: "b2b" }, jwksUri: `https://api.stytch.com/v1/b2b/sessions/jwks/${projectId}` },
    {
      place: { projectId: "project-test-1" },
      issuer: "stytch.com/project-test-1",
      jwksUri: "https://test.stytch.com/v1/sessions/jwks/project-test-1",
    },
  ] as const)("has its keys at $jwksUri", ({ place, ...expected }) => {
    expect(stytch({ projectId, tokens: "m2m", ...place })).toMatchObject(expected);
  });

  test("counts the roles of a session as scopes if it is told so", () => {
    expect(stytch({ projectId, tokens: "session", rolesAsScopes: { prefix: "role:" } }).permissionClaims).toEqual([
      { path: [session, "roles"], prefix: "role:" },
    ]);
  });

  test("is all that createVerifier needs", () => {
    expect(() => createVerifier({ issuer: stytch({ projectId, tokens: "connected-app" }) })).not.toThrow();
  });

  test.each([
    { wrong: { projectId }, problem: /^stytch: tokens must be "connected-app" or "m2m" or "session"/ },
    { wrong: { projectId: "acme", tokens: "m2m" }, problem: /^stytch: projectId must look like/ },
    {
      wrong: { projectId, tokens: "m2m", rolesAsScopes: { prefix: "" } },
      problem: /^stytch: rolesAsScopes is for tokens: "session"/,
    },
  ])("refuses what does not fit: $problem", ({ wrong, problem }) => {
    expect(problemsOfPreset(stytch, wrong)).toEqual([expect.stringMatching(problem)]);
  });
});
