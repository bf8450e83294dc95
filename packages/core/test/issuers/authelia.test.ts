import { describe, expect, test } from "vitest";
import { createVerifier } from "../../src/index.js";
import { presetTokenKind } from "../../src/options/preset-token-kind.js";
import { authelia } from "../../src/presets.js";

const AUDIENCE = "https://api.acme.example";
const introspectAs = { clientId: "orders-api", clientSecret: "made up" };

describe("authelia", () => {
  test("takes JWTs alone", () => {
    const issuer = authelia({ url: "https://auth.acme.example" });
    expect(issuer).toEqual({
      issuer: "https://auth.acme.example",
      algorithms: ["RS256"],
      tokenKind: "rfc9068",
      rejectedClaims: ["azp"],
      scopeClaims: ["scp", "scope"],
      clientClaims: ["client_id"],
    });
    expect(() => createVerifier({ issuer, audience: AUDIENCE })).not.toThrow();
  });

  test("asks about tokens that begin as opaque access tokens do, and no others", () => {
    const issuer = authelia({ url: "https://auth.acme.example", introspectAs, audience: AUDIENCE });
    expect(issuer).toMatchObject({
      tokenKind: "rfc9068",
      audience: AUDIENCE,
      introspection: {
        authentication: introspectAs,
        prefixes: ["authelia_at_"],
        [presetTokenKind]: { forTokenKind: "rfc9068", introspected: "balanced" },
      },
    });
    expect(() => createVerifier({ issuer })).not.toThrow();
  });

  test.each([
    ["https://auth.acme.example/", "https://auth.acme.example"],
    ["https://acme.example/authelia/", "https://acme.example/authelia"],
  ])("takes the issuer of %s for %s", (url, issuer) => {
    expect(authelia({ url }).issuer).toBe(issuer);
  });

  test.each([
    [{ url: "auth.acme.example" }, "url must be a URL and not a host name alone"],
    [{ url: "https://auth.acme.example", issuer: "https://auth.acme.example" }, "issuer"],
  ])("refuses %j", (options, message) => {
    expect(() => authelia(options)).toThrow(message);
  });
});
