import { describe, expect, test } from "vitest";
import { createVerifier } from "../../src/index.js";
import { okta } from "../../src/presets.js";
import { problemsOfPreset } from "../support/preset-problems.js";

const common = {
  algorithms: ["RS256"],
  tokenKind: "strict",
  scopeClaims: ["scp"],
  clientClaims: ["cid"],
  requiredClaims: ["cid", "jti"],
  rejectedClaims: ["nonce", "at_hash", "c_hash"],
};

describe("okta()", () => {
  test("gives the issuer of the authorization server default", () => {
    const issuer = okta({ domain: "acme.okta.com" });
    expect(issuer).toEqual({ ...common, issuer: "https://acme.okta.com/oauth2/default" });
    expect(() => createVerifier({ issuer, audience: "api://default" })).not.toThrow();
  });

  test("gives the issuer of another one, and asks about each token that has passed", () => {
    const introspectAs = { clientId: "api", clientSecret: "made up" };
    const issuer = okta({
      domain: "login.acme.example",
      authorizationServer: "aus1abc",
      audience: "orders",
      introspectAs,
    });
    expect(issuer).toEqual({
      ...common,
      issuer: "https://login.acme.example/oauth2/aus1abc",
      audience: "orders",
      tokenFormat: "introspect-all",
      introspection: { authentication: introspectAs, requireTokenType: true },
    });
    expect(() => createVerifier({ issuer })).not.toThrow();
  });

  test.each(["org", "", null])(
    "refuses the authorization server of the organization, named %o",
    (authorizationServer) => {
      expect(problemsOfPreset(okta, { domain: "acme.okta.com", authorizationServer })).toEqual([
        "okta: authorizationServer must name a custom authorization server, such as \"default\": access tokens of the organization's own are for Okta's API alone",
      ]);
    },
  );

  test.each([
    [
      { domain: "acme-admin.okta.com" },
      'okta: domain is that of the admin console: leave out "-admin", "acme.okta.com"',
    ],
    [
      { domain: "acme-admin.oktapreview.com" },
      'okta: domain is that of the admin console: leave out "-admin", "acme.oktapreview.com"',
    ],
    [
      { domain: "https://acme.okta.com/oauth2/default" },
      'okta: domain must be a host name alone, without https:// and slashes: "acme.okta.com"',
    ],
    [
      { domain: "acme.okta.com", authorizationServer: "oauth2/default" },
      'okta: authorizationServer must look like "default"',
    ],
  ])("refuses %o", (options, problem) => {
    expect(problemsOfPreset(okta, options)).toEqual([problem]);
  });
});
