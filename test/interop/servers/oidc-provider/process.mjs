// oidc-provider under two paths: `/oidc`, where Logto mounts it, and `/other`, another issuer in the same process. What it keeps
// is in one file, so that it is there again after the process was killed.
//
// Arguments: the port, the folder for the data.
import { createHash, generateKeyPairSync, randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { join } from "node:path";
import { Provider } from "oidc-provider";
import { clients } from "./clients.mjs";
import { createStore, readJson, writeJson } from "./store.mjs";

const [port = "", folder = ""] = process.argv.slice(2);
const origin = `http://127.0.0.1:${port}`;

/** What a back channel was sent. */
const logoutTokens = [];

const store = createStore(folder);
const keysFile = join(folder, "keys.json");
const keys = readJson(keysFile) ?? writeJson(keysFile, { "/oidc": createKeys(), "/other": createKeys() });
const mounted = { "/oidc": mount("/oidc"), "/other": mount("/other") };

createServer((request, response) => {
  const path = request.url ?? "";
  if (path === "/ready") return void response.end("ready");
  if (path === "/control/rotate") return rotate(response);
  if (path === "/control/logout-tokens") return void response.end(JSON.stringify(logoutTokens));
  const place = Object.keys(mounted).find((prefix) => path.startsWith(`${prefix}/`));
  if (place === undefined) return void response.writeHead(404).end();
  request.originalUrl = path;
  request.url = path.slice(place.length);
  mounted[place](request, response);
}).listen(Number(port), "127.0.0.1");

/** New keys come first and sign from now on; those of before stay in the set. */
function rotate(response) {
  keys["/oidc"] = [...createKeys(), ...keys["/oidc"]];
  writeJson(keysFile, keys);
  mounted["/oidc"] = mount("/oidc");
  response.end();
}

function mount(path) {
  const provider = new Provider(`${origin}${path}`, {
    clients,
    jwks: { keys: keys[path] },
    cookies: { keys: ["only on the loopback"] },
    adapter: store.toAdapter(path),
    enabledJWA: {
      idTokenSigningAlgValues: ["RS256", "ES384"],
      introspectionSigningAlgValues: ["RS256"],
      userinfoSigningAlgValues: ["RS256"],
      authorizationSigningAlgValues: ["RS256"],
    },
    features: {
      backchannelLogout: { enabled: true },
      clientCredentials: { enabled: true },
      dPoP: { enabled: true },
      introspection: { enabled: true, allowedPolicy: () => true },
      jwtIntrospection: { enabled: true },
      jwtResponseModes: { enabled: true },
      jwtUserinfo: { enabled: true },
      revocation: { enabled: true },
      rpInitiatedLogout: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => undefined,
        useGrantedResource: () => true,
        getResourceServerInfo: (_context, _resource, { clientId }) => toResourceServer(clientId),
      },
    },
    fetch: async (url, { dispatcher: _refusesTheLoopback, ...options }) => {
      const body = new URLSearchParams(options.body);
      if (body.has("logout_token")) logoutTokens.push(body.get("logout_token"));
      return new Response(null, { status: url.href.startsWith(origin) ? 200 : 404 });
    },
    issueRefreshToken: async (_context, client) => client.grantTypeAllowed("refresh_token"),
    pkce: { required: () => false },
    ttl: { ClientCredentials: (_context, _token, client) => toLifetime(client.clientId) },
  });
  provider.on("server_error", (_context, cause) => console.error(cause));
  return provider.callback();
}

/** How tokens are is said by the name of the client. */
function toResourceServer(clientId) {
  const format = clientId.includes("opaque") ? "opaque" : "jwt";
  return {
    scope: "api:read api:admin",
    accessTokenTTL: toLifetime(clientId),
    accessTokenFormat: format,
    ...(format === "jwt" ? { jwt: { sign: { alg: clientId.includes("es384") ? "ES384" : "RS256" } } } : {}),
  };
}

function toLifetime(clientId) {
  return clientId.includes("short") ? 10 : 600;
}

function createKeys() {
  const pairs = [
    generateKeyPairSync("rsa", { modulusLength: 2048 }),
    generateKeyPairSync("ec", { namedCurve: "P-384" }),
  ];
  return pairs.map(({ privateKey }) => {
    const kid = createHash("sha256").update(randomBytes(16)).digest("base64url");
    return { ...privateKey.export({ format: "jwk" }), kid, use: "sig" };
  });
}
