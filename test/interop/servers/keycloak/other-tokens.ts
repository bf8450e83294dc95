import type { OtherToken } from "../../support/server.js";
import type { AdminApi } from "./admin-api.js";
import type { Endpoints } from "./endpoints.js";
import { createMailbox, MAIL, type Mailbox } from "./mailbox.js";
import { ADA, AUDIENCE, changeClient, REALM, REDIRECT_URI } from "./realm.js";

/** What the server is asked with. */
export interface Access {
  readonly issuer: string;
  readonly api: AdminApi;
  readonly endpoints: Endpoints;
}

/** Every JWT that Keycloak makes beside access tokens, as far as it can be brought to make one here. */
export async function issueOthers(access: Access): Promise<readonly OtherToken[]> {
  const mailbox = await createMailbox();
  try {
    await announce(access.api, mailbox);
    return [
      ...(await issueOfLogIns(access)),
      ...(await issueOfSessions(access, mailbox)),
      ...(await issueOfExchange(access)),
      ...(await issueForItself(access, mailbox)),
    ];
  } finally {
    mailbox.close();
  }
}

/** Where the client `web` and mails are to be found. */
async function announce(api: AdminApi, { url, mailPort }: Mailbox): Promise<void> {
  await changeClient(api, "web", {
    adminUrl: url,
    attributes: { "backchannel.logout.url": `${url}/logout`, "user.info.response.signature.alg": "RS256" },
  });
  const smtpServer = { host: "127.0.0.1", port: String(mailPort), from: "realm@acme.example" };
  await api.put(`/realms/${REALM}`, { smtpServer });
}

async function issueOfLogIns({ endpoints }: Access): Promise<readonly OtherToken[]> {
  const { sent, cookies } = await endpoints.logIn("web");
  const code = sent.get("code") ?? "";
  const hybrid = await endpoints.logIn("web", { response_type: "code id_token" });
  const implicit = await endpoints.logIn("web", { response_type: "id_token" });
  const withToken = await endpoints.logIn("web", { response_type: "id_token token" });
  const answer = await endpoints.logIn("web", { response_mode: "jwt" });
  return [
    { what: "ID token (hybrid flow)", token: hybrid.sent.get("id_token") ?? "", ...ID_TOKEN },
    { what: "ID token (implicit flow)", token: implicit.sent.get("id_token") ?? "", ...ID_TOKEN },
    { what: "ID token (implicit flow, with access token)", token: withToken.sent.get("id_token") ?? "", ...ID_TOKEN },
    { what: "authorization code", token: code, reason: "token_inactive", format: "opaque" },
    { what: "authorization code, nobody asked", token: code, reason: "malformed_token", format: "jwt" },
    {
      what: "signed authorization response",
      token: answer.sent.get("response") ?? "",
      reason: "malformed_token",
      kindUnknown: "one member of its claims is there twice, so that they are not read",
    },
    { what: "cookie of the log-in", token: cookies.get("KEYCLOAK_IDENTITY") ?? "", ...BY_SECRET },
    { what: "cookie of the log-in page", token: cookies.get("KC_RESTART") ?? "", reason: "malformed_token" },
  ];
}

async function issueOfSessions({ endpoints, issuer }: Access, mailbox: Mailbox): Promise<readonly OtherToken[]> {
  const { sent } = await endpoints.logIn("web");
  const tokens = await endpoints.redeem("web", sent.get("code") ?? "");
  const refreshed = await endpoints.getToken("web", {
    grant_type: "refresh_token",
    refresh_token: tokens.refresh_token ?? "",
  });
  const offline = await endpoints.getUserToken("web", "openid offline_access");
  const userInfo = await fetch(`${issuer}/protocol/openid-connect/userinfo`, {
    headers: { authorization: `Bearer ${refreshed.access_token}` },
  });
  await endpoints.post("/logout", "web", { refresh_token: refreshed.refresh_token });
  return [
    { what: "ID token (code flow)", token: tokens.id_token ?? "", ...ID_TOKEN },
    { what: "ID token (refreshed)", token: refreshed.id_token ?? "", ...ID_TOKEN },
    { what: "refresh token", token: refreshed.refresh_token ?? "", ...BY_SECRET },
    { what: "refresh token (offline access)", token: offline.refresh_token ?? "", ...BY_SECRET },
    // It is never over.
    { what: "signed user info", token: await userInfo.text(), reason: "missing_claim", ...NOTHING_OF_ITS_OWN },
    {
      what: "logout token",
      token: await mailbox.firstToken("/logout"),
      reason: "unexpected_type",
      kind: "logout_token",
    },
  ];
}

/** The answer has an ID token in `access_token` (RFC 8693 §2.2.1). */
async function issueOfExchange({ endpoints }: Access): Promise<readonly OtherToken[]> {
  const { access_token } = await endpoints.getUserToken("web", "openid api:read");
  const exchanged = await endpoints.getToken(AUDIENCE, {
    ...toExchange(access_token),
    requested_token_type: "urn:ietf:params:oauth:token-type:id_token",
  });
  return [{ what: "ID token (of a token exchange)", token: exchanged.access_token, ...ID_TOKEN }];
}

/** The form of a token exchange. */
export function toExchange(token: string): Readonly<Record<string, string>> {
  return {
    grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
    subject_token: token,
    subject_token_type: "urn:ietf:params:oauth:token-type:access_token",
    scope: "openid api:read",
  };
}

/** Tokens that only Keycloak itself is to read, and what it tells a client that uses its adapters. */
async function issueForItself({ api, issuer, endpoints }: Access, mailbox: Mailbox): Promise<readonly OtherToken[]> {
  const initial = await api.ask<{ token: string }>(`/realms/${REALM}/clients-initial-access`, { count: 1 });
  const registered = await sendJson(`${issuer}/clients-registrations/openid-connect`, initial.token, {
    redirect_uris: [REDIRECT_URI],
  });
  const [user] = await api.get<{ id: string }[]>(`/realms/${REALM}/users?username=${ADA.username}`);
  await api.put(`/realms/${REALM}/users/${user?.id}/execute-actions-email`, ["UPDATE_PASSWORD"]);
  const webId = await changeClient(api, "web", {});
  await api.ask(`/realms/${REALM}/clients/${webId}/push-revocation`, undefined);
  const { access_token } = await endpoints.getToken(AUDIENCE);
  const resource = await sendJson(`${issuer}/authz/protection/resource_set`, access_token, {
    name: "shelf",
    resource_scopes: ["read"],
  });
  const { ticket } = await sendJson(`${issuer}/authz/protection/permission`, access_token, [
    { resource_id: resource["_id"], resource_scopes: ["read"] },
  ]);
  return [
    { what: "initial access token", token: initial.token, ...BY_SECRET },
    { what: "registration access token", token: String(registered["registration_access_token"]), ...BY_SECRET },
    { what: "token in the link of an e-mail", token: await mailbox.firstToken(MAIL), ...BY_SECRET },
    { what: "permission ticket", token: String(ticket), ...NO_ISSUER },
    { what: "message to a client", token: await mailbox.firstToken("/k_push_not_before"), ...NO_ISSUER },
  ];
}

async function sendJson(url: string, token: string, body: unknown): Promise<Readonly<Record<string, unknown>>> {
  const response = await fetch(url, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Readonly<Record<string, unknown>>;
}

const ID_TOKEN = { reason: "not_an_access_token", kind: "id_token" } as const;
/** By a key of the realm that nobody else has (HS512). */
const BY_SECRET = {
  reason: "algorithm_not_allowed",
  kindUnknown: "its algorithm is refused before its claims are read",
} as const;
const NO_ISSUER = { reason: "missing_claim", kindUnknown: "it names no issuer, which is looked for first" } as const;
const NOTHING_OF_ITS_OWN = { kindUnknown: "it has no typ, and no claim that only such a token has" } as const;
