// R4b to R9: what makes a token an access token, or at least no ID token, although it does not say so.
import { isJsonObject, type JsonObject } from "../internal/json-object.js";
import { CLIENTS, isInAudience, UNREADABLE_CLIENTS } from "./clients.js";
import type { Rule } from "./rule.js";
import { anyTextOrList, anyThat, claimOf, SILENT, textOf } from "./sight.js";
import { VENDOR_CREDENTIALS, VENDOR_GRANTS } from "./vendor-access-tokens.js";

/** It was granted, or is to be presented, as only access tokens are. */
export const R4B: Rule = {
  id: "R4b",
  verdict: "access",
  leansIdToken: false,
  marks: [
    {
      // What else may be bound to a key, such as credentials and some ID tokens, holds the key itself in `cnf`.
      says: "it is bound to a key by its hash",
      source: "RFC 9449 §6.1, RFC 8705 §3.1",
      sees: anyThat(["cnf"], isBoundByHash),
    },
    {
      says: "it names the grant it was issued for",
      source: "Auth0, Kinde",
      sees: anyThat(["gty"], isTextOrTexts),
    },
    ...VENDOR_GRANTS,
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
      sees: {
        needs: undefined,
        speaks: ({ claims, audience }) =>
          audience.length === 0 && isAbsentOrEmptyList(claims, "aud") ? ["aud"] : SILENT,
      },
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
      sees: anyTextOrList("scope", "scopes"),
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
      sees: {
        needs: CLIENTS.needs,
        speaks: (evidence) => {
          const names = CLIENTS.speaks(evidence);
          if (evidence.audience.length === 0 || names.some((name) => isInAudience(evidence, name))) return SILENT;
          return UNREADABLE_CLIENTS.speaks(evidence).length > 0 ? SILENT : names;
        },
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
      sees: {
        needs: ["client_id"],
        speaks: ({ claims, audience }) => {
          const client = textOf(claims, "client_id");
          if (client === undefined || claimOf(claims, "azp") !== undefined) return SILENT;
          return audience.some((value) => value !== client) ? ["client_id"] : SILENT;
        },
      },
    },
  ],
};

/** It was made to be presented to APIs, although it is no access token of a grant. */
export const R9: Rule = { id: "R9", verdict: "access", leansIdToken: false, marks: VENDOR_CREDENTIALS };

function isBoundByHash(confirmation: unknown): boolean {
  if (!isJsonObject(confirmation)) return false;
  return textOf(confirmation, "jkt") !== undefined || textOf(confirmation, "x5t#S256") !== undefined;
}

function isTextOrTexts(value: unknown): boolean {
  const texts: readonly unknown[] = Array.isArray(value) ? value : [value];
  return texts.length > 0 && texts.every((text) => typeof text === "string" && text !== "");
}

/** Whether a claim is left out, or a list of nothing. Any other value, `null` included, is neither. */
function isAbsentOrEmptyList(claims: JsonObject, name: string): boolean {
  const value = claimOf(claims, name);
  return value === undefined || (Array.isArray(value) && value.length === 0);
}
