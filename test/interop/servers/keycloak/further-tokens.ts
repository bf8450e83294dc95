import type { IssuerOptions } from "@ostiary/core";
import { keycloak } from "@ostiary/core/presets";
import { createDpopProof } from "../../support/dpop.js";
import type { FurtherToken } from "../../support/server.js";
import { readClaim } from "../../support/unverified.js";
import { type Access, toExchange } from "./other-tokens.js";
import { AUDIENCE, REALM, SECRET } from "./realm.js";

/** Access tokens of other clients, grants and settings. */
export async function issueFurther(access: Access, origin: string): Promise<readonly FurtherToken[]> {
  const server = { url: origin, realm: REALM };
  return [
    ...(await issueOfClients(access, server)),
    ...(await issueLightweight(access, server)),
    ...(await issueTyped(access, server)),
    ...(await issueOfGrants(access)),
    ...(await issueRefused(access, server)),
  ];
}

interface Server {
  readonly url: string;
  readonly realm: string;
}

async function issueOfClients({ endpoints }: Access, server: Server): Promise<readonly FurtherToken[]> {
  const { access_token: machine } = await endpoints.getToken("web", { scope: "api:read" });
  const { access_token: user } = await endpoints.getUserToken("web", "openid api:read");
  const { access_token: nobody } = await endpoints.getUserToken("without-basic", "openid api:read");
  const { access_token: es256 } = await endpoints.getUserToken("es256", "openid api:read");
  const roles = keycloak({
    ...server,
    realmRolesAsScopes: { prefix: "realm:" },
    clientRolesAsScopes: { clients: ["account"] },
  });
  return [
    ...both("access token of a service account", machine, {
      subject: subjectOf(machine),
      clientId: "web",
      scopes: OF_MACHINE,
    }),
    {
      what: "access token of a user, roles count",
      format: "jwt",
      token: user,
      expected: {
        subject: subjectOf(user),
        clientId: "web",
        scopes: [...OF_USER, ...REALM_ROLES, ...ACCOUNT_ROLES],
      },
      issuerOptions: roles,
    },
    ...both("access token without the scope basic", nobody, {
      subject: undefined,
      clientId: "without-basic",
      scopes: OF_USER,
    }),
    { what: "access token by ES256", format: "jwt", token: es256, expected: { reason: "algorithm_not_allowed" } },
    {
      what: "access token by ES256, which is allowed",
      format: "jwt",
      token: es256,
      expected: { subject: subjectOf(es256), clientId: "es256", scopes: OF_USER },
      issuerOptions: { ...keycloak(server), algorithms: ["RS256", "ES256"] },
    },
  ];
}

/** What is left out of the token is in the answer about it, the subject aside. */
async function issueLightweight({ endpoints }: Access, server: Server): Promise<readonly FurtherToken[]> {
  const { access_token: user } = await endpoints.getUserToken("lightweight", "openid api:read");
  const { access_token: machine } = await endpoints.getToken("lightweight", { scope: "api:read" });
  const { access_token: typed } = await endpoints.getUserToken("typed-lightweight", "openid api:read");
  const clientId = "lightweight";
  return [
    ...both("lightweight access token of a user", user, { subject: undefined, clientId, scopes: OF_USER }),
    ...both("lightweight access token of a service account", machine, {
      subject: subjectOf(machine),
      clientId,
      scopes: OF_MACHINE,
    }),
    {
      what: "lightweight access token, typed",
      format: "jwt",
      token: typed,
      expected: { subject: undefined, clientId: "typed-lightweight", scopes: OF_USER },
      issuerOptions: keycloak({ ...server, profile: "rfc9068" }),
    },
  ];
}

async function issueTyped({ endpoints }: Access, server: Server): Promise<readonly FurtherToken[]> {
  const { access_token: typed } = await endpoints.getUserToken("typed", "openid api:read");
  const { access_token: plain } = await endpoints.getUserToken("web", "openid api:read");
  const { id_token = "" } = await endpoints.getUserToken("typed", "openid api:read");
  const rfc9068 = keycloak({ ...server, profile: "rfc9068" });
  const expected = { subject: subjectOf(typed), clientId: "typed", scopes: OF_USER };
  return [
    ...both("access token with typ at+jwt", typed, expected),
    {
      what: "access token with typ at+jwt, which is asked for",
      format: "jwt",
      token: typed,
      expected,
      issuerOptions: rfc9068,
    },
    {
      what: "access token without typ at+jwt, which is asked for",
      format: "jwt",
      token: plain,
      expected: { reason: "unexpected_type" },
      issuerOptions: rfc9068,
    },
    {
      what: "ID token where at+jwt is asked for",
      format: "jwt",
      token: id_token,
      expected: { reason: "not_an_access_token", kind: "id_token" },
      issuerOptions: rfc9068,
    },
  ];
}

async function issueOfGrants({ endpoints, api }: Access): Promise<readonly FurtherToken[]> {
  const { sent } = await endpoints.logIn("web");
  const { access_token: byCode } = await endpoints.redeem("web", sent.get("code") ?? "");
  const implicit = (await endpoints.logIn("web", { response_type: "id_token token" })).sent.get("access_token") ?? "";
  const { access_token: exchanged } = await endpoints.getToken(AUDIENCE, toExchange(byCode));
  const requesting = await getRequestingPartyToken({ endpoints, api }, byCode);
  const ofAda = { subject: subjectOf(byCode), scopes: OF_USER };
  return [
    ...both("access token of the code flow", byCode, { ...ofAda, clientId: "web" }),
    ...both("access token of the implicit flow", implicit, { ...ofAda, clientId: "web" }),
    ...both("access token of a token exchange", exchanged, { ...ofAda, clientId: AUDIENCE }),
    // Of the optional client scopes it has none.
    ...both("requesting party token", requesting, { reason: "scope_insufficient" }),
  ];
}

/** Ada is permitted whatever the API has to permit (User-Managed Access 2.0). */
async function getRequestingPartyToken(
  { endpoints, api }: Pick<Access, "endpoints" | "api">,
  token: string,
): Promise<string> {
  const [client] = await api.get<{ id: string }[]>(`/realms/${REALM}/clients?clientId=${AUDIENCE}`);
  const place = `/realms/${REALM}/clients/${client?.id}/authz/resource-server`;
  const resource = await api.ask<{ _id: string }>(`${place}/resource`, { name: "basket" });
  const policy = await api.post(`${place}/policy/user`, { name: "ada", users: [subjectOf(token)] });
  await api.post(`${place}/permission/resource`, { name: "all", resources: [resource._id], policies: [policy] });
  const answer = await fetch(endpoints.tokenEndpoint, {
    method: "POST",
    headers: { authorization: `Bearer ${token}` },
    body: new URLSearchParams({ grant_type: "urn:ietf:params:oauth:grant-type:uma-ticket", audience: AUDIENCE }),
  });
  if (!answer.ok) throw new Error(`no requesting party token: ${await answer.text()}`);
  return ((await answer.json()) as { access_token: string }).access_token;
}

async function issueRefused({ endpoints }: Access, server: Server): Promise<readonly FurtherToken[]> {
  const scope = "openid api:read";
  const dpop = await createDpopProof("POST", endpoints.tokenEndpoint);
  const bound = await endpoints.getToken("bound", { scope: "api:read" }, { dpop });
  const without = await endpoints.getUserToken("without-audience", scope);
  const ours = await endpoints.getUserToken("web", scope);
  const others = await endpoints.getUserToken("web-of-others", scope);
  const ended = await endpoints.getUserToken("web", scope);
  await endpoints.post("/logout", "web", { refresh_token: ended.refresh_token });
  const { introspection, ...asked } = keycloak({
    ...server,
    introspectAs: { clientId: "stranger", clientSecret: SECRET },
  });
  const stranger: IssuerOptions = introspection === undefined ? asked : { ...asked, introspection };
  return [
    ...both("access token bound by DPoP", bound.access_token, { reason: "binding_required" }),
    ...both("access token without an audience mapper", without.access_token, { reason: "audience_mismatch" }),
    {
      what: "access token of a session that has ended",
      format: "opaque",
      token: ended.access_token,
      expected: { reason: "token_inactive" },
    },
    {
      what: "access token of a session that has ended, nobody asked",
      format: "jwt",
      token: ended.access_token,
      expected: { subject: subjectOf(ended.access_token), clientId: "web", scopes: OF_USER },
    },
    {
      what: "access token, asked about by a client that is not in its audience",
      format: "opaque",
      token: ours.access_token,
      expected: { reason: "token_inactive" },
      issuerOptions: stranger,
    },
    {
      what: "access token for another API, asked about by a client that may ask about all",
      format: "opaque",
      token: others.access_token,
      expected: { reason: "audience_mismatch" },
    },
  ];
}

function both(what: string, token: string, expected: FurtherToken["expected"]): readonly FurtherToken[] {
  return [
    { what, format: "jwt", token, expected },
    { what: `${what}, asked about`, format: "opaque", token, expected },
  ];
}

/** What is in the token: the realm chose it. */
export function subjectOf(token: string): string | undefined {
  return readClaim(token, "sub");
}

/** Those of a realm where nothing was changed. */
const REALM_ROLES = [`realm:default-roles-${REALM}`, "realm:offline_access", "realm:uma_authorization"];
const ACCOUNT_ROLES = ["account:manage-account", "account:manage-account-links", "account:view-profile"];
/** With what is asked for by default. */
const OF_MACHINE = ["api:read", "profile", "email"];
const OF_USER = ["openid", ...OF_MACHINE];
