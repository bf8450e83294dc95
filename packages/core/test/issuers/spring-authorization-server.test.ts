import { describe, expect, test } from "vitest";
import { createVerifier } from "../../src/index.js";
import { springAuthorizationServer } from "../../src/presets.js";

const ISSUER = "https://auth.acme.example";
const introspectAs = { clientId: "orders-api", clientSecret: "made up" };

describe("springAuthorizationServer", () => {
  test("takes the tokens of the listed clients, which are the audience, and no token of another kind", () => {
    const issuer = springAuthorizationServer({ issuer: ISSUER, clientIds: ["web", "worker"] });
    expect(issuer).toEqual({
      issuer: ISSUER,
      algorithms: ["RS256"],
      tokenKind: "balanced",
      requiredClaims: ["nbf"],
      rejectedClaims: ["azp"],
      scopeClaims: ["scope"],
      clientClaims: ["client_id", "aud"],
      audience: ["web", "worker"],
    });
    expect(() => createVerifier({ issuer })).not.toThrow();
  });

  test("takes an audience that a customizer writes, and does not call it a client", () => {
    const issuer = springAuthorizationServer({ issuer: ISSUER, audience: "https://api.acme.example" });
    expect(issuer).toMatchObject({ audience: "https://api.acme.example", clientClaims: ["client_id"] });
    expect(() => createVerifier({ issuer })).not.toThrow();
  });

  test("leaves the audience to the verifier if it is told nothing", () => {
    const issuer = springAuthorizationServer({ issuer: ISSUER });
    expect(issuer).not.toHaveProperty("audience");
    expect(() => createVerifier({ issuer })).toThrow(/audience is required/);
    expect(() => createVerifier({ issuer, audience: "https://api.acme.example" })).not.toThrow();
  });

  test("asks about opaque tokens, and demands the token_type that refresh tokens lack", () => {
    const issuer = springAuthorizationServer({ issuer: ISSUER, clientIds: ["web"], introspectAs });
    expect(issuer.introspection).toEqual({ authentication: introspectAs, requireTokenType: true });
    expect(() => createVerifier({ issuer })).not.toThrow();
  });

  test("refuses clients and an audience at once", () => {
    expect(() =>
      springAuthorizationServer({ issuer: ISSUER, clientIds: ["web"], audience: "https://api.acme.example" }),
    ).toThrow("audience and clientIds exclude each other");
  });

  test.each([
    [{ issuer: "auth.acme.example" }, "issuer must be a URL and not a host name alone"],
    [{ issuer: ISSUER, clientIds: [] }, "clientIds must be a list with at least one entry"],
  ])("refuses %j", (options, message) => {
    expect(() => springAuthorizationServer(options)).toThrow(`springAuthorizationServer: ${message}`);
  });
});
