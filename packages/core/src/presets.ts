/**
 * One function for each authorization server: it takes what a person has at hand, such as the name of a tenant, and gives
 * the options of an issuer.
 */
export { auth0, type Auth0Options } from "./issuers/auth0.js";
export { authelia, type AutheliaOptions } from "./issuers/authelia.js";
export { authentik, type AuthentikOptions } from "./issuers/authentik.js";
export { azureAdB2c, type AzureAdB2cOptions, type AzureAdB2cPoliciesOptions } from "./issuers/azure-ad-b2c.js";
export { betterAuth, type BetterAuthOptions } from "./issuers/better-auth.js";
export {
  clerk,
  type ClerkMachineOptions,
  type ClerkOAuthOptions,
  type ClerkOptions,
  type ClerkSessionOptions,
} from "./issuers/clerk.js";
export { cognito, type CognitoOptions } from "./issuers/cognito.js";
export { descope, type DescopeOptions } from "./issuers/descope.js";
export { dex, type DexOptions } from "./issuers/dex.js";
export { duende, type DuendeOptions } from "./issuers/duende.js";
export {
  entra,
  entraExternalId,
  type EntraExternalIdOptions,
  type EntraTenantOptions,
  type EntraTenantsOptions,
} from "./issuers/entra.js";
export { fusionAuth, type FusionAuthOptions } from "./issuers/fusion-auth.js";
export { gitHubActions, type GitHubActionsOptions } from "./issuers/github-actions.js";
export { gitLabCi, type GitLabCiOptions } from "./issuers/gitlab-ci.js";
export { glewlwyd, type GlewlwydOptions } from "./issuers/glewlwyd.js";
export { google } from "./issuers/google.js";
export { keycloak, type KeycloakOptions } from "./issuers/keycloak.js";
export { kinde, type KindeOptions } from "./issuers/kinde.js";
export { kubernetes, type KubernetesOptions } from "./issuers/kubernetes.js";
export { lemonLdap, type LemonLdapOptions } from "./issuers/lemon-ldap.js";
export { logto, type LogtoOptions } from "./issuers/logto.js";
export { oidcProvider, type OidcProviderOptions } from "./issuers/oidc-provider.js";
export { okta, type OktaOptions } from "./issuers/okta.js";
export { openIddict, type OpenIddictOptions } from "./issuers/openiddict.js";
export { oryHydra, type OryHydraOptions, oryNetwork, type OryNetworkOptions } from "./issuers/ory-hydra.js";
export { pingAm, type PingAmOptions } from "./issuers/ping-am.js";
export { pingFederate, type PingFederateOptions } from "./issuers/ping-federate.js";
export { pingOne, type PingOneOptions, type PingOneRegion } from "./issuers/ping-one.js";
export { salesforce, type SalesforceOptions } from "./issuers/salesforce.js";
export { simpleSaml, type SimpleSamlOptions } from "./issuers/simple-saml.js";
export {
  springAuthorizationServer,
  type SpringAuthorizationServerOptions,
} from "./issuers/spring-authorization-server.js";
export { stytch, type StytchOptions } from "./issuers/stytch.js";
export { supabase, type SupabaseOptions } from "./issuers/supabase.js";
export { type WorkOsConnectOptions, workOs, type WorkOsOptions, type WorkOsSessionOptions } from "./issuers/work-os.js";
export { zitadel, type ZitadelOptions } from "./issuers/zitadel.js";
