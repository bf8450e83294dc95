// R4 to R11: what follows from the claims of a token that does not say what it is.
import type { JsonObject } from "../internal/json-object.js";
import { allOf, anyOf, anyText, anyTextOrList, claimOf, SILENT, textOf } from "./rule.js";
import type { Rule } from "./rule.js";

/** It is tied to the request or response of a login, as ID tokens are. */
export const R4: Rule = {
  id: "R4",
  verdict: "not_access",
  leansIdToken: false,
  marks: [
    {
      says: "it is tied to a login, as ID tokens are",
      source: "OpenID Connect Core §2, §3.3.2.11; FAPI 1.0 Advanced §5.1.1; CIBA §10.3.1",
      speaks: anyOf("nonce", "at_hash", "c_hash", "s_hash", "rt_hash", "urn:openid:params:jwt:claim:rt_hash"),
    },
  ],
};

/** ID tokens always have an audience. That says nothing about whether this audience is ours. */
export const R5: Rule = {
  id: "R5",
  verdict: "access",
  leansIdToken: false,
  marks: [
    {
      says: "it has no audience, so it is no ID token",
      source: "OpenID Connect Core §2",
      speaks: ({ claims, audience }) =>
        audience.length === 0 && isAbsentOrEmptyList(claims, "aud") ? ["aud"] : SILENT,
    },
  ],
};

/** It has scopes. An empty list of them counts: ID tokens have no such claim at all. */
export const R6: Rule = {
  id: "R6",
  verdict: "access",
  leansIdToken: false,
  marks: [
    {
      says: "it has scopes",
      source: "RFC 9068 §2.2.3",
      speaks: anyTextOrList("scope", "scopes"),
    },
  ],
};

/** It is not for the client it was issued to. ID tokens always are. */
export const R7: Rule = {
  id: "R7",
  verdict: "access",
  leansIdToken: false,
  marks: [
    {
      says: "it is for others than its client",
      source: "OpenID Connect Core §2",
      speaks: (evidence) => {
        const names = namesOfClient(evidence);
        const isForClient = names.some((name) => isInAudience(evidence, name));
        return evidence.audience.length === 0 || isForClient ? SILENT : names;
      },
    },
  ],
};

/** It is for its client and for others. ID tokens of that form name their client `azp`. */
export const R8: Rule = {
  id: "R8",
  verdict: "access",
  leansIdToken: false,
  marks: [
    {
      says: "it is for others besides its client, and has no azp",
      source: "OpenID Connect Core §2",
      speaks: ({ claims, audience }) => {
        const client = textOf(claims, "client_id");
        if (client === undefined || claimOf(claims, "azp") !== undefined) return SILENT;
        return audience.some((value) => value !== client) ? ["client_id"] : SILENT;
      },
    },
  ],
};

/** It looks like an ID token, although nothing says so. Scopes have been looked for by R3 and R6. */
export const R11: Rule = {
  id: "R11",
  verdict: "undecided",
  leansIdToken: true,
  marks: [
    {
      says: "it has no client and no scope, but tells of a login or a person",
      source: "OpenID Connect Core §2, §5.1",
      speaks: (evidence) => (namesOfClient(evidence).length > 0 ? SILENT : loginOrPerson(evidence)),
    },
    {
      says: "it has nothing beyond what every ID token has",
      source: "OpenID Connect Core §2",
      speaks: ({ claims }) => {
        const names = Object.keys(claims).filter((name) => claimOf(claims, name) !== undefined);
        return names.every((name) => ID_TOKEN_MINIMUM.has(name)) ? names : SILENT;
      },
    },
    {
      says: "it is for its client alone, named azp",
      source: "OpenID Connect Core §2",
      speaks: ({ claims, audience }) => {
        const client = textOf(claims, "azp");
        return client !== undefined && audience.every((value) => value === client) ? ["azp", "aud"] : SILENT;
      },
    },
    {
      says: "it is for its client, named azp, and tells of a login",
      source: "OpenID Connect Core §2",
      speaks: (evidence) => (isInAudience(evidence, "azp") ? azpAndLogin(evidence) : SILENT),
    },
    {
      says: "it is for its client alone, and tells of a login",
      source: "OpenID Connect Core §2",
      speaks: (evidence) => {
        const clients = namesOfClient(evidence).map((name) => evidence.claims[name]);
        return evidence.audience.every((value) => clients.includes(value)) ? loginTime(evidence) : SILENT;
      },
    },
  ],
};

/** The names under which servers tell the client. `appid` is not needed here: R3 knows it. */
const namesOfClient = anyText("client_id", "azp", "cid");

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

const ID_TOKEN_MINIMUM: ReadonlySet<string> = new Set(["iss", "sub", "aud", "exp", "iat"]);

const loginOrPerson = anyOf(...LOGIN_CLAIMS, ...PERSON_CLAIMS);
const loginTime = anyOf("auth_time");
const azpAndLogin = allOf(anyText("azp"), anyOf(...LOGIN_CLAIMS));

function isInAudience(
  { claims, audience }: { claims: JsonObject; audience: readonly string[] },
  name: string,
): boolean {
  const value = textOf(claims, name);
  return value !== undefined && audience.includes(value);
}

/** Whether a claim is left out, or a list of nothing. Any other value, `null` included, is neither. */
function isAbsentOrEmptyList(claims: JsonObject, name: string): boolean {
  if (!Object.hasOwn(claims, name)) return true;
  const value = claims[name];
  return Array.isArray(value) && value.length === 0;
}
