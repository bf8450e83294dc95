import { describe, expect, test } from "vitest";
import { createVerifier } from "../../src/index.js";
import { entra, entraExternalId } from "../../src/presets.js";
import { problemsOfPreset } from "../support/preset-problems.js";

const tenantId = "11111111-2222-4333-8444-555555555abc";
const other = "66666666-7777-4888-8999-000000000000";
const api = "aaaaaaaa-0000-4000-8000-000000000001";
const policyOf = (client: string): object => ({
  algorithms: ["RS256"],
  tokenKind: "strict",
  scopeClaims: ["scp"],
  clientClaims: [client],
  requiredClaims: [client, "tid", ["scp", "roles"]],
  rejectedClaims: ["nonce", "at_hash", "c_hash"],
});

describe("entra()", () => {
  test("gives the issuer of version 2, whatever the case of the tenant's id", () => {
    const issuer = entra({ tenantId: tenantId.toUpperCase() });
    expect(issuer).toEqual({ issuer: `https://login.microsoftonline.com/${tenantId}/v2.0`, ...policyOf("azp") });
    expect(() => createVerifier({ issuer, audience: api })).not.toThrow();
  });

  test("gives the issuer of version 1, with a slash and metadata elsewhere", () => {
    const issuer = entra({ tenantId, version: "v1", audience: ["api://orders", api] });
    expect(issuer).toEqual({
      issuer: `https://sts.windows.net/${tenantId}/`,
      metadataUrl: `https://login.microsoftonline.com/${tenantId}/.well-known/openid-configuration`,
      ...policyOf("appid"),
      audience: ["api://orders", api],
    });
    expect(() => createVerifier({ issuer })).not.toThrow();
  });

  test("gives one issuer for each tenant, and none for any other", () => {
    const issuers = entra({ tenantIds: [tenantId, other], rolesPrefix: "role:" });
    expect(issuers.map(({ issuer }) => issuer)).toEqual([
      `https://login.microsoftonline.com/${tenantId}/v2.0`,
      `https://login.microsoftonline.com/${other}/v2.0`,
    ]);
    expect(issuers[1]).toMatchObject({ permissionClaims: [{ path: ["roles"], prefix: "role:" }] });
    expect(() => createVerifier({ issuer: [...issuers, "https://auth.example"], audience: api })).not.toThrow();
  });

  test.each(["common", "organizations", "consumers"])("refuses %s, which stands for every tenant there is", (name) => {
    const problem = `is "${name}", which stands for every tenant there is: name those whose tokens are taken, by their ids (tenantIds)`;
    expect(problemsOfPreset(entra, { tenantId: name })).toEqual([`entra: tenantId ${problem}`]);
    expect(problemsOfPreset(entra, { tenantIds: [tenantId, name] })).toEqual([
      `entra: tenantIds has an entry that ${problem}`,
    ]);
  });

  test("refuses an App ID URI as the audience of version 2", () => {
    const problem = expect.stringContaining(
      'v2 tokens name the API by its application (client) id; if its tokens have an App ID URI such as "api://orders", they are those of version: "v1"',
    );
    expect(problemsOfPreset(entra, { tenantId, audience: "api://orders" })).toEqual([problem]);
    expect(problemsOfPreset(entra, { tenantId, audience: [api, "api://orders"] })).toEqual([problem]);
    expect(problemsOfPreset(entra, { tenantId, audience: api })).toEqual([]);
  });

  test.each([
    [{ tenantId: "acme.onmicrosoft.com" }, 'entra: tenantId must look like "6e74172b-be56-4843-9ff4-e66a39bb12e3"'],
    [{}, "entra: give either tenantId or tenantIds"],
    [{ tenantId, tenantIds: [other] }, "entra: give either tenantId or tenantIds"],
    [{ tenantIds: [] }, "entra: tenantIds must be a list with at least one entry"],
    [{ tenantId, version: "v3" }, 'entra: version must be "v2" or "v1"'],
  ])("refuses %o", (options, problem) => {
    expect(problemsOfPreset(entra, options)).toEqual([problem]);
  });
});

describe("entraExternalId()", () => {
  test("has the tenant's id in the issuer, and its name in the place of the metadata", () => {
    const issuer = entraExternalId({ tenantName: "Acme", tenantId, audience: api });
    expect(issuer).toEqual({
      issuer: `https://${tenantId}.ciamlogin.com/${tenantId}/v2.0`,
      metadataUrl: `https://acme.ciamlogin.com/${tenantId}/v2.0/.well-known/openid-configuration`,
      ...policyOf("azp"),
      audience: api,
    });
    expect(() => createVerifier({ issuer })).not.toThrow();
  });

  test.each([
    [{ tenantName: "acme.onmicrosoft.com", tenantId }, 'entraExternalId: tenantName must look like "acme"'],
    [{ tenantName: "acme", tenantId: "common" }, expect.stringContaining("every tenant there is")],
    [{ tenantName: "acme", tenantId, audience: "api://orders" }, expect.stringContaining("v2 tokens name the API")],
  ])("refuses %o", (options, problem) => {
    expect(problemsOfPreset(entraExternalId, options)).toEqual([problem]);
  });
});
