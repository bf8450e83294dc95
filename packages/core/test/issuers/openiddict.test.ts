import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { createVerifier } from "../../src/index.js";
import { openIddict } from "../../src/presets.js";

const AUDIENCE = "https://api.acme.example";
const ISSUER = "https://id.acme.example";
const introspectAs = { clientId: "orders-api", clientSecret: "made up" };
const decryptionKeys = [
  { key: { kty: "oct", k: randomBytes(32).toString("base64url") }, algorithm: "A256KW" as const },
];

describe("openIddict", () => {
  test("takes encrypted JWTs alone, of the issuer with a slash", () => {
    const issuer = openIddict({ issuer: ISSUER });
    expect(issuer).toEqual({
      issuer: "https://id.acme.example/",
      algorithms: ["RS256"],
      tokenKind: "rfc9068",
      scopeClaims: ["scope"],
      clientClaims: ["client_id"],
      requireEncryption: true,
    });
    expect(() => createVerifier({ issuer, audience: AUDIENCE, decryptionKeys })).not.toThrow();
  });

  test("leads to an error at the start if nobody gives the key", () => {
    expect(() => createVerifier({ issuer: openIddict({ issuer: ISSUER }), audience: AUDIENCE })).toThrow(
      /decryptionKeys/,
    );
  });

  test("takes what is signed alone after DisableAccessTokenEncryption()", () => {
    const issuer = openIddict({ issuer: ISSUER, accessTokens: "signed" });
    expect(issuer).not.toHaveProperty("requireEncryption");
    expect(() => createVerifier({ issuer, audience: AUDIENCE })).not.toThrow();
  });

  test("asks about reference tokens, and takes no other", () => {
    const issuer = openIddict({ issuer: ISSUER, accessTokens: "reference", introspectAs, audience: AUDIENCE });
    expect(issuer).toMatchObject({
      audience: AUDIENCE,
      tokenFormat: "opaque",
      introspection: { authentication: introspectAs, requireTokenType: true },
    });
    expect(issuer).not.toHaveProperty("requireEncryption");
    expect(() => createVerifier({ issuer })).not.toThrow();
  });

  test("asks about JWTs, too, if somebody can be asked", () => {
    expect(openIddict({ issuer: ISSUER, accessTokens: "signed", introspectAs }).tokenFormat).toBe("introspect-all");
  });

  test.each([
    ["https://id.acme.example/", "https://id.acme.example/"],
    ["https://ID.acme.example", "https://id.acme.example/"],
    ["https://acme.example/id", "https://acme.example/id"],
    ["https://acme.example/id/", "https://acme.example/id/"],
  ])("takes the issuer %s for %s", (issuer, expected) => {
    expect(openIddict({ issuer }).issuer).toBe(expected);
  });

  test("refuses reference tokens that nobody can be asked about", () => {
    expect(() => openIddict({ issuer: ISSUER, accessTokens: "reference" })).toThrow("give introspectAs");
  });

  test("refuses a form of tokens there is none of", () => {
    expect(() => openIddict({ issuer: ISSUER, accessTokens: "opaque" as "reference" })).toThrow(
      'accessTokens must be "encrypted" or "signed" or "reference"',
    );
  });
});
