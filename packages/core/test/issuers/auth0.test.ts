import { describe, expect, test } from "vitest";
import { createVerifier } from "../../src/index.js";
import { auth0 } from "../../src/presets.js";
import { problemsOfPreset } from "../support/preset-problems.js";

describe("auth0()", () => {
  test("gives an issuer with a slash, and asks for evidence, by whichever profile the client is named", () => {
    const issuer = auth0({ domain: "Acme.eu.auth0.com" });
    expect(issuer).toEqual({
      issuer: "https://acme.eu.auth0.com/",
      algorithms: ["RS256"],
      tokenKind: "strict",
      scopeClaims: ["scope"],
      clientClaims: ["client_id", "azp"],
      requiredClaims: [["azp", "client_id"]],
      rejectedClaims: ["nonce", "at_hash", "c_hash"],
    });
    expect(() => createVerifier({ issuer, audience: "https://api.acme.example" })).not.toThrow();
  });

  test("asks for at+jwt with the profile of RFC 9068", () => {
    const issuer = auth0({ domain: "login.acme.example", profile: "rfc9068", audience: "orders" });
    expect(issuer).toMatchObject({ issuer: "https://login.acme.example/", tokenKind: "rfc9068", audience: "orders" });
    expect(issuer).not.toHaveProperty("requiredClaims");
    expect(() => createVerifier({ issuer })).not.toThrow();
  });

  test("counts permissions as scopes if it is told to, under a name of their own or not", () => {
    const domain = "acme.eu.auth0.com";
    expect(auth0({ domain })).not.toHaveProperty("permissionClaims");
    expect(auth0({ domain, permissionsAsScopes: { prefix: "" } })).toMatchObject({
      permissionClaims: [{ path: ["permissions"], prefix: "" }],
    });
  });

  test.each([
    [
      { domain: "https://acme.eu.auth0.com/" },
      'auth0: domain must be a host name alone, without https:// and slashes: "acme.eu.auth0.com"',
    ],
    [{ domain: "acme.eu.auth0.com", profile: "at+jwt" }, 'auth0: profile must be "auth0" or "rfc9068"'],
    [
      { domain: "acme.eu.auth0.com", permissionsAsScopes: true },
      'auth0: permissionsAsScopes must be { prefix: "role:" }, with what stands before each value, or { prefix: "" } for nothing; white space and quotes cannot be in it',
    ],
    [{ domain: "acme.eu.auth0.com", audience: [] }, "auth0: audience must be a list with at least one entry"],
  ])("refuses %o", (options, problem) => {
    expect(problemsOfPreset(auth0, options)).toEqual([problem]);
  });
});
