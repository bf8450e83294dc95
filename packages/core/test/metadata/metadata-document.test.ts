import { describe, expect, test } from "vitest";
import { readMetadata } from "../../src/metadata/metadata-document.js";

const issuer = "https://as.example.com/t1";
const jwksUri = "https://keys.example.com/t1";

const read = (document: unknown, forIssuer = issuer) =>
  readMetadata(new TextEncoder().encode(typeof document === "string" ? document : JSON.stringify(document)), forIssuer);

describe("the metadata of an issuer (RFC 8414 §2)", () => {
  test("say where its JWK Set is, and nothing more is taken from them", () => {
    const document = {
      issuer,
      jwks_uri: jwksUri,
      token_endpoint_auth_signing_alg_values_supported: ["none", "HS256"],
      id_token_signing_alg_values_supported: ["none"],
      signed_metadata: "e30.e30.e30",
    };
    expect(read(document)).toEqual({ jwksUri });
  });

  test.each([
    ["with a slash more", `${issuer}/`],
    ["in another case", issuer.toUpperCase()],
    ["of another tenant", "https://as.example.com/t2"],
    ["of another host", "https://evil.example/t1"],
    ["that is missing", undefined],
    ["that is a list", [issuer]],
  ])("are of no use with an issuer %s (RFC 8414 §3.3)", (_, other) => {
    expect(read({ issuer: other, jwks_uri: jwksUri })).toEqual({
      problem: `belongs to issuer ${JSON.stringify(other) ?? "undefined"}`,
    });
  });

  test.each([
    ["HTML", "<html>"],
    ["a list", "[]"],
    ["a second issuer", `{"issuer":"${issuer}","jwks_uri":"${jwksUri}","issuer":"${issuer}"}`],
    ["a second jwks_uri", `{"issuer":"${issuer}","jwks_uri":"${jwksUri}","jwks_uri":"https://evil.example/"}`],
    ["a __proto__", `{"issuer":"${issuer}","jwks_uri":"${jwksUri}","__proto__":{}}`],
  ])("are of no use when they are or have %s", (_, text) => {
    expect(read(text)).toEqual({ problem: "is not a JSON object", isBroken: true });
  });

  test.each([
    [undefined, "has no jwks_uri"],
    [null, "has no jwks_uri"],
    [[jwksUri], "has no jwks_uri"],
    ["/jwks", "has a jwks_uri that must be an absolute https URL"],
    ["file:///etc/passwd", "has a jwks_uri that must be an absolute https URL"],
    ["https://user@keys.example.com/", "has a jwks_uri that must not contain a user name or password"],
    ["http://keys.example.com/", "has a jwks_uri that must use https (http is for loopback)"],
    ["http://127.0.0.1:9000/jwks", "has a jwks_uri that must use https (http is for an issuer on loopback)"],
    ["HTTP://localhost/jwks", "has a jwks_uri that must use https (http is for an issuer on loopback)"],
  ])("are of no use with jwks_uri %j", (jwks_uri, problem) => {
    expect(read({ issuer, jwks_uri })).toEqual({ problem });
  });

  test("may lead to http on loopback when the issuer itself is there", () => {
    const document = (of: string) => ({ issuer: of, jwks_uri: "http://127.0.0.1:9000/jwks" });
    const local = "http://localhost:9000";
    expect(read(document(local), local)).toEqual({ jwksUri: "http://127.0.0.1:9000/jwks" });
    const remote = "http://as.example.com";
    expect(read(document(remote), remote)).toMatchObject({
      problem: expect.stringContaining("must use https") as string,
    });
  });
});

describe("the introspection endpoint in the metadata of an issuer (RFC 8414 §2)", () => {
  const endpoint = "https://as.example.com/t1/introspect";
  const document = { issuer, jwks_uri: jwksUri, introspection_endpoint: endpoint };
  const keys = { jwksUri: true, introspection: false };
  const both = { jwksUri: true, introspection: true };
  const endpointAlone = { jwksUri: false, introspection: true };

  const readFor = (given: object, needs: typeof both, forIssuer = issuer) =>
    readMetadata(new TextEncoder().encode(JSON.stringify(given)), forIssuer, needs);

  test("is read, with the ways to authenticate there", () => {
    const methods = {
      introspection_endpoint_auth_methods_supported: ["client_secret_post", 1, null, "private_key_jwt"],
    };
    for (const needs of [keys, both, endpointAlone]) {
      expect(readFor({ ...document, ...methods }, needs)).toEqual({
        jwksUri,
        introspection: { url: endpoint, authMethods: ["client_secret_post", "private_key_jwt"] },
      });
    }
  });

  test.each([undefined, null, "client_secret_basic", { 0: "client_secret_basic" }])(
    "says nothing of the ways to authenticate with %j",
    (introspection_endpoint_auth_methods_supported) => {
      expect(readFor({ ...document, introspection_endpoint_auth_methods_supported }, both)).toEqual({
        jwksUri,
        introspection: { url: endpoint, authMethods: undefined },
      });
    },
  );

  test.each([
    ["https://mtls.as.example.com/introspect", "https://mtls.as.example.com/introspect"],
    ["http://mtls.as.example.com/introspect", undefined],
    [7, undefined],
    [undefined, undefined],
  ])("has another place for who shows a certificate, if there is one to use: %j (RFC 8705 §5)", (alias, mtlsUrl) => {
    const mtls_endpoint_aliases = {
      introspection_endpoint: alias,
      token_endpoint: "https://mtls.as.example.com/token",
    };
    expect(readFor({ ...document, mtls_endpoint_aliases }, both)).toMatchObject({
      introspection: { url: endpoint, mtlsUrl },
    });
    expect(readFor({ ...document, mtls_endpoint_aliases: [alias] }, both)).toMatchObject({
      introspection: { url: endpoint, mtlsUrl: undefined },
    });
  });

  test("is not where tokens get their keys, nor where they are issued", () => {
    const methods = { token_endpoint_auth_methods_supported: ["none"], token_endpoint: "https://as.example.com/token" };
    expect(readFor({ ...document, ...methods }, both)).toEqual({
      jwksUri,
      introspection: { url: endpoint, authMethods: undefined },
    });
  });

  test.each([
    [undefined, "has no introspection_endpoint"],
    [null, "has no introspection_endpoint"],
    [[endpoint], "has no introspection_endpoint"],
    ["/introspect", "has an introspection_endpoint that must be an absolute https URL"],
    ["https://u:p@as.example.com/", "has an introspection_endpoint that must not contain a user name or password"],
    ["http://as.example.com/", "has an introspection_endpoint that must use https (http is for loopback)"],
    ["http://127.0.0.1/", "has an introspection_endpoint that must use https (http is for an issuer on loopback)"],
  ])(
    "that is %j is none: the document serves the keys, if nothing better is found",
    (introspection_endpoint, problem) => {
      const given = { ...document, introspection_endpoint };
      const partial = { jwksUri, introspection: undefined };
      expect(readFor(given, both)).toEqual({ problem, partial });
      expect(readFor(given, keys)).toEqual(partial);
      expect(readFor(given, endpointAlone)).toEqual({ problem });
    },
  );

  test("serves alone, if nothing better is found, where the keys are needed too and missing", () => {
    const without = { ...document, jwks_uri: undefined };
    expect(readFor(without, both)).toMatchObject({
      problem: "has no jwks_uri",
      partial: { jwksUri: undefined, introspection: { url: endpoint } },
    });
    expect(readFor({ issuer }, both)).toEqual({ problem: "has no jwks_uri and has no introspection_endpoint" });
    expect(readFor(without, endpointAlone)).toMatchObject({ jwksUri: undefined, introspection: { url: endpoint } });
  });

  test("may be on loopback when the issuer itself is there", () => {
    const local = "http://localhost:9000";
    const given = { ...document, issuer: local, introspection_endpoint: "http://127.0.0.1:9001/introspect" };
    expect(readFor(given, endpointAlone, local)).toMatchObject({
      introspection: { url: "http://127.0.0.1:9001/introspect" },
    });
  });

  test("of another issuer is never asked (RFC 8414 §3.3)", () => {
    const given = { ...document, issuer: "https://evil.example" };
    for (const needs of [both, endpointAlone]) {
      expect(readFor(given, needs)).toEqual({ problem: 'belongs to issuer "https://evil.example"' });
    }
  });
});
