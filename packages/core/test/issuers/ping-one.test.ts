import { describe, expect, test } from "vitest";
import { createVerifier } from "../../src/index.js";
import { pingOne } from "../../src/issuers/ping-one.js";
import { problemsOfPreset } from "../support/preset-problems.js";

const environmentId = "ABFBA8F6-49eb-49f5-a5d9-80ad5c98f9f6";

describe("pingOne", () => {
  test("takes access tokens, which have a client", () => {
    expect(pingOne({ environmentId, region: "EU" })).toStrictEqual({
      issuer: "https://auth.pingone.eu/abfba8f6-49eb-49f5-a5d9-80ad5c98f9f6/as",
      algorithms: ["RS256"],
      tokenKind: "strict",
      requiredClaims: ["client_id"],
      rejectedClaims: ["nonce", "at_hash", "c_hash", "s_hash"],
      clientClaims: ["client_id"],
      scopeClaims: ["scope"],
    });
  });

  test.each([
    { region: "NA", host: "auth.pingone.com" },
    { region: "CA", host: "auth.pingone.ca" },
    { region: "EU", host: "auth.pingone.eu" },
    { region: "AU", host: "auth.pingone.com.au" },
    { region: "SG", host: "auth.pingone.sg" },
    { region: "AP", host: "auth.pingone.asia" },
  ] as const)("knows that region $region is at $host", ({ region, host }) => {
    expect(new URL(pingOne({ environmentId, region }).issuer).host).toBe(host);
  });

  test("takes a domain of its own, without the environment", () => {
    expect(pingOne({ domain: "auth.acme.example", audience: "orders" })).toMatchObject({
      issuer: "https://auth.acme.example/as",
      audience: "orders",
    });
  });

  test("is all but the audience that createVerifier needs", () => {
    const issuer = pingOne({ environmentId, region: "NA" });
    expect(() => createVerifier({ issuer, audience: "https://api.acme.example" })).not.toThrow();
    expect(() => createVerifier({ issuer })).toThrow(/audience is required/);
  });

  test.each([
    { wrong: {}, problem: /^pingOne: give either environmentId and region, or domain/ },
    { wrong: { environmentId }, problem: /^pingOne: give either environmentId and region, or domain/ },
    { wrong: { region: "EU", domain: "auth.acme.example" }, problem: /^pingOne: give either environmentId and region/ },
    { wrong: { environmentId: "acme", region: "EU" }, problem: /^pingOne: environmentId must look like/ },
    { wrong: { environmentId, region: "eu" }, problem: /^pingOne: region must be "NA" or "CA"/ },
  ])("refuses what does not fit: $problem", ({ wrong, problem }) => {
    expect(problemsOfPreset(pingOne, wrong)).toEqual([expect.stringMatching(problem)]);
  });
});
