import { describe, expect, test } from "vitest";
import { dangerouslyAcceptMissingAudience } from "../../src/danger.js";
import { createVerifier } from "../../src/index.js";
import { presetTokenKind } from "../../src/options/preset-token-kind.js";
import { lemonLdap } from "../../src/presets.js";

const AUDIENCE = "https://api.acme.example";
const introspectAs = { clientId: "orders-api", clientSecret: "made up" };

describe("lemonLdap", () => {
  test("takes JWTs alone, of the portal with a slash, and tells ID tokens by their claims", () => {
    const issuer = lemonLdap({ portal: "https://auth.acme.example" });
    expect(issuer).toEqual({
      issuer: "https://auth.acme.example/",
      algorithms: ["RS256"],
      tokenKind: "strict",
      requiredClaims: ["client_id"],
      rejectedClaims: ["azp"],
      scopeClaims: ["scope"],
      clientClaims: ["client_id"],
    });
    expect(() => createVerifier({ issuer, audience: AUDIENCE })).not.toThrow();
  });

  test("keeps the slash of a portal that has one", () => {
    expect(lemonLdap({ portal: "https://auth.acme.example/" }).issuer).toBe("https://auth.acme.example/");
  });

  test("takes opaque tokens, whose kind and audience nothing tells, of the clients that are listed", () => {
    const issuer = lemonLdap({
      portal: "https://auth.acme.example",
      introspectAs,
      clientIds: ["web"],
      [dangerouslyAcceptMissingAudience]: true,
      audience: AUDIENCE,
    });
    expect(issuer).toMatchObject({ tokenKind: "strict", allowedClients: ["web"], audience: AUDIENCE });
    expect(issuer.introspection).toEqual({
      authentication: introspectAs,
      [presetTokenKind]: { forTokenKind: "strict", introspected: "balanced" },
      [dangerouslyAcceptMissingAudience]: true,
    });
    expect(() => createVerifier({ issuer })).not.toThrow();
  });

  test("refuses the switch without clients", () => {
    expect(() =>
      lemonLdap({ portal: "https://auth.acme.example", introspectAs, [dangerouslyAcceptMissingAudience]: true }),
    ).toThrow("say with clientIds whose");
  });

  test("refuses a portal that is no URL", () => {
    expect(() => lemonLdap({ portal: "auth.acme.example" })).toThrow("portal must be a URL");
  });
});
