import { describe, expect, test } from "vitest";
import { createVerifier } from "../../src/index.js";
import { keycloak } from "../../src/presets.js";
import { problemsOfPreset } from "../support/preset-problems.js";

const server = { url: "https://sso.acme.example", realm: "acme" };
const common = {
  issuer: "https://sso.acme.example/realms/acme",
  algorithms: ["RS256"],
  scopeClaims: ["scope"],
  clientClaims: ["azp", "client_id"],
  requiredClaims: ["azp", "typ"],
  rejectedClaims: ["at_hash", "c_hash", "s_hash"],
};

describe("keycloak()", () => {
  test("gives the issuer of the realm", () => {
    const issuer = keycloak(server);
    expect(issuer).toEqual({ ...common, tokenKind: "strict" });
    expect(() => createVerifier({ issuer, audience: "orders" })).not.toThrow();
  });

  test.each([
    [{ url: "https://sso.acme.example/auth/", realm: "acme" }, "https://sso.acme.example/auth/realms/acme"],
    [{ url: "https://sso.acme.example", realm: "My Realm" }, "https://sso.acme.example/realms/My%20Realm"],
  ])("gives of %o the issuer %s", (options, issuer) => {
    expect(keycloak(options)).toMatchObject({ issuer });
  });

  test("asks for at+jwt where clients have the attribute, without what Keycloak may leave out", () => {
    const issuer = keycloak({ ...server, profile: "rfc9068" });
    expect(issuer).toEqual({ ...common, tokenKind: "rfc9068", optionalClaims: ["sub", "client_id"] });
    expect(() => createVerifier({ issuer, audience: "orders" })).not.toThrow();
  });

  test("counts roles as scopes if it is told to, each under the name of whose role it is", () => {
    const issuer = keycloak({ ...server, realmRolesPrefix: "realm:", clientRoles: ["orders", "invoices"] });
    expect(issuer).toMatchObject({
      permissionClaims: [
        { path: ["realm_access", "roles"], prefix: "realm:" },
        { path: ["resource_access", "orders", "roles"], prefix: "orders:" },
        { path: ["resource_access", "invoices", "roles"], prefix: "invoices:" },
      ],
    });
    expect(() => createVerifier({ issuer, audience: "orders" })).not.toThrow();
  });

  test("asks about each token that has passed", () => {
    const introspectAs = { clientId: "orders", clientSecret: "made up" };
    const issuer = keycloak({ ...server, audience: "orders", introspectAs });
    expect(issuer).toMatchObject({
      audience: "orders",
      tokenFormat: "introspect-all",
      introspection: { authentication: introspectAs, requireTokenType: true },
    });
    expect(() => createVerifier({ issuer })).not.toThrow();
  });

  test.each([
    [
      { url: "https://sso.acme.example/realms/acme", realm: "acme" },
      "keycloak: url must be that of the server: leave out /realms/ and what follows it, and name the realm",
    ],
    [{ ...server, realm: "a/b" }, 'keycloak: realm must look like "acme"'],
    [
      { ...server, audience: "account" },
      'keycloak: audience is "account", which stands in the tokens of all clients: add an audience mapper with a name for this API',
    ],
    [
      { ...server, audience: ["orders", "account"] },
      'keycloak: audience is "account", which stands in the tokens of all clients: add an audience mapper with a name for this API',
    ],
    [{ ...server, audience: "" }, 'keycloak: audience must be a text, such as "https://api.acme.example"'],
    [{ ...server, clientRoles: "orders" }, "keycloak: clientRoles must be a list with at least one entry"],
  ])("refuses %o", (options, problem) => {
    expect(problemsOfPreset(keycloak, options)).toEqual([problem]);
  });
});
