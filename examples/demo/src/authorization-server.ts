import "./provider-notices.js";
import { randomUUID } from "node:crypto";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { exportJWK, generateKeyPair, type JWK } from "jose";
import { type ClientMetadata, type Configuration, errors, Provider } from "oidc-provider";
import { type Client, CLIENTS, RESOURCES, SCOPES, USER } from "./cast.js";
import { listen } from "./loopback.js";

/** `oidc-provider` on loopback, with the switches the demo needs. */
export interface AuthorizationServer {
  readonly issuer: string;
  /** The secret of each client, made when the server starts. */
  secretOf(client: Client): string;
  /** From now on it signs with a new key. The old ones stay in its JWK Set, as tokens signed with them are about. */
  rotateKey(): Promise<void>;
  /** From now on nobody can ask about tokens. All else goes on. */
  stopIntrospection(): void;
  startIntrospection(): void;
  stop(): Promise<void>;
}

/**
 * Starts an authorization server with one ES256 key.
 *
 * The port is known only once something listens on it, and the issuer's name holds the port: so the listener comes
 * first, and the provider is put behind it. Rotating the key puts another provider behind the same listener.
 */
export async function startAuthorizationServer(): Promise<AuthorizationServer> {
  const secrets = new Map<Client, string>(Object.values(CLIENTS).map((client) => [client, randomUUID()]));
  let keys: readonly JWK[] = [];
  let isIntrospectionUp = true;
  let answer: RequestListener = (_, response) => response.writeHead(503).end();
  const server = await listen((request, response) => {
    if (!isIntrospectionUp && request.url === INTROSPECTION_PATH) response.writeHead(503).end();
    else answer(request, response);
  });

  const rotateKey = async (): Promise<void> => {
    keys = [await createSigningKey(`key-${keys.length + 1}`), ...keys]; // the first one that fits signs
    answer = createListener(new Provider(server.origin, configure(keys, secrets)));
  };
  await rotateKey();

  return {
    issuer: server.origin,
    secretOf: (client) => secrets.get(client) ?? "",
    rotateKey,
    stopIntrospection: () => {
      isIntrospectionUp = false;
    },
    startIntrospection: () => {
      isIntrospectionUp = true;
    },
    stop: () => server.stop(),
  };
}

async function createSigningKey(kid: string): Promise<JWK> {
  const { privateKey } = await generateKeyPair("ES256", { extractable: true });
  return { ...(await exportJWK(privateKey)), kid, alg: "ES256", use: "sig" };
}

function configure(keys: readonly JWK[], secrets: ReadonlyMap<Client, string>): Configuration {
  return {
    jwks: { keys },
    clients: [...secrets].map(([client, secret]) => describeClient(client, secret)),
    scopes: ["openid", "offline_access"],
    findAccount: (_, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
    interactions: { url: (_, interaction) => `${INTERACTION_PATH}${interaction.uid}` },
    cookies: { keys: [randomUUID()] },
    ttl: { Grant: 600, IdToken: 600, Interaction: 60, RefreshToken: 600, Session: 600 },
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      // RFC 7662. The API is told about every token, whomever it is for: so it must look at the audience itself.
      introspection: { enabled: true, allowedPolicy: (_, client) => client.clientId === CLIENTS.api },
      revocation: { enabled: true }, // RFC 7009; a client may revoke its own tokens
      resourceIndicators: {
        enabled: true,
        // RFC 8707: a token is for the resource that was asked for, and it is a JWT (RFC 9068) if this says so.
        getResourceServerInfo: (_, resource, client) => {
          if (!Object.values<string>(RESOURCES).includes(resource)) throw new errors.InvalidTarget();
          const accessTokenTTL = client.clientId === CLIENTS.hasty ? 1 : 600;
          const resourceServer = { scope: SCOPES.join(" "), audience: resource, accessTokenTTL };
          if (client.clientId === CLIENTS.mobile) return { ...resourceServer, accessTokenFormat: "opaque" };
          return { ...resourceServer, accessTokenFormat: "jwt", jwt: { sign: { alg: "ES256" } } };
        },
      },
    },
  };
}

function describeClient(client: Client, secret: string): ClientMetadata {
  const grantTypes = GRANT_TYPES[client];
  const isForUsers = grantTypes.includes("authorization_code");
  return {
    client_id: client,
    client_secret: secret,
    id_token_signed_response_alg: "ES256",
    grant_types: [...grantTypes],
    redirect_uris: isForUsers ? [`${client}/callback`] : [],
    response_types: isForUsers ? ["code"] : [],
  };
}

/** The provider, and the pages between login and consent, which here ask nobody. */
function createListener(provider: Provider): RequestListener {
  const answer = provider.callback();
  provider.on("server_error", (_, cause) => console.error(cause));
  return (request, response) => {
    if (request.url?.startsWith(INTERACTION_PATH) !== true) return void answer(request, response);
    interact(provider, request, response).catch((cause: unknown) => {
      console.error(cause);
      response.writeHead(500).end();
    });
  };
}

/** Logs the one user in, and lets the user agree to all that the client asks for. */
async function interact(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { prompt, params, session } = await provider.interactionDetails(request, response);
  if (prompt.name === "login") {
    return provider.interactionFinished(request, response, { login: { accountId: USER } });
  }
  const asked = String(params["scope"]).split(" ");
  const scopes = asked.filter((scope) => SCOPES.some((known) => known === scope)).join(" ");
  const grant = new provider.Grant({ accountId: session?.accountId, clientId: String(params["client_id"]) });
  grant.addOIDCScope("openid offline_access");
  for (const resource of [params["resource"]].flat()) grant.addResourceScope(String(resource), scopes);
  const grantId = await grant.save();
  return provider.interactionFinished(request, response, { consent: { grantId } });
}

const INTERACTION_PATH = "/interaction/";
const INTROSPECTION_PATH = "/token/introspection";

const GRANT_TYPES: Readonly<Record<Client, readonly string[]>> = {
  [CLIENTS.web]: ["authorization_code", "refresh_token"],
  [CLIENTS.mobile]: ["authorization_code", "refresh_token", "client_credentials"],
  [CLIENTS.batch]: ["client_credentials"],
  [CLIENTS.hasty]: ["client_credentials"],
  [CLIENTS.api]: [],
};
