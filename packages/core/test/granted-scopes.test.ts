import { describe, expect, test } from "vitest";
import { createGate } from "../src/adapter.js";
import type { Requirement, VerifierOptions } from "../src/index.js";
import { createSigner, verifierFor } from "./support/issuer.js";

const signer = await createSigner();
const options: Partial<VerifierOptions> = {
  impliedScopes: { "api:admin": ["api:write"], "api:write": ["api:read"] },
  permissionClaims: [{ path: ["roles"], prefix: "role:" }],
};
const verifier = verifierFor(signer, options);
const writing = await signer.sign({ scope: "api:write" });
const reading = await signer.sign({ scope: "api:read" });

/** What a client is told to ask for. */
async function scopeOfChallenge(token: string, requirement: Requirement): Promise<string | undefined> {
  const outcome = await verifier.authenticate({ authorization: [`Bearer ${token}`] }, requirement);
  if (outcome.kind === "accepted") throw new Error("it was accepted");
  const { status, headers } = verifier.challenge(outcome);
  expect(status).toBe(403);
  return /scope="([^"]*)"/.exec(headers["WWW-Authenticate"] ?? "")?.[1];
}

describe("a scope grants what it implies", () => {
  const requirement = { scopes: ["api:read"] };

  test("in verify()", async () => {
    const token = await verifier.verify(writing, requirement);
    expect([...token.scopes]).toEqual(["api:write", "api:read"]);
    await expect(verifier.verify(reading, { scopes: ["api:write"] })).rejects.toMatchObject({
      reason: "scope_insufficient",
    });
  });

  test("in authenticate()", async () => {
    const request = { authorization: [`Bearer ${writing}`] };
    expect(await verifier.authenticate(request, requirement)).toMatchObject({ kind: "accepted" });
    expect(await verifier.authenticate(request, { scopes: ["api:admin"] })).toMatchObject({
      reason: "scope_insufficient",
    });
  });

  test("in authorize()", async () => {
    const token = await verifier.verify(writing);
    expect(verifier.authorize(token, requirement)).toEqual({ kind: "accepted", token });
    expect(verifier.authorize(token, { scopes: ["api:admin", "api:write"] })).toMatchObject({
      reason: "scope_insufficient",
      requiredScopes: ["api:admin"],
    });
  });

  test("behind the guards of adapters", async () => {
    const gate = createGate(verifier);
    const admit = (scopes: readonly string[]) =>
      gate.admit({}, [`Bearer ${writing}`], { requirement: { scopes }, optional: false });
    expect(await admit(["api:read"])).toMatchObject({ admitted: true });
    const refusal = await admit(["api:read", "api:admin"]);
    expect(refusal).toMatchObject({ admitted: false, answer: { status: 403 } });
    expect(JSON.stringify(refusal)).toContain('scope=\\"api:admin\\"');
  });
});

describe("a challenge names no more than is needed (RFC 6750 §3)", () => {
  test.each<[Requirement, string]>([
    [{ scopes: ["api:write", "api:read"] }, "api:write"],
    [{ scopes: ["api:read", "orders:read", "api:admin"] }, "orders:read api:admin"],
    [{ anyScopes: ["api:admin", "api:write"] }, "api:write"],
    [{ scopes: ["api:read"], anyScopes: ["api:write", "orders:read"] }, "api:read api:write orders:read"],
    [{ scopes: ["api:write"], anyScopes: ["api:read", "orders:read"] }, "api:write"],
  ])("for %j: %s", async (requirement, scope) => {
    expect(await scopeOfChallenge(reading, requirement)).toBe(scope);
  });

  test("and a token with just that is accepted", async () => {
    const requirement = { scopes: ["api:read", "orders:read", "api:admin"] };
    const scope = await scopeOfChallenge(reading, requirement);
    await expect(verifier.verify(await signer.sign({ scope }), requirement)).resolves.toMatchObject({ subject: "u1" });
  });
});

test("a role is no scope of the same name", async () => {
  const token = await verifier.verify(await signer.sign({ scope: "", roles: ["api:admin", "reader"] }));
  expect([...token.scopes]).toEqual(["role:api:admin", "role:reader"]);
});
