// What single authorization servers write into access tokens only, apart from what specifications say. These marks hold for
// every issuer, with or without a preset, because the names do not collide.
import type { Mark } from "./rule.js";
import { allOf, anyObject, anyText, hasPrefix, hasValue } from "./sight.js";

/** Of R3: by what access tokens name themselves, or can be nothing else. */
export const VENDOR_ACCESS_TOKENS: readonly Mark[] = [
  {
    says: "it names access as its use",
    source: "Amazon Cognito",
    sees: hasValue("token_use", "access", "access_token"),
  },
  {
    says: "it names the scheme it is presented with",
    source: "Keycloak",
    sees: hasValue("typ", "bearer", "dpop"),
  },
  {
    says: "it names itself an access token",
    source: "PingAM",
    sees: hasValue("tokenName", "access_token"),
  },
  {
    says: "it names itself an access token",
    source: "Oracle Identity Cloud",
    sees: hasValue("tok_type", "at"),
  },
  {
    says: "its jti is that of an access token",
    source: "Okta",
    sees: hasPrefix("jti", "AT."),
  },
  {
    says: "it tells how its client was authenticated",
    source: "Microsoft Entra ID",
    sees: anyText("appid", "appidacr", "azpacr"),
  },
  {
    says: "it names its client, as ID tokens of this server never do",
    source: "Microsoft Entra ID, Azure AD B2C",
    sees: allOf(hasValue("ver", "1.0", "2.0"), anyText("tid", "tfp"), anyText("azp")),
  },
  {
    // The whole ID token and two claims more. `acr` is looked at, because elsewhere `uid` may be a user's name.
    says: "it has the two claims that this server adds to make an access token",
    source: "authentik",
    sees: allOf(anyText("azp"), anyText("uid"), hasPrefix("acr", "goauthentik.io/")),
  },
];

/** Of R4b: claims of access tokens for one application. */
export const VENDOR_GRANTS: readonly Mark[] = [
  {
    says: "it names the application it is for and how the user was authenticated",
    source: "FusionAuth",
    sees: allOf(anyText("applicationId"), anyText("authenticationType")),
  },
];

/** Of R9: tokens of sessions and workloads, made to be presented to APIs. */
export const VENDOR_CREDENTIALS: readonly Mark[] = [
  {
    says: "it is a session's, with its level of assurance",
    source: "Supabase",
    sees: allOf(anyText("session_id"), anyText("aal")),
  },
  {
    says: "it is a session's",
    source: "Stytch",
    sees: anyObject("https://stytch.com/session"),
  },
  {
    says: "it is a service account's",
    source: "Kubernetes",
    sees: anyObject("kubernetes.io"),
  },
  {
    says: "it is a workflow run's",
    source: "GitHub Actions",
    sees: allOf(anyText("repository_id"), anyText("run_id")),
  },
  {
    says: "it is a job's or a pipeline's",
    source: "GitLab CI",
    sees: allOf(anyText("project_path"), anyText("job_id", "pipeline_id")),
  },
];
