import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/internal/json-object.js";
import type { TokenKind } from "../../src/outcome.js";
import { judgeTokenKind } from "../../src/token-kind/judge-token-kind.js";
import { RULES } from "../../src/token-kind/rules.js";
import { checkTokenKind } from "../../src/token-kind/token-kind.js";
import { evidenceOf, type EvidenceSettings } from "./corpus.js";

const API = "https://api.example/v1";
const ISSUER = "https://as.example/t1";
const PLAIN = { iss: ISSUER, sub: "u1", aud: API, exp: 2, iat: 1, jti: "j1" };

const NO_POLICY = 'No value of tokenKind admits it; an access token of this form must have the header typ "at+jwt".';
const waysOut = (remedy: string) =>
  `If it is an access token, let the issuer send typ "at+jwt", or ${remedy}; or set tokenKind to "lenient".`;
const ADD = "add scope, or a client_id that is not in aud";
const NAME_API = "add scope, or let aud name the API";

interface Refusal extends EvidenceSettings {
  readonly claims?: JsonObject;
  readonly typ?: string;
  readonly kind?: TokenKind;
  readonly detail: string;
}

// A pin: what an operator reads, mark by mark, in the order of the rules.
const REFUSALS: readonly Refusal[] = [
  {
    typ: "logout+jwt",
    kind: "logout_token",
    detail:
      'R1: header typ is "logout+jwt". To admit it, list "logout+jwt" in acceptedTypes; tokenKind "rfc9068" admits none but "at+jwt".',
  },
  {
    claims: { events: { "http://schemas.openid.net/event/backchannel-logout": {} } },
    kind: "logout_token",
    detail: `R2: it reports events, as logout tokens do (events, RFC 8417 §2.2, OpenID Connect Back-Channel Logout §2.4). ${NO_POLICY}`,
  },
  {
    claims: { htm: "GET", htu: API },
    kind: "dpop_proof",
    detail: `R2: it is a DPoP proof (htm, htu, RFC 9449 §4.2). ${NO_POLICY}`,
  },
  {
    claims: { token_introspection: {} },
    kind: "introspection_jwt",
    detail: `R2: it is an introspection response (token_introspection, RFC 9701 §5). ${NO_POLICY}`,
  },
  {
    claims: { vc: {} },
    kind: "verifiable_credential",
    detail: `R2: it is a verifiable credential or presentation (vc, W3C Verifiable Credentials Data Model §6.3.1). ${NO_POLICY}`,
  },
  {
    claims: { vct: "https://credentials.example/identity", _sd: [] },
    kind: "verifiable_credential",
    detail: `R2: it is a credential whose claims can be disclosed one by one (vct, _sd, RFC 9901 §4.2.4.1, SD-JWT VC). ${NO_POLICY}`,
  },
  {
    claims: { response_type: "code", redirect_uri: "https://app.example/cb" },
    kind: "authorization_request",
    detail: `R2: it is an authorization request (response_type, redirect_uri, RFC 9101 §4). ${NO_POLICY}`,
  },
  {
    claims: { sub: "", state: "s", code: "c" },
    kind: "authorization_response",
    detail: `R2: it is an authorization response (state, code, JARM §2.1). ${NO_POLICY}`,
  },
  {
    claims: { sub: undefined, code: "c" },
    kind: "authorization_response",
    detail: `R2: it is an authorization response without state (code, JARM §2.1). ${NO_POLICY}`,
  },
  {
    claims: { "urn:openid:params:jwt:claim:auth_req_id": "1" },
    kind: "id_token",
    detail:
      "R2: it is the ID token of a backchannel authentication " +
      `(urn:openid:params:jwt:claim:auth_req_id, OpenID Connect CIBA §10.3.1). ${NO_POLICY}`,
  },
  {
    claims: { redirect_uris: [] },
    kind: "signed_metadata",
    detail: `R2: it is a software statement or signed metadata (redirect_uris, RFC 7591 §2.3, RFC 8414 §2.1, RFC 9728 §2.2). ${NO_POLICY}`,
  },
  {
    claims: { sub: "https://rp.example", metadata: {}, jwks: { keys: [] } },
    kind: "signed_metadata",
    detail: `R2: it is a statement about a member of a federation (jwks, OpenID Federation 1.0 §3.1 and §7.1). ${NO_POLICY}`,
  },
  {
    claims: { status_list: { bits: 1, lst: "x" } },
    detail: `R2: it is a status list (status_list, Token Status List §5.1). ${NO_POLICY}`,
  },
  {
    claims: { sub: ISSUER },
    kind: "client_assertion",
    detail:
      "R2: its issuer is its subject, as in what a client signs to authenticate itself " +
      `(iss "https://as.example/t1", sub, RFC 7523 §3). ${NO_POLICY}`,
  },
  {
    claims: { type: "refresh" },
    kind: "refresh_token",
    detail: `R2: it names itself another kind of token (type "refresh", common usage). ${NO_POLICY}`,
  },
  {
    claims: { token_type: "id_token" },
    kind: "id_token",
    detail: `R2: it names itself another kind of token (token_type "id_token", common usage). ${NO_POLICY}`,
  },
  {
    claims: { typ: 7 },
    detail: `R2: it names its kind by what is no name (typ 7, common usage, Keycloak, Descope). ${NO_POLICY}`,
  },
  {
    claims: { token_use: "id" },
    kind: "id_token",
    detail: `R2: it names another use than access (token_use "id", Amazon Cognito). ${NO_POLICY}`,
  },
  {
    claims: { typ: "Offline" },
    kind: "refresh_token",
    detail: `R2: it names itself another kind of token (typ "Offline", Keycloak). ${NO_POLICY}`,
  },
  {
    claims: { typ: "verify-email" },
    kind: "internal_token",
    detail: `R2: it names itself a token for the server's own use (typ "verify-email", Keycloak). ${NO_POLICY}`,
  },
  {
    claims: { tokenName: "refresh_token" },
    kind: "refresh_token",
    detail: `R2: it names itself another kind of token (tokenName "refresh_token", PingAM). ${NO_POLICY}`,
  },
  {
    claims: { tok_type: "RT" },
    kind: "refresh_token",
    detail: `R2: it names itself another kind of token (tok_type "RT", Oracle Identity Cloud). ${NO_POLICY}`,
  },
  {
    claims: { drn: "DSR" },
    kind: "refresh_token",
    detail: `R2: it is a refresh token (drn "DSR", Descope). ${NO_POLICY}`,
  },
  {
    claims: { jti: "ID.x" },
    kind: "id_token",
    detail: `R2: its jti is that of an ID token (jti, Okta). ${NO_POLICY}`,
  },
  {
    claims: { iss: "https://accounts.google.com" },
    kind: "id_token",
    detail:
      `R2: its issuer signs ID tokens only (iss "https://accounts.google.com", Google, Apple). ${NO_POLICY} ` +
      "The access tokens of this issuer are opaque. dangerouslyIgnoreIdTokenEvidence (@ostiary/core/danger) " +
      "admits its ID tokens, for those who want them.",
  },
  {
    claims: { c_hash: "h" },
    kind: "id_token",
    detail: `R4: it is tied to the code of a login, as ID tokens are (c_hash, OpenID Connect Core §3.3.2.11). ${NO_POLICY}`,
  },
  {
    claims: { nonce: "n", at_hash: "h" },
    kind: "id_token",
    detail:
      "R4: it is tied to a login, as ID tokens are " +
      `(nonce, at_hash, OpenID Connect Core §2; FAPI 1.0 Advanced §5.1.1; CIBA §10.3.1). ${NO_POLICY} ` +
      "If access tokens of this server are built as ID tokens (Dex), dangerouslyIgnoreIdTokenEvidence " +
      "(@ostiary/core/danger) admits them, and ID tokens with them.",
  },
  {
    claims: { ver: "2.0", tid: "t" },
    kind: "id_token",
    detail:
      "R4a: it is built as the tokens of this server, and names no client, as its access tokens do " +
      `(ver, tid, Microsoft Entra ID, Azure AD B2C). ${NO_POLICY} ` +
      "dangerouslyIgnoreIdTokenEvidence (@ostiary/core/danger) admits ID tokens of this server, for those who want them.",
  },
  {
    idTokenAudiences: [API],
    kind: "id_token",
    detail:
      `R10: it is for clients alone, as ID tokens are (aud, idTokenAudiences). ${NO_POLICY} ` +
      "If access tokens may be for such a client alone, take it out of idTokenAudiences.",
  },
  {
    claims: { type: 2, scope: "a" },
    detail: `R11: it looks like another kind of token: it has a type that is no name (type 2, common usage). ${waysOut("make type a string, or leave it out")}`,
  },
  {
    claims: { azp: 7 },
    detail: `R11: it looks like an ID token: it names its client by what is no name (azp, RFC 9068 §2.2, OpenID Connect Core §2). ${waysOut("name the client by a string")}`,
  },
  {
    claims: { email: "a@b.c", sid: "s" },
    detail: `R11: it looks like an ID token: it has no client and no scope, but tells of a login or a person (sid, email, OpenID Connect Core §2, §5.1). ${waysOut(ADD)}`,
  },
  {
    claims: { jti: undefined },
    detail:
      "R11: it looks like an ID token: it has nothing beyond what every ID token has " +
      `(iss "https://as.example/t1", sub, aud, exp, iat, OpenID Connect Core §2). ${waysOut(ADD)}`,
  },
  {
    claims: { azp: "c1", aud: "c1" },
    detail: `R11: it looks like an ID token: it is for its client alone, named azp (azp, aud, OpenID Connect Core §2). ${waysOut(NAME_API)}`,
  },
  {
    claims: { azp: "c1", aud: ["c1", "c2"], sid: "s" },
    detail: `R11: it looks like an ID token: it is for its client, named azp, and tells of a login (azp, sid, OpenID Connect Core §2). ${waysOut("add scope, or take the client out of aud")}`,
  },
  {
    claims: { client_id: "c1", aud: "c1", auth_time: 1 },
    detail: `R11: it looks like an ID token: it is for its client alone, and tells of a login (auth_time, OpenID Connect Core §2). ${waysOut(NAME_API)}`,
  },
];

const refusing = RULES.filter(({ verdict }) => verdict !== "access").flatMap(({ id, marks }) =>
  marks.map(({ says, source }) => ({ rule: id, says, source })),
);

const evidenceFor = ({ claims, typ, ...settings }: Refusal) =>
  evidenceOf({ typ, claims: { ...PLAIN, ...claims } }, settings);

test("there is a text for every mark that refuses", () => {
  const seen = REFUSALS.map(evidenceFor).map(judgeTokenKind);
  expect(seen.map(({ rule, says, source }) => ({ rule, says, source }))).toEqual(refusing);
});

describe("the operator reads", () => {
  test.each(REFUSALS.map((refusal) => ({ refusal, detail: refusal.detail })))("$detail", ({ refusal, detail }) => {
    for (const policy of ["strict", "balanced"] as const) {
      const denied = checkTokenKind(evidenceFor(refusal), policy);
      expect(denied).toMatchObject({ kind: "denied", detail });
      expect("tokenKind" in denied ? denied.tokenKind : undefined).toBe(refusal.kind);
    }
  });
});

test("every text names its rule, what was seen, who writes it so, and a way out", () => {
  for (const { detail } of REFUSALS.slice(1)) {
    expect(detail).toMatch(/^R\d+[ab]?: .+ \(.+, .+\)\. .*typ "at\+jwt"/);
    expect(detail).toMatch(/tokenKind/);
  }
});
