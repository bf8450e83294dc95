import { OTHER_AUDIENCE } from "../../support/server.js";
import type { AdminApi } from "./admin-api.js";

/** Makes a realm with the clients, client scopes and the user of the tests. */
export async function createRealm(api: AdminApi, realm: string): Promise<void> {
  const path = `/realms/${realm}`;
  await api.post("/realms", { realm, enabled: true });
  for (const { isScope = false, ...scope } of SCOPES) {
    const attributes = { "include.in.token.scope": String(isScope) };
    await api.post(`${path}/client-scopes`, { ...scope, protocol: "openid-connect", attributes });
  }
  for (const client of CLIENTS) await api.post(`${path}/clients`, { ...COMMON, ...client });
  await api.post(`${path}/users`, USER);
}

/** Changes one client and nothing else of it. */
export async function changeClient(
  api: AdminApi,
  clientId: string,
  { attributes, ...more }: { readonly attributes?: Attributes; readonly [member: string]: unknown },
): Promise<string> {
  const [client] = await api.get<ClientRepresentation[]>(`/realms/${REALM}/clients?clientId=${clientId}`);
  if (client === undefined) throw new Error(`no client ${clientId}`);
  const changed = { ...client, ...more, attributes: { ...client.attributes, ...attributes } };
  await api.put(`/realms/${REALM}/clients/${client.id}`, changed);
  return client.id;
}

interface ClientRepresentation {
  readonly id: string;
  readonly attributes: Attributes;
}

type Attributes = Readonly<Record<string, string>>;

/** The realm that tokens are taken of. */
export const REALM = "acme";
/** Its clients have the same names and secrets. */
export const OTHER_REALM = "neighbour";
/** The API: a client of its own, which asks about tokens. */
export const AUDIENCE = "orders";
/** Of all clients. */
export const SECRET = "made up for one run";
/** The one user of each realm. */
export const ADA = { username: "ada", password: "made up for ada" };
/** Where browsers come back to; nobody listens there. */
export const REDIRECT_URI = "http://127.0.0.1/callback";

const COMMON = {
  secret: SECRET,
  publicClient: false,
  serviceAccountsEnabled: true,
  standardFlowEnabled: true,
  implicitFlowEnabled: true,
  directAccessGrantsEnabled: true,
  redirectUris: [REDIRECT_URI],
  optionalClientScopes: ["api:read", "api:admin", "offline_access"],
};

/** What a new client has by default, and the audience of the API. */
const BUILT_IN = ["basic", "acr", "profile", "email", "roles", "web-origins", "service_account"];
const forOrders = { defaultClientScopes: [...BUILT_IN, "orders-audience"] };

const CLIENTS = [
  {
    clientId: AUDIENCE,
    ...forOrders,
    authorizationServicesEnabled: true,
    // Without the first it is told of no token for others, so that all are inactive to it.
    attributes: {
      "allow.token.introspection.without.audience.check": "true",
      "standard.token.exchange.enabled": "true",
    },
  },
  { clientId: "stranger", ...forOrders },
  { clientId: "web", ...forOrders },
  { clientId: "short-lived", ...forOrders },
  { clientId: "web-of-others", defaultClientScopes: [...BUILT_IN, "other-audience"] },
  { clientId: "without-audience", defaultClientScopes: BUILT_IN },
  { clientId: "without-basic", defaultClientScopes: forOrders.defaultClientScopes.filter((name) => name !== "basic") },
  { clientId: "lightweight", ...forOrders, attributes: { "client.use.lightweight.access.token.enabled": "true" } },
  { clientId: "typed", ...forOrders, attributes: { "access.token.header.type.rfc9068": "true" } },
  {
    clientId: "typed-lightweight",
    ...forOrders,
    attributes: {
      "access.token.header.type.rfc9068": "true",
      "client.use.lightweight.access.token.enabled": "true",
    },
  },
  { clientId: "bound", ...forOrders, attributes: { "dpop.bound.access.tokens": "true" } },
  { clientId: "es256", ...forOrders, attributes: { "access.token.signed.response.alg": "ES256" } },
];

const SCOPES = [
  { name: "api:read", isScope: true },
  { name: "api:admin", isScope: true },
  { name: "orders-audience", protocolMappers: [toAudienceMapper({ "included.client.audience": AUDIENCE })] },
  { name: "other-audience", protocolMappers: [toAudienceMapper({ "included.custom.audience": OTHER_AUDIENCE })] },
];

function toAudienceMapper(audience: Attributes): unknown {
  return {
    name: "audience",
    protocol: "openid-connect",
    protocolMapper: "oidc-audience-mapper",
    config: {
      ...audience,
      "access.token.claim": "true",
      "lightweight.claim": "true",
      "introspection.token.claim": "true",
    },
  };
}

const USER = {
  username: ADA.username,
  enabled: true,
  email: "ada@acme.example",
  emailVerified: true,
  firstName: "Ada",
  lastName: "Lovelace",
  credentials: [{ type: "password", value: ADA.password, temporary: false }],
};
