import { describe, expect, test } from "vitest";
import { dangerouslyAcceptMissingAudience } from "../../src/danger.js";
import { createVerifier } from "../../src/index.js";
import { presetTokenKind } from "../../src/options/preset-token-kind.js";
import { logto } from "../../src/presets.js";
import { problemsOfPreset } from "../support/preset-problems.js";

const introspectAs = { clientId: "m2m9x", clientSecret: "made up" };

describe("logto()", () => {
  test.each(["https://acme.logto.app", "https://acme.logto.app/"])("gives the issuer of %s", (endpoint) => {
    const issuer = logto({ endpoint });
    expect(issuer).toEqual({
      issuer: "https://acme.logto.app/oidc",
      algorithms: ["ES384", "RS256"],
      tokenKind: "rfc9068",
      scopeClaims: ["scope"],
      clientClaims: ["client_id"],
    });
    expect(() => createVerifier({ issuer, audience: "https://api.acme.example" })).not.toThrow();
  });

  test("takes opaque tokens of the applications that are named, which are the audience", () => {
    const issuer = logto({
      endpoint: "https://auth.acme.example",
      audience: "https://api.acme.example",
      introspectAs,
      clientIds: ["web"],
      [dangerouslyAcceptMissingAudience]: true,
    });
    expect(issuer).toEqual({
      issuer: "https://auth.acme.example/oidc",
      algorithms: ["ES384", "RS256"],
      tokenKind: "rfc9068",
      scopeClaims: ["scope"],
      clientClaims: ["client_id"],
      requiredClaims: ["sub", "client_id", "iat"],
      allowedClients: ["web"],
      audience: "https://api.acme.example",
      introspection: {
        authentication: introspectAs,
        requireTokenType: true,
        [presetTokenKind]: { forTokenKind: "rfc9068", introspected: "strict" },
        [dangerouslyAcceptMissingAudience]: true,
      },
    });
    expect(() => createVerifier({ issuer })).not.toThrow();
  });

  test("refuses to ask about tokens that no audience could fit", () => {
    const endpoint = "https://acme.logto.app";
    expect(problemsOfPreset(logto, { endpoint, introspectAs, clientIds: ["web"] })).toEqual([
      expect.stringMatching(/^logto: introspectAs is for opaque tokens, which name no audience/),
    ]);
    expect(problemsOfPreset(logto, { endpoint, introspectAs, [dangerouslyAcceptMissingAudience]: true })).toEqual([
      expect.stringContaining("say with clientIds whose"),
    ]);
  });

  test.each([
    ["https://acme.logto.app/oidc", "logto: endpoint must be the endpoint alone: leave out /oidc and what follows it"],
    [
      "https://acme.logto.app/oidc/.well-known/openid-configuration",
      "logto: endpoint must be the endpoint alone: leave out /oidc and what follows it",
    ],
    ["acme.logto.app", 'logto: endpoint must be a URL and not a host name alone: "https://acme.logto.app"'],
    ["http://acme.logto.app", "logto: endpoint must use https (http is for loopback)"],
  ])("refuses %s", (endpoint, problem) => {
    expect(problemsOfPreset(logto, { endpoint })).toEqual([problem]);
  });
});
