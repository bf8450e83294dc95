import { rmSync } from "node:fs";
import { join } from "node:path";
import type { IssuerOptions } from "@ostiary/core";
import { logto, oidcProvider } from "@ostiary/core/presets";
import { type Child, startChild } from "../../support/child.js";
import { createDpopProof } from "../../support/dpop.js";
import { startOnFreePorts } from "../../support/free-ports.js";
import { getNpmServer } from "../../support/npm.js";
import { post, requestToken, type TokenResponse } from "../../support/oauth.js";
import { createDataFolder, readPackageVersion } from "../../support/places.js";
import type {
  Format,
  FurtherToken,
  InteropServer,
  IssuedToken,
  OtherToken,
  RunningServer,
  TokenRequest,
} from "../../support/server.js";
import { SECRET } from "./clients.mjs";
import { logIn } from "./log-in.js";

/** oidc-provider, in a process of its own; with ES384 it is the engine of Logto. */
export const server: InteropServer = {
  name: "oidc-provider",
  title: "oidc-provider",
  isRequiredInCi: true,
  get: () => getNpmServer("oidc-provider"),
  start,
};

async function start(): Promise<RunningServer> {
  const folder = createDataFolder(server.name);
  const { origin, child } = await startOnFreePorts(1, ([port = 0]) => startAt(port, folder));
  const issuer = `${origin}/oidc`;
  return {
    version: readPackageVersion("oidc-provider"),
    audience: AUDIENCE,
    formats: ["jwt", "opaque"],
    issuerOptions: (format) => toIssuerOptions(issuer, format),
    issue: (request) => issue(issuer, request),
    otherTokens: () => issueOthers(origin),
    furtherAccessTokens: () => issueFurther(origin),
    async foreign(format) {
      const other = `${origin}/other`;
      const { token, ...issued } = await issue(other, { format, scopes: ["api:read"] });
      const reason = format === "jwt" ? "unknown_issuer" : "token_inactive";
      return { what: "token of another issuer", token, reason, issued, issuerOptions: toIssuerOptions(other, format) };
    },
    async revoke({ token, clientId = "" }) {
      await post(`${issuer}/token/revocation`, { clientId, clientSecret: SECRET, form: { token } });
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

function toIssuerOptions(issuer: string, format: Format): IssuerOptions {
  return oidcProvider({ issuer, ...(format === "opaque" ? { introspectAs: API } : {}) });
}

/** Client credentials; what is said of opaque tokens has no subject then. */
async function issue(issuer: string, request: TokenRequest): Promise<IssuedToken> {
  const { format, scopes, audience = AUDIENCE, lifetimeSeconds } = request;
  const clientId = `machine-${format}${lifetimeSeconds === undefined ? "" : "-short"}`;
  const answer = await getToken(issuer, clientId, { scopes, audience });
  return { token: answer.access_token, clientId, scopes, subject: format === "jwt" ? clientId : undefined };
}

function getToken(
  issuer: string,
  clientId: string,
  { scopes, audience, dpop }: { scopes?: readonly string[]; audience?: string; dpop?: string },
): Promise<TokenResponse> {
  return requestToken(`${issuer}/token`, {
    clientId,
    clientSecret: SECRET,
    form: { grant_type: "client_credentials", scope: scopes?.join(" "), resource: audience },
    ...(dpop === undefined ? {} : { headers: { dpop } }),
  });
}

async function issueOthers(origin: string): Promise<readonly OtherToken[]> {
  const issuer = `${origin}/oidc`;
  const session = await logIn(issuer, "app-opaque");
  const { tokens } = session;
  const refreshed = await session.refresh();
  const signedAnswer = await post(`${issuer}/token/introspection`, {
    clientId: "api-signed",
    clientSecret: SECRET,
    form: { token: tokens.access_token },
    headers: { accept: "application/token-introspection+jwt" },
  });
  const userInfo = await session.requestUserInfo();
  const authorizationResponse = await session.requestJwtResponse();
  const code = await session.requestCode();
  const ended = await logIn(issuer, "app-opaque");
  await ended.logOut();
  const [logoutToken = ""] = (await (await fetch(`${origin}/control/logout-tokens`)).json()) as string[];
  return [
    { what: "ID token (code flow)", token: tokens.id_token ?? "", ...ID_TOKEN },
    { what: "ID token (refreshed)", token: refreshed.id_token ?? "", ...ID_TOKEN },
    { what: "refresh token", token: refreshed.refresh_token ?? "", reason: "not_an_access_token", format: "opaque" },
    {
      what: "refresh token, nobody asked",
      token: refreshed.refresh_token ?? "",
      reason: "malformed_token",
      format: "jwt",
    },
    { what: "authorization code", token: code, reason: "token_inactive", format: "opaque" },
    { what: "logout token", token: logoutToken, reason: "unexpected_type", kind: "logout_token" },
    {
      what: "signed answer of introspection",
      token: await signedAnswer.text(),
      reason: "unexpected_type",
      kind: "introspection_jwt",
    },
    { what: "signed user info", token: userInfo, reason: "unexpected_type", kindUnknown: NOTHING_OF_ITS_OWN },
    {
      what: "signed authorization response",
      token: authorizationResponse,
      reason: "not_an_access_token",
      kind: "authorization_response",
    },
    {
      what: "access token of a user who has logged out",
      token: ended.forUserInfo,
      reason: "token_inactive",
      format: "opaque",
    },
    // For no resource, so for no API: for the user info endpoint alone.
    {
      what: "access token without a resource",
      token: session.forUserInfo,
      reason: "audience_mismatch",
      format: "opaque",
    },
  ];
}

async function issueFurther(origin: string): Promise<readonly FurtherToken[]> {
  const issuer = `${origin}/oidc`;
  const scopes = ["api:read"];
  const logtoOptions = logto({ endpoint: origin });
  const signed = oidcProvider({ issuer, introspectAs: { clientId: "api-signed", clientSecret: SECRET } });
  const byLogto = await getToken(issuer, "machine-es384", { scopes, audience: AUDIENCE });
  const opaque = await getToken(issuer, "machine-opaque", { scopes, audience: AUDIENCE });
  const user = await Promise.all(["app-jwt", "app-opaque", "app-es384"].map((client) => logIn(issuer, client)));
  const [jwt, asked, es384] = user as [(typeof user)[0], (typeof user)[0], (typeof user)[0]];
  const bound = await Promise.all(
    FORMATS.map(async (format) => {
      const dpop = await createDpopProof("POST", `${issuer}/token`);
      return { format, token: await getToken(issuer, `machine-${format}`, { scopes, audience: AUDIENCE, dpop }) };
    }),
  );
  const ofUser = { subject: "ada", scopes };
  return [
    ...bound.map(({ format, token }) => ({
      what: `access token bound by DPoP, ${format}`,
      format,
      token: token.access_token,
      expected: { reason: "binding_required" } as const,
    })),
    {
      what: "access token of a user, jwt",
      format: "jwt",
      token: jwt.tokens.access_token,
      expected: { ...ofUser, clientId: "app-jwt" },
    },
    {
      what: "access token of a user, opaque",
      format: "opaque",
      token: asked.tokens.access_token,
      expected: { ...ofUser, clientId: "app-opaque" },
    },
    {
      what: "access token, opaque, signed answer",
      format: "opaque",
      token: opaque.access_token,
      expected: { subject: undefined, clientId: "machine-opaque", scopes },
      issuerOptions: { ...signed, introspection: { ...signed.introspection, signedResponse: true } },
    },
    {
      what: "access token as Logto signs it",
      format: "jwt",
      token: byLogto.access_token,
      expected: { subject: "machine-es384", clientId: "machine-es384", scopes },
      issuerOptions: logtoOptions,
    },
    {
      what: "access token of a user as Logto signs it",
      format: "jwt",
      token: es384.tokens.access_token,
      expected: { ...ofUser, clientId: "app-es384" },
      issuerOptions: logtoOptions,
    },
    {
      what: "ID token as Logto signs it",
      format: "jwt",
      token: es384.tokens.id_token ?? "",
      expected: ID_TOKEN,
      issuerOptions: logtoOptions,
    },
  ];
}

const AUDIENCE = "https://api.example/v1";
const API = { clientId: "api", clientSecret: SECRET };
const FORMATS: readonly Format[] = ["jwt", "opaque"];
const NOTHING_OF_ITS_OWN = "it has no typ, and no claim that only such a token has";
const ID_TOKEN = { reason: "not_an_access_token", kind: "id_token" } as const;
