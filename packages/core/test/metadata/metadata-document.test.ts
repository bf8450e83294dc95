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
