import { describe, expect, test } from "vitest";
import { dangerouslyAcceptMissingAudience } from "../../src/danger.js";
import { createVerifier } from "../../src/index.js";
import { presetTokenKind } from "../../src/options/preset-token-kind.js";
import { betterAuth, type BetterAuthOptions } from "../../src/presets.js";

const AUDIENCE = "https://api.acme.example";
const introspectAs = { clientId: "orders-api", clientSecret: "made up" };
const ofBaseUrl = (more: Partial<BetterAuthOptions>): BetterAuthOptions => ({
  baseUrl: "https://app.acme.example",
  ...more,
});

describe("betterAuth", () => {
  test("takes JWTs alone, of the issuer below /api/auth, where the metadata are", () => {
    const issuer = betterAuth({ baseUrl: "https://app.acme.example" });
    expect(issuer).toEqual({
      issuer: "https://app.acme.example/api/auth",
      metadataUrl: "https://app.acme.example/api/auth/.well-known/openid-configuration",
      algorithms: ["EdDSA"],
      tokenKind: "rfc9068",
      scopeClaims: ["scope"],
      clientClaims: ["client_id"],
    });
    expect(() => createVerifier({ issuer, audience: AUDIENCE })).not.toThrow();
  });

  test.each([
    [{ baseUrl: "https://app.acme.example/" }, "https://app.acme.example/api/auth"],
    [{ basePath: "/auth" }, "https://app.acme.example/auth"],
    [{ baseUrl: "http://localhost:3000" }, "http://localhost:3000/api/auth"],
  ])("builds the issuer from %j", (more, issuer) => {
    expect(betterAuth(ofBaseUrl(more)).issuer).toBe(issuer);
  });

  test("asks about opaque tokens, and demands what the answer about a refresh token lacks", () => {
    const issuer = betterAuth(
      ofBaseUrl({ introspectAs, clientIds: ["web"], [dangerouslyAcceptMissingAudience]: true, audience: AUDIENCE }),
    );
    expect(issuer).toMatchObject({
      audience: AUDIENCE,
      allowedClients: ["web"],
      requiredClaims: ["azp", "client_id", "iat"],
    });
    expect(issuer.introspection).toEqual({
      authentication: introspectAs,
      requireTokenType: true,
      [presetTokenKind]: { forTokenKind: "rfc9068", introspected: "strict" },
      [dangerouslyAcceptMissingAudience]: true,
    });
    expect(() => createVerifier({ issuer })).not.toThrow();
  });

  test("takes no opaque token without an audience unless told to", () => {
    const { introspection } = betterAuth(ofBaseUrl({ introspectAs }));
    expect(introspection).toEqual({
      authentication: introspectAs,
      requireTokenType: true,
      [presetTokenKind]: { forTokenKind: "rfc9068", introspected: "strict" },
    });
  });

  test("takes opaque tokens alone where the server has no jwt plugin", () => {
    const issuer = betterAuth(ofBaseUrl({ introspectAs, disableJwtPlugin: true }));
    expect(issuer.tokenFormat).toBe("opaque");
    expect(betterAuth(ofBaseUrl({ introspectAs, disableJwtPlugin: false }))).not.toHaveProperty("tokenFormat");
    expect(() => createVerifier({ issuer, audience: AUDIENCE })).not.toThrow();
  });

  test.each<[string, Partial<BetterAuthOptions>, string]>([
    ["a base URL with a path", { baseUrl: "https://app.acme.example/api/auth" }, "baseUrl must have no path"],
    ["a host name", { baseUrl: "app.acme.example" }, "baseUrl must be a URL and not a host name alone"],
    ["a path without a slash", { basePath: "api/auth" }, 'basePath must look like "/api/auth"'],
    ["a path that ends with a slash", { basePath: "/api/auth/" }, 'basePath must look like "/api/auth"'],
    ["no flag", { disableJwtPlugin: "yes" as unknown as boolean }, "disableJwtPlugin must be true or false"],
    [
      "opaque tokens alone if nobody is asked",
      { disableJwtPlugin: true },
      "disableJwtPlugin makes all tokens opaque, and nobody is asked about any: give introspectAs",
    ],
    [
      "the switch if nobody is asked",
      { [dangerouslyAcceptMissingAudience]: true, clientIds: ["web"] },
      "dangerouslyAcceptMissingAudience is about opaque tokens, and nobody is asked about any: give introspectAs",
    ],
    [
      "the switch for all clients",
      { [dangerouslyAcceptMissingAudience]: true, introspectAs },
      "dangerouslyAcceptMissingAudience opens this API to tokens for no API at all: say with clientIds whose",
    ],
  ])("refuses %s", (_, more, message) => {
    expect(() => betterAuth(ofBaseUrl(more))).toThrow(`betterAuth: ${message}`);
  });
});
