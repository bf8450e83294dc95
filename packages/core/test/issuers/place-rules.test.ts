import { describe, expect, test } from "vitest";
import {
  baseUrl,
  hostName,
  hostOrLoopback,
  originUrl,
  serverUrl,
  toHost,
  toOrigin,
  toServerOrigin,
  withoutFinalSlash,
} from "../../src/issuers/place-rules.js";

const HOSTS = ["acme.eu.auth0.com", "localhost", "localhost:4000", "192.0.2.1", "A.example"];

describe("a rule", () => {
  test.each([
    ["host name", hostName("a.example"), HOSTS],
    [
      "host name or this machine",
      hostOrLoopback("a.example"),
      [...HOSTS, "http://localhost:8080", "http://127.0.0.1:9000/", "http://[::1]"],
    ],
    ["origin", originUrl("https://a.example"), ["https://a.example", "https://a.example/", "http://127.0.0.1:3001"]],
    ["URL of a server", serverUrl("https://a.example"), ["https://a.example/auth", "http://localhost:80/x//"]],
    ["URL to begin others with", baseUrl("https://a.example"), ["https://a.example/auth/", "http://localhost:80/x/"]],
  ])("takes a %s", (_, rule, values) => {
    expect(values.map((value) => rule(value))).toEqual(values.map(() => undefined));
  });

  test.each([
    ["a URL for a host", hostName("a.example"), "https://b.example/x", hostAlone("b.example")],
    ["a host with a slash", hostName("a.example"), "b.example/", hostAlone("a.example")],
    ["a host with a user", hostName("a.example"), "u@b.example", hostAlone("a.example")],
    ["a host with a dot too many", hostName("a.example"), "b..example", hostAlone("a.example")],
    ["a server elsewhere by http", hostOrLoopback("a.example"), "http://b.example", hostAlone("b.example")],
    ["a server elsewhere by https", hostOrLoopback("a.example"), "https://b.example", hostAlone("b.example")],
    [
      "a path on this machine",
      hostOrLoopback("a.example"),
      "http://localhost:8080/auth",
      originOf("http://localhost:8080"),
    ],
    ["a host for a URL", serverUrl("https://a.example"), "b.example", notHost("https://b.example")],
    ["http", serverUrl("https://a.example"), "http://b.example", "must use https (http is for loopback)"],
    ["a query", serverUrl("https://a.example"), "https://b.example?x", "must have no query"],
    ["a query to begin with", baseUrl("https://a.example"), "https://b.example?x", "must have no query"],
    [
      "two slashes at the end",
      baseUrl("https://a.example"),
      "https://b.example//",
      "must not have two slashes in a row after its host",
    ],
    [
      "two slashes within",
      baseUrl("https://a.example"),
      "https://b.example/x//y",
      "must not have two slashes in a row after its host",
    ],
    ["a path", originUrl("https://a.example"), "https://b.example/x", originOf("https://b.example")],
    ["upper case", originUrl("https://a.example"), "https://B.example", originOf("https://b.example")],
  ])("refuses %s, and says how to mend it", (_, rule, value, sentence) => {
    expect(rule(value)).toBe(sentence);
  });

  test.each(["http://localhost:8080", "http://127.0.0.1"])(
    "refuses %s for a server in the cloud, and says how to have a stand-in",
    (value) => {
      expect(hostName("a.example")(value)).toBe(
        "is on this machine, where this server does not run: for a stand-in, give the domain of the real one and override " +
          "issuer, metadataUrl and jwksUri of what comes out, as far as they are there",
      );
    },
  );
});

test("places are written as servers write them into iss", () => {
  expect(toHost("Acme.EU.auth0.com")).toBe("acme.eu.auth0.com");
  expect(toOrigin("https://A.example:8443/x?y")).toBe("https://a.example:8443");
  expect(toServerOrigin("A.example:8443")).toBe("https://a.example:8443");
  expect(toServerOrigin("http://localhost:8080/")).toBe("http://localhost:8080");
  expect(withoutFinalSlash("https://a.example/x/")).toBe("https://a.example/x");
  expect(withoutFinalSlash("https://a.example/x")).toBe("https://a.example/x");
});

function hostAlone(host: string): string {
  return `must be a host name alone, without https:// and slashes: "${host}"`;
}

function notHost(url: string): string {
  return `must be a URL and not a host name alone: "${url}"`;
}

function originOf(origin: string): string {
  return `must have no path and be written in lower case: "${origin}"`;
}
