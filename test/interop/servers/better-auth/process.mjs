// Better Auth with its plugin for OAuth, four times: under its usual path, under another one, and under two without the plugin
// for JWTs.
// What it keeps is in one file, so that it is there again after the process was killed.
//
// Arguments: the port, the folder for the data.
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { deserialize, serialize } from "node:v8";
import { oauthProvider } from "@better-auth/oauth-provider";
import { betterAuth } from "better-auth";
import { memoryAdapter } from "better-auth/adapters/memory";
import { toNodeHandler } from "better-auth/node";
import { jwt } from "better-auth/plugins";

const [port = "", folder = ""] = process.argv.slice(2);
const origin = `http://127.0.0.1:${port}`;
const file = join(folder, "store");
const kept = existsSync(file) ? deserialize(readFileSync(file)) : undefined;

/** What a back channel was sent; it must be https, and nothing leaves this machine. */
const logoutTokens = [];
globalThis.fetch = async (...sent) => {
  logoutTokens.push((await new Request(...sent).formData()).get("logout_token"));
  return new Response();
};

const BACK_CHANNEL = {
  backchannel_logout_uri: "https://app.example/logout",
  backchannel_logout_session_required: true,
};
const RESOURCES = ["https://api.example/v1", "https://other-api.example"];
const tables = kept?.tables ?? {};
const auths = Object.fromEntries(
  ["/api/auth", "/api/other", "/api/plain", "/api/plain-other"].map((path) => [path, create(path)]),
);
const clients = kept?.clients ?? (await createClients());

createServer((request, response) => {
  const path = request.url ?? "";
  response.on("finish", keep);
  if (path === "/ready") return void response.end("ready");
  if (path === "/control/clients") return void response.end(JSON.stringify(clients));
  if (path === "/control/rotate") return void response.end(rotate());
  if (path === "/control/logout-tokens") return void response.end(JSON.stringify(logoutTokens));
  const auth = auths[Object.keys(auths).find((prefix) => path.startsWith(`${prefix}/`)) ?? ""];
  if (auth === undefined) return void response.writeHead(404).end();
  return void toNodeHandler(auth)(request, response);
}).listen(Number(port), "127.0.0.1");

function create(basePath) {
  tables[basePath] ??= {};
  const models = ["user", "session", "account", "verification", "jwks", "oauthClient", "oauthResource"];
  const more = ["oauthClientResource", "oauthRefreshToken", "oauthAccessToken", "oauthConsent", "oauthClientAssertion"];
  for (const model of [...models, ...more]) tables[basePath][model] ??= [];
  const disableJwtPlugin = basePath.startsWith("/api/plain");
  return betterAuth({
    baseURL: origin,
    basePath,
    secret: "a secret of the loopback alone, and long enough",
    database: memoryAdapter(tables[basePath]),
    emailAndPassword: { enabled: true },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    plugins: [
      ...(disableJwtPlugin ? [] : [jwt({ jwks: { rotationInterval: 30 * 86_400 } })]),
      oauthProvider({
        loginPage: "/login",
        consentPage: "/consent",
        disableJwtPlugin,
        scopes: ["openid", "profile", "email", "offline_access", "api:read", "api:admin", "api:short"],
        scopeExpirations: { "api:short": "10s" },
        resources: RESOURCES,
        enforcePerClientResources: false,
        clientPrivileges: () => true,
      }),
    ],
  });
}

/** For each server: one that gets tokens for itself, one that users log in to, and the resource server. */
async function createClients() {
  const all = {};
  for (const [path, auth] of Object.entries(auths)) {
    const body = { name: "Root", email: "root@app.example", password: "long enough a password" };
    const { headers: signedUp } = await auth.api.signUpEmail({ body, returnHeaders: true });
    const headers = new Headers({
      cookie: signedUp
        .getSetCookie()
        .map((line) => line.split(";")[0])
        .join("; "),
    });
    const make = async (client) => {
      const made = await auth.api.adminCreateOAuthClient({ headers, body: client });
      return { clientId: made.client_id, clientSecret: made.client_secret };
    };
    const machine = {
      grant_types: ["client_credentials"],
      client_credentials_scopes: ["api:read", "api:admin", "api:short"],
      token_endpoint_auth_method: "client_secret_basic",
    };
    all[path] = {
      machine: await make(machine),
      api: await make(machine),
      app: await make({
        redirect_uris: ["https://app.example/callback"],
        grant_types: ["authorization_code", "refresh_token"],
        token_endpoint_auth_method: "client_secret_basic",
        skip_consent: true,
        require_pkce: false,
        enable_end_session: true,
        ...(path.startsWith("/api/plain") ? {} : BACK_CHANNEL),
      }),
    };
    // It may ask about tokens for these; there is no way over the API that needs no browser.
    for (const resourceId of RESOURCES) {
      const link = { id: resourceId, clientId: all[path].api.clientId, resourceId, createdAt: new Date() };
      tables[path].oauthClientResource.push(link);
    }
  }
  return all;
}

/** The time of the present key is over; a new one is made when something is to be signed. */
function rotate() {
  for (const key of tables["/api/auth"].jwks) key.expiresAt = new Date(Date.now() - 1000);
  return "";
}

/** Whole or not at all, since the process may be killed meanwhile. */
function keep() {
  writeFileSync(`${file}.new`, serialize({ tables, clients }));
  renameSync(`${file}.new`, file);
}
