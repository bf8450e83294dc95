import { describe, expect, test } from "vitest";
import { dangerouslyAcceptMissingAudience } from "../../src/danger.js";
import { createVerifier } from "../../src/index.js";
import { workOs } from "../../src/issuers/work-os.js";
import { problemsOfPreset } from "../support/preset-problems.js";

const session = { tokens: "session", clientId: "client_01HAC3ME" } as const;
const connect = { tokens: "connect", domain: "acme.authkit.app" } as const;

describe("workOs", () => {
  test("takes sessions without aud, bound to the keys of the client", () => {
    expect(workOs(session)).toStrictEqual({
      issuer: "https://api.workos.com/user_management/client_01HAC3ME",
      jwksUri: "https://api.workos.com/sso/jwks/client_01HAC3ME",
      [dangerouslyAcceptMissingAudience]: true,
      algorithms: ["RS256"],
      tokenKind: "strict",
      scopeClaims: ["scope"],
      requiredClaims: ["sub", "sid", "jti"],
      rejectedClaims: ["nonce", "at_hash", "c_hash"],
    });
  });

  test("takes the issuer of a session as it is given", () => {
    expect(workOs({ ...session, issuer: "https://api.workos.com" })).toMatchObject({
      issuer: "https://api.workos.com",
      jwksUri: "https://api.workos.com/sso/jwks/client_01HAC3ME",
    });
  });

  test("counts roles and permissions of a session as scopes if it is told so", () => {
    expect(
      workOs({ ...session, rolesAsScopes: { prefix: "role:" }, permissionsAsScopes: { prefix: "" } }).permissionClaims,
    ).toEqual([
      { path: ["role"], prefix: "role:" },
      { path: ["roles"], prefix: "role:" },
      { path: ["permissions"], prefix: "" },
    ]);
  });

  test("takes tokens of Connect with aud and a client", () => {
    expect(workOs({ ...connect, audience: "https://api.acme.example" })).toStrictEqual({
      issuer: "https://acme.authkit.app",
      audience: "https://api.acme.example",
      algorithms: ["RS256"],
      tokenKind: "strict",
      scopeClaims: ["scope"],
      requiredClaims: ["sub", "client_id", "jti"],
      rejectedClaims: ["nonce", "at_hash", "c_hash"],
      clientClaims: ["client_id"],
    });
  });

  test("is all that createVerifier needs for sessions, and all but the audience for Connect", () => {
    expect(() => createVerifier({ issuer: workOs(session) })).not.toThrow();
    expect(() => createVerifier({ issuer: workOs(connect), audience: "https://api.acme.example" })).not.toThrow();
    expect(() => createVerifier({ issuer: [workOs(session), workOs(connect)], audience: "api" })).not.toThrow();
    expect(() => createVerifier({ issuer: workOs(connect) })).toThrow(/audience is required/);
  });

  test.each([
    { wrong: undefined, problem: /^workOs: tokens must be "session" or "connect"/ },
    { wrong: { domain: "acme.authkit.app" }, problem: /^workOs: tokens must be "session" or "connect"/ },
    { wrong: { ...session, clientId: "01HAC3ME" }, problem: /^workOs: clientId must look like/ },
    { wrong: { ...session, audience: "api" }, problem: /^workOs: there is no option "audience"/ },
    {
      wrong: { tokens: "connect", domain: "https://acme.authkit.app" },
      problem: /^workOs: domain must be a host name/,
    },
  ])("refuses what does not fit: $problem", ({ wrong, problem }) => {
    expect(problemsOfPreset(workOs, wrong)).toEqual([expect.stringMatching(problem)]);
  });
});
