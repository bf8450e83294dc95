import { describe, expect, test } from "vitest";
import { createVerifier } from "../../src/index.js";
import { glewlwyd } from "../../src/presets.js";

const AUDIENCE = "https://api.acme.example";
const server = { externalUrl: "https://login.acme.example", issuer: "https://acme.example" };
const introspectAs = { clientId: "orders-api", clientSecret: "made up" };

describe("glewlwyd", () => {
  test("takes JWTs of an issuer whose metadata are on another host", () => {
    const issuer = glewlwyd(server);
    expect(issuer).toEqual({
      issuer: "https://acme.example",
      metadataUrl: "https://login.acme.example/api/oidc/.well-known/openid-configuration",
      tokenKind: "rfc9068",
      optionalClaims: ["sub"],
      scopeClaims: ["scope"],
      clientClaims: ["client_id"],
    });
    expect(() => createVerifier({ issuer, audience: AUDIENCE })).not.toThrow();
  });

  test.each([
    [{ externalUrl: "https://login.acme.example/" }, "https://login.acme.example/api/oidc/"],
    [{ externalUrl: "https://acme.example/login" }, "https://acme.example/login/api/oidc/"],
    [{ pluginName: "sso" }, "https://login.acme.example/api/sso/"],
  ])("finds the metadata with %j", (more, place) => {
    expect(glewlwyd({ ...server, ...more }).metadataUrl).toBe(`${place}.well-known/openid-configuration`);
  });

  test("takes an issuer that is no URL", () => {
    const issuer = glewlwyd({ ...server, issuer: "acme" });
    expect(() => createVerifier({ issuer, audience: AUDIENCE })).not.toThrow();
  });

  test("asks about JWTs if somebody can be asked, for it issues nothing else", () => {
    const issuer = glewlwyd({ ...server, introspectAs, audience: ["orders.read", "orders.read orders.write"] });
    expect(issuer).toMatchObject({
      audience: ["orders.read", "orders.read orders.write"],
      tokenFormat: "introspect-all",
      introspection: { authentication: introspectAs, requireTokenType: true },
    });
    expect(() => createVerifier({ issuer })).not.toThrow();
  });

  test.each([
    [{ pluginName: "api/oidc" }, 'pluginName must look like "oidc"'],
    [{ externalUrl: "login.acme.example" }, "externalUrl must be a URL"],
    [{ issuer: "" }, "issuer must be a text"],
  ])("refuses %j", (more, message) => {
    expect(() => glewlwyd({ ...server, ...more })).toThrow(`glewlwyd: ${message}`);
  });
});
