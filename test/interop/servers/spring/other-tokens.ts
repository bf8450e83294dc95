import type { OtherToken } from "../../support/server.js";
import { logIn } from "./log-in.js";

/** All that is no access token. What is opaque looks as access tokens do. */
export async function issueOthers(issuer: string): Promise<readonly OtherToken[]> {
  const session = await logIn(issuer, "web");
  const { tokens, unusedCode } = session;
  const refreshed = await session.refresh();
  const plain = await logIn(issuer, "web", {});
  const plainRefreshed = await plain.refresh();
  return [
    { what: "ID token (code flow)", token: tokens.id_token ?? "", ...NOT_ACCESS, kind: "id_token" },
    { what: "ID token (refreshed)", token: refreshed.id_token ?? "", ...WITHOUT_NONCE },
    { what: "ID token (code flow, without nonce)", token: plain.tokens.id_token ?? "", ...WITHOUT_NONCE },
    { what: "ID token (refreshed, without nonce)", token: plainRefreshed.id_token ?? "", ...WITHOUT_NONCE },
    ...opaque("refresh token", refreshed.refresh_token ?? "", "not_an_access_token"),
    ...opaque("authorization code", unusedCode, "not_an_access_token"),
  ];
}

function opaque(what: string, token: string, reason: OtherToken["reason"]): readonly OtherToken[] {
  return [
    { what, token, reason, format: "opaque" },
    { what: `${what}, nobody asked`, token, reason: "malformed_token", format: "jwt" },
  ];
}

const NOT_ACCESS = { reason: "not_an_access_token" } as const;
const WITHOUT_NONCE = { ...NOT_ACCESS, kindUnknown: "without nonce nothing says that it is an ID token" } as const;
