import { createVerifier, type IntrospectionClient } from "@ostiary/core";
import { dangerouslyRevealReason } from "@ostiary/core/danger";
import { describe, expect, test } from "vitest";
import { createTestIssuer, manualClock } from "../src/index.js";
import { matchers } from "../src/vitest.js";
import { ways } from "./faults/ways.js";

expect.extend(matchers);

describe("verifierOptions({ opaque: true })", () => {
  test("say how to ask, and all else as before", async () => {
    const clock = manualClock();
    const as = await createTestIssuer({ clock, audience: "urn:api", issuer: "https://as.example.com/t1" });
    const { clientId, clientSecret } = as.resourceServer;
    expect(as.verifierOptions({ opaque: true })).toEqual({
      issuer: { issuer: as.issuer, introspection: { authentication: { clientId, clientSecret } } },
      audience: "urn:api",
      clock,
      fetch: as.fetch,
      [dangerouslyRevealReason]: true,
    });
  });

  test("take what else introspection is told, and the token format", async () => {
    const as = await createTestIssuer();
    const { clientId, clientSecret } = as.resourceServer;
    const introspection = { cacheSeconds: 0 };
    expect(as.verifierOptions({ opaque: true, introspection, tokenFormat: "introspect-all" }).issuer).toEqual({
      issuer: as.issuer,
      introspection: { authentication: { clientId, clientSecret }, cacheSeconds: 0 },
      tokenFormat: "introspect-all",
    });
    const authentication = { method: "none" } as const;
    expect(as.verifierOptions({ opaque: true, introspection: { authentication } }).issuer.introspection).toEqual({
      authentication,
    });
    const client: IntrospectionClient = { introspect: async () => ({ active: false }) };
    expect(as.verifierOptions({ opaque: true, introspection: { client } }).issuer.introspection).toEqual({ client });
  });
});

describe.each(ways)("$way, a verifier", ({ open }) => {
  test("takes JWTs and opaque tokens, and learns of a revocation when its memory ends (RFC 7662 §4)", async () => {
    const clock = manualClock();
    await using as = await open({ clock });
    const verifier = createVerifier(as.verifierOptions({ opaque: true }));
    const token = as.issueOpaque();
    expect(await verifier.verify(as.issue())).toBeAccepted();
    expect(await verifier.verify(token)).toBeAccepted();
    as.revoke(token);
    expect(await verifier.verify(token)).toBeAccepted();
    expect(as.requests.introspection).toBe(1);
    clock.advance(60);
    await expect(verifier.verify(token)).rejects.toBeDenied("token_inactive");
    expect(as.requests.introspection).toBe(2);
  });

  test("that introspects all learns of the revocation of a JWT (RFC 7662 §2.2)", async () => {
    await using as = await open({ clock: manualClock() });
    const introspection = { cacheSeconds: 0 };
    const verifier = createVerifier(as.verifierOptions({ opaque: true, introspection, tokenFormat: "introspect-all" }));
    const token = as.issue();
    expect(await verifier.verify(token)).toBeAccepted();
    as.revoke(token);
    await expect(verifier.verify(token)).rejects.toBeDenied("token_inactive");
  });
});
