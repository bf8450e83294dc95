import { dangerouslyAcceptMissingAudience } from "@ostiary/core/danger";
import { describe, expect, test } from "vitest";
import { createRelocation, findPlaces, relocateIssuer } from "../../src/dialects/relocate.js";

describe("a text that names the issuer", () => {
  test.each([
    ["the issuer itself", "https://old.example/t1", "https://new.example/t2"],
    ["a place below it", "https://old.example/t1/userinfo", "https://new.example/t2/userinfo"],
    ["a place of its host", "https://old.example/keys", "https://new.example/keys"],
    ["another host that begins alike", "https://old.example.com/keys", "https://old.example.com/keys"],
    ["something else", "orders", "orders"],
  ])("is moved: %s", (_, text, expected) => {
    expect(createRelocation("https://old.example/t1", "https://new.example/t2")(text)).toBe(expected);
  });

  test("keeps one slash between the issuer and the rest", () => {
    expect(createRelocation("https://old.example/", "http://127.0.0.1:4000")("https://old.example/userinfo")).toBe(
      "http://127.0.0.1:4000/userinfo",
    );
  });

  test("is moved also if an issuer is no URL", () => {
    const move = createRelocation("acme.com", "other.com");
    expect(["acme.com", "acme.com/x", "https://acme.com"].map(move)).toEqual([
      "other.com",
      "other.com/x",
      "https://acme.com",
    ]);
  });

  test("stays as it is, if the issuer does", () => {
    expect(createRelocation("https://old.example", "https://old.example")("https://old.example/x")).toBe(
      "https://old.example/x",
    );
  });
});

describe("the options of an issuer", () => {
  const options = {
    issuer: "https://old.example",
    jwksUri: "https://old.example/keys",
    introspection: { endpoint: "https://old.example/ask", prefixes: ["ory_at_"] },
    requiredClaims: ["cid"],
    [dangerouslyAcceptMissingAudience]: true,
  } as const;

  test("have its places where the new name has them, and all else as before", () => {
    expect(relocateIssuer(options, "https://new.example", false)).toEqual({
      ...options,
      issuer: "https://new.example",
      jwksUri: "https://new.example/keys",
      introspection: { endpoint: "https://new.example/ask", prefixes: ["ory_at_"] },
    });
  });

  test("leave all places to the metadata of an issuer that listens", () => {
    const { jwksUri: _, ...others } = options;
    const introspection = { prefixes: ["ory_at_"] };
    expect(relocateIssuer(options, "http://127.0.0.1:4000", true)).toEqual({
      ...others,
      issuer: "http://127.0.0.1:4000",
      introspection,
    });
  });

  test("have keys fetched that were given, since a test issuer makes its own", () => {
    const given = { issuer: "https://old.example", jwks: { keys: [] } };
    expect(relocateIssuer(given, "https://old.example", false)).toEqual({
      issuer: "https://old.example",
      jwksUri: "https://old.example/jwks",
    });
  });
});

describe("the places of an issuer", () => {
  test("are those that its options name", () => {
    const places = findPlaces([
      {
        issuer: "acme.com",
        metadataUrl: "https://auth.acme.example/t1/.well-known/openid-configuration",
        introspection: { endpoint: "https://admin.acme.example/ask" },
      },
      { issuer: "https://other.example", jwksUri: "https://other.example/keys" },
    ]);
    expect(places).toEqual({
      base: "https://auth.acme.example",
      jwksUri: "https://auth.acme.example/jwks",
      jwksUris: ["https://auth.acme.example/jwks", "https://other.example/keys"],
      introspectionUrl: "https://admin.acme.example/ask",
      metadata: [
        { url: "https://auth.acme.example/t1/.well-known/openid-configuration", issuer: "acme.com" },
        { url: "https://other.example/.well-known/oauth-authorization-server", issuer: "https://other.example" },
        { url: "https://other.example/.well-known/openid-configuration", issuer: "https://other.example" },
        { url: "https://other.example/.well-known/openid-configuration", issuer: "https://other.example" },
      ],
    });
  });

  test("are somewhere even if nothing names them", () => {
    expect(findPlaces([{ issuer: "acme" }])).toMatchObject({ jwksUri: "https://auth.example.com/jwks", metadata: [] });
  });
});
