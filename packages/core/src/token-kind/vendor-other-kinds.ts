// What single authorization servers write into tokens that are not access tokens, apart from what specifications say. These
// marks hold for every issuer, with or without a preset, because the names do not collide.
import { namedBy } from "./kind-names.js";
import type { Mark, Sight } from "./rule.js";
import { allOf, anyOf, anyThat, hasOtherValue, hasPrefix, hasValue, SILENT, textOf, unlessIgnored } from "./sight.js";

/** Of R2: names under which servers sign tokens that are not access tokens. */
export const VENDOR_OTHER_KINDS: readonly Mark[] = [
  {
    says: "it names another use than access",
    source: "Amazon Cognito",
    sees: hasOtherValue("token_use", "access", "access_token"),
    kind: namedBy("token_use"),
  },
  {
    says: "it names itself another kind of token",
    source: "Keycloak",
    sees: hasValue("typ", "id", "serialized-id", "refresh", "offline", "logout"),
    kind: namedBy("typ"),
  },
  {
    says: "it names itself a token for the server's own use",
    source: "Keycloak",
    sees: hasValue(
      "typ",
      "initialaccesstoken",
      "registrationaccesstoken",
      // From here on those in e-mails.
      "verify-email",
      "update-email",
      "reset-credentials",
      "execute-actions",
      "idp-verify-account-via-email",
      "impersonate",
      "orgivt",
    ),
    kind: "internal_token",
  },
  {
    says: "it names itself another kind of token",
    source: "PingAM",
    sees: hasOtherValue("tokenName", "access_token"),
    kind: namedBy("tokenName"),
  },
  {
    says: "it names itself another kind of token",
    source: "Oracle Identity Cloud",
    sees: hasOtherValue("tok_type", "at"),
    kind: namedBy("tok_type"),
  },
  {
    says: "it is a refresh token",
    source: "Descope",
    sees: hasValue("drn", "dsr"),
    kind: "refresh_token",
  },
  {
    says: "its jti is that of an ID token",
    source: "Okta",
    sees: hasPrefix("jti", "ID."),
    kind: "id_token",
  },
  {
    says: "its issuer signs ID tokens only",
    source: "Google, Apple",
    sees: unlessIgnored({
      needs: undefined,
      speaks: ({ issuer }) => (ID_TOKEN_ISSUERS.has(issuer) ? ["iss"] : SILENT),
    }),
    kind: "id_token",
    setting:
      "The access tokens of this issuer are opaque. dangerouslyIgnoreIdTokenEvidence (@ostiary/core/danger) " +
      "admits its ID tokens, for those who want them.",
  },
];

/** Of R4a: the form of ID tokens that need not be tied to a login. */
export const VENDOR_ID_TOKENS: readonly Mark[] = [
  {
    says: "it is built as the tokens of this server, and names no client, as its access tokens do",
    source: "Microsoft Entra ID, Azure AD B2C",
    sees: unlessIgnored(unlessClient(allOf(anyThat(["ver"], isVersionOrUnreadable), anyOf("tid", "tfp")))),
    kind: "id_token",
    setting:
      "dangerouslyIgnoreIdTokenEvidence (@ostiary/core/danger) admits ID tokens of this server, for those who want them.",
  },
];

function isVersionOrUnreadable(version: unknown): boolean {
  return version === "1.0" || version === "2.0" || typeof version !== "string";
}

function unlessClient({ needs, speaks }: Sight): Sight {
  return {
    needs,
    speaks: (evidence) => {
      const { claims } = evidence;
      return textOf(claims, "azp") === undefined && textOf(claims, "appid") === undefined ? speaks(evidence) : SILENT;
    },
  };
}

/** Issuers whose access tokens are opaque. */
const ID_TOKEN_ISSUERS: ReadonlySet<string> = new Set([
  "https://accounts.google.com",
  "accounts.google.com",
  "https://appleid.apple.com",
]);
