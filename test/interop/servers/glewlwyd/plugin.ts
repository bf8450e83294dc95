import { generateKeyPairSync } from "node:crypto";
import { OTHER_AUDIENCE } from "../../support/server.js";
import { PASSWORD, type Session } from "./session.js";

/** What an instance of the plugin for OpenID Connect is made of. */
export interface PluginSettings {
  readonly issuer: string;
  /** The first one signs. */
  readonly keys: readonly SigningKey[];
  /** Who asks about tokens with a token that has it is answered. Default: nobody; clients ask about tokens of or for themselves. */
  readonly introspectionScope?: string;
  /** Default: an hour. */
  readonly lifetimeSeconds?: number;
}

/** A private key, as a JWK. */
export type SigningKey = Readonly<Record<string, unknown>> & { readonly kid: string };

/** Makes one for RS256 or EdDSA. */
export function createSigningKey(kid: string, alg: "RS256" | "EdDSA" = "RS256"): SigningKey {
  const { privateKey } =
    alg === "RS256" ? generateKeyPairSync("rsa", { modulusLength: 2048 }) : generateKeyPairSync("ed25519");
  return { ...privateKey.export({ format: "jwk" }), kid, alg };
}

/** Adds an issuer to the server. */
export async function createPlugin(admin: Session, name: string, settings: PluginSettings): Promise<void> {
  await admin.call("POST", "/mod/plugin/", toPlugin(name, settings));
}

/** Changes one; its tokens stay. */
export async function changePlugin(admin: Session, name: string, settings: PluginSettings): Promise<void> {
  await admin.call("PUT", `/mod/plugin/${name}`, toPlugin(name, settings));
  await admin.call("PUT", `/mod/plugin/${name}/reset`);
}

/** The user ada, and clients for the API, for users and for tokens of their own. */
export async function createPeople(admin: Session, logoutUrl: string): Promise<void> {
  for (const name of [...API_SCOPES, INTROSPECT]) await admin.call("POST", "/scope/", { name, display_name: name });
  const scope = ["openid", "g_profile", ...API_SCOPES];
  await admin.call("POST", "/user/", { username: "ada", name: "Ada", password: PASSWORD, enabled: true, scope });
  const create = (clientId: string, more: object): Promise<void> =>
    admin.call("POST", "/client/", { ...CLIENT, client_id: clientId, name: clientId, ...more });
  await create("machine", { scope: API_SCOPES });
  await create("introspector", { scope: [INTROSPECT] });
  await create(AUDIENCE, { scope: API_SCOPES, token_endpoint_auth_method: ["client_secret_post"] });
  await create("app", {
    authorization_type: ["code", "token", "id_token", "refresh_token", "password", "device_authorization"],
    redirect_uri: [REDIRECT_URI],
    backchannel_logout_uri: logoutUrl,
    backchannel_logout_session_required: "true",
  });
}

function toPlugin(name: string, { issuer, keys, introspectionScope, lifetimeSeconds = 3600 }: PluginSettings): object {
  return {
    module: "oidc",
    name,
    display_name: name,
    parameters: {
      ...ALLOWED,
      iss: issuer,
      "jwt-type": keys[0]?.["kty"] === "OKP" ? "eddsa" : "rsa",
      "jwt-key-size": "256",
      "jwks-private": JSON.stringify({ keys }),
      "default-kid": keys[0]?.kid,
      "access-token-duration": lifetimeSeconds,
      "introspection-revocation-auth-scope": introspectionScope === undefined ? [] : [introspectionScope],
    },
  };
}

export const AUDIENCE = "https://api.example/v1";
export const API_SCOPES: readonly string[] = ["api:read", "api:admin"];
/** Whose token has it may ask about tokens of all clients. */
export const INTROSPECT = "introspect";
export const SECRET = "secret";
export const REDIRECT_URI = "https://app.example/callback";

const CLIENT = {
  client_secret: SECRET,
  confidential: true,
  enabled: true,
  token_endpoint_auth_method: ["client_secret_basic"],
  authorization_type: ["client_credentials"],
};

const ALLOWED = {
  "jwks-show": true,
  "refresh-token-duration": 86_400,
  "code-duration": 600,
  "refresh-token-rolling": true,
  "allow-non-oidc": true,
  "auth-type-code-enabled": true,
  "auth-type-token-enabled": true,
  "auth-type-id-token-enabled": true,
  "auth-type-implicit-enabled": true,
  "auth-type-password-enabled": true,
  "auth-type-client-enabled": true,
  "auth-type-device-enabled": true,
  "auth-type-refresh-enabled": true,
  "resource-allowed": true,
  "resource-scope": Object.fromEntries(API_SCOPES.map((scope) => [scope, [AUDIENCE, OTHER_AUDIENCE]])),
  "introspection-revocation-allowed": true,
  "introspection-revocation-allow-target-client": true,
  "register-client-allowed": true,
  "register-client-auth-scope": [],
  "register-client-management-allowed": true,
  "session-management-allowed": true,
  "session-cookie-name": "GLEWLWYD2_OIDC_SID",
  "session-cookie-expiration": 86_400,
  "back-channel-logout-allowed": true,
  "oauth-dpop-allowed": true,
  "oauth-dpop-iat-duration": 60,
  "oauth-fapi-allow-jarm": true,
  "oauth-fapi-add-s_hash": true,
};
