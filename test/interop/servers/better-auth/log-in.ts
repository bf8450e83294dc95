import { randomUUID } from "node:crypto";
import { type ClientRequest, readParameter, requestToken, type TokenResponse } from "../../support/oauth.js";

/** A user with an account of the day. */
export interface Session {
  readonly subject: string;
  /** The JWT that the plugin of that name gives a page of the same site. */
  readonly sessionJwt: string;
  /** The value of the cookie, which is the session itself. */
  readonly sessionToken: string;
  /** Of the code flow. */
  getTokens(resource?: string): Promise<TokenResponse>;
  /** An authorization code that nobody has used. */
  requestCode(): Promise<string>;
  logOut(): Promise<void>;
}

/** Who the client is. */
export type Client = Pick<ClientRequest, "clientId" | "clientSecret">;

/** Ada signs up, which logs her in. The client is one that asks for no consent. */
export async function logIn(issuer: string, client: Client): Promise<Session> {
  const { origin } = new URL(issuer);
  const account = { name: "Ada", email: `${randomUUID()}@app.example`, password: "long enough a password" };
  const signedUp = await fetch(`${issuer}/sign-up/email`, {
    method: "POST",
    headers: { origin, "content-type": "application/json" },
    body: JSON.stringify(account),
  });
  const { user, token } = (await signedUp.json()) as { user: { id: string }; token: string };
  const cookie = signedUp.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
  const session = await fetch(`${issuer}/get-session`, { headers: { cookie } });
  const requestCode = async (): Promise<string> => readParameter(await reachCallback(issuer, client, cookie), "code");
  return {
    subject: user.id,
    sessionJwt: session.headers.get("set-auth-jwt") ?? "",
    sessionToken: token,
    requestCode,
    async getTokens(resource) {
      const form = {
        grant_type: "authorization_code",
        code: await requestCode(),
        redirect_uri: REDIRECT_URI,
        resource,
      };
      return requestToken(`${issuer}/oauth2/token`, { ...client, form });
    },
    async logOut() {
      const headers = { cookie, origin, "content-type": "application/json" };
      await fetch(`${issuer}/sign-out`, { method: "POST", headers, body: "{}" });
    },
  };
}

async function reachCallback(issuer: string, { clientId }: Client, cookie: string): Promise<string> {
  const query = new URLSearchParams({
    response_type: "code",
    client_id: clientId,
    redirect_uri: REDIRECT_URI,
    scope: "openid email offline_access api:read",
    nonce: "n-0S6_WzA2Mj",
    state: "xyz",
  });
  const response = await fetch(`${issuer}/oauth2/authorize?${query}`, { redirect: "manual", headers: { cookie } });
  const location = response.headers.get("location");
  if (location !== null) return location;
  const text = await response.text();
  const { url } = JSON.parse(text) as { url?: string };
  if (url === undefined) throw new Error(`no redirect from authorize: ${response.status} ${text}`);
  return url;
}

const REDIRECT_URI = "https://app.example/callback";
