import { describe, expect, test } from "vitest";
import { checkServerUrl, isLoopback } from "../../src/internal/secure-url.js";

describe("the URL of a server (RFC 8414 §2)", () => {
  test.each([
    "https://as.example.com",
    "https://as.example.com/tenant/jwks?v=1",
    "HTTPS://as.example.com:8443/",
    "https://[2001:db8::1]/jwks",
    "https://as.example.com/users/@me",
    "http://localhost:9000/jwks",
    "http://127.0.0.1/jwks",
    "http://127.255.3.4/",
    "http://[::1]:80/",
  ])("may be %s", (url) => {
    expect(checkServerUrl(url)).toBeUndefined();
  });

  test.each([
    ["", "must be an absolute https URL"],
    ["as.example.com", "must be an absolute https URL"],
    ["/jwks", "must be an absolute https URL"],
    ["https:as.example.com", "must be an absolute https URL"],
    ["https:///as.example.com", "must be an absolute https URL"],
    ["https://", "must be an absolute https URL"],
    ["https://a b/", "must be an absolute https URL"],
    ["https://as.example.com:99999/", "must be an absolute https URL"],
    ["ftp://as.example.com/", "must be an absolute https URL"],
    ["file:///etc/passwd", "must be an absolute https URL"],
    ["data:application/json,{}", "must be an absolute https URL"],
    ["javascript:alert(1)", "must be an absolute https URL"],
    [" https://as.example.com/", "must be an absolute https URL"],
    ["https://as.example.com/ ", "must not contain white space, control characters or backslashes"],
    ["https://as.example.com/\n", "must not contain white space, control characters or backslashes"],
    ["https://as.exa\tmple.com/", "must not contain white space, control characters or backslashes"],
    ["https://as.example.com\\@evil.example/", "must not contain white space, control characters or backslashes"],
    ["https://as.example.com/#keys", "must not have a fragment"],
    ["https://as.example.com/#", "must not have a fragment"],
    ["https://user:secret@as.example.com/", "must not contain a user name or password"],
    ["https://as.example.com@evil.example/", "must not contain a user name or password"],
    ["https://@evil.example/", "must not contain a user name or password"],
    ["http://as.example.com/", "must use https (http is for loopback)"],
    ["http://10.0.0.1/", "must use https (http is for loopback)"],
    ["http://localhost.evil.example/", "must use https (http is for loopback)"],
    ["http://127.0.0.1.evil.example/", "must use https (http is for loopback)"],
    ["http://[::2]/", "must use https (http is for loopback)"],
  ])("must not be %j", (url, problem) => {
    expect(checkServerUrl(url)).toBe(problem);
  });

  test("is on loopback in every spelling of 127.0.0.0/8", () => {
    expect(["http://2130706433/", "http://0x7f.1/", "http://127.1/"].map((url) => isLoopback(new URL(url)))).toEqual([
      true,
      true,
      true,
    ]);
    expect(isLoopback(new URL("http://128.0.0.1/"))).toBe(false);
  });
});
