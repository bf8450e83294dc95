import { type Browser, createBrowser } from "../../support/browser.js";
import { readParameter, requestToken, type TokenResponse } from "../../support/oauth.js";
import { REDIRECT_URI, SECRET } from "./clients.mjs";

/** A user who is logged in to one client. */
export interface Session {
  /** Of the code flow, for the API. */
  readonly tokens: TokenResponse;
  /** An access token for no resource. */
  readonly forUserInfo: string;
  refresh(): Promise<TokenResponse>;
  requestUserInfo(): Promise<string>;
  /** `response_mode=jwt`. */
  requestJwtResponse(): Promise<string>;
  /** An authorization code that nobody has used. */
  requestCode(): Promise<string>;
  logOut(): Promise<void>;
}

/** Ada logs in and consents. */
export async function logIn(issuer: string, clientId: string): Promise<Session> {
  const browser = createBrowser();
  const endpoint = `${issuer}/token`;
  const client = { clientId, clientSecret: SECRET };
  const redeem = (code: string, resource?: string): Promise<TokenResponse> => {
    const form = { grant_type: "authorization_code", code, redirect_uri: REDIRECT_URI, resource };
    return requestToken(endpoint, { ...client, form });
  };
  const authorize = (more: Readonly<Record<string, string>> = {}): Promise<string> =>
    reachCallback(browser, issuer, { client_id: clientId, nonce: "n-0S6_WzA2Mj", ...SCOPES, ...more });
  const tokens = await redeem(readParameter(await authorize(API), "code"), API.resource);
  const { access_token: forUserInfo } = await redeem(readParameter(await authorize({ scope: "openid" }), "code"));
  return {
    tokens,
    forUserInfo,
    refresh: () =>
      requestToken(endpoint, {
        ...client,
        form: { grant_type: "refresh_token", refresh_token: tokens.refresh_token, resource: API.resource },
      }),
    async requestUserInfo() {
      const response = await fetch(`${issuer}/me`, { headers: { authorization: `Bearer ${forUserInfo}` } });
      return response.text();
    },
    requestJwtResponse: async () => readParameter(await authorize({ ...API, response_mode: "jwt" }), "response"),
    requestCode: async () => readParameter(await authorize(API), "code"),
    async logOut() {
      const { body } = await browser.go(`${issuer}/session/end?id_token_hint=${tokens.id_token ?? ""}`);
      const xsrf = /name="xsrf" value="([^"]+)"/.exec(body)?.[1];
      if (xsrf === undefined) throw new Error(`no form to log out with: ${body}`);
      await browser.go(`${issuer}/session/end/confirm`, { form: { xsrf, logout: "yes" } });
    },
  };
}

async function reachCallback(
  browser: Browser,
  issuer: string,
  parameters: Readonly<Record<string, string>>,
): Promise<string> {
  const query = new URLSearchParams({ response_type: "code", redirect_uri: REDIRECT_URI, ...parameters });
  let page = await browser.go(`${issuer}/auth?${query}`, { stopAt: REDIRECT_URI });
  for (let forms = 0; page.body !== "" && forms < 3; forms += 1) {
    const prompt = /name="prompt" value="([^"]+)"/.exec(page.body)?.[1];
    if (prompt === undefined) throw new Error(`no form at ${page.url}: ${page.body}`);
    const form = { prompt, login: "ada", password: "any" };
    page = await browser.go(page.url, { form, stopAt: REDIRECT_URI });
  }
  return page.url;
}

const SCOPES = { scope: "openid offline_access api:read", prompt: "consent" };
const API = { resource: "https://api.example/v1" };
