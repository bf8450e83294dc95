import type { OstiaryEvent, TokenKind } from "@ostiary/core";
import { dangerouslyAcceptMissingAudience } from "@ostiary/core/danger";
import { tokenDefects } from "@ostiary/testing";
import { describe, expect, test } from "vitest";
import { AUDIENCE, createArena } from "./support/arena.js";
import { expectAccepted, expectRefused, expectRefusedLines } from "./support/expect-refused.js";

const balanced = await createArena();
const rfc9068 = await createArena({ tokenKind: "rfc9068" });

const NEAR_MISSES = [
  "at+jwt ",
  " at+jwt",
  "at+jwt\u0000",
  "at+jwt; charset=utf-8",
  "at+jwt+x",
  "xat+jwt",
  "text/at+jwt",
  "application//at+jwt",
  "/at+jwt",
  "at jwt",
  "\u0430t+jwt",
];

test.each(NEAR_MISSES)("G-27: the header type %j is refused under every policy (RFC 9068 §4)", async (typ) => {
  await expectRefused(balanced, balanced.a.issue({}, { typ }), "unexpected_type");
  await expectRefused(rfc9068, rfc9068.a.issue({}, { typ }), "unexpected_type");
});

test.each([undefined, "", "JWT", "jwt", "application/jwt"])(
  "G-27: the header type %j is refused where RFC 9068 is asked for (RFC 9068 §4, RFC 8725 §3.11)",
  (typ) => expectRefused(rfc9068, rfc9068.a.issue({}, { typ }), "unexpected_type"),
);

test.each([null, 1, ["at+jwt"], {}])("G-27: the header type %j is malformed (RFC 7515 §4.1.9)", (typ) =>
  expectRefused(rfc9068, rfc9068.a.issue({}, { header: { typ } }), "malformed_token"),
);

test.each(["at+jwt", "at+JWT", "AT+JWT", "application/at+jwt", "Application/AT+JWT"])(
  "G-28: the header type %j is that of an access token (RFC 7515 §4.1.9)",
  (typ) => expectAccepted(rfc9068, rfc9068.a.issue({}, { typ })),
);

describe("G-29: where RFC 9068 is asked for (RFC 9068 §2.2)", () => {
  test.each(["iss", "exp", "sub", "client_id", "iat", "jti"])("a token without %s is refused", (name) =>
    expectRefused(rfc9068, rfc9068.a.issue({ [name]: undefined }), "missing_claim"),
  );

  test("a token without aud is refused", () =>
    expectRefused(rfc9068, rfc9068.a.issue({ aud: undefined }), "audience_mismatch"));

  test("H-23: no other claim stands in for client_id", () =>
    expectRefused(rfc9068, rfc9068.a.issue({ client_id: undefined, azp: "c1", cid: "c1" }), "missing_claim"));
});

test.each(tokenDefects)("refuses $title", ({ make, expected }) =>
  expectRefused(balanced, make(balanced.a), expected.reason),
);

/** An ID token as most servers write it; each below is one of a server, or of another kind altogether. */
const LOGIN = { client_id: undefined, scope: undefined, jti: undefined, sub: "u1", email: "a@b.c" };
const NOT_ACCESS: readonly (readonly [id: string, what: string, kind: TokenKind | undefined, claims: object])[] = [
  ["G-01", "an ID token of Auth0", "id_token", { ...LOGIN, nonce: "n", sid: "s" }],
  ["G-01", "an ID token of Auth0 without nonce", undefined, { ...LOGIN, sid: "s" }],
  ["G-02", "an ID token of Keycloak", "id_token", { ...LOGIN, typ: "ID", azp: "web", session_state: "s" }],
  ["G-03", "an ID token of Entra v2", "id_token", { ...LOGIN, ver: "2.0", tid: "t", nonce: "n" }],
  [
    "G-03",
    "an ID token of Entra v2 without nonce and profile",
    "id_token",
    { ...LOGIN, email: undefined, ver: "2.0", tid: "t" },
  ],
  ["G-04", "an ID token of Entra v1", "id_token", { ...LOGIN, ver: "1.0", tid: "t" }],
  ["G-06", "an ID token of Okta", "id_token", { ...LOGIN, ver: 1, jti: "ID.x", idp: "i" }],
  ["G-07", "an ID token of Cognito", "id_token", { ...LOGIN, token_use: "id", "cognito:username": "ada" }],
  [
    "G-08",
    "an ID token of Firebase",
    undefined,
    { ...LOGIN, auth_time: 1, firebase: { sign_in_provider: "password" } },
  ],
  ["G-09", "a refresh token of Keycloak", "refresh_token", { typ: "Refresh" }],
  ["G-09", "an offline token of Keycloak", "refresh_token", { typ: "Offline" }],
  ["G-09", "a refresh token by its use", "refresh_token", { token_use: "refresh" }],
  [
    "G-11",
    "a logout token",
    "logout_token",
    { sid: "s", events: { "http://schemas.openid.net/event/backchannel-logout": {} } },
  ],
  ["G-13", "a client assertion", "client_assertion", { sub: "https://as.example/t1" }],
  [
    "G-14",
    "a request object",
    "authorization_request",
    { response_type: "code", redirect_uri: "https://app.example/cb" },
  ],
  ["G-14", "an authorization response", "authorization_response", { sub: undefined, state: "s", code: "c" }],
  ["G-15", "an introspection response", "introspection_jwt", { token_introspection: { active: true } }],
  ["G-17", "a DPoP proof", "dpop_proof", { htm: "GET", htu: AUDIENCE }],
  ["G-20", "a verifiable credential", "verifiable_credential", { vc: {} }],
  ["G-24", "a software statement", "signed_metadata", { redirect_uris: ["https://app.example/cb"] }],
];

describe.each(NOT_ACCESS)(
  "%s: %s, of type JWT or none, signed by the issuer (RFC 8725 §3.12)",
  (_, __, kind, claims) => {
    test.each([
      ["for its client", "web"],
      ["for this API, because API and client share one registration", AUDIENCE],
    ])("is refused as such: %s", async (___, aud) => {
      for (const typ of ["JWT", undefined]) {
        await expectKind(balanced.a.issue({ ...claims, aud }, { typ }), "not_an_access_token", kind);
      }
    });
  },
);

test.each<[id: string, typ: string, kind: TokenKind | undefined]>([
  ["G-09", "oi_reft+jwt", "refresh_token"],
  ["G-11", "logout+jwt", "logout_token"],
  ["G-11", "secevent+jwt", "security_event_token"],
  ["G-13", "client-authentication+jwt", "client_assertion"],
  ["G-14", "oauth-authz-req+jwt", "authorization_request"],
  ["G-15", "token-introspection+jwt", "introspection_jwt"],
  ["G-16", "token-userinfo+jwt", "userinfo_jwt"],
  ["G-17", "dpop+jwt", "dpop_proof"],
  ["G-19", "statuslist+jwt", undefined],
  ["G-19", "entity-statement+jwt", "signed_metadata"],
  ["G-19", "trust-mark+jwt", "signed_metadata"],
  ["G-19", "resolve-response+jwt", undefined],
  ["G-20", "vc+jwt", "verifiable_credential"],
  ["G-20", "dc+sd-jwt", "verifiable_credential"],
  ["G-20", "vp+jwt", "verifiable_credential"],
  ["G-20", "kb+jwt", "verifiable_credential"],
  ["G-21", "oauth-client-attestation+jwt", "client_assertion"],
  ["G-21", "oauth-client-attestation-pop+jwt", "client_assertion"],
  ["G-22", "oauth-id-jag+jwt", "authorization_grant"],
  ["G-22", "authorization-grant+jwt", "authorization_grant"],
  ["G-23", "txntoken+jwt", undefined],
  ["G-23", "wit+jwt", undefined],
  ["G-23", "wpt+jwt", undefined],
  ["G-24", "resource-metadata+jwt", "signed_metadata"],
])("%s: a token of type %s is refused as such, whatever its claims are (RFC 8725 §3.11)", async (_, typ, kind) => {
  await expectKind(balanced.a.issue({}, { typ }), "unexpected_type", kind);
  const answer = await balanced.answerTo(`Bearer ${balanced.a.issue({}, { typ: `Application/${typ.toUpperCase()}` })}`);
  expect(answer).toBeDenied("unexpected_type");
  expect(kindTold(balanced.events)).toBe(kind);
});

test("G-17: a proof that is presented as a token is refused as such, under Bearer and under DPoP (RFC 9449 §4.2)", async () => {
  const { a } = balanced;
  const proof = a.issueDpopProof({ iss: a.issuer, aud: AUDIENCE, scope: "api:read", exp: balanced.clock.now() + 300 });
  await expectKind(proof, "unexpected_type", "dpop_proof");
  await expectRefused(balanced, a.issueDpopProof(), "missing_claim");
  await expectRefusedLines(balanced, [`DPoP ${proof}`], "no_credentials");
});

describe("G-05: an ID token of Google, whose access tokens are opaque", () => {
  const LOGIN_AT_GOOGLE = { ...LOGIN, azp: "web", hd: "example.com", email_verified: true };

  test.each([
    ["with at_hash", { ...LOGIN_AT_GOOGLE, at_hash: "x" }],
    ["without", LOGIN_AT_GOOGLE],
    ["with a scope besides", { ...LOGIN_AT_GOOGLE, scope: "api:read" }],
  ])("is refused as such: %s", async (_, claims) => {
    const google = await createArena((a) => ({ issuer: [{ issuer: a.issuer }] }), {
      a: { issuer: "https://accounts.google.com" },
      good: (a) => a.issue(),
    });
    for (const typ of ["JWT", undefined]) {
      for (const aud of ["web", AUDIENCE]) {
        await expectKind(google.a.issue({ ...claims, aud }, { typ }), "not_an_access_token", "id_token", google);
      }
    }
  });

  test("is of an unknown issuer where that is named without its scheme, which is how it is known nowhere else", () =>
    expectRefused(balanced, balanced.a.issue({ ...LOGIN_AT_GOOGLE, iss: "accounts.google.com" }), "unknown_issuer"));
});

test("G-10: an access token of Cognito, which has no audience, is refused where nothing else says for whom it is (RFC 9068 §4)", async () => {
  const claims = { aud: undefined, token_use: "access", client_id: "c1" };
  await expectRefused(balanced, balanced.a.issue(claims, { typ: undefined }), "audience_mismatch");
  const byClient = await createArena(
    (a) => ({
      issuer: { issuer: a.issuer, allowedClients: ["c1"], [dangerouslyAcceptMissingAudience]: true },
    }),
    { good: (a) => a.issue(claims, { typ: undefined }) },
  );
  const { a } = byClient;
  await expectRefused(byClient, a.issue({ ...claims, client_id: "c2" }, { typ: undefined }), "claims_rejected");
  await expectRefused(byClient, a.issue({ ...claims, client_id: undefined }, { typ: undefined }), "missing_claim");
  await expectRefused(byClient, a.issue({ ...claims, aud: "other" }, { typ: undefined }), "audience_mismatch");
  await expectKind(
    a.issue({ ...claims, token_use: "id", scope: undefined }, { typ: undefined }),
    "not_an_access_token",
    "id_token",
    byClient,
  );
});

test.each([
  [
    "a service account of Kubernetes, for its own server",
    { aud: ["https://kubernetes.default.svc"], "kubernetes.io": { namespace: "n", serviceaccount: { name: "s" } } },
  ],
  ["a workflow of GitHub Actions, for its owner", { aud: "https://github.com/o", repository_id: "1", run_id: "2" }],
  ["a job of GitLab, for its server", { aud: "https://gitlab.example", project_path: "g/p", job_id: "3" }],
])("G-25: a token of %s is not for this API, though its issuer is trusted (RFC 9068 §4)", async (_, claims) => {
  const workload = { client_id: undefined, scope: undefined, ...claims };
  await expectRefused(balanced, balanced.a.issue(workload, { typ: undefined }), "audience_mismatch");
  // It grants nothing either, where it was made for this API.
  const forUs = balanced.a.issue({ ...workload, aud: AUDIENCE }, { typ: undefined });
  await expectRefused(balanced, forUs, "scope_insufficient");
});

/** Links in e-mails, signed with the key of the access tokens. */
const strict = await createArena({ tokenKind: "strict" });

test.each<[what: string, claims: object, kind: TokenKind | undefined]>([
  ["a password to be set anew", { purpose: "password-reset" }, undefined],
  ["an address to be confirmed", { email: "a@b.c", purpose: "verify" }, undefined],
  ["an invitation", { invite: "team-1", role: "admin" }, undefined],
  ["a password to be set anew, of Keycloak", { typ: "reset-credentials" }, "internal_token"],
  ["an address to be confirmed, of Keycloak", { typ: "verify-email" }, "internal_token"],
])("G-26: a token of the application for %s opens nothing (RFC 8725 §3.12)", async (_, claims, kind) => {
  const bare = { client_id: undefined, scope: undefined, jti: undefined, ...claims };
  for (const typ of ["JWT", undefined]) {
    await expectKind(strict.a.issue({ ...bare }, { typ }), "not_an_access_token", kind, strict);
    const token = rfc9068.a.issue({ ...bare }, { typ });
    await expectRefused(rfc9068, token, kind === undefined ? "unexpected_type" : "not_an_access_token");
    if (kind !== undefined) await expectKind(balanced.a.issue({ ...bare }, { typ }), "not_an_access_token", kind);
    // Without an audience, or for the login page alone, it is for nobody here.
    else await expectRefused(balanced, balanced.a.issue({ ...bare, aud: undefined }, { typ }), "audience_mismatch");
  }
});

test("G-30: a client that acts for itself can be told from a user (RFC 9068 §5)", async () => {
  const answer = await balanced.answerTo(`Bearer ${balanced.a.issue({ sub: "c1", client_id: "c1" })}`);
  expect(await answer.json()).toMatchObject({ subject: "c1", clientId: "c1" });
});

test("G-30: a client that takes the name of a user is still named as the client it is (RFC 9700 §4.15)", async () => {
  const answer = await balanced.answerTo(`Bearer ${balanced.a.issue({ sub: "user-1", client_id: "user-1" })}`);
  const { subject, clientId } = (await answer.json()) as Record<string, unknown>;
  expect(subject).toBe(clientId);
  await expectRefused(balanced, balanced.a.issue({ sub: 1 }), "malformed_token");
});

describe("G-31: who acts for the subject, or may, is not the subject (RFC 8693 §4.1, §4.4)", () => {
  const admin = { sub: "admin", scope: "api:admin api:read", client_id: "admin-console" };

  test("what an actor is granted is not granted to the token", async () => {
    await expectRefused(balanced, balanced.a.issue({ scope: "", act: admin }), "scope_insufficient");
    await expectRefused(balanced, balanced.a.issue({ scope: "", may_act: admin }), "scope_insufficient");
    await expectRefused(balanced, balanced.a.issue({ scope: "", act: { sub: "x", act: admin } }), "scope_insufficient");
  });

  test("the subject is the token's, and the actor is told apart", async () => {
    const acted = await balanced.answerTo(
      `Bearer ${balanced.a.issue({ sub: "u1", act: admin, may_act: { sub: "root" } })}`,
    );
    expect(await acted.json()).toMatchObject({ subject: "u1", clientId: "client-1", actor: { subject: "admin" } });
    const may = await balanced.answerTo(`Bearer ${balanced.a.issue({ sub: "u1", may_act: admin })}`);
    expect(await may.json()).not.toHaveProperty("actor");
  });

  test.each([null, "admin", ["admin"], { sub: 1 }, { sub: "a", act: "b" }])(
    "a chain of actors that cannot be read is no token without actor: %j",
    (act) => expectRefused(balanced, balanced.a.issue({ act }), "malformed_token"),
  );
});

/** The token is refused for its kind, and the operator is told which that is, if anybody knows. */
async function expectKind(
  token: string,
  reason: "unexpected_type" | "not_an_access_token",
  kind: TokenKind | undefined,
  arena = balanced,
): Promise<void> {
  await expectRefused(arena, token, reason);
  for (const { events, name } of arena.targets) expect(kindTold(events), name).toBe(kind);
}

/** What the last token that was denied was, as the operator is told. */
function kindTold(events: readonly OstiaryEvent[]): TokenKind | undefined {
  const told = events.findLast(({ type }) => type === "token.denied");
  return told?.type === "token.denied" ? told.tokenKind : undefined;
}
