import { describe, expect, test } from "vitest";
import { createVerifier } from "../../src/index.js";
import { pingAm } from "../../src/issuers/ping-am.js";
import { problemsOfPreset } from "../support/preset-problems.js";

const options = { domain: "acme.forgeblocks.com", realm: "alpha", clientIds: ["orders-web"] };
const introspectAs = { clientId: "api", clientSecret: "made up" };

describe("pingAm", () => {
  test("writes the port into the issuer, and accepts a nonce", () => {
    expect(pingAm(options)).toStrictEqual({
      issuer: "https://acme.forgeblocks.com:443/am/oauth2/alpha",
      metadataUrl: "https://acme.forgeblocks.com:443/am/oauth2/alpha/.well-known/openid-configuration",
      audience: ["orders-web"],
      algorithms: ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"],
      tokenKind: "strict",
      requiredClaims: ["tokenName"],
      rejectedClaims: ["at_hash", "c_hash", "s_hash"],
      clientClaims: ["client_id", "aud"],
      scopeClaims: ["scope"],
    });
  });

  test.each([
    { place: { domain: "am.acme.example:8443" }, issuer: "https://am.acme.example:8443/am/oauth2" },
    {
      place: { domain: "am.acme.example:8443", realm: "realms/root/realms/alpha" },
      issuer: "https://am.acme.example:8443/am/oauth2/realms/root/realms/alpha",
    },
    {
      place: { domain: "sso.acme.example", contextPath: "openam", realm: "alpha" },
      issuer: "https://sso.acme.example:443/openam/oauth2/alpha",
    },
    { place: { domain: "http://localhost:8080", realm: "alpha" }, issuer: "http://localhost:8080/am/oauth2/alpha" },
    { place: { domain: "http://127.0.0.1" }, issuer: "http://127.0.0.1:80/am/oauth2" },
  ])("has the issuer $issuer", ({ place, issuer }) => {
    expect(pingAm({ ...place, clientIds: ["orders-web"] }).issuer).toBe(issuer);
  });

  test("asks about opaque tokens, and wants to hear that it is an access token", () => {
    expect(pingAm({ ...options, introspectAs })).toMatchObject({
      requiredClaims: [["tokenName", "user_id"]],
      introspection: {
        authentication: introspectAs,
        endpoint: "https://acme.forgeblocks.com:443/am/oauth2/alpha/introspect",
        requireTokenType: true,
      },
    });
  });

  test("is all that createVerifier needs", () => {
    expect(() => createVerifier({ issuer: pingAm({ ...options, introspectAs }) })).not.toThrow();
  });

  test.each([
    { wrong: { ...options, realm: "/alpha" }, problem: /^pingAm: realm must look like "alpha"/ },
    { wrong: { ...options, clientIds: "orders-web" }, problem: /^pingAm: clientIds must be a list/ },
    { wrong: { ...options, audience: "api" }, problem: /^pingAm: there is no option "audience"/ },
  ])("refuses what does not fit: $problem", ({ wrong, problem }) => {
    expect(problemsOfPreset(pingAm, wrong)).toEqual([expect.stringMatching(problem)]);
  });
});
