import { post, requestToken, type TokenResponse } from "../../support/oauth.js";
import { ADA, REDIRECT_URI, SECRET } from "./realm.js";

/** The endpoints of one realm, as clients use them. */
export interface Endpoints {
  /** Client credentials, unless the form says otherwise. */
  getToken(
    clientId: string,
    form?: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<TokenResponse>;
  /** Ada gives her password to the client. */
  getUserToken(clientId: string, scope: string): Promise<TokenResponse>;
  /** Ada logs in at the server. */
  logIn(clientId: string, parameters?: Readonly<Record<string, string>>): Promise<LogIn>;
  redeem(clientId: string, code: string): Promise<TokenResponse>;
  post(path: string, clientId: string, form: Readonly<Record<string, string | undefined>>): Promise<Response>;
  readonly tokenEndpoint: string;
}

/** What a log-in leads to. */
export interface LogIn {
  /** What was sent to the client, in the query or in the fragment. */
  readonly sent: URLSearchParams;
  /** Cookies of the server that are JWTs or JWEs, by their names. */
  readonly cookies: ReadonlyMap<string, string>;
}

/** @param issuer - Of the realm. */
export function createEndpoints(issuer: string): Endpoints {
  const place = `${issuer}/protocol/openid-connect`;
  const tokenEndpoint = `${place}/token`;
  const getToken: Endpoints["getToken"] = (clientId, form = {}, headers = {}) =>
    requestToken(tokenEndpoint, {
      clientId,
      clientSecret: SECRET,
      form: { grant_type: "client_credentials", ...form },
      headers,
    });
  return {
    tokenEndpoint,
    getToken,
    getUserToken: (clientId, scope) => getToken(clientId, { grant_type: "password", ...ADA, scope }),
    redeem: (clientId, code) =>
      getToken(clientId, { grant_type: "authorization_code", code, redirect_uri: REDIRECT_URI }),
    post: (path, clientId, form) => post(`${place}${path}`, { clientId, clientSecret: SECRET, form }),
    logIn: (clientId, parameters = {}) =>
      logIn(`${place}/auth?${new URLSearchParams({ ...REQUEST, client_id: clientId, ...parameters })}`),
  };
}

/** The cookies are tokens too, so that they are read here and not kept by a browser. */
async function logIn(url: string): Promise<LogIn> {
  const page = await fetch(url, { redirect: "manual" });
  const form = /action="([^"]+)"/.exec(await page.text())?.[1]?.replaceAll("&amp;", "&");
  if (form === undefined) throw new Error(`no form to log in with at ${url}: ${page.headers.get("location") ?? ""}`);
  const cookies = readCookies(page);
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const answer = await fetch(form, {
    method: "POST",
    redirect: "manual",
    headers: { cookie },
    body: new URLSearchParams(ADA),
  });
  const location = answer.headers.get("location");
  if (location?.startsWith(REDIRECT_URI) !== true) throw new Error(`Ada cannot log in: ${await answer.text()}`);
  const { search, hash } = new URL(location);
  return {
    sent: new URLSearchParams(hash === "" ? search : hash.slice(1)),
    cookies: new Map([...cookies, ...[...readCookies(answer)].filter(([, value]) => value !== "")]),
  };
}

function readCookies(response: Response): Map<string, string> {
  return new Map(
    response.headers.getSetCookie().map((line) => {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      return [name, value];
    }),
  );
}

const REQUEST = {
  response_type: "code",
  redirect_uri: REDIRECT_URI,
  scope: "openid api:read",
  state: "af0ifjsldkj",
  nonce: "n-0S6_WzA2Mj",
};
