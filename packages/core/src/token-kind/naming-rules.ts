// R1 to R3: what a token says of itself, by its header, by a name, or by claims that only one kind of token has.
import { isJsonObject } from "../internal/json-object.js";
import { type HeaderTypeMeaning, readHeaderType } from "./header-type.js";
import { kindOfType, namedBy } from "./kind-names.js";
import type { Rule, Sight } from "./rule.js";
import { allOf, anyOf, anyText, anyTextOrList, anyUnreadable, claimOf, hasValue, SILENT, textOf } from "./sight.js";
import { VENDOR_ACCESS_TOKENS } from "./vendor-access-tokens.js";
import { VENDOR_OTHER_KINDS } from "./vendor-other-kinds.js";

/** The header says that it is an access token. */
export const R1_ACCESS: Rule = {
  id: "R1",
  verdict: "access",
  leansIdToken: false,
  marks: [
    {
      says: "its header says that it is an access token",
      source: "RFC 9068 §2.1",
      sees: headerThatMeans("access"),
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
      sees: headerThatMeans("other"),
      kind: ({ typ = "" }) => kindOfType(typ),
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
      sees: anyOf("events"),
      kind: ({ claims: { events } }) =>
        isJsonObject(events) && Object.hasOwn(events, LOGOUT_EVENT) ? "logout_token" : "security_event_token",
    },
    {
      says: "it is a DPoP proof",
      source: "RFC 9449 §4.2",
      sees: anyOf("htm", "htu"),
      kind: "dpop_proof",
    },
    {
      says: "it is an introspection response",
      source: "RFC 9701 §5",
      sees: anyOf("token_introspection"),
      kind: "introspection_jwt",
    },
    {
      says: "it is a verifiable credential or presentation",
      source: "W3C Verifiable Credentials Data Model §6.3.1",
      sees: anyOf("vc", "vp"),
      kind: "verifiable_credential",
    },
    {
      says: "it is a credential whose claims can be disclosed one by one",
      source: "RFC 9901 §4.2.4.1, SD-JWT VC",
      sees: anyOf("vct", "_sd", "_sd_alg"),
      kind: "verifiable_credential",
    },
    {
      says: "it is an authorization request",
      source: "RFC 9101 §4",
      sees: anyOf("response_type", "redirect_uri"),
      kind: "authorization_request",
    },
    {
      says: "it is an authorization response",
      source: "JARM §2.1",
      sees: unlessSubject(allOf(anyOf("state"), anyOf("code", "error"))),
      kind: "authorization_response",
    },
    {
      // A client need not send a state. Both names are everyday ones, so this mark wants a text of them, and nothing that
      // tells of a grant.
      says: "it is an authorization response without state",
      source: "JARM §2.1",
      sees: unlessGranted(anyText("code", "error")),
      kind: "authorization_response",
    },
    {
      says: "it is the ID token of a backchannel authentication",
      source: "OpenID Connect CIBA §10.3.1",
      sees: anyOf("urn:openid:params:jwt:claim:auth_req_id"),
      kind: "id_token",
    },
    {
      says: "it is a software statement or signed metadata",
      source: "RFC 7591 §2.3, RFC 8414 §2.1, RFC 9728 §2.2",
      sees: anyOf("redirect_uris", "jwks_uri", "authorization_servers"),
      kind: "signed_metadata",
    },
    {
      // `metadata` is in all of these, and in tokens of applications: it is no mark.
      says: "it is a statement about a member of a federation",
      source: "OpenID Federation 1.0 §3.1 and §7.1",
      sees: anyOf("jwks", "authority_hints", "metadata_policy", "trust_mark_type"),
      kind: "signed_metadata",
    },
    {
      // Of the list itself: a token that is on one names it within `status`.
      says: "it is a status list",
      source: "Token Status List §5.1",
      sees: anyOf("status_list"),
    },
    {
      says: "its issuer is its subject, as in what a client signs to authenticate itself",
      source: "RFC 7523 §3",
      sees: {
        needs: ["sub"],
        speaks: ({ claims }) => {
          const subject = textOf(claims, "sub");
          return subject !== undefined && subject === claimOf(claims, "iss") ? ["iss", "sub"] : SILENT;
        },
      },
      kind: "client_assertion",
    },
    {
      says: "it names itself another kind of token",
      source: "common usage",
      sees: hasValue("type", "refresh", "refresh_token", "id_token"),
      kind: namedBy("type"),
    },
    {
      says: "it names itself another kind of token",
      source: "common usage",
      sees: hasValue("token_type", "refresh", "refresh_token", "id_token"),
      kind: namedBy("token_type"),
    },
    {
      says: "it names its kind by what is no name",
      source: "common usage, Keycloak, Descope",
      sees: anyUnreadable("token_type", "typ", "drn"),
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
      sees: anyTextOrList("scp"),
    },
    {
      says: "it names itself an access token",
      source: "common usage",
      sees: hasValue("type", "access", "access_token"),
    },
    {
      says: "it names itself an access token",
      source: "common usage",
      sees: hasValue("token_type", "access", "access_token"),
    },
    ...VENDOR_ACCESS_TOKENS,
  ],
};

function headerThatMeans(meaning: HeaderTypeMeaning): Sight {
  return {
    needs: undefined,
    speaks: ({ typ, acceptedTypes }) => (readHeaderType(typ, acceptedTypes) === meaning ? HEADER : SILENT),
  };
}

function unlessSubject({ needs, speaks }: Sight): Sight {
  return {
    needs,
    speaks: (evidence) => (textOf(evidence.claims, "sub") === undefined ? speaks(evidence) : SILENT),
  };
}

/** Of access tokens at least one of these is to be expected: a subject, scopes, or a client. */
function unlessGranted(sight: Sight): Sight {
  const { needs, speaks } = unlessSubject(sight);
  return {
    needs,
    speaks: (evidence) => (GRANTS.every((grant) => grant.speaks(evidence).length === 0) ? speaks(evidence) : SILENT),
  };
}

const GRANTS: readonly Sight[] = [anyTextOrList("scope", "scopes", "scp"), anyText("client_id", "azp", "cid", "appid")];
const HEADER: readonly string[] = Object.freeze(["header typ"]);
const LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout";
