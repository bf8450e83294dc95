import { createVerifier } from "@ostiary/core";
import { expect, test } from "vitest";
import { createTestIssuer, manualClock, trustIssuers } from "../src/index.js";
import { matchers } from "../src/vitest.js";

expect.extend(matchers);

const clock = manualClock();
const a = await createTestIssuer({ clock, issuer: "https://as.example.com/a", audience: "urn:a" });
const b = await createTestIssuer({ clock, issuer: "https://as.example.com/a/b", audience: "urn:b" });

test("a verifier trusts several issuers, each with its own keys (RFC 8725 §3.8)", async () => {
  const verifier = createVerifier(trustIssuers(a, b));
  expect(await verifier.verify(a.issue())).toMatchObject({ issuer: a.issuer });
  expect(await verifier.verify(b.issue())).toMatchObject({ issuer: b.issuer });
  await expect(verifier.verify(b.issue({ iss: a.issuer }))).rejects.toBeDenied("no_matching_key");
  expect(a.requests.jwks).toBeGreaterThan(0);
  expect(b.requests.jwks).toBe(1);
});

test("one of them can fail, and the other goes on", async () => {
  const verifier = createVerifier({ ...trustIssuers(a, b), keys: { retries: 0 } });
  await a.stop();
  await expect(verifier.verify(a.issue())).rejects.toBeUnavailable();
  expect(await verifier.verify(b.issue())).toBeAccepted();
  await a.start();
});

test("one of them can be asked about opaque tokens", async () => {
  const { issuer, ...others } = trustIssuers(a, b);
  expect(issuer).toEqual([a.issuer, b.issuer]);
  const verifier = createVerifier({ ...others, issuer: [a.issuer, b.verifierOptions({ opaque: true }).issuer] });
  expect(await verifier.verify(b.issueOpaque())).toMatchObject({ issuer: b.issuer, format: "opaque" });
  expect(await verifier.verify(a.issue())).toBeAccepted();
});

test("issuers that listen are asked over the network", async () => {
  await using listening = await createTestIssuer({ clock, listen: true });
  const verifier = createVerifier(trustIssuers(a, listening));
  expect(await verifier.verify(listening.issue())).toBeAccepted();
  expect(await verifier.verify(a.issue())).toBeAccepted();
});

test("what none of them has is refused, with its URL", async () => {
  const { fetch } = trustIssuers(a, b);
  await expect(fetch("https://as.example.com/jwks", {})).rejects.toThrow(
    "None of the test issuers has anything at https://as.example.com/jwks",
  );
});

test.each([
  [[], "trustIssuers() takes the test issuers to trust"],
  [[a, a], "Each issuer must have an identifier of its own; set the option issuer"],
  [[a, await createTestIssuer()], "The issuers must share a clock"],
])("refuses issuers that cannot be trusted together", (issuers, message) => {
  expect(() => trustIssuers(...issuers)).toThrow(message);
});

test("serves says what is at an issuer", () => {
  const { jwks_uri, introspection_endpoint } = b.metadata() as Record<string, string>;
  for (const url of [jwks_uri!, introspection_endpoint!, `${jwks_uri}?redirected`]) expect(b.serves(url)).toBe(true);
  expect(b.serves("https://as.example.com/.well-known/oauth-authorization-server/a/b")).toBe(true);
  expect(a.serves("https://as.example.com/.well-known/oauth-authorization-server/a/b")).toBe(false);
  expect(b.serves(`${b.issuer}/else`)).toBe(false);
});
