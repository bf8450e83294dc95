import { describe, expect, test } from "vitest";
import { createVerifier } from "../../src/index.js";
import { audienceRule } from "../../src/options/audience-rule.js";
import { entra, entraExternalId } from "../../src/presets.js";
import { problemsOfPreset } from "../support/preset-problems.js";

const tenantId = "11111111-2222-4333-8444-555555555abc";
const other = "66666666-7777-4888-8999-000000000000";
const api = "aaaaaaaa-0000-4000-8000-000000000001";
const version = "v2";
const policyOf = (client: string): object => ({
  algorithms: ["RS256"],
  tokenKind: "strict",
  scopeClaims: ["scp"],
  clientClaims: [client],
  requiredClaims: [client, "tid", ["scp", "roles"]],
  rejectedClaims: ["nonce", "at_hash", "c_hash"],
  ...(client === "azp" ? { [audienceRule]: expect.any(Function) } : {}),
});

describe("entra()", () => {
  test("gives the issuer of version 2, whatever the case of the tenant's id", () => {
    const issuer = entra({ tenantId: tenantId.toUpperCase(), version: "v2" });
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
    const issuers = entra({ tenantIds: [tenantId, other], version: "v2", rolesAsScopes: { prefix: "role:" } });
    expect(issuers.map(({ issuer }) => issuer)).toEqual([
      `https://login.microsoftonline.com/${tenantId}/v2.0`,
      `https://login.microsoftonline.com/${other}/v2.0`,
    ]);
    expect(issuers[1]).toMatchObject({ permissionClaims: [{ path: ["roles"], prefix: "role:" }] });
    expect(() => createVerifier({ issuer: [...issuers, "https://auth.example"], audience: api })).not.toThrow();
  });

  test.each(["common", "organizations", "consumers"])("refuses %s, which stands for every tenant there is", (name) => {
    const problem = `is "${name}", which stands for every tenant there is: name those whose tokens are taken, by their ids (tenantIds)`;
    expect(problemsOfPreset(entra, { version, tenantId: name })).toEqual([`entra: tenantId ${problem}`]);
    expect(problemsOfPreset(entra, { version, tenantIds: [tenantId, name] })).toEqual([
      `entra: tenantIds has an entry that ${problem}`,
    ]);
  });

  test("takes tenantIds if tenantId is not there, and the other way round", () => {
    const issuer = `https://login.microsoftonline.com/${tenantId}/v2.0`;
    expect(entra({ tenantId: undefined, tenantIds: [tenantId], version } as never)).toMatchObject([{ issuer }]);
    expect(entra({ tenantId, tenantIds: undefined, version } as never)).toMatchObject({ issuer });
  });

  const notGuid =
    'must look like "6e74172b-be56-4843-9ff4-e66a39bb12e3": v2 tokens name the API by its application (client) id; if its ' +
    'tokens have an App ID URI such as "api://orders", they are those of version: "v1"; if the audience is that of ' +
    "other issuers, give this one its own, by the option audience of the preset";
  test.each([
    ["of the preset", { issuer: entra({ tenantId, version, audience: "api://orders" }) }],
    [
      "of the preset, among others",
      { issuer: entra({ tenantIds: [tenantId], version, audience: [api, "api://orders"] }) },
    ],
    ["of the verifier", { issuer: entra({ tenantId, version }), audience: "api://orders" }],
  ])("refuses an App ID URI as the audience of version 2 %s", (_, options) => {
    expect(problemsOfPreset(createVerifier, options)).toEqual([
      `issuer "https://login.microsoftonline.com/${tenantId}/v2.0": audience "api://orders" ${notGuid}`,
    ]);
  });

  test("takes an App ID URI as the audience of version 1", () => {
    const options = { issuer: entra({ tenantId, version: "v1" }), audience: "api://orders" };
    expect(problemsOfPreset(createVerifier, options)).toEqual([]);
  });

  test.each([
    [
      { tenantId: "acme.onmicrosoft.com", version },
      'entra: tenantId must look like "6e74172b-be56-4843-9ff4-e66a39bb12e3"',
    ],
    [{ version }, "entra: give either tenantId or tenantIds (is a variable of the environment not set?)"],
    [
      { version, tenantId, tenantIds: [other] },
      "entra: give either tenantId or tenantIds (is a variable of the environment not set?)",
    ],
    [{ version, tenantIds: [] }, "entra: tenantIds must be a list with at least one entry"],
    [
      { tenantId },
      expect.stringMatching(
        /^entra: version must be "v2" or "v1": what requestedAccessTokenVersion in the manifest of the API says, or "v1" if it says nothing/,
      ),
    ],
    [
      { tenantId, version: "v3" },
      expect.stringMatching(
        /^entra: version must be "v2" or "v1": what requestedAccessTokenVersion in the manifest of the API says, or "v1" if it says nothing/,
      ),
    ],
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
  ])("refuses %o", (options, problem) => {
    expect(problemsOfPreset(entraExternalId, options)).toEqual([problem]);
  });

  test("refuses an App ID URI as the audience", () => {
    const issuer = entraExternalId({ tenantName: "acme", tenantId });
    expect(problemsOfPreset(createVerifier, { issuer, audience: "api://orders" })).toEqual([
      expect.stringContaining("v2 tokens name the API"),
    ]);
  });
});
