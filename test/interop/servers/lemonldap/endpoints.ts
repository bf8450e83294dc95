import { requestToken, type TokenResponse } from "../../support/oauth.js";
import { REDIRECT_URI, SECRET, USER } from "./configuration.js";

/** The endpoints of one portal. */
export interface Endpoints {
  /** Asks the token endpoint as a client. */
  getToken(clientId: string, form: Readonly<Record<string, string | undefined>>): Promise<TokenResponse>;
  /** A user who is logged in, with a session of the day. */
  logIn(): Promise<User>;
}

/** A user's way through the portal. */
export interface User {
  /** The session itself. */
  readonly cookie: string;
  /** What comes back to a client: of the query or of the fragment. */
  authorize(clientId: string, parameters?: Readonly<Record<string, string>>): Promise<URLSearchParams>;
  /** The code flow. */
  getTokens(clientId: string, scope?: string): Promise<TokenResponse>;
  logOut(): Promise<void>;
}

export function createEndpoints(portal: string): Endpoints {
  const getToken: Endpoints["getToken"] = (clientId, form) =>
    requestToken(`${portal}/oauth2/token`, { clientId, clientSecret: SECRET, form });
  return { getToken, logIn: () => logIn(portal, getToken) };
}

async function logIn(portal: string, getToken: Endpoints["getToken"]): Promise<User> {
  const cookie = await openSession(portal);
  const headers = { cookie: `lemonldap=${cookie}` };
  const authorize: User["authorize"] = async (clientId, parameters = {}) => {
    const query = new URLSearchParams({ ...REQUEST, client_id: clientId, ...parameters });
    const response = await fetch(`${portal}/oauth2/authorize?${query}`, { headers, redirect: "manual" });
    const location = response.headers.get("location");
    if (location === null) throw new Error(`no way back from ${query}: ${response.status}`);
    const { search, hash } = new URL(location);
    return new URLSearchParams(hash === "" ? search : hash.slice(1));
  };
  return {
    cookie,
    authorize,
    async getTokens(clientId, scope = REQUEST.scope) {
      const code = (await authorize(clientId, { scope })).get("code") ?? "";
      return getToken(clientId, { grant_type: "authorization_code", code, redirect_uri: REDIRECT_URI });
    },
    async logOut() {
      await (await fetch(`${portal}/?logout=1`, { headers })).arrayBuffer();
    },
  };
}

/** As applications do that want JSON. */
async function openSession(portal: string): Promise<string> {
  const response = await fetch(portal, {
    method: "POST",
    headers: { accept: "application/json" },
    body: new URLSearchParams({ user: USER, password: USER }),
  });
  const { id } = (await response.json()) as { id?: string };
  if (id === undefined) throw new Error("the portal lets nobody in");
  return id;
}

const REQUEST = {
  redirect_uri: REDIRECT_URI,
  response_type: "code",
  scope: "openid profile email api:read",
  state: "xyz",
  nonce: "n-0S6_WzA2Mj",
};
