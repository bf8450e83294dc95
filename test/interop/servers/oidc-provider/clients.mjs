// The clients of the servers, on both sides.

export const SECRET = "a secret of the loopback alone, and long enough";
export const REDIRECT_URI = "https://app.example/callback";

/** Get tokens for themselves; their names say of what kind. */
const machines = ["machine-jwt", "machine-jwt-short", "machine-opaque", "machine-opaque-short", "machine-es384"].map(
  (name) => ({
    client_id: name,
    client_secret: SECRET,
    grant_types: ["client_credentials"],
    response_types: [],
    redirect_uris: [],
  }),
);

/** Users log in to them. */
const apps = ["app-jwt", "app-opaque", "app-es384"].map((name) => ({
  client_id: name,
  client_secret: SECRET,
  grant_types: ["authorization_code", "refresh_token"],
  response_types: ["code"],
  redirect_uris: [REDIRECT_URI],
  backchannel_logout_uri: "https://app.example/logout",
  backchannel_logout_session_required: true,
  ...(name === "app-es384" ? { id_token_signed_response_alg: "ES384" } : {}),
  ...(name === "app-opaque" ? { userinfo_signed_response_alg: "RS256" } : {}),
}));

/** The resource server, which asks about tokens, in plain answers and in signed ones. */
const apis = [{ client_id: "api" }, { client_id: "api-signed", introspection_signed_response_alg: "RS256" }].map(
  (api) => ({ ...api, client_secret: SECRET, grant_types: [], response_types: [], redirect_uris: [] }),
);

export const clients = [...machines, ...apps, ...apis];
