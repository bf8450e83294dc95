import { createVerifier, type DenialReason, type IssuerOptions, type Outcome } from "@ostiary/core";
import { describe, expect, test } from "vitest";
import { type DialectName, dialects, type Shape } from "../../src/dialects/index.js";
import { matchers } from "../../src/vitest.js";
import { play } from "./signing-keys.js";

expect.extend(matchers);

/** Servers that take few clients: another one they take, or why they refuse one that they do not know. */
const OTHER_CLIENTS: Partial<Record<DialectName, { readonly client: string } | { readonly reason: DenialReason }>> = {
  // The client is the audience.
  authentik: { reason: "audience_mismatch" },
  "authentik-global": { reason: "audience_mismatch" },
  dex: { client: "orders-api" },
  "fusion-auth": { client: "7d3a5b1e-92c4-4f86-a0d7-1b6e8c2f4a95" },
  "ping-am": { client: "orders-m2m" },
  "simple-saml": { client: "_d24a7b83" },
  spring: { client: "worker" },
  "spring-opaque": { client: "worker" },
  // The sample names the clients.
  "better-auth-opaque": { reason: "claims_rejected" },
  clerk: { reason: "claims_rejected" },
  "clerk-m2m": { reason: "claims_rejected" },
  "clerk-oauth": { reason: "claims_rejected" },
  cognito: { reason: "claims_rejected" },
  "cognito-resource": { reason: "claims_rejected" },
  "github-actions": { reason: "claims_rejected" },
  "github-actions-enterprise": { client: "repo:acme@65/orders@74:environment:production" },
  "github-actions-server": { reason: "claims_rejected" },
  "gitlab-ci": { reason: "claims_rejected" },
  "hydra-no-audience": { reason: "claims_rejected" },
  "kinde-no-api": { reason: "claims_rejected" },
  kubernetes: { reason: "claims_rejected" },
  "lemon-ldap-opaque": { client: "worker" },
  "logto-opaque": { reason: "claims_rejected" },
  "oidc-provider-opaque": { client: "worker" },
  salesforce: { reason: "claims_rejected" },
  "supabase-oauth": { reason: "claims_rejected" },
  // Tokens of a session name no client, and those that do are of another kind.
  "stytch-session": { reason: "claims_rejected" },
  supabase: { reason: "claims_rejected" },
};

/** Servers whose `sub` is the client, of which the sample takes one. */
const SUBJECT_IS_CLIENT: readonly DialectName[] = ["clerk-m2m", "github-actions-enterprise", "kubernetes"];

const players = dialects.filter(({ name }) => name !== "google");

describe.each(players)("like $name", async ({ name, shapes, options }) => {
  const as = await play({ like: name });
  const verifier = createVerifier(as.verifierOptions());
  const ask = (token: string): Promise<Outcome> => verifier.authenticate({ authorization: [`Bearer ${token}`] });

  test("the options are those of the preset, at the places of the server", () => {
    const [issuer, sample] = [as.verifierOptions().issuer, options.issuer].map((one) =>
      [one].flat().map(withoutSecrets),
    );
    expect(issuer).toEqual(sample);
  });

  test("a verifier takes what issue() makes, and every access token of the server", async () => {
    expect(await ask(as.issue())).toBeAccepted();
    for (const { token } of shapes.filter(isGood)) {
      expect.soft(await ask(as.issue({}, { shape: token })), token).toBeAccepted();
    }
  });

  test("it refuses every other token of the server, and access tokens that are bound, revoked or for nobody", async () => {
    for (const { token, refused } of shapes) {
      if (refused === undefined) continue;
      expect.soft(await ask(as.issue({}, { shape: token })), token).toBeDenied(refused.reason);
    }
    for (const { token } of shapes.filter((shape) => shape.kind !== "access_token" && shape.gap === undefined)) {
      expect.soft((await ask(as.issue({}, { shape: token }))).kind, token).toBe("denied");
    }
  });

  test("it refuses tokens of other kinds, whatever their audience", async () => {
    const { issueIdToken, issueRefreshToken, issueLogoutToken, issueUntypedLogoutToken, issueDpopProof } = as;
    for (const issue of [issueIdToken, issueRefreshToken, issueLogoutToken, issueUntypedLogoutToken, issueDpopProof]) {
      expect.soft((await ask(issue())).kind, issue.name).toBe("denied");
      expect.soft((await ask(issue({ aud: as.audience }))).kind, issue.name).toBe("denied");
    }
  });

  test("it refuses the wrong audience, and what is over", async () => {
    expect((await ask(as.issueForOtherAudience())).kind).toBe("denied");
    expect(await ask(as.issueExpired())).toBeDenied(isOpaque(as.dialect.shapes) ? "token_inactive" : "token_expired");
  });

  test("the scope is written as the server writes it, and read", async () => {
    const outcome = await ask(as.issue({ scope: "api:read orders:write" }));
    expect([...scopesOf(outcome)]).toEqual(expect.arrayContaining(["api:read", "orders:write"]));
    expect([...scopesOf(await ask(as.issue({ scope: "other:scope" })))]).not.toContain("api:read");
  });

  const other = OTHER_CLIENTS[name] ?? { client: "client-7" };
  test("the client is written as the server writes it, and read, unless the sample takes one client", async () => {
    if ("reason" in other) expect(await ask(as.issue({ client_id: "client-7" }))).toBeDenied(other.reason);
    else expect(await ask(as.issue({ client_id: other.client }))).toMatchObject({ token: { clientId: other.client } });
  });

  test("the subject is read", async () => {
    const outcome = await ask(as.issue({ sub: "user-7" }));
    if (SUBJECT_IS_CLIENT.includes(name)) expect(outcome).toBeDenied("claims_rejected");
    else expect(outcome).toMatchObject({ token: { subject: "user-7" } });
  });
});

test("like google, nothing is taken, and there is no access token to issue", async () => {
  const as = await play({ like: "google" });
  const verifier = createVerifier(as.verifierOptions());
  await expect(verifier.verify(as.issueIdToken())).rejects.toBeDenied("not_an_access_token");
  await expect(verifier.verify(as.issueIdToken({ aud: as.audience }))).rejects.toBeDenied("not_an_access_token");
  expect(() => as.issue()).toThrow("Google issues no access tokens that an API could take");
});

function isGood({ kind, gap, refused }: Shape): boolean {
  return kind === "access_token" && gap === undefined && refused === undefined;
}

function isOpaque(shapes: readonly Shape[]): boolean {
  return shapes.find(isGood)?.format === "opaque";
}

function scopesOf(outcome: Outcome): Iterable<string> {
  expect(outcome).toBeAccepted();
  return outcome.kind === "accepted" ? outcome.token.scopes : [];
}

/** The credentials are those of the test issuer, whatever the sample has. */
function withoutSecrets(issuer: string | IssuerOptions): IssuerOptions {
  if (typeof issuer === "string") return { issuer };
  const { introspection, ...others } = issuer;
  const { authentication, ...asking } = introspection ?? {};
  return { ...others, ...(introspection === undefined ? {} : { introspection: asking }) };
}
