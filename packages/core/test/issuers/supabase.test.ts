import { describe, expect, test } from "vitest";
import { createVerifier } from "../../src/index.js";
import { supabase } from "../../src/issuers/supabase.js";
import { problemsOfPreset } from "../support/preset-problems.js";

const projectRef = "abcdefghijklmnopqrst";

describe("supabase", () => {
  test("takes sessions of the project, and not those of OAuth clients", () => {
    expect(supabase({ projectRef })).toStrictEqual({
      issuer: "https://abcdefghijklmnopqrst.supabase.co/auth/v1",
      jwksUri: "https://abcdefghijklmnopqrst.supabase.co/auth/v1/.well-known/jwks.json",
      audience: "authenticated",
      algorithms: ["ES256", "RS256"],
      tokenKind: "strict",
      requiredClaims: ["sub", "session_id", "aal", "role"],
      rejectedClaims: ["nonce", "at_hash", "c_hash", "client_id"],
      clientClaims: ["client_id"],
      scopeClaims: ["scope"],
    });
  });

  test("takes tokens of the OAuth clients it is told", () => {
    expect(supabase({ projectRef, tokens: "oauth", clientIds: ["c1"] })).toMatchObject({
      requiredClaims: ["sub", "session_id", "aal", "role", "client_id"],
      rejectedClaims: ["nonce", "at_hash", "c_hash"],
      allowedClients: ["c1"],
    });
    expect(supabase({ projectRef, tokens: "oauth", clientIds: "any" })).not.toHaveProperty("allowedClients");
  });

  test("takes both if that is said", () => {
    expect(supabase({ projectRef, tokens: "both" })).toMatchObject({
      requiredClaims: ["sub", "session_id", "aal", "role"],
      rejectedClaims: ["nonce", "at_hash", "c_hash"],
    });
  });

  test("runs on this machine, too", () => {
    expect(supabase({ domain: "http://127.0.0.1:54321" })).toMatchObject({
      issuer: "http://127.0.0.1:54321/auth/v1",
      jwksUri: "http://127.0.0.1:54321/auth/v1/.well-known/jwks.json",
    });
  });

  test("takes a domain in place of the project, and another audience", () => {
    expect(supabase({ domain: "Auth.acme.example", audience: "orders" })).toMatchObject({
      issuer: "https://auth.acme.example/auth/v1",
      audience: "orders",
    });
  });

  test("is all that createVerifier needs", () => {
    expect(() => createVerifier({ issuer: supabase({ projectRef }) })).not.toThrow();
    expect(() => createVerifier({ issuer: supabase({ projectRef, tokens: "oauth", clientIds: "any" }) })).not.toThrow();
  });

  test.each([
    { wrong: {}, problem: /^supabase: give either projectRef or domain/ },
    { wrong: { projectRef, domain: "auth.acme.example" }, problem: /^supabase: give either projectRef or domain/ },
    { wrong: { projectRef: "https://abc.supabase.co" }, problem: /^supabase: projectRef must look like/ },
    { wrong: { projectRef, tokens: "oauth" }, problem: /^supabase: clientIds goes with tokens: "oauth"/ },
    { wrong: { projectRef, clientIds: ["c1"] }, problem: /^supabase: clientIds goes with tokens: "oauth"/ },
    { wrong: { projectRef, tokens: "all" }, problem: /^supabase: tokens must be "session" or "oauth" or "both"/ },
  ])("refuses what does not fit: $problem", ({ wrong, problem }) => {
    expect(problemsOfPreset(supabase, wrong)).toEqual([expect.stringMatching(problem)]);
  });
});
