import { type Format, OTHER_AUDIENCE } from "../../support/server.js";
import { REDIRECT_URI } from "./code-flow.js";
import type { Hydra } from "./process.js";
import { callJson, postForm, type Secret } from "./wire.js";

/** The API that the tests are. */
export const AUDIENCE = "https://api.acme.example";

/** The address of the keys that access tokens are signed with, at the admin port. They are private keys. */
export const ACCESS_TOKEN_KEYS = "/admin/keys/hydra.jwt.access-token";

/** A client that acts for itself. Its tokens are opaque or JWTs by its own setting, whatever the server's is. */
export function createMachine(hydra: Hydra, format: Format, lifetimeSeconds?: number): Promise<Secret> {
  return createClient(hydra, {
    ...COMMON,
    grant_types: ["client_credentials"],
    access_token_strategy: format,
    ...(lifetimeSeconds === undefined
      ? {}
      : { client_credentials_grant_access_token_lifespan: `${String(lifetimeSeconds)}s` }),
  });
}

/** A client that acts for users, by every flow, and takes whatever is signed. */
export function createWebClient(
  hydra: Hydra,
  format: Format,
  { logoutUrl }: { readonly logoutUrl?: string } = {},
): Promise<Secret> {
  return createClient(hydra, {
    ...COMMON,
    scope: `${COMMON.scope} openid offline userinfo_credential_draft_00`,
    grant_types: ["authorization_code", "refresh_token", "implicit"],
    response_types: ["code", "id_token", "code id_token"],
    redirect_uris: [REDIRECT_URI],
    access_token_strategy: format,
    userinfo_signed_response_alg: "RS256",
    ...(logoutUrl === undefined
      ? {}
      : { backchannel_logout_uri: logoutUrl, backchannel_logout_session_required: true }),
  });
}

/** A token for the client itself. */
export async function getMachineToken(
  hydra: Hydra,
  client: Secret,
  { scopes, audience }: { readonly scopes: readonly string[]; readonly audience?: string },
): Promise<string> {
  const form = {
    grant_type: "client_credentials",
    scope: scopes.join(" "),
    ...(audience === undefined ? {} : { audience }),
  };
  return (await postForm<{ readonly access_token: string }>(`${hydra.issuer}/oauth2/token`, form, client)).access_token;
}

async function createClient(hydra: Hydra, settings: unknown): Promise<Secret> {
  interface Client {
    readonly client_id: string;
    readonly client_secret: string;
  }
  const client = await callJson<Client>("POST", `${hydra.adminUrl}/admin/clients`, settings);
  return { clientId: client.client_id, clientSecret: client.client_secret };
}

const COMMON = { scope: "api:read api:admin", audience: [AUDIENCE, OTHER_AUDIENCE] };
