import { describe, expect, test } from "vitest";
import { dangerouslyIgnoreIdTokenEvidence } from "../../src/danger.js";
import { ConfigurationError, createVerifier } from "../../src/index.js";
import { dex } from "../../src/presets.js";

const ISSUER = "https://dex.acme.example";
const decided = { issuer: ISSUER, clientIds: ["orders-api"], [dangerouslyIgnoreIdTokenEvidence]: true } as const;

describe("dex", () => {
  test("takes tokens that may look like ID tokens, less those that are certain to be some", () => {
    const issuer = dex(decided);
    expect(issuer).toEqual({
      issuer: ISSUER,
      audience: ["orders-api"],
      algorithms: ["RS256"],
      tokenKind: "balanced",
      [dangerouslyIgnoreIdTokenEvidence]: true,
      requiredClaims: ["at_hash"],
      rejectedClaims: ["c_hash"],
      clientClaims: ["azp", "aud"],
    });
    expect(() => createVerifier({ issuer })).not.toThrow();
  });

  test("demands the switch, and says what it does", () => {
    const withoutSwitch = { issuer: ISSUER, clientIds: ["orders-api"] };
    expect(() => dex(withoutSwitch)).toThrow(ConfigurationError);
    expect(() => dex(withoutSwitch)).toThrow(
      /ID tokens by their form.*may then call this API.*dangerouslyIgnoreIdTokenEvidence/,
    );
  });

  test("does not take any other value for the switch", () => {
    expect(() => dex({ ...decided, [dangerouslyIgnoreIdTokenEvidence]: "true" as unknown as true })).toThrow(
      "dangerouslyIgnoreIdTokenEvidence",
    );
  });

  test("counts groups as scopes if told how", () => {
    const issuer = dex({ ...decided, groupsAsScopes: { prefix: "group:" } });
    expect(issuer.permissionClaims).toEqual([{ path: ["groups"], prefix: "group:" }]);
    expect(() => createVerifier({ issuer })).not.toThrow();
  });

  test.each([
    [{ ...decided, clientIds: [] }, "clientIds must be a list with at least one entry"],
    [{ ...decided, issuer: "dex.acme.example" }, "issuer must be a URL"],
    [{ ...decided, introspectAs: { clientId: "a", clientSecret: "b" } }, "introspectAs"],
  ])("refuses %j", (options, message) => {
    expect(() => dex(options)).toThrow(message);
  });
});
