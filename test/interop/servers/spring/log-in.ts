import { createBrowser } from "../../support/browser.js";
import { readParameter, requestToken, type TokenResponse } from "../../support/oauth.js";
import { ADA, REDIRECT_URI, secretOf } from "./clients.js";

/** A user who is logged in to one client. */
export interface Session {
  readonly tokens: TokenResponse;
  refresh(): Promise<TokenResponse>;
  /** An authorization code that nobody has used. */
  readonly unusedCode: string;
}

/** Ada logs in with the code flow. Without `nonce` the ID token has none. */
export async function logIn(
  issuer: string,
  clientId: string,
  nonce: Readonly<{ nonce?: string }> = { nonce: "n-0S6_WzA2Mj" },
): Promise<Session> {
  const browser = createBrowser();
  const client = { clientId, clientSecret: secretOf(clientId) };
  const query = { response_type: "code", redirect_uri: REDIRECT_URI, client_id: clientId, state: "af0ifjsldkj" };
  const request = `${issuer}/oauth2/authorize?${new URLSearchParams({ ...query, scope: "openid api:read", ...nonce })}`;
  const authorize = async (): Promise<string> => {
    let page = await browser.go(request, { stopAt: REDIRECT_URI });
    if (page.body !== "") {
      const csrf = /name="_csrf"[^>]*value="([^"]+)"/.exec(page.body)?.[1];
      if (csrf === undefined) throw new Error(`no form to log in with at ${page.url}: ${page.status} ${page.body}`);
      page = await browser.go(page.url, { form: { ...ADA, _csrf: csrf }, stopAt: REDIRECT_URI });
    }
    if (page.body !== "" || page.status !== 0)
      throw new Error(`Ada cannot log in: ${page.url}: ${page.status} ${page.body}`);
    return readParameter(page.url, "code");
  };
  const endpoint = `${issuer}/oauth2/token`;
  const form = { grant_type: "authorization_code", code: await authorize(), redirect_uri: REDIRECT_URI };
  const tokens = await requestToken(endpoint, { ...client, form });
  return {
    tokens,
    refresh: () =>
      requestToken(endpoint, {
        ...client,
        form: { grant_type: "refresh_token", refresh_token: tokens.refresh_token },
      }),
    unusedCode: await authorize(),
  };
}
