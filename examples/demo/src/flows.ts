import { createHash, randomBytes } from "node:crypto";
import type { AuthorizationServer } from "./authorization-server.js";
import type { Client, Resource } from "./cast.js";

/** What the token endpoint gives (RFC 6749 §5.1, OpenID Connect Core §3.1.3.3). */
export interface TokenResponse {
  readonly access_token: string;
  readonly id_token?: string;
  readonly refresh_token?: string;
}

/** What a client asks for. */
export interface TokenRequest {
  readonly client: Client;
  readonly resource: Resource;
  readonly scope: string;
}

/** What a client asks the user to agree to; the access token is for the first resource. */
export interface LoginRequest {
  readonly client: Client;
  readonly resources: readonly [Resource, ...Resource[]];
  readonly scope: string;
}

/** The client credentials grant: an access token for a client that acts for itself (RFC 6749 §4.4). */
export async function requestClientToken(
  server: AuthorizationServer,
  request: Pick<TokenRequest, "client"> & Partial<TokenRequest>,
): Promise<string> {
  const { client, ...asked } = request;
  return (await requestTokens(server, client, { grant_type: "client_credentials", ...asked })).access_token;
}

/** The refresh token grant, for one of the resources that were agreed to (RFC 6749 §6, RFC 8707 §2.2). */
export async function refresh(
  server: AuthorizationServer,
  refreshToken: string,
  { client, ...asked }: TokenRequest,
): Promise<TokenResponse> {
  return requestTokens(server, client, { grant_type: "refresh_token", refresh_token: refreshToken, ...asked });
}

/**
 * The authorization code grant with PKCE, as a browser and the client behind it do it: the user logs in and agrees, and
 * the client exchanges the code for tokens (RFC 6749 §4.1, RFC 7636).
 */
export async function logIn(
  server: AuthorizationServer,
  { client, resources, scope }: LoginRequest,
): Promise<Required<TokenResponse>> {
  const verifier = randomBytes(32).toString("base64url");
  const state = randomBytes(16).toString("base64url");
  const redirectUri = `${client}/callback`;
  const authorization = new URL("/auth", server.issuer);
  authorization.search = new URLSearchParams([
    ["response_type", "code"],
    ["client_id", client],
    ["redirect_uri", redirectUri],
    ["scope", `openid offline_access ${scope}`],
    ...resources.map((resource) => ["resource", resource]),
    ["prompt", "consent"], // without it there is no refresh token (OpenID Connect Core §11)
    ["state", state],
    ["code_challenge", createHash("sha256").update(verifier).digest("base64url")],
    ["code_challenge_method", "S256"],
  ]).toString();
  const callback = await followRedirects(authorization, redirectUri);
  if (callback.get("state") !== state) throw new Error(`The authorization server answered ${callback}`);
  const { access_token, id_token, refresh_token } = await requestTokens(server, client, {
    grant_type: "authorization_code",
    code: callback.get("code") ?? "",
    redirect_uri: redirectUri,
    code_verifier: verifier,
    resource: resources[0],
  });
  if (id_token === undefined || refresh_token === undefined) throw new Error("The login gave less than three tokens");
  return { access_token, id_token, refresh_token };
}

/** The client says that its token is needed no more (RFC 7009 §2). */
export async function revoke(server: AuthorizationServer, client: Client, token: string): Promise<void> {
  await postForm(server, client, { path: "/token/revocation", parameters: { token } });
}

/** The browser: keeps cookies, and goes where it is sent, up to the client's door. */
async function followRedirects(start: URL, end: string): Promise<URLSearchParams> {
  const cookies = new Map<string, string>();
  let url = start;
  for (let hops = 0; hops < 10; hops += 1) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(url, { headers: { cookie }, redirect: "manual", signal: deadline() });
    const page = await response.text();
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    const location = response.headers.get("location");
    if (location === null) throw new Error(`${url} answered ${response.status}: ${page}`);
    url = new URL(location, url);
    if (url.href.startsWith(`${end}?`)) return url.searchParams;
  }
  throw new Error(`${start.origin} redirects without end`);
}

async function requestTokens(
  server: AuthorizationServer,
  client: Client,
  parameters: Record<string, string>,
): Promise<TokenResponse> {
  return (await (await postForm(server, client, { path: "/token", parameters })).json()) as TokenResponse;
}

/** An endpoint for clients, with `client_secret_basic` (RFC 6749 §2.3.1: form-encoded first). */
async function postForm(
  server: AuthorizationServer,
  client: Client,
  { path, parameters }: { readonly path: string; readonly parameters: Record<string, string> },
): Promise<Response> {
  const credentials = [client, server.secretOf(client)].map(encodeURIComponent).join(":");
  const response = await fetch(new URL(path, server.issuer), {
    method: "POST",
    headers: { authorization: `Basic ${Buffer.from(credentials).toString("base64")}` },
    body: new URLSearchParams(parameters),
    signal: deadline(),
  });
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return response;
}

const deadline = (): AbortSignal => AbortSignal.timeout(10_000);
