import { describe, expect, test } from "vitest";
import { dangerouslyAcceptMissingAudience } from "../../src/danger.js";
import { createVerifier } from "../../src/index.js";
import { presetTokenKind } from "../../src/options/preset-token-kind.js";
import { oidcProvider } from "../../src/presets.js";

const ISSUER = "https://op.acme.example";
const AUDIENCE = "https://api.acme.example";
const introspectAs = { clientId: "orders-api", clientSecret: "made up" };

describe("oidcProvider", () => {
  test("takes JWTs alone", () => {
    const issuer = oidcProvider({ issuer: ISSUER });
    expect(issuer).toEqual({
      issuer: ISSUER,
      algorithms: ["RS256"],
      tokenKind: "rfc9068",
      scopeClaims: ["scope"],
      clientClaims: ["client_id"],
    });
    expect(() => createVerifier({ issuer, audience: AUDIENCE })).not.toThrow();
  });

  test("asks about opaque tokens alone, and demands the token_type that refresh tokens lack", () => {
    const issuer = oidcProvider({ issuer: ISSUER, introspectAs });
    expect(issuer).toMatchObject({
      requiredClaims: ["client_id", "iat"],
      introspection: {
        authentication: introspectAs,
        requireTokenType: true,
        [presetTokenKind]: { forTokenKind: "rfc9068", introspected: "strict" },
      },
    });
    expect(issuer).not.toHaveProperty("tokenFormat");
    expect(() => createVerifier({ issuer, audience: AUDIENCE })).not.toThrow();
  });

  test("takes opaque tokens without an audience of the clients that are listed", () => {
    const issuer = oidcProvider({
      issuer: ISSUER,
      introspectAs,
      clientIds: ["web"],
      [dangerouslyAcceptMissingAudience]: true,
    });
    expect(issuer.allowedClients).toEqual(["web"]);
    expect(issuer.introspection?.[dangerouslyAcceptMissingAudience]).toBe(true);
    expect(() => createVerifier({ issuer, audience: AUDIENCE })).not.toThrow();
  });

  test("leaves the issuer as it is, slash included", () => {
    expect(oidcProvider({ issuer: "https://acme.example/op/" }).issuer).toBe("https://acme.example/op/");
  });

  test("can be changed: what it gives is the options of an issuer", () => {
    const issuer = { ...oidcProvider({ issuer: ISSUER }), algorithms: ["ES384" as const] };
    expect(() => createVerifier({ issuer, audience: AUDIENCE })).not.toThrow();
  });

  test.each([
    ["an issuer without TLS", { issuer: "http://op.acme.example" }, "issuer must use https"],
    [
      "the switch if nobody is asked",
      { issuer: ISSUER, [dangerouslyAcceptMissingAudience]: true },
      "give introspectAs",
    ],
    [
      "options of an issuer, which belong to what it gives",
      { issuer: ISSUER, algorithms: ["ES256"] },
      "algorithms is no option of oidcProvider(), it belongs to what it gives",
    ],
  ] as const)("refuses %s", (_, options, message) => {
    expect(() => oidcProvider(options)).toThrow(message);
  });
});
