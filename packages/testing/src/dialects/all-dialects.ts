import type { Dialect } from "./dialect.js";
import { AUTH0 } from "./servers/auth0.js";
import { AUTHELIA } from "./servers/authelia.js";
import { AUTHENTIK } from "./servers/authentik.js";
import { AZURE_AD_B2C } from "./servers/azure-ad-b2c.js";
import { BETTER_AUTH } from "./servers/better-auth.js";
import { CLERK } from "./servers/clerk.js";
import { COGNITO } from "./servers/cognito.js";
import { DESCOPE } from "./servers/descope.js";
import { DEX } from "./servers/dex.js";
import { DUENDE } from "./servers/duende.js";
import { ENTRA_V1 } from "./servers/entra-v1.js";
import { ENTRA } from "./servers/entra.js";
import { FUSION_AUTH } from "./servers/fusion-auth.js";
import { GITHUB_ACTIONS } from "./servers/github-actions.js";
import { GITLAB_CI } from "./servers/gitlab-ci.js";
import { GLEWLWYD } from "./servers/glewlwyd.js";
import { GOOGLE } from "./servers/google.js";
import { KEYCLOAK } from "./servers/keycloak.js";
import { KINDE } from "./servers/kinde.js";
import { KUBERNETES } from "./servers/kubernetes.js";
import { LEMON_LDAP } from "./servers/lemon-ldap.js";
import { LOGTO } from "./servers/logto.js";
import { OIDC_PROVIDER } from "./servers/oidc-provider.js";
import { OKTA } from "./servers/okta.js";
import { OPENIDDICT } from "./servers/openiddict.js";
import { ORY_HYDRA } from "./servers/ory-hydra.js";
import { PING_AM } from "./servers/ping-am.js";
import { PING_FEDERATE } from "./servers/ping-federate.js";
import { PING_ONE } from "./servers/ping-one.js";
import { SALESFORCE } from "./servers/salesforce.js";
import { SIMPLE_SAML } from "./servers/simple-saml.js";
import { SPRING_AUTHORIZATION_SERVER } from "./servers/spring-authorization-server.js";
import { STYTCH } from "./servers/stytch.js";
import { SUPABASE } from "./servers/supabase.js";
import { WORK_OS } from "./servers/work-os.js";
import { ZITADEL } from "./servers/zitadel.js";

/** What every server that there is a preset for issues, in the order of the servers' names. */
export const dialects: readonly Dialect[] = [
  ...AUTH0,
  ...AUTHELIA,
  ...AUTHENTIK,
  ...AZURE_AD_B2C,
  ...BETTER_AUTH,
  ...CLERK,
  ...COGNITO,
  ...DESCOPE,
  ...DEX,
  ...DUENDE,
  ...ENTRA_V1,
  ...ENTRA,
  ...FUSION_AUTH,
  ...GITHUB_ACTIONS,
  ...GITLAB_CI,
  ...GLEWLWYD,
  ...GOOGLE,
  ...KEYCLOAK,
  ...KINDE,
  ...KUBERNETES,
  ...LEMON_LDAP,
  ...LOGTO,
  ...OIDC_PROVIDER,
  ...OKTA,
  ...OPENIDDICT,
  ...ORY_HYDRA,
  ...PING_AM,
  ...PING_FEDERATE,
  ...PING_ONE,
  ...SALESFORCE,
  ...SIMPLE_SAML,
  ...SPRING_AUTHORIZATION_SERVER,
  ...STYTCH,
  ...SUPABASE,
  ...WORK_OS,
  ...ZITADEL,
];
