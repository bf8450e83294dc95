import { post, requestToken, type TokenResponse } from "../../support/oauth.js";
import { API_SCOPES, AUDIENCE, REDIRECT_URI, SECRET } from "./plugin.js";
import { logIn, type Session } from "./session.js";

/** The endpoints of one issuer. */
export interface Endpoints {
  /** Asks the token endpoint as a client. Members that are `undefined` are left out. */
  getToken(clientId: string, form: Form, headers?: Readonly<Record<string, string>>): Promise<TokenResponse>;
  /** Asks another endpoint as a client. */
  post(path: string, clientId: string, form: Form, headers?: Readonly<Record<string, string>>): Promise<Response>;
  /** Asks one as somebody who has a token. */
  get(path: string, token: string, headers?: Readonly<Record<string, string>>): Promise<Response>;
  /** A user who has consented to all. */
  logIn(): Promise<User>;
}

/** A user's way through the pages of the server. */
export interface User {
  readonly session: Session;
  /** What comes back to the client `app`: of the query or of the fragment. */
  authorize(parameters?: Readonly<Record<string, string>>): Promise<URLSearchParams>;
  /** The code flow. */
  getTokens(parameters?: Readonly<Record<string, string>>, resource?: string): Promise<TokenResponse>;
}

type Form = Readonly<Record<string, string | undefined>>;

/** @param plugin - The name of the plugin. */
export function createEndpoints(apiUrl: string, plugin: string): Endpoints {
  const root = `${apiUrl}/${plugin}`;
  const getToken: Endpoints["getToken"] = (clientId, form, headers = {}) =>
    requestToken(`${root}/token`, { clientId, clientSecret: SECRET, form, headers });
  return {
    getToken,
    post: (path, clientId, form, headers = {}) =>
      post(`${root}${path}`, { clientId, clientSecret: SECRET, form, headers }),
    get: (path, token, headers = {}) =>
      fetch(`${root}${path}`, { headers: { authorization: `Bearer ${token}`, ...headers } }),
    async logIn() {
      const session = await logIn(apiUrl, "ada");
      await session.call("PUT", "/auth/grant/app", { scope: ["openid", ...API_SCOPES].join(" ") });
      const authorize: User["authorize"] = async (parameters) => {
        const query = new URLSearchParams({ ...REQUEST, ...parameters });
        const { search, hash } = await session.follow(`/${plugin}/auth?${query}&g_continue`);
        return new URLSearchParams(hash === "" ? search : hash.slice(1));
      };
      return {
        session,
        authorize,
        async getTokens(parameters = {}, resource = AUDIENCE) {
          const code = (await authorize({ resource, ...parameters })).get("code") ?? "";
          const form = { grant_type: "authorization_code", code, redirect_uri: REDIRECT_URI, resource };
          return getToken("app", form);
        },
      };
    },
  };
}

const REQUEST = {
  client_id: "app",
  redirect_uri: REDIRECT_URI,
  response_type: "code",
  scope: "openid api:read",
  state: "xyz",
  nonce: "n-0S6_WzA2Mj",
};
