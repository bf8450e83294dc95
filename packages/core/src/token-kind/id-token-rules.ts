// R4, R4a, R10 and R11: what shows that a token is an ID token, or looks like one, although it does not say so.
import type { JsonObject } from "../internal/json-object.js";
import { CLIENTS, isInAudience, namesClient, UNREADABLE_CLIENTS } from "./clients.js";
import type { Rule, Sight } from "./rule.js";
import { allOf, anyOf, anyText, anyUnreadable, SILENT, textOf, unlessIgnored } from "./sight.js";
import { VENDOR_ID_TOKENS } from "./vendor-other-kinds.js";

const IGNORE_EVIDENCE =
  "If access tokens of this server are built as ID tokens (Dex), dangerouslyIgnoreIdTokenEvidence " +
  "(@ostiary/core/danger) admits them, and ID tokens with them.";

/** It is tied to the request or response of a login, as ID tokens are. */
export const R4: Rule = {
  id: "R4",
  verdict: "not_access",
  leansIdToken: false,
  marks: [
    {
      says: "it is tied to the code of a login, as ID tokens are",
      source: "OpenID Connect Core §3.3.2.11",
      sees: anyOf("c_hash"),
      kind: "id_token",
    },
    {
      says: "it is tied to a login, as ID tokens are",
      source: "OpenID Connect Core §2; FAPI 1.0 Advanced §5.1.1; CIBA §10.3.1",
      sees: unlessIgnored(anyOf("nonce", "at_hash", "s_hash", "rt_hash", "urn:openid:params:jwt:claim:rt_hash")),
      kind: "id_token",
      setting: IGNORE_EVIDENCE,
    },
  ],
};

/** It has the form of one server's ID tokens. */
export const R4A: Rule = { id: "R4a", verdict: "not_access", leansIdToken: false, marks: VENDOR_ID_TOKENS };

/** It is for clients alone, as the settings name them. A token without audience is for nobody, so never for them. */
export const R10: Rule = {
  id: "R10",
  verdict: "not_access",
  leansIdToken: false,
  setting: "If access tokens may be for such a client alone, take it out of idTokenAudiences.",
  marks: [
    {
      says: "it is for clients alone, as ID tokens are",
      source: "idTokenAudiences",
      sees: {
        needs: undefined,
        speaks: ({ audience, idTokenAudiences: clients }) =>
          clients.size > 0 && audience.length > 0 && audience.every((value) => clients.has(value)) ? ["aud"] : SILENT,
      },
      kind: "id_token",
    },
  ],
};

/**
 * It may name itself something else than an access token. Applications use the name `type` for other things as well, so this says
 * nothing against what names itself an access token in another way.
 */
export const R11_TYPE: Rule = {
  id: "R11",
  verdict: "undecided",
  leansIdToken: true,
  marks: [
    {
      says: "it has a type that is no name",
      source: "common usage",
      // What it hides need not be an ID token, so the danger switch leaves it.
      sees: anyUnreadable("type"),
      doubt: { looksLike: "another kind of token", remedy: "make type a string, or leave it out" },
    },
  ],
};

const LOGIN_CLAIMS = ["auth_time", "sid", "amr", "acr"] as const;

const PERSON_CLAIMS = [
  "name",
  "given_name",
  "family_name",
  "middle_name",
  "nickname",
  "preferred_username",
  "profile",
  "picture",
  "website",
  "email",
  "email_verified",
  "gender",
  "birthdate",
  "zoneinfo",
  "locale",
  "phone_number",
  "phone_number_verified",
  "address",
  "updated_at",
] as const;

/** `nbf` is not required (OpenID Connect Core §2), and says as little. */
const ID_TOKEN_MINIMUM: ReadonlySet<string> = new Set(["iss", "sub", "aud", "exp", "iat", "nbf"]);

const AN_ID_TOKEN = "an ID token";
const ADD_SCOPE_OR_CLIENT = "add scope, or a client_id that is not in aud";

const LOGIN_OR_PERSON: Sight = anyOf(...LOGIN_CLAIMS, ...PERSON_CLAIMS);
const LOGIN_TIME: Sight = anyOf("auth_time");
const AZP_AND_LOGIN: Sight = allOf(anyText("azp"), anyOf(...LOGIN_CLAIMS));

/** It looks like an ID token, although nothing says so. Scopes have been looked for by R3 and R6. */
export const R11: Rule = {
  id: "R11",
  verdict: "undecided",
  leansIdToken: true,
  marks: [
    {
      says: "it names its client by what is no name",
      source: "RFC 9068 §2.2, OpenID Connect Core §2",
      sees: unlessIgnored(UNREADABLE_CLIENTS),
      doubt: { looksLike: AN_ID_TOKEN, remedy: "name the client by a string" },
    },
    {
      says: "it has no client and no scope, but tells of a login or a person",
      source: "OpenID Connect Core §2, §5.1",
      sees: unlessIgnored({
        needs: LOGIN_OR_PERSON.needs,
        speaks: (evidence) => (namesClient(evidence) ? SILENT : LOGIN_OR_PERSON.speaks(evidence)),
      }),
      doubt: { looksLike: AN_ID_TOKEN, remedy: ADD_SCOPE_OR_CLIENT },
    },
    {
      says: "it has nothing beyond what every ID token has",
      source: "OpenID Connect Core §2",
      sees: unlessIgnored({ needs: undefined, speaks: ({ claims }) => namesOfMinimum(claims) }),
      doubt: { looksLike: AN_ID_TOKEN, remedy: ADD_SCOPE_OR_CLIENT },
    },
    {
      says: "it is for its client alone, named azp",
      source: "OpenID Connect Core §2",
      sees: unlessIgnored({
        needs: ["azp"],
        speaks: ({ claims, audience }) => {
          const client = textOf(claims, "azp");
          return client !== undefined && audience.every((value) => value === client) ? ["azp", "aud"] : SILENT;
        },
      }),
      doubt: { looksLike: AN_ID_TOKEN, remedy: "add scope, or let aud name the API" },
    },
    {
      says: "it is for its client, named azp, and tells of a login",
      source: "OpenID Connect Core §2",
      sees: unlessIgnored({
        needs: ["azp"],
        speaks: (evidence) => (isInAudience(evidence, "azp") ? AZP_AND_LOGIN.speaks(evidence) : SILENT),
      }),
      doubt: { looksLike: AN_ID_TOKEN, remedy: "add scope, or take the client out of aud" },
    },
    {
      says: "it is for its client alone, and tells of a login",
      source: "OpenID Connect Core §2",
      sees: unlessIgnored({
        needs: ["auth_time"],
        speaks: (evidence) => {
          const clients = CLIENTS.speaks(evidence).map((name) => evidence.claims[name]);
          return evidence.audience.every((value) => clients.includes(value)) ? LOGIN_TIME.speaks(evidence) : SILENT;
        },
      }),
      doubt: { looksLike: AN_ID_TOKEN, remedy: "add scope, or let aud name the API" },
    },
  ],
};

/** All claims that say something, if ID tokens have no fewer. */
function namesOfMinimum(claims: JsonObject): readonly string[] {
  const names: string[] = [];
  for (const name of Object.keys(claims)) {
    const says = claims[name] !== null && claims[name] !== undefined;
    if (says && !ID_TOKEN_MINIMUM.has(name)) return SILENT;
    if (says) names.push(name);
  }
  return names;
}
