import { rmSync } from "node:fs";
import { join } from "node:path";
import type { IssuerOptions } from "@ostiary/core";
import { dangerouslyAcceptMissingAudience } from "@ostiary/core/danger";
import { betterAuth } from "@ostiary/core/presets";
import { type Child, startChild } from "../../support/child.js";
import { createDpopProof } from "../../support/dpop.js";
import { startOnFreePorts } from "../../support/free-ports.js";
import { getNpmServer } from "../../support/npm.js";
import { post, requestToken, type TokenResponse } from "../../support/oauth.js";
import { createDataFolder, readPackageVersion } from "../../support/places.js";
import type {
  FurtherToken,
  InteropServer,
  IssuedToken,
  OtherToken,
  RunningServer,
  TokenRequest,
} from "../../support/server.js";
import { type Client, logIn } from "./log-in.js";

/** Better Auth with its plugin for OAuth, in a process of its own. */
export const server: InteropServer = {
  name: "better-auth",
  title: "Better Auth",
  isRequiredInCi: true,
  get: () => getNpmServer("better-auth"),
  start,
};

async function start(): Promise<RunningServer> {
  const folder = createDataFolder(server.name);
  const { origin, child } = await startOnFreePorts(1, ([port = 0]) => startAt(port, folder));
  const clients = (await (await fetch(`${origin}/control/clients`)).json()) as Clients;
  const place: Place = { origin, clients };
  return {
    version: readPackageVersion("better-auth"),
    audience: AUDIENCE,
    formats: ["jwt", "opaque"],
    issuerOptions: (format) => toIssuerOptions(place, format === "jwt" ? JWT : PLAIN),
    issue: (request) => issue(place, request),
    otherTokens: () => issueOthers(place),
    furtherAccessTokens: () => issueFurther(place),
    async foreign(format) {
      const path = format === "jwt" ? OTHER : PLAIN_OTHER;
      const { access_token: token } = await getToken(place, path, { scope: "api:read", resource: AUDIENCE });
      const { clientId } = clients[path].machine;
      const issued = { clientId, scopes: ["api:read"], subject: format === "jwt" ? clientId : undefined };
      const reason = format === "jwt" ? "unknown_issuer" : "token_inactive";
      return { what: "token of another issuer", token, reason, issued, issuerOptions: toIssuerOptions(place, path) };
    },
    async revoke({ token }) {
      await post(`${origin}${PLAIN}/oauth2/revoke`, { ...clients[PLAIN].machine, form: { token } });
    },
    async rotateKeys() {
      await fetch(`${origin}/control/rotate`);
      return { keepsOld: true };
    },
    expiredOpaque: "token_inactive",
    notApplicable: {},
    kill: () => child.kill(),
    restart: () => child.restart(),
    async stop() {
      await child.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

async function startAt(port: number, folder: string): Promise<{ readonly origin: string; readonly child: Child }> {
  const origin = `http://127.0.0.1:${port}`;
  const child = await startChild({
    command: process.execPath,
    args: [join(import.meta.dirname, "process.mjs"), String(port), folder],
    readyUrl: `${origin}/ready`,
  });
  return { origin, child };
}

/** Without the plugin for JWTs all tokens are opaque, and can be for an API. */
function toIssuerOptions({ origin, clients }: Place, path: Path): IssuerOptions {
  const server = { baseUrl: origin, basePath: path };
  return path === JWT || path === OTHER
    ? betterAuth(server)
    : betterAuth({ ...server, disableJwtPlugin: true, introspectAs: clients[path].api });
}

interface Place {
  readonly origin: string;
  readonly clients: Clients;
}

/** Of each server: for itself, for users, and the resource server. */
type Clients = Readonly<Record<Path, Readonly<Record<"machine" | "app" | "api", Client>>>>;
type Path = typeof JWT | typeof OTHER | typeof PLAIN | typeof PLAIN_OTHER;

async function issue(place: Place, request: TokenRequest): Promise<IssuedToken> {
  const { format, scopes, audience = AUDIENCE, lifetimeSeconds } = request;
  const path = format === "jwt" ? JWT : PLAIN;
  const granted = lifetimeSeconds === undefined ? scopes : [...scopes, "api:short"];
  const { access_token: token } = await getToken(place, path, { scope: granted.join(" "), resource: audience });
  const { clientId } = place.clients[path].machine;
  return { token, clientId, scopes: granted, subject: format === "jwt" ? clientId : undefined };
}

function getToken(
  { origin, clients }: Place,
  path: Path,
  { dpop, ...form }: { scope: string; resource?: string | undefined; dpop?: string },
): Promise<TokenResponse> {
  return requestToken(`${origin}${path}/oauth2/token`, {
    ...clients[path].machine,
    form: { grant_type: "client_credentials", ...form },
    ...(dpop === undefined ? {} : { headers: { dpop } }),
  });
}

async function issueOthers({ origin, clients }: Place): Promise<readonly OtherToken[]> {
  const session = await logIn(`${origin}${JWT}`, clients[JWT].app);
  const tokens = await session.getTokens(AUDIENCE);
  const plain = await logIn(`${origin}${PLAIN}`, clients[PLAIN].app);
  const plainTokens = await plain.getTokens(AUDIENCE);
  const withoutResource = await plain.getTokens();
  const code = await plain.requestCode();
  await session.logOut();
  const [logoutToken = ""] = (await (await fetch(`${origin}/control/logout-tokens`)).json()) as string[];
  const opaque = { reason: "token_inactive", format: "opaque" } as const;
  return [
    { what: "ID token", token: tokens.id_token ?? "", ...NO_TYPE, format: "jwt" },
    { what: "ID token, HS256", token: plainTokens.id_token ?? "", ...NOT_READ, format: "opaque" },
    {
      what: "JWT of the session",
      token: session.sessionJwt,
      ...{ reason: "unknown_issuer", kindUnknown: "its issuer is refused before more is read" },
      format: "jwt",
    },
    { what: "logout token", token: logoutToken, reason: "unexpected_type", kind: "logout_token", format: "jwt" },
    {
      what: "refresh token, nobody asked",
      token: tokens.refresh_token ?? "",
      reason: "malformed_token",
      format: "jwt",
    },
    // To another client than the one that owns it.
    { what: "refresh token", token: plainTokens.refresh_token ?? "", ...opaque },
    { what: "authorization code", token: code, ...opaque },
    { what: "token of the session", token: plain.sessionToken, ...opaque },
    { what: "access token without a resource, at another client", token: withoutResource.access_token, ...opaque },
  ];
}

async function issueFurther(place: Place): Promise<readonly FurtherToken[]> {
  const { origin, clients } = place;
  const scopes = ["api:read"];
  const { machine, app } = clients[JWT];
  const session = await logIn(`${origin}${JWT}`, app);
  const tokens = await session.getTokens(AUDIENCE);
  const plain = await logIn(`${origin}${PLAIN}`, clients[PLAIN].app);
  const plainTokens = await plain.getTokens(AUDIENCE);
  const granted = { scopes: ["openid", "email", "offline_access", "api:read"] };
  const forNobody = await getToken(place, JWT, { scope: "api:read" });
  const dpop = await createDpopProof("POST", `${origin}${JWT}/oauth2/token`);
  const bound = await getToken(place, JWT, { scope: "api:read", resource: AUDIENCE, dpop });
  const options = { baseUrl: origin, introspectAs: machine, clientIds: [machine.clientId] };
  const atApp = betterAuth({
    ...{ baseUrl: origin, introspectAs: app, clientIds: [app.clientId] },
    [dangerouslyAcceptMissingAudience]: true,
  });
  return [
    {
      what: "access token of a user, jwt",
      format: "jwt",
      token: tokens.access_token,
      expected: { subject: session.subject, clientId: app.clientId, ...granted },
    },
    {
      what: "access token of a user, opaque",
      format: "opaque",
      token: plainTokens.access_token,
      expected: { subject: plain.subject, clientId: clients[PLAIN].app.clientId, ...granted },
    },
    {
      what: "access token bound by DPoP",
      format: "jwt",
      token: bound.access_token,
      expected: { reason: "binding_required" },
    },
    {
      what: "access token without a resource, at its client",
      format: "opaque",
      token: forNobody.access_token,
      expected: { subject: undefined, clientId: machine.clientId, scopes },
      issuerOptions: betterAuth({ ...options, [dangerouslyAcceptMissingAudience]: true }),
    },
    {
      what: "access token without a resource, at its client, audience wanted",
      format: "opaque",
      token: forNobody.access_token,
      expected: { reason: "audience_mismatch" },
      issuerOptions: betterAuth(options),
    },
    {
      what: "refresh token, at its client",
      format: "opaque",
      token: tokens.refresh_token ?? "",
      expected: { reason: "token_inactive" },
      issuerOptions: atApp,
    },
    {
      what: "refresh token, at its client, without a hint",
      format: "opaque",
      token: tokens.refresh_token ?? "",
      expected: { reason: "missing_claim" },
      issuerOptions: { ...atApp, introspection: { ...atApp.introspection, tokenTypeHint: false } },
    },
  ];
}

const AUDIENCE = "https://api.example/v1";
const [JWT, OTHER] = ["/api/auth", "/api/other"] as const;
const [PLAIN, PLAIN_OTHER] = ["/api/plain", "/api/plain-other"] as const;
const NOT_READ = { reason: "malformed_token", kindUnknown: "no JWT is read where all tokens are opaque" } as const;
const NO_TYPE = { reason: "not_an_access_token", kind: "id_token" } as const;
