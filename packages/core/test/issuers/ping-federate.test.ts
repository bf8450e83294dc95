import { describe, expect, test } from "vitest";
import { createVerifier } from "../../src/index.js";
import { pingFederate } from "../../src/issuers/ping-federate.js";
import { problemsOfPreset } from "../support/preset-problems.js";

const options = { domain: "sso.acme.example:9031" };
const introspectAs = { clientId: "api", clientSecret: "made up" };
const audience = "https://api.acme.example";

describe("pingFederate", () => {
  test("uses the centralized keys and the default names of claims", () => {
    expect(pingFederate(options)).toStrictEqual({
      issuer: "https://sso.acme.example:9031",
      jwksUri: "https://sso.acme.example:9031/pf/JWKS",
      algorithms: ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"],
      tokenKind: "strict",
      rejectedClaims: ["nonce", "at_hash", "c_hash", "s_hash"],
      requiredClaims: [["client_id"]],
      clientClaims: ["client_id"],
      scopeClaims: ["scope"],
    });
  });

  test("runs on this machine, too", () => {
    expect(pingFederate({ domain: "http://localhost:9030", introspectAs })).toMatchObject({
      issuer: "http://localhost:9030",
      jwksUri: "http://localhost:9030/pf/JWKS",
      introspection: { endpoint: "http://localhost:9030/as/introspect.oauth2" },
    });
  });

  test("takes nothing but typed tokens if they are typed, whatever else was left out of them", () => {
    const issuer = pingFederate({ ...options, typed: true });
    expect(issuer).toMatchObject({ tokenKind: "rfc9068", optionalClaims: ["sub", "iat", "jti"] });
    expect(issuer).not.toHaveProperty("rejectedClaims");
  });

  test("follows the settings of the access token management instance", () => {
    const settings = {
      issuer: "https://as.acme.example",
      jwksPath: "/oauth/jwks",
      clientClaim: "cid",
      scopeClaim: "scp",
    };
    expect(pingFederate({ ...options, ...settings, typed: true })).toMatchObject({
      issuer: "https://as.acme.example",
      jwksUri: "https://sso.acme.example:9031/ext/oauth/jwks",
      optionalClaims: ["sub", "iat", "jti", "client_id"],
      requiredClaims: [["cid", "client_id"]],
      clientClaims: ["cid", "client_id"],
      scopeClaims: ["scp", "scope"],
    });
  });

  test("asks about references, and wants to hear that it is an access token", () => {
    expect(pingFederate({ ...options, introspectAs }).introspection).toEqual({
      authentication: introspectAs,
      endpoint: "https://sso.acme.example:9031/as/introspect.oauth2",
      requireTokenType: true,
    });
  });

  test.each([options, { ...options, typed: true }, { ...options, typed: true, clientClaim: "cid", introspectAs }])(
    "is all but the audience that createVerifier needs: %j",
    (given) => {
      expect(() => createVerifier({ issuer: pingFederate(given), audience })).not.toThrow();
    },
  );

  test.each([
    { wrong: { domain: "https://sso.acme.example" }, problem: /^pingFederate: domain must be a host name alone/ },
    { wrong: { ...options, jwksPath: "/ext/oauth/jwks" }, problem: /^pingFederate: jwksPath must look like "\/oauth/ },
    { wrong: { ...options, issuer: "sso.acme.example" }, problem: /^pingFederate: issuer must be a URL/ },
    { wrong: { ...options, typed: "at+jwt" }, problem: /^pingFederate: typed must be true or false/ },
  ])("refuses what does not fit: $problem", ({ wrong, problem }) => {
    expect(problemsOfPreset(pingFederate, wrong)).toEqual([expect.stringMatching(problem)]);
  });
});
