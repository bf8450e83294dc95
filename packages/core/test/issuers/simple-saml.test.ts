import { describe, expect, test } from "vitest";
import { createVerifier } from "../../src/index.js";
import { simpleSaml } from "../../src/presets.js";

const ISSUER = "https://idp.acme.example";

describe("simpleSaml", () => {
  test("takes the tokens of the listed clients that have what ID tokens lack", () => {
    const issuer = simpleSaml({ issuer: ISSUER, clientIds: ["_6b0f"] });
    expect(issuer).toEqual({
      issuer: ISSUER,
      algorithms: ["RS256"],
      tokenKind: "strict",
      requiredClaims: [["scopes", "client_id"]],
      rejectedClaims: ["nonce", "at_hash"],
      scopeClaims: ["scope", "scopes"],
      audience: ["_6b0f"],
      clientClaims: ["client_id", "aud"],
    });
    expect(() => createVerifier({ issuer })).not.toThrow();
  });

  test("takes an audience in place of the clients", () => {
    const issuer = simpleSaml({ issuer: ISSUER, audience: "https://api.acme.example" });
    expect(issuer).toMatchObject({ audience: "https://api.acme.example", clientClaims: ["client_id"] });
  });

  test("can be told where the metadata are", () => {
    const metadataUrl = "https://idp.acme.example/module.php/oidc/.well-known/openid-configuration";
    const issuer = { ...simpleSaml({ issuer: ISSUER, clientIds: ["_6b0f"] }), metadataUrl };
    expect(() => createVerifier({ issuer })).not.toThrow();
  });

  test.each([
    [{ issuer: ISSUER, clientIds: ["_6b0f"], audience: "a" }, "audience and clientIds exclude each other"],
    [{ issuer: ISSUER, clientIds: "_6b0f" as unknown as string[] }, "clientIds must be a list"],
    [{ issuer: ISSUER, introspectAs: {} }, "introspectAs"],
  ])("refuses %j", (options, message) => {
    expect(() => simpleSaml(options)).toThrow(message);
  });
});
