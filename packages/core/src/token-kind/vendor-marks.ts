// What single authorization servers write into their tokens, apart from what specifications say. Presets per server may
// take these over; until then they hold for every issuer, because the names do not collide.
import { allOf, anyText, hasOtherValue, hasPrefix, hasValue, SILENT, type Mark } from "./rule.js";

/** Payload `typ` of ID, refresh, logout and client registration tokens; from `verify-email` on of those in e-mails. */
const KEYCLOAK_OTHER_TYPES = [
  "id",
  "serialized-id",
  "refresh",
  "offline",
  "logout",
  "initialaccesstoken",
  "registrationaccesstoken",
  "verify-email",
  "update-email",
  "reset-credentials",
  "execute-actions",
  "idp-verify-account-via-email",
  "impersonate",
  "orgivt",
] as const;

/** Names under which servers sign tokens that are not access tokens. */
export const VENDOR_OTHER_KINDS: readonly Mark[] = [
  {
    says: "it names another use than access",
    source: "Amazon Cognito",
    speaks: hasOtherValue("token_use", "access", "access_token"),
  },
  {
    says: "it names itself a token for the server's own use",
    source: "Keycloak",
    speaks: hasValue("typ", ...KEYCLOAK_OTHER_TYPES),
  },
  {
    says: "it names itself another kind of token",
    source: "PingAM",
    speaks: hasOtherValue("tokenName", "access_token"),
  },
  {
    says: "it names itself another kind of token",
    source: "Oracle Identity Cloud",
    speaks: hasOtherValue("tok_type", "at"),
  },
  {
    says: "it is a refresh token",
    source: "Descope",
    speaks: hasValue("drn", "dsr"),
  },
  {
    says: "its jti is that of an ID token",
    source: "Okta",
    speaks: hasPrefix("jti", "ID."),
  },
  {
    says: "its issuer signs ID tokens only",
    source: "Google, Apple",
    speaks: ({ issuer }) => (ID_TOKEN_ISSUERS.has(issuer) ? ["iss"] : SILENT),
  },
];

/** Names and claims that servers write into access tokens only. */
export const VENDOR_ACCESS_TOKENS: readonly Mark[] = [
  {
    says: "it names access as its use",
    source: "Amazon Cognito",
    speaks: hasValue("token_use", "access", "access_token"),
  },
  {
    says: "it names the scheme it is presented with",
    source: "Keycloak",
    speaks: hasValue("typ", "bearer", "dpop"),
  },
  {
    says: "it names itself an access token",
    source: "PingAM",
    speaks: hasValue("tokenName", "access_token"),
  },
  {
    says: "it names itself an access token",
    source: "Oracle Identity Cloud",
    speaks: hasValue("tok_type", "at"),
  },
  {
    says: "its jti is that of an access token",
    source: "Okta",
    speaks: hasPrefix("jti", "AT."),
  },
  {
    says: "it tells how its client was authenticated",
    source: "Microsoft Entra ID",
    speaks: anyText("appid", "appidacr", "azpacr"),
  },
  {
    says: "it names its client, as ID tokens of this server never do",
    source: "Microsoft Entra ID, Azure AD B2C",
    speaks: allOf(hasValue("ver", "1.0", "2.0"), anyText("tid", "tfp"), anyText("azp")),
  },
  {
    // The whole ID token and two claims more. `acr` is looked at, because elsewhere `uid` may be a user's name.
    says: "it has the two claims that this server adds to make an access token",
    source: "authentik",
    speaks: allOf(anyText("azp"), anyText("uid"), hasPrefix("acr", "goauthentik.io/")),
  },
];

/** Issuers whose access tokens are opaque. */
const ID_TOKEN_ISSUERS: ReadonlySet<string> = new Set([
  "https://accounts.google.com",
  "accounts.google.com",
  "https://appleid.apple.com",
]);
