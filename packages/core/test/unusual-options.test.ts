import { describe, expect, test } from "vitest";
import { ConfigurationError, createVerifier, type Verifier } from "../src/index.js";
import { AUDIENCE, ISSUER } from "./support/issuer.js";

const create = (options: object): Verifier => createVerifier({ issuer: ISSUER, audience: AUDIENCE, ...options });

/** A list of two, of which the first is missing. */
function withHole(entry: unknown): unknown[] {
  const list: unknown[] = [];
  list[1] = entry;
  return list;
}

describe("what only looks like an option is refused as any other mistake", () => {
  test.each<[string, object, RegExp]>([
    ["a hole in a list of names", { audience: withHole(AUDIENCE) }, /audience must name/],
    ["a hole in a list of claims", { requiredClaims: withHole("sub") }, /requiredClaims must be a list/],
    ["a hole in a group of claims", { requiredClaims: [withHole("sub")] }, /requiredClaims must be a list/],
    ["a hole among claims of permissions", { permissionClaims: withHole("roles") }, /permissionClaims: give the name/],
    ["a hole among checks", { checks: withHole(() => ({ kind: "pass" })) }, /checks must be a list of functions/],
    ["a hole among keys", { decryptionKeys: withHole({}) }, /decryptionKeys, key 1: must be an object/],
    [
      "a hole among prefixes",
      {
        issuer: {
          issuer: ISSUER,
          introspection: { authentication: { method: "none" }, prefixes: withHole("at_") },
        },
      },
      /prefixes must be a list/,
    ],
    [
      "a list of one URL",
      { issuer: { issuer: ISSUER, jwksUri: ["https://a.example"] } },
      /jwksUri: must be an absolute/,
    ],
    ["a symbol for a number", { keys: { freshSeconds: Symbol("600") } }, /keys\.freshSeconds must be a number/],
    ["what is no text for a number", { keys: { retries: { toString: 1 } } }, /keys\.retries must be a whole number/],
    ["a symbol for a scope", { impliedScopes: { a: [Symbol("b")] } }, /"a": a symbol is not a scope token/],
    ["a whole number of any size for a scope", { impliedScopes: { a: [1n] } }, /"a": a bigint is not a scope token/],
  ])("%s", (_, options, message) => {
    expect(() => create(options)).toThrow(ConfigurationError);
    expect(() => create(options)).toThrow(message);
  });
});

test.each([undefined, Symbol("vendor"), { toString: 1 }])("a schema whose vendor is %o is described", (vendor) => {
  const claimsSchema = { "~standard": { version: 1, vendor, validate: (value: unknown) => ({ value }) } };
  expect(create({ claimsSchema }).describe().toString()).toContain("(it does not name itself)");
});
