import { describe, expect, test } from "vitest";
import { createVerifier } from "../../src/index.js";
import { authentik } from "../../src/issuers/authentik.js";
import { problemsOfPreset } from "../support/preset-problems.js";

const options = { domain: "IdP.acme.example", applicationSlug: "orders", clientIds: ["web", "app"] };

describe("authentik", () => {
  test("has one issuer for each application, with a slash, and requires what makes an access token", () => {
    expect(authentik(options)).toStrictEqual({
      issuer: "https://idp.acme.example/application/o/orders/",
      metadataUrl: "https://idp.acme.example/application/o/orders/.well-known/openid-configuration",
      audience: ["web", "app"],
      algorithms: ["RS256", "ES256", "ES384", "ES512"],
      tokenKind: "strict",
      requiredClaims: ["azp", "uid"],
      clientClaims: ["azp"],
      scopeClaims: ["scope"],
    });
  });

  test("has one issuer for all applications in the global mode, and the metadata of this one", () => {
    expect(authentik({ ...options, issuerMode: "global" })).toMatchObject({
      issuer: "https://idp.acme.example/",
      metadataUrl: "https://idp.acme.example/application/o/orders/.well-known/openid-configuration",
    });
  });

  test("counts groups as scopes if it is told so", () => {
    expect(authentik({ ...options, groupsAsScopes: { prefix: "group:" } }).permissionClaims).toEqual([
      { path: ["groups"], prefix: "group:" },
    ]);
  });

  test("runs on this machine, too", () => {
    expect(authentik({ ...options, domain: "http://localhost:9000" })).toMatchObject({
      issuer: "http://localhost:9000/application/o/orders/",
      metadataUrl: "http://localhost:9000/application/o/orders/.well-known/openid-configuration",
    });
  });

  test("is all that createVerifier needs", () => {
    expect(() => createVerifier({ issuer: authentik(options) })).not.toThrow();
    expect(() => createVerifier({ issuer: authentik({ ...options, issuerMode: "global" }) })).not.toThrow();
  });

  test("names all that is wrong at once", () => {
    const wrong = { domain: "idp.acme.example", applicationSlug: "a/b", clientIds: [], issuerMode: "both" };
    expect(problemsOfPreset(authentik, wrong)).toEqual([
      'authentik: applicationSlug must look like "orders"',
      "authentik: clientIds must be a list with at least one entry",
      'authentik: issuerMode must be "per-provider" or "global"',
    ]);
  });
});
