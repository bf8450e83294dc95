import { randomUUID } from "node:crypto";
import type { Hydra } from "./process.js";
import { type Browser, callJson, createBrowser, postForm, type Secret } from "./wire.js";

/** What a user is asked for, and what the applications of the operator add. */
export interface Authorization {
  readonly scopes: readonly string[];
  /** Default: none. */
  readonly audience?: string;
  /** Default: `code`. */
  readonly responseType?: string;
  /** What the consent application puts into the tokens. */
  readonly session?: {
    readonly access_token?: Readonly<Record<string, unknown>>;
    readonly id_token?: Readonly<Record<string, unknown>>;
  };
}

/** What comes back from the token endpoint. */
export interface Tokens {
  readonly access_token: string;
  readonly id_token?: string;
  readonly refresh_token?: string;
}

/** Who logs in. */
export const USER = "a-user";

/** What the client is sent: of a code flow the code, else tokens. */
export async function authorize(
  hydra: Hydra,
  client: Secret,
  { scopes, audience, responseType = "code", session = {} }: Authorization,
  browser: Browser = createBrowser(),
): Promise<URLSearchParams> {
  const query = new URLSearchParams({
    client_id: client.clientId,
    response_type: responseType,
    redirect_uri: REDIRECT_URI,
    scope: scopes.join(" "),
    state: randomUUID(),
    nonce: randomUUID(),
    ...(audience === undefined ? {} : { audience }),
  });
  const login = await browser.follow(`${hydra.issuer}/oauth2/auth?${query}`);
  const loggedIn = await accept(hydra, "login", login, { subject: USER, remember: true, acr: "1", amr: ["pwd"] });
  const consent = await browser.follow(loggedIn);
  const consented = await accept(hydra, "consent", consent, {
    grant_scope: scopes,
    grant_access_token_audience: audience === undefined ? [] : [audience],
    session,
  });
  const { hash, searchParams } = await browser.follow(consented);
  return hash === "" ? searchParams : new URLSearchParams(hash.slice(1));
}

/** A whole code flow. */
export async function getTokens(
  hydra: Hydra,
  client: Secret,
  authorization: Authorization,
  browser?: Browser,
): Promise<Tokens> {
  const code = (await authorize(hydra, client, authorization, browser)).get("code") ?? "";
  const form = { grant_type: "authorization_code", code, redirect_uri: REDIRECT_URI };
  return postForm(`${hydra.issuer}/oauth2/token`, form, client);
}

/** Says yes for one of the operator's applications, which `asked` is the address of, and gives the address to go on to. */
export async function accept(hydra: Hydra, what: string, asked: URL, answer: unknown): Promise<string> {
  const challenge = asked.searchParams.get(`${what}_challenge`);
  if (challenge === null) throw new Error(`no ${what}_challenge: ${asked.href}`);
  const query = new URLSearchParams({ [`${what}_challenge`]: challenge });
  const url = `${hydra.adminUrl}/admin/oauth2/auth/requests/${what}/accept?${query}`;
  return (await callJson<{ readonly redirect_to: string }>("PUT", url, answer)).redirect_to;
}

/** Nobody listens there: the browser of the tests does not go. */
export const REDIRECT_URI = "http://127.0.0.1/callback";
