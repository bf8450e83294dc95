import { describe, expect, test } from "vitest";
import { createVerifier } from "../../src/index.js";
import { presetTokenKind } from "../../src/options/preset-token-kind.js";
import { duende } from "../../src/presets.js";
import { problemsOfPreset } from "../support/preset-problems.js";

const common = {
  issuer: "https://id.acme.example",
  algorithms: ["RS256"],
  scopeClaims: ["scope"],
  clientClaims: ["client_id"],
  rejectedClaims: ["nonce", "at_hash", "c_hash", "s_hash"],
};

describe("duende()", () => {
  test.each(["https://id.acme.example", "https://ID.acme.example/"])("gives the issuer of %s", (url) => {
    const issuer = duende({ url });
    expect(issuer).toEqual({ ...common, tokenKind: "rfc9068", optionalClaims: ["sub"] });
    expect(() => createVerifier({ issuer, audience: "orders" })).not.toThrow();
  });

  test("keeps a path", () => {
    expect(duende({ url: "https://acme.example/Identity/" })).toMatchObject({
      issuer: "https://acme.example/Identity",
    });
  });

  test("judges reference tokens by their claims, since nothing else tells their kind, and JWTs as before", () => {
    const introspectAs = { clientId: "orders", clientSecret: "made up" };
    const issuer = duende({ url: "https://id.acme.example", audience: ["orders"], introspectAs });
    expect(issuer).toEqual({
      ...common,
      tokenKind: "rfc9068",
      optionalClaims: ["sub"],
      requiredClaims: ["client_id", "iat", "jti"],
      audience: ["orders"],
      introspection: {
        authentication: introspectAs,
        [presetTokenKind]: { forTokenKind: "rfc9068", introspected: "balanced" },
      },
    });
    expect(() => createVerifier({ issuer })).not.toThrow();
  });

  test("tells access tokens by their claims where the server gives them no type of their own", () => {
    const issuer = duende({ url: "https://id.acme.example", accessTokenJwtType: "JWT" });
    expect(issuer).toEqual({ ...common, tokenKind: "strict", requiredClaims: ["client_id", "iat", "jti"] });
    expect(() => createVerifier({ issuer, audience: "orders" })).not.toThrow();
  });

  test.each([
    [
      { url: "https://id.acme.example", accessTokenJwtType: "jwt" },
      'duende: accessTokenJwtType must be "at+jwt" or "JWT"',
    ],
    [{ url: "id.acme.example" }, 'duende: url must be a URL and not a host name alone: "https://id.acme.example"'],
    [
      { url: "https://id.acme.example", audience: "<api>" },
      'duende: audience is "<api>", which looks like a placeholder: put the real value there, such as "https://api.acme.example"',
    ],
  ])("refuses %o", (options, problem) => {
    expect(problemsOfPreset(duende, options)).toEqual([problem]);
  });
});
