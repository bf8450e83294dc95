import { randomUUID } from "node:crypto";
import { signCompact } from "../compact-jws.js";
import type { Claims } from "../token-maker.js";
import { attackerKey } from "./attacker-key.js";
import { describeTokens } from "./defect.js";
import type { DefectRow, TokenDefect } from "./defect.js";
import { issueOtherKind, nowOf } from "./token-parts.js";
import type { TokenSource } from "./token-source.js";

/** Tokens of another kind: good ones, for something else than to be presented to an API. */
export type KindDefectId =
  | "id-token"
  | "id-token-for-api"
  | "id-token-without-nonce"
  | "id-token-by-claim"
  | "refresh-token"
  | "refresh-token-by-use"
  | "logout-token"
  | "untyped-logout-token"
  | "security-event-token"
  | "dpop-proof"
  | "client-assertion"
  | "introspection-jwt"
  | "userinfo-jwt"
  | "authorization-request"
  | "authorization-response"
  | "authorization-response-without-state"
  | "authorization-grant"
  | "signed-metadata"
  | "verifiable-credential"
  | "unknown-type";

const LOGIN = "Every web application that users sign in to can call the API in their names.";
const OTHER_USE = "Who gets it for its own purpose can use it at the API.";

const rows: Readonly<Record<KindDefectId, DefectRow<string>>> = {
  "id-token": {
    title: "an ID token (OpenID Connect Core §2)",
    risk: LOGIN,
    severity: "critical",
    reason: "not_an_access_token",
    make: (as, { claims }) => as.issueIdToken(claims),
  },
  "id-token-for-api": {
    title: "an ID token whose audience is this API (RFC 8725 §3.12)",
    risk: LOGIN,
    severity: "critical",
    reason: "not_an_access_token",
    make: (as, { claims }) => as.issueIdToken({ aud: as.audience, ...claims }),
  },
  "id-token-without-nonce": {
    title: "an ID token whose audience is this API, without nonce and at_hash (RFC 8725 §3.12)",
    risk: LOGIN,
    severity: "critical",
    reason: "not_an_access_token",
    make: (as, { claims }) => issueUnmarkedIdToken(as, { email: "user@example.com", ...claims }),
  },
  "id-token-by-claim": {
    title: "an ID token whose audience is this API, and which a claim names so (RFC 8725 §3.12)",
    risk: LOGIN,
    severity: "critical",
    reason: "not_an_access_token",
    make: (as, { claims }) => issueUnmarkedIdToken(as, { token_use: "id", ...claims }),
  },
  "refresh-token": {
    title: "a refresh token in the form of a JWT (RFC 6749 §1.5)",
    risk: "A token that lives for months is sent around like one that lives for minutes.",
    severity: "high",
    reason: "not_an_access_token",
    make: (as, { claims }) => as.issueRefreshToken({ aud: as.audience, ...claims }),
  },
  "refresh-token-by-use": {
    title: "a refresh token that only token_use gives away (RFC 6749 §1.5)",
    risk: "A token that lives for months is sent around like one that lives for minutes.",
    severity: "high",
    reason: "not_an_access_token",
    make: (as, { claims }) =>
      issueOtherKind(as, "JWT", { ...USER, token_use: "refresh", client_id: CLIENT_ID, scope: as.scope, ...claims }),
  },
  "logout-token": {
    title: "a logout token (OpenID Connect Back-Channel Logout §2.4)",
    risk: OTHER_USE,
    severity: "high",
    reason: "unexpected_type",
    make: (as, { claims }) => as.issueLogoutToken({ aud: as.audience, ...claims }),
  },
  "untyped-logout-token": {
    title: "a logout token without a type of its own (OpenID Connect Back-Channel Logout §2.4)",
    risk: OTHER_USE,
    severity: "high",
    reason: "not_an_access_token",
    make: (as, { claims }) => as.issueUntypedLogoutToken({ aud: as.audience, ...claims }),
  },
  "security-event-token": {
    title: "a security event token (RFC 8417 §2.2)",
    risk: OTHER_USE,
    severity: "high",
    reason: "unexpected_type",
    make: (as, { claims }) =>
      issueOtherKind(as, "secevent+jwt", { ...USER, jti: randomUUID(), events: { [REVOKED_EVENT]: {} }, ...claims }),
  },
  "dpop-proof": {
    title: "a DPoP proof (RFC 9449 §4.2)",
    risk: "Anybody can write one: its key is in it.",
    severity: "critical",
    reason: "unexpected_type",
    make: (as, { claims }) => as.issueDpopProof({ iss: as.issuer, aud: as.audience, ...claims }),
  },
  "client-assertion": {
    title: "what a client signs to say who it is (RFC 7523 §3)",
    risk: "Every client can write tokens.",
    severity: "critical",
    reason: "unknown_issuer",
    make: (as, { claims }) => {
      const key = attackerKey(as.signingKey.algorithm);
      const header = { alg: key.algorithm, kid: key.kid };
      const now = nowOf(as);
      const assertion = { iss: CLIENT_ID, sub: CLIENT_ID, aud: as.audience, iat: now, exp: now + 60 };
      return signCompact(header, { ...assertion, jti: randomUUID(), ...claims }, key);
    },
  },
  "introspection-jwt": {
    title: "a signed introspection response (RFC 9701 §8.1)",
    risk: "What one API was told about a token serves as a token.",
    severity: "high",
    reason: "unexpected_type",
    make: (as, { claims }) => {
      const said = { ...USER, client_id: CLIENT_ID, scope: as.scope };
      return issueOtherKind(as, "token-introspection+jwt", {
        ...said,
        token_introspection: { active: true, ...said },
        ...claims,
      });
    },
  },
  "userinfo-jwt": {
    title: "a signed UserInfo response (OpenID Connect Core §5.3.2)",
    risk: "What one client was told about a user serves as a token of the user.",
    severity: "high",
    reason: "not_an_access_token",
    make: (as, { claims }) =>
      issueOtherKind(as, "JWT", { ...USER, name: "User One", email: "user@example.com", ...claims }),
  },
  "authorization-request": {
    title: "a signed authorization request (RFC 9101 §10.8)",
    risk: OTHER_USE,
    severity: "high",
    reason: "unexpected_type",
    make: (as, { claims }) =>
      issueOtherKind(as, "oauth-authz-req+jwt", {
        client_id: CLIENT_ID,
        response_type: "code",
        redirect_uri: "https://client.example.com/",
        scope: as.scope,
        ...claims,
      }),
  },
  "authorization-response": {
    title: "a signed authorization response (RFC 8725 §3.12)",
    risk: OTHER_USE,
    severity: "high",
    reason: "not_an_access_token",
    make: (as, { claims }) => issueOtherKind(as, undefined, { code: randomUUID(), state: randomUUID(), ...claims }),
  },
  "authorization-response-without-state": {
    title: "a signed authorization response to a client that sent no state (RFC 8725 §3.12)",
    risk: OTHER_USE,
    severity: "high",
    reason: "not_an_access_token",
    make: (as, { claims }) => issueOtherKind(as, undefined, { code: randomUUID(), ...claims }),
  },
  "authorization-grant": {
    title: "an identity assertion that is meant for an authorization server (RFC 7523 §2.1)",
    risk: OTHER_USE,
    severity: "high",
    reason: "unexpected_type",
    make: (as, { claims }) =>
      issueOtherKind(as, "oauth-id-jag+jwt", {
        ...USER,
        client_id: CLIENT_ID,
        scope: as.scope,
        jti: randomUUID(),
        ...claims,
      }),
  },
  "signed-metadata": {
    title: "signed metadata (RFC 9728 §2.2)",
    risk: "What is published for everybody serves as a token.",
    severity: "high",
    reason: "not_an_access_token",
    make: (as, { claims }) =>
      issueOtherKind(as, undefined, { resource: as.audience, authorization_servers: [as.issuer], ...claims }),
  },
  "verifiable-credential": {
    title: "a verifiable credential (RFC 8725 §3.12)",
    risk: "Everybody to whom it was shown can show it to the API.",
    severity: "high",
    reason: "not_an_access_token",
    make: (as, { claims }) =>
      issueOtherKind(as, "JWT", { ...USER, vc: { type: ["VerifiableCredential"], credentialSubject: {} }, ...claims }),
  },
  "unknown-type": {
    title: "a token whose header names a type of its own (RFC 8725 §3.11)",
    risk: "A kind of token that comes tomorrow is let in today.",
    severity: "medium",
    reason: "unexpected_type",
    make: (as, { claims }) => as.issue(claims, { typ: "example+jwt" }),
  },
};

/** Tokens of another kind. */
export const kindDefects: readonly TokenDefect<KindDefectId>[] = describeTokens("kind", rows);

/** As many servers write ID tokens (OpenID Connect Core §2), for a web application that shares its registration with the API. */
function issueUnmarkedIdToken(as: TokenSource, claims: Claims): string {
  return issueOtherKind(as, "JWT", { ...USER, auth_time: nowOf(as) - 10, ...claims });
}

const CLIENT_ID = "client-1";
const USER = { sub: "user-1" };
const REVOKED_EVENT = "https://schemas.openid.net/secevent/caep/event-type/session-revoked";
