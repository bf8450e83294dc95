import { describe, expect, test } from "vitest";
import { dangerouslyAcceptMissingAudience } from "../../src/danger.js";
import { createVerifier } from "../../src/index.js";
import { oryHydra, oryNetwork } from "../../src/presets.js";
import { problemsOfPreset } from "../support/preset-problems.js";

const audience = "https://api.acme.example";
const common = {
  algorithms: ["RS256"],
  tokenKind: "strict",
  scopeClaims: ["scp", "scope"],
  clientClaims: ["client_id"],
  requiredClaims: ["client_id"],
  rejectedClaims: ["nonce", "at_hash", "c_hash", "rat"],
};

describe("oryHydra()", () => {
  test.each(["http://127.0.0.1:4445", "http://127.0.0.1:4445/"])("asks at %s about opaque tokens", (adminUrl) => {
    const issuer = oryHydra({ issuer: "https://auth.acme.example", adminUrl });
    expect(issuer).toEqual({
      ...common,
      issuer: "https://auth.acme.example",
      tokenFormat: "opaque",
      introspection: {
        authentication: { method: "none" },
        endpoint: "http://127.0.0.1:4445/admin/oauth2/introspect",
        prefixes: ["ory_at_"],
        requireTokenUse: true,
      },
    });
    expect(() => createVerifier({ issuer, audience })).not.toThrow();
  });

  test("leaves the issuer as it is, with its slash", () => {
    const issuer = oryHydra({ issuer: "https://auth.acme.example/", tokenFormat: "jwt", audience });
    expect(issuer).toEqual({ ...common, issuer: "https://auth.acme.example/", tokenFormat: "jwt", audience });
    expect(() => createVerifier({ issuer })).not.toThrow();
  });

  test("takes tokens without audience of the clients that are named", () => {
    const issuer = oryHydra({
      issuer: "https://auth.acme.example",
      adminUrl: "https://admin.acme.example",
      introspectAs: { method: "bearer", token: "secret" },
      tokenFormat: "both",
      clientIds: ["web"],
      [dangerouslyAcceptMissingAudience]: true,
    });
    expect(issuer).toMatchObject({
      tokenFormat: "both",
      allowedClients: ["web"],
      [dangerouslyAcceptMissingAudience]: true,
      introspection: { authentication: { method: "bearer", token: "secret" } },
    });
    expect(() => createVerifier({ issuer })).not.toThrow();
  });

  test.each([
    [
      {},
      "oryHydra: adminUrl is required: opaque tokens are asked about at the admin port (is a variable of the environment not set?)",
    ],
    [
      { adminUrl: "http://hydra-admin:4445" },
      "oryHydra: adminUrl must use https (http is for loopback): put a sidecar beside the API that forwards " +
        "http://127.0.0.1:4445 to it, or give Hydra a certificate (serve.admin.tls); or give the address of the sidecar all " +
        "the same, and beside it a fetch that sends what is for it elsewhere, or introspection with a client of your own: " +
        '{ ...oryHydra(...), introspection: { client, prefixes: ["ory_at_"], requireTokenUse: true } }',
    ],
    [
      { adminUrl: "http://127.0.0.1:4445/admin/oauth2/introspect" },
      "oryHydra: adminUrl must be that of the port: leave out /admin and what follows it",
    ],
    [
      { adminUrl: "https://hydra.acme.example/admin" },
      "oryHydra: adminUrl must be that of the port: leave out /admin and what follows it",
    ],
    [{ adminUrl: "http://127.0.0.1:4445//" }, "oryHydra: adminUrl must not have two slashes in a row after its host"],
    [
      { tokenFormat: "jwt", adminUrl: "http://127.0.0.1:4445" },
      'oryHydra: adminUrl and introspectAs are for opaque tokens, and tokenFormat is "jwt": leave them out',
    ],
    [
      { tokenFormat: "jwt", introspectAs: { method: "none" } },
      'oryHydra: adminUrl and introspectAs are for opaque tokens, and tokenFormat is "jwt": leave them out',
    ],
    [
      { tokenFormat: "jwt", [dangerouslyAcceptMissingAudience]: true },
      "oryHydra: dangerouslyAcceptMissingAudience opens this API to tokens for no API at all: say with clientIds whose",
    ],
    [{ tokenFormat: "introspect-all" }, 'oryHydra: tokenFormat must be "opaque" or "jwt" or "both"'],
  ])("refuses %o", (options, problem) => {
    expect(problemsOfPreset(oryHydra, { issuer: "https://auth.acme.example", ...options })).toEqual([problem]);
  });
});

describe("oryNetwork()", () => {
  test("asks the project itself, with its API key", () => {
    const issuer = oryNetwork({ projectSlug: "acme-x1y2z3", apiKey: "ory_pat_x" });
    expect(issuer).toEqual({
      ...common,
      issuer: "https://acme-x1y2z3.projects.oryapis.com",
      tokenFormat: "opaque",
      introspection: {
        authentication: { method: "bearer", token: "ory_pat_x" },
        endpoint: "https://acme-x1y2z3.projects.oryapis.com/admin/oauth2/introspect",
        prefixes: ["ory_at_"],
        requireTokenUse: true,
      },
    });
    expect(() => createVerifier({ issuer, audience })).not.toThrow();
  });

  test("has the custom domain for an issuer, and needs no key for JWTs", () => {
    const issuer = oryNetwork({ projectSlug: "acme-x1y2z3", customDomain: "Auth.acme.example", tokenFormat: "jwt" });
    expect(issuer).toEqual({ ...common, issuer: "https://auth.acme.example", tokenFormat: "jwt" });
    expect(() => createVerifier({ issuer, audience })).not.toThrow();
  });

  test.each([
    [
      { projectSlug: "acme" },
      "oryNetwork: apiKey is required: it is asked for where opaque tokens are asked about (is a variable of the environment not set?)",
    ],
    [
      { projectSlug: "acme", apiKey: "" },
      "oryNetwork: apiKey is required: it is asked for where opaque tokens are asked about (is a variable of the environment not set?)",
    ],
    [
      { projectSlug: "acme", apiKey: "k", tokenFormat: "jwt" },
      'oryNetwork: apiKey is for opaque tokens, and tokenFormat is "jwt": leave it out',
    ],
    [{ projectSlug: "acme.projects.oryapis.com", apiKey: "k" }, 'oryNetwork: projectSlug must look like "acme-x1y2z3"'],
  ])("refuses %o", (options, problem) => {
    expect(problemsOfPreset(oryNetwork, options)).toEqual([problem]);
  });
});
