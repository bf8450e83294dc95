import { describe, expect, test } from "vitest";
import { toMetadataUrls } from "../../src/metadata/metadata-urls.js";

describe("the places of metadata (RFC 8414 §3.1 and §5, OpenID Connect Discovery §4)", () => {
  test.each([
    [
      "https://as.example.com",
      [
        "https://as.example.com/.well-known/oauth-authorization-server",
        "https://as.example.com/.well-known/openid-configuration",
      ],
    ],
    [
      "https://as.example.com/",
      [
        "https://as.example.com/.well-known/oauth-authorization-server",
        "https://as.example.com/.well-known/openid-configuration",
      ],
    ],
    [
      "https://as.example.com:8443/t1",
      [
        "https://as.example.com:8443/.well-known/oauth-authorization-server/t1",
        "https://as.example.com:8443/.well-known/openid-configuration/t1",
        "https://as.example.com:8443/t1/.well-known/openid-configuration",
      ],
    ],
    [
      "https://as.example.com/realms/t1/",
      [
        "https://as.example.com/.well-known/oauth-authorization-server/realms/t1",
        "https://as.example.com/.well-known/openid-configuration/realms/t1",
        "https://as.example.com/realms/t1/.well-known/openid-configuration",
      ],
    ],
    [
      // Its path reads like another host to whoever resolves it against a base.
      "https://as.example.com//evil.example/t1",
      [
        "https://as.example.com/.well-known/oauth-authorization-server//evil.example/t1",
        "https://as.example.com/.well-known/openid-configuration//evil.example/t1",
        "https://as.example.com//evil.example/t1/.well-known/openid-configuration",
      ],
    ],
  ])("of %s", (issuer, urls) => {
    expect(toMetadataUrls(issuer)).toEqual(urls);
  });
});
