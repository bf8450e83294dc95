import type { Receiver } from "../../support/receiver.js";
import type { OtherToken } from "../../support/server.js";
import { readClaim } from "../../support/unverified.js";
import type { Endpoints, User } from "./endpoints.js";

/** Every token of Glewlwyd that is no access token. */
export async function issueOthers(endpoints: Endpoints, receiver: Receiver): Promise<readonly OtherToken[]> {
  const user = await endpoints.logIn();
  return [
    ...(await issueOfLogIn(user)),
    ...(await issueOfEndpoints(endpoints, user)),
    { what: "logout token", token: await getLogoutToken(user, receiver), ...refused("logout_token") },
  ];
}

async function issueOfLogIn(user: User): Promise<readonly OtherToken[]> {
  const tokens = await user.getTokens();
  const further = await Promise.all(
    ["id_token", "token id_token", "code id_token", "code token id_token"].map(async (response_type) => ({
      response_type,
      token: (await user.authorize({ response_type })).get("id_token") ?? "",
    })),
  );
  const answer = await user.authorize({ response_mode: "jwt" });
  return [
    { what: "ID token (code flow)", token: tokens.id_token ?? "", ...refused("id_token") },
    ...further.map(({ response_type, token }) => ({
      what: `ID token (${response_type})`,
      token,
      ...refused("id_token"),
    })),
    {
      what: "signed authorization response",
      token: answer.get("response") ?? "",
      ...refused("authorization_response"),
    },
    ...opaque("refresh token", tokens.refresh_token, INACTIVE),
    ...opaque("authorization code", (await user.authorize()).get("code"), INACTIVE),
  ];
}

async function issueOfEndpoints(endpoints: Endpoints, user: User): Promise<readonly OtherToken[]> {
  const { access_token: token } = await user.getTokens();
  const sign = async (accept: string): Promise<string> =>
    (await endpoints.post("/introspect", "app", { token }, { accept })).text();
  const userInfo = await endpoints.get("/userinfo", token, { accept: "application/jwt" });
  const device = await endpoints.post("/device_authorization", "app", { scope: "openid api:read" });
  const { device_code } = (await device.json()) as { device_code: string };
  const told = { reason: "unexpected_type", kind: "introspection_jwt" } as const;
  return [
    { what: "signed answer of introspection", token: await sign("application/token-introspection+jwt"), ...told },
    { what: "signed answer of introspection (application/jwt)", token: await sign("application/jwt"), ...told },
    { what: "signed user info", token: await userInfo.text(), reason: "unexpected_type", kind: "userinfo_jwt" },
    ...opaque("device code", device_code, INACTIVE),
  ];
}

/** Where it is a JWT by its form, and the header does not say `at+jwt`. */
function refused(kind: OtherToken["kind"]): Pick<OtherToken, "reason" | "kind"> {
  return { reason: "not_an_access_token", kind };
}

/** The server is asked about it, where somebody is to be asked. */
function opaque(
  what: string,
  token: string | null | undefined,
  expected: Pick<OtherToken, "reason" | "kind">,
): readonly OtherToken[] {
  if (token === null || token === undefined || token === "") throw new Error(`Glewlwyd gave no ${what}`);
  return [
    { what, token, ...expected, format: "opaque" },
    { what: `${what}, nobody asked`, token, reason: "malformed_token", format: "jwt" },
  ];
}

/** The page for it ends the session of the user at all clients. */
async function getLogoutToken(user: User, receiver: Receiver): Promise<string> {
  const { id_token = "" } = await user.getTokens();
  await user.session.call("DELETE", `/oidc/session/${readClaim(id_token, "sid") ?? ""}`);
  return receiver.firstToken("/logout");
}

const INACTIVE = { reason: "token_inactive" } as const;
