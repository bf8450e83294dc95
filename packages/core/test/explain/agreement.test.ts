import { expect, test } from "vitest";
import { dangerouslyAcceptAnyAudience, dangerouslyIgnoreIdTokenEvidence } from "../../src/danger.js";
import { DeniedError, ExtensionError, UnavailableError } from "../../src/errors.js";
import { JWT_PATH, OPAQUE_PATH } from "../../src/explain/step-sources.js";
import { deny, type OstiaryEvent, type Requirement, type Verifier, type VerifierOptions } from "../../src/index.js";
import type { IssuerOptions } from "../../src/options.js";
import { createRecipient } from "../support/encryption.js";
import { activeWith, answeringClient } from "../support/introspection.js";
import { AUDIENCE, CLAIMS, createSigner, ISSUER, NOW, verifierFor } from "../support/issuer.js";
import { ACCESS_TOKENS, OTHER_TOKENS } from "../token-kind/corpus.js";

const signer = await createSigner();
const stranger = await createSigner();
const recipient = await createRecipient("RSA-OAEP-256");
const good = await signer.sign();
const [head = "", payload = "", signature = ""] = good.split(".");
const base64url = (text: string): string => btoa(text).replaceAll("=", "");

/** Tokens by what is wrong with them: one defect each, and some with several. */
const TOKENS: Readonly<Record<string, string | Promise<string>>> = {
  good,
  "without typ": signer.sign({}, { typ: undefined }),
  "too long": "a".repeat(20_000),
  empty: "",
  opaque: "opaque-token-of-somebody",
  "with its scheme": `Bearer ${good}`,
  "a refresh token by its prefix": "ory_rt_aaaaaaaaaaaaaaaaaaaaaaaa",
  "a JWT in another spelling": good.replace("ey", "ey=="),
  "header that demands extensions": signer.sign({}, { crit: ["b64"], b64: true }),
  "typ that is a number": `${base64url('{"alg":"ES256","typ":1}')}.${payload}.${signature}`,
  "header of an encrypted token": `${base64url('{"alg":"ES256","enc":"x"}')}.${payload}.${signature}`,
  "claims that are a list": `${head}.${base64url("[]")}.${signature}`,
  "claims with a member twice": `${head}.${base64url('{"iss":"a","iss":"b"}')}.${signature}`,
  "signature with padding": `${good}=`,
  "signature that is short": `${head}.${payload}.AAAA`,
  "no signature": `${head}.${payload}.`,
  "alg none": `${base64url('{"alg":"none"}')}.${payload}.`,
  "no iss": signer.sign({ iss: undefined }),
  "iss that is a number": signer.sign({ iss: 1 }),
  "another issuer": signer.sign({ iss: `${ISSUER}/` }),
  "another issuer, header broken": `${base64url('{"alg":"ES256","kid":1}')}.${base64url('{"iss":"x"}')}.AAAA`,
  "another key": stranger.sign(),
  "another key, expired, for others": stranger.sign({ exp: NOW - 100, aud: "https://other.example" }),
  "unknown kid": signer.sign({}, { kid: "k2" }),
  "no kid": signer.sign({}, { kid: undefined }),
  "another type": signer.sign({}, { typ: "dpop+jwt" }),
  "another type, expired": signer.sign({ exp: NOW - 100 }, { typ: "logout+jwt" }),
  expired: signer.sign({ exp: NOW - 100 }),
  "just expired": signer.sign({ exp: NOW - 2 }),
  "expired and for others": signer.sign({ exp: NOW - 100, aud: "https://other.example", cnf: {} }),
  "no exp": signer.sign({ exp: undefined }),
  "exp in milliseconds": signer.sign({ exp: NOW * 1000 }),
  "exp that is text": signer.sign({ exp: `${NOW + 10}` }),
  "sub that is a number": signer.sign({ sub: 1 }),
  "act that is text": signer.sign({ act: "somebody" }),
  "nbf to come": signer.sign({ nbf: NOW + 60 }),
  "nbf after exp": signer.sign({ nbf: NOW + 900 }),
  "iat to come": signer.sign({ iat: NOW + 90 }),
  "issued for long": signer.sign({ iat: NOW - 7000 }),
  "for others": signer.sign({ aud: "https://other.example" }),
  "for us and others": signer.sign({ aud: [AUDIENCE, "https://other.example"] }),
  "for nobody": signer.sign({ aud: undefined }),
  "no jti": signer.sign({ jti: undefined }),
  "another client": signer.sign({ client_id: "c2" }),
  "no client": signer.sign({ client_id: undefined }),
  "a claim that is rejected": signer.sign({ act: { sub: "u2" } }),
  bound: signer.sign({ cnf: { jkt: "x" } }),
  "bound, without scopes": signer.sign({ cnf: { jkt: "x" }, scope: "" }),
  "without scopes": signer.sign({ scope: undefined }),
  "an ID token": signer.sign({ nonce: "n", at_hash: "h", scope: undefined }, { typ: "JWT" }),
  "a refresh token": signer.sign({ typ: "Refresh" }, { typ: "JWT" }),
  "a logout token": signer.sign({ events: {}, sid: "s" }, { typ: undefined }),
  "a logout token without exp": signer.sign({ events: {}, exp: undefined }, { typ: undefined }),
  "a logout token without exp, of another key": stranger.sign({ events: {}, exp: undefined }, { typ: undefined }),
  "a logout token without exp, of another issuer": signer.sign(
    { iss: "x", events: {}, exp: undefined },
    { typ: "JWT" },
  ),
  "an ID token without exp, for others": signer.sign({ nonce: "n", exp: undefined, aud: "web" }, { typ: "JWT" }),
  "an ID token with sub that is a number": signer.sign({ nonce: "n", sub: 1 }, { typ: "JWT" }),
  "an authorization response without exp": signer.sign(
    { ...{ code: "c", exp: undefined, sub: undefined, client_id: undefined }, scope: undefined },
    { typ: undefined },
  ),
  "something that looks like an ID token, without exp": signer.sign(
    { ...{ email: "a@b.c", exp: undefined, client_id: undefined }, scope: undefined },
    { typ: "JWT" },
  ),
  encrypted: recipient.encrypt(good),
  "encrypted, expired": signer.sign({ exp: NOW - 100 }).then(recipient.encrypt),
  "encrypted, nothing signed within": recipient.encrypt("not-a-token"),
};

const NOTHING = Object.fromEntries(Object.keys(CLAIMS).map((name) => [name, undefined]));
const fromServers = [...ACCESS_TOKENS, ...OTHER_TOKENS].map(async ({ server, token, typ, claims }) => {
  const own = { ...NOTHING, ...claims, iss: ISSUER, exp: NOW + 300 };
  return [`${server}: ${token}`, await signer.sign(own, { typ })] as const;
});
const tokens = [
  ...(await Promise.all(Object.entries(TOKENS).map(async ([name, token]) => [name, await token] as const))),
  ...(await Promise.all(fromServers)),
];

const jwks = { keys: [signer.jwk] };
const introspecting = (answer: Parameters<typeof answeringClient>[0], issuer: Partial<IssuerOptions> = {}) => ({
  issuer: { issuer: ISSUER, jwks, introspection: { client: answeringClient(answer) }, ...issuer },
});
const fails = (error: Error) => () => {
  throw error;
};
const schema = (issues: readonly { message: string }[] | undefined) => ({
  "~standard": {
    version: 1 as const,
    vendor: "test",
    validate: (value: unknown) => (issues === undefined ? { value } : { issues }),
  },
});

/** What a verifier is set to. */
const SETTINGS: Readonly<Record<string, Partial<VerifierOptions<never>>>> = {
  defaults: {},
  rfc9068: { tokenKind: "rfc9068" },
  strict: { tokenKind: "strict" },
  lenient: { tokenKind: "lenient" },
  "every demand": {
    algorithms: ["ES256"],
    soleAudience: true,
    requiredClaims: ["jti", ["sub", "client_id"]],
    rejectedClaims: ["act"],
    allowedClients: ["c1"],
    maxLifetimeSeconds: 900,
    impliedScopes: { "api:read": ["api:list"] },
  },
  "another algorithm": { algorithms: ["RS256"], issuer: { issuer: ISSUER, jwksUri: "https://as.example/jwks" } },
  "switched off": {
    audience: dangerouslyAcceptAnyAudience,
    issuer: { issuer: ISSUER, jwks, [dangerouslyIgnoreIdTokenEvidence]: true },
  },
  "decryption keys": { decryptionKeys: [{ key: recipient.jwk }] },
  "encrypted tokens alone": { decryptionKeys: [{ key: recipient.jwk }], requireEncryption: true },
  "keys that cannot be had": {
    issuer: { issuer: ISSUER, keySource: { find: fails(new UnavailableError("The key server is down")) } },
  },
  "a key source that is broken": { issuer: { issuer: ISSUER, keySource: { find: fails(new TypeError("boom")) } } },
  "introspection: active": introspecting(activeWith()),
  "introspection: inactive": introspecting({ active: false }),
  "introspection: of another issuer": introspecting(activeWith({ iss: "https://other.example" })),
  "introspection: of no right type": introspecting(activeWith({ exp: "soon", aud: "https://other.example" })),
  "introspection: for others, bound": introspecting(activeWith({ aud: "https://other.example", cnf: {} })),
  "introspection: a refresh token": introspecting(activeWith({ token_use: "refresh_token", exp: NOW - 60 })),
  "introspection: DPoP without a key": introspecting(activeWith({ token_type: "DPoP", aud: "https://other.example" })),
  "introspection: down": introspecting(new Error("no connection")),
  "introspection: judged by less than JWTs": introspecting(activeWith(), {
    tokenKind: "rfc9068",
    introspection: {
      client: answeringClient(activeWith({ token_type: undefined, jti: undefined })),
      tokenKind: "balanced",
    },
  }),
  "introspection: judged by more than JWTs": introspecting(activeWith(), {
    requiredClaims: ["tenant"],
    introspection: { client: answeringClient(activeWith({ jti: undefined })), tokenKind: "rfc9068" },
  }),
  "opaque tokens alone": introspecting(activeWith(), { tokenFormat: "opaque", jwks: undefined as never }),
  "all introspected: active": introspecting(activeWith(), { tokenFormat: "introspect-all" }),
  "all introspected: inactive": introspecting({ active: false }, { tokenFormat: "introspect-all" }),
  "all introspected: down": introspecting(new Error("no connection"), { tokenFormat: "introspect-all" }),
  "all introspected: another token": introspecting(activeWith({ sub: "u2" }), { tokenFormat: "introspect-all" }),
  "a choice that is broken": {
    ...introspecting(activeWith()),
    chooseIssuer: fails(new TypeError("boom")),
  },
  "a check that denies": { checks: [() => deny("token_revoked", "signed out")] },
  "a check that cannot tell": { checks: [fails(new UnavailableError("The list cannot be read"))] },
  "a check that is broken": { checks: [fails(new TypeError("boom"))] },
  "a schema that is met": { claimsSchema: schema(undefined) as never },
  "a schema that is not met": { claimsSchema: schema([{ message: "no tenant" }]) as never },
};

const REQUIREMENTS: readonly (Requirement | undefined)[] = [undefined, { scopes: ["api:read"] }];

async function verdictOf(verifier: Verifier<never>, token: string, requirement: Requirement | undefined) {
  try {
    await verifier.verify(token, requirement);
    return { outcome: "accepted" };
  } catch (error) {
    if (error instanceof DeniedError) {
      return { outcome: "denied", reason: error.reason, detail: error.detail, tokenKind: error.tokenKind };
    }
    if (error instanceof UnavailableError || error instanceof ExtensionError) {
      return { outcome: "unavailable", detail: error.detail };
    }
    throw error;
  }
}

const seen = new Set<string>();

test.each(Object.entries(SETTINGS))("explain() and verify() say the same with %s", async (_, settings) => {
  const events: OstiaryEvent[] = [];
  const verifier = verifierFor<never>(signer, { ...settings, onEvent: (event) => void events.push(event) });
  for (const [name, token] of tokens) {
    for (const requirement of REQUIREMENTS) {
      const verdict = await verdictOf(verifier, token, requirement);
      const told = events.filter(({ type }) => type.startsWith("token.")).length;
      const explanation = await verifier.explain(token, requirement);
      expect(events.filter(({ type }) => type.startsWith("token.")).length, name).toBe(told);

      const { outcome, reason, steps } = explanation;
      const first = steps.find(({ verdict: found }) => found === "failed" || found === "unknown");
      expect({ outcome, reason }, name).toEqual({ outcome: verdict.outcome, reason: verdict.reason });
      expect(first?.reason, name).toBe(verdict.reason);
      // It may know more than the denial: a token that has expired may be an ID token, too.
      if (verdict.tokenKind !== undefined) expect(explanation.tokenKind, name).toBe(verdict.tokenKind);
      // An outage is told in other words the second time, and the step expiry has words of its own.
      if (outcome === "denied" && first?.step !== "expiry") expect(first?.says, name).toBe(verdict.detail);
      seen.add(reason ?? outcome);
      expect([JWT_PATH, OPAQUE_PATH], name).toContainEqual(steps.map(({ step }) => step));
    }
  }
});

test("and these were all reasons there are for a token", () => {
  expect([...seen].toSorted()).toEqual(
    [
      "accepted",
      "unavailable",
      "token_too_large",
      "malformed_token",
      "unexpected_type",
      "not_an_access_token",
      "algorithm_not_allowed",
      "unknown_issuer",
      "no_matching_key",
      "signature_invalid",
      "token_expired",
      "token_not_yet_valid",
      "audience_mismatch",
      "missing_claim",
      "claims_rejected",
      "token_inactive",
      "token_revoked",
      "binding_required",
      "scope_insufficient",
    ].toSorted(),
  );
});
