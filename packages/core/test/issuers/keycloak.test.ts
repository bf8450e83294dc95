import { describe, expect, test } from "vitest";
import { createVerifier } from "../../src/index.js";
import { audienceRule } from "../../src/options/audience-rule.js";
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
  [audienceRule]: expect.any(Function),
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
    const issuer = keycloak({
      ...server,
      realmRolesAsScopes: { prefix: "realm:" },
      clientRolesAsScopes: { clients: ["orders", "invoices"] },
    });
    expect(issuer).toMatchObject({
      permissionClaims: [
        { path: ["realm_access", "roles"], prefix: "realm:" },
        { path: ["resource_access", "orders", "roles"], prefix: "orders:" },
        { path: ["resource_access", "invoices", "roles"], prefix: "invoices:" },
      ],
    });
    expect(() => createVerifier({ issuer, audience: "orders" })).not.toThrow();
  });

  test.each([
    [
      { realmRolesAsScopes: { prefix: "realm:" }, clientRolesAsScopes: { clients: ["orders", "realm"] } },
      "realm",
      '"realm:"',
    ],
    [
      { realmRolesAsScopes: { prefix: "realm:" }, clientRolesAsScopes: { clients: ["realm:admin"] } },
      "realm:admin",
      '"realm:"',
    ],
    [
      { realmRolesAsScopes: { prefix: "orders:all:" }, clientRolesAsScopes: { clients: ["orders"] } },
      "orders",
      '"orders:all:"',
    ],
    [{ realmRolesAsScopes: { prefix: "" }, clientRolesAsScopes: { clients: ["orders"] } }, "orders", '""'],
    [{ clientRolesAsScopes: { clients: ["orders", "orders:admin"] } }, "orders", '"orders:admin:"'],
  ])("refuses %o, of which one role could pass for another", (options, client, prefix) => {
    expect(problemsOfPreset(keycloak, { ...server, ...options })).toEqual([
      `keycloak: the roles of the client ${JSON.stringify(client)} could pass for those with ${prefix} before them: ` +
        "give realmRolesAsScopes another prefix, or leave that client out of clientRolesAsScopes and name its roles in permissionClaims",
    ]);
  });

  test("counts roles of the realm without a prefix if that is said", () => {
    expect(problemsOfPreset(keycloak, { ...server, realmRolesAsScopes: { prefix: "" } })).toEqual([]);
  });

  test("asks about each token that has passed, whose answer need not say token_type", () => {
    const introspectAs = { clientId: "orders", clientSecret: "made up" };
    const issuer = keycloak({ ...server, audience: "orders", introspectAs });
    expect(issuer).toMatchObject({
      audience: "orders",
      tokenFormat: "introspect-all",
    });
    expect(issuer.introspection).toEqual({ authentication: introspectAs });
    expect(() => createVerifier({ issuer })).not.toThrow();
  });

  test.each([
    [
      { url: "https://sso.acme.example/realms/acme", realm: "acme" },
      "keycloak: url must be that of the server: leave out /realms/ and what follows it, and name the realm",
    ],
    [{ ...server, realm: "a/b" }, 'keycloak: realm must look like "acme"'],
    [
      { url: "https://sso.acme.example//", realm: "acme" },
      "keycloak: url must not have two slashes in a row after its host",
    ],
    [{ ...server, audience: "" }, 'keycloak: audience must be a text, such as "https://api.acme.example"'],
    [
      { ...server, clientRolesAsScopes: ["orders"] },
      'keycloak: clientRolesAsScopes must be { clients: ["orders"] }, with the clients whose roles count',
    ],
    [
      { ...server, clientRolesAsScopes: { clients: [] } },
      "keycloak: clientRolesAsScopes has clients, which must be a list with at least one entry",
    ],
  ])("refuses %o", (options, problem) => {
    expect(problemsOfPreset(keycloak, options)).toEqual([problem]);
  });

  const { issuer } = common;
  test.each([
    ["of the preset", { issuer: keycloak({ ...server, audience: "account" }) }],
    ["of the preset, among others", { issuer: keycloak({ ...server, audience: ["orders", "account"] }) }],
    ["beside the preset", { issuer: { ...keycloak(server), audience: "account" } }],
    ["of the verifier", { issuer: [keycloak({ ...server, profile: "rfc9068" })], audience: "account" }],
  ])("refuses account as the audience %s", (_, options) => {
    expect(problemsOfPreset(createVerifier, options)).toEqual([
      `issuer ${JSON.stringify(issuer)}: audience is "account", which stands in the tokens of all clients: ` +
        "add an audience mapper with a name for this API",
    ]);
  });

  test("leaves the audience of other issuers alone", () => {
    const options = {
      issuer: [keycloak({ ...server, audience: "orders" }), "https://auth.example"],
      audience: "account",
    };
    expect(problemsOfPreset(createVerifier, options)).toEqual([]);
  });
});
