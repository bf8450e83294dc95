import { describe, expect, test } from "vitest";
import { createVerifier } from "../../src/index.js";
import { zitadel } from "../../src/issuers/zitadel.js";
import { problemsOfPreset } from "../support/preset-problems.js";

const options = { domain: "acme.zitadel.cloud", projectId: "160000000000000003" };

describe("zitadel", () => {
  test("asks for the project in aud, and for what only access tokens have", () => {
    expect(zitadel(options)).toStrictEqual({
      issuer: "https://acme.zitadel.cloud",
      audience: "160000000000000003",
      algorithms: ["RS256"],
      tokenKind: "balanced",
      requiredClaims: ["jti", "nbf", "client_id"],
      rejectedClaims: ["azp", "nonce", "at_hash", "c_hash"],
      clientClaims: ["client_id"],
      scopeClaims: ["scope"],
    });
  });

  test("counts the roles of this project, and of no other, as scopes if it is told so", () => {
    expect(zitadel({ ...options, rolesAsScopes: { prefix: "role:" } }).permissionClaims).toEqual([
      { path: ["urn:zitadel:iam:org:project:160000000000000003:roles"], prefix: "role:" },
    ]);
  });

  test("introspects if it is told who asks", () => {
    const authentication = { clientId: "170000000000000021@orders", clientSecret: "made up" };
    expect(zitadel({ ...options, introspectAs: authentication }).introspection).toEqual({ authentication });
  });

  test("runs on this machine, too", () => {
    expect(zitadel({ ...options, domain: "http://localhost:8080" }).issuer).toBe("http://localhost:8080");
  });

  test("is all that createVerifier needs", () => {
    const introspectAs = { clientId: "api", clientSecret: "made up" };
    expect(() =>
      createVerifier({ issuer: zitadel({ ...options, rolesAsScopes: { prefix: "" }, introspectAs }) }),
    ).not.toThrow();
  });

  test("names all that is wrong at once", () => {
    expect(problemsOfPreset(zitadel, { domain: "https://acme.zitadel.cloud/", project: "1" })).toEqual([
      expect.stringMatching(/^zitadel: there is no option "project" of zitadel\(\): did you mean projectId\?/),
      'zitadel: domain must be a host name alone, without https:// and slashes: "acme.zitadel.cloud"',
      expect.stringMatching(/^zitadel: projectId is required/),
    ]);
  });
});
