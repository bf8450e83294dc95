import type { OtherToken } from "../../support/server.js";
import type { Endpoints, User } from "./endpoints.js";

/** Every token of LemonLDAP::NG that is no access token. It sends no logout tokens. */
export async function issueOthers(endpoints: Endpoints, portal: string): Promise<readonly OtherToken[]> {
  const user = await endpoints.logIn();
  return [
    ...(await issueIdTokens(endpoints, user)),
    ...(await issueOpaque(user)),
    { what: "signed user info", token: await getUserInfo(user, portal), ...NO_ISSUER },
  ];
}

/** Their audience names the API as well. */
async function issueIdTokens(endpoints: Endpoints, user: User): Promise<readonly OtherToken[]> {
  const tokens = await user.getTokens("jwt");
  const refreshed = await endpoints.getToken("jwt", {
    grant_type: "refresh_token",
    refresh_token: tokens.refresh_token,
  });
  const byPassword = await endpoints.getToken("jwt", {
    grant_type: "password",
    ...{ username: "dwho", password: "dwho", scope: "openid api:read" },
  });
  const issued = [
    { what: "ID token (code flow)", token: tokens.id_token },
    { what: "ID token (refreshed)", token: refreshed.id_token },
    { what: "ID token (password grant)", token: byPassword.id_token },
    { what: "ID token (code flow, beside an opaque token)", token: (await user.getTokens("opaque")).id_token },
  ];
  for (const response_type of ["id_token", "id_token token", "code id_token", "code id_token token"]) {
    const answer = await user.authorize("jwt", { response_type });
    issued.push({ what: `ID token (${response_type})`, token: answer.get("id_token") ?? "" });
  }
  return [
    ...issued.map(({ what, token = "" }) => ({ what, token, ...ID_TOKEN })),
    {
      what: "ID token by the secret of the client",
      token: (await user.getTokens("jwt-hs256")).id_token ?? "",
      ...{ reason: "algorithm_not_allowed", kindUnknown: "its algorithm is refused before its claims are read" },
    },
    { what: "ID token without a signature", token: (await user.getTokens("unsigned")).id_token ?? "", ...UNSIGNED },
  ];
}

async function issueOpaque(user: User): Promise<readonly OtherToken[]> {
  const tokens = await user.getTokens("opaque", "openid offline_access api:read");
  const online = await user.getTokens("opaque");
  const code = (await user.authorize("opaque")).get("code") ?? "";
  const opaque = [
    { what: "refresh token", token: online.refresh_token ?? "" },
    { what: "refresh token (offline access)", token: tokens.refresh_token ?? "" },
    { what: "authorization code", token: code },
    { what: "session of the user", token: user.cookie },
  ];
  return opaque.flatMap(({ what, token }): OtherToken[] => [
    { what, token, reason: "token_inactive", format: "opaque" },
    { what: `${what}, nobody asked`, token, ...NO_JWT, format: "jwt" },
  ]);
}

async function getUserInfo(user: User, portal: string): Promise<string> {
  const { access_token } = await user.getTokens("jwt");
  const headers = { authorization: `Bearer ${access_token}` };
  return (await fetch(`${portal}/oauth2/userinfo`, { headers })).text();
}

const ID_TOKEN = { reason: "not_an_access_token", kind: "id_token" } as const;
const NO_ISSUER = { reason: "missing_claim", kindUnknown: "it names no issuer, which is looked for first" } as const;
const UNSIGNED = { reason: "malformed_token", kindUnknown: "nothing is read that is not signed" } as const;
const NO_JWT = { reason: "malformed_token" } as const;
