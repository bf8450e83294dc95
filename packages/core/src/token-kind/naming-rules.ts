// R1 to R3: what a token says of itself, by its header, by a name, or by claims that only one kind of token has.
import { readHeaderType } from "./header-type.js";
import { allOf, anyOf, anyTextOrList, claimOf, hasValue, SILENT, type Rule } from "./rule.js";
import { VENDOR_ACCESS_TOKENS, VENDOR_OTHER_KINDS } from "./vendor-marks.js";

/** The header says that it is an access token. */
export const R1_ACCESS: Rule = {
  id: "R1",
  verdict: "access",
  leansIdToken: false,
  marks: [
    {
      says: "its header says that it is an access token",
      source: "RFC 9068 §2.1",
      speaks: ({ typ, acceptedTypes }) => (readHeaderType(typ, acceptedTypes) === "access" ? ["header typ"] : SILENT),
    },
  ],
};

/** The header says that it is something else. An unknown type is something else, too (RFC 8725 §3.11). */
export const R1_OTHER: Rule = {
  id: "R1",
  verdict: "not_access",
  leansIdToken: false,
  marks: [
    {
      says: "its header says that it is no access token",
      source: "RFC 8725 §3.11",
      speaks: ({ typ, acceptedTypes }) => (readHeaderType(typ, acceptedTypes) === "other" ? ["header typ"] : SILENT),
    },
  ],
};

/** It names itself, or is built, as something else. */
export const R2: Rule = {
  id: "R2",
  verdict: "not_access",
  leansIdToken: false,
  marks: [
    {
      says: "it reports events, as logout tokens do",
      source: "RFC 8417 §2.2, OpenID Connect Back-Channel Logout §2.4",
      speaks: anyOf("events"),
    },
    {
      says: "it is a DPoP proof",
      source: "RFC 9449 §4.2",
      speaks: anyOf("htm", "htu"),
    },
    {
      says: "it is an introspection response",
      source: "RFC 9701 §5",
      speaks: anyOf("token_introspection"),
    },
    {
      says: "it is a verifiable credential or presentation",
      source: "W3C Verifiable Credentials Data Model §6.3.1",
      speaks: anyOf("vc", "vp"),
    },
    {
      says: "it is an authorization request",
      source: "RFC 9101 §4",
      speaks: anyOf("response_type", "redirect_uri"),
    },
    {
      says: "it is an authorization response",
      source: "JARM §2.1",
      speaks: (evidence) => (claimOf(evidence.claims, "sub") === undefined ? authorizationResponse(evidence) : SILENT),
    },
    {
      says: "it is the ID token of a backchannel authentication",
      source: "OpenID Connect CIBA §10.3.1",
      speaks: anyOf("urn:openid:params:jwt:claim:auth_req_id"),
    },
    {
      says: "it is a software statement or signed metadata",
      source: "RFC 7591 §2.3, RFC 8414 §2.1, RFC 9728 §2.2",
      speaks: anyOf("redirect_uris", "jwks_uri", "authorization_servers"),
    },
    {
      says: "it names itself another kind of token",
      source: "common usage",
      speaks: hasValue("type", "refresh", "refresh_token", "id_token"),
    },
    {
      says: "it names itself another kind of token",
      source: "common usage",
      speaks: hasValue("token_type", "refresh", "refresh_token", "id_token"),
    },
    ...VENDOR_OTHER_KINDS,
  ],
};

/** It names itself, or is built, as an access token. */
export const R3: Rule = {
  id: "R3",
  verdict: "access",
  leansIdToken: false,
  marks: [
    {
      says: "it has scopes under the name that only access tokens use",
      source: "Okta, Ory Hydra, Microsoft Entra ID",
      speaks: anyTextOrList("scp"),
    },
    {
      says: "it names itself an access token",
      source: "common usage",
      speaks: hasValue("type", "access", "access_token"),
    },
    {
      says: "it names itself an access token",
      source: "common usage",
      speaks: hasValue("token_type", "access", "access_token"),
    },
    ...VENDOR_ACCESS_TOKENS,
  ],
};

const authorizationResponse = allOf(anyOf("state"), anyOf("code", "error"));
