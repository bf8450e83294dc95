import { generateKeyPairSync, randomUUID } from "node:crypto";
import { exportJWK, SignJWT } from "jose";
import { createReceiver } from "../../support/receiver.js";
import type { OtherToken } from "../../support/server.js";
import { AUDIENCE, createWebClient } from "./clients.js";
import { accept, authorize, getTokens, type Tokens } from "./code-flow.js";
import type { Hydra } from "./process.js";
import { createBrowser, postForm, type Secret } from "./wire.js";

/** Every token of Hydra that is no access token. */
export async function issueOtherTokens(hydra: Hydra): Promise<readonly OtherToken[]> {
  const client = await createWebClient(hydra, "jwt");
  const asked = { scopes: SCOPES, audience: AUDIENCE };
  const tokens = await getTokens(hydra, client, asked);
  const implicit = await authorize(hydra, client, { ...asked, responseType: "id_token" });
  const hybrid = await authorize(hydra, client, { ...asked, responseType: "code id_token" });
  const refreshed = await refresh(hydra, client, await getTokens(hydra, client, asked));
  const idTokens = [
    ["ID token (code flow)", tokens.id_token],
    ["ID token (implicit flow)", implicit.get("id_token")],
    ["ID token (hybrid flow)", hybrid.get("id_token")],
    ["ID token (refreshed)", refreshed.id_token],
  ] as const;
  return [
    ...idTokens.flatMap(([what, token]) => refusedJwt(what, token, "id_token")),
    ...refusedJwt("verifiable credential", await getCredential(hydra, tokens), "verifiable_credential"),
    // Hydra puts no `exp` into these two, and nothing into the second by which its kind could be known.
    ...refusedJwt("logout token", await getLogoutToken(hydra), "logout_token"),
    ...refusedJwt("signed userinfo", await getUserinfo(hydra, tokens)),
    ...refusedOpaque("refresh token", tokens.refresh_token, "refresh_token"),
    ...refusedOpaque("authorization code", hybrid.get("code"), "authorization_code"),
  ];
}

/** Without a kind: for what it lacks. Where only opaque tokens are taken it is not looked into. */
function refusedJwt(what: string, token: Issued, kind?: OtherToken["kind"]): OtherToken[] {
  const told =
    kind === undefined
      ? { reason: "missing_claim" as const, kindUnknown: "it has no typ and no claim that only such a token has" }
      : { reason: "not_an_access_token" as const, kind };
  return [
    { what, token: toToken(what, token), ...told, format: "jwt" },
    { what, token: toToken(what, token), ...NOT_READ, format: "opaque" },
  ];
}

/** For its prefix. Where only JWTs are taken it is just no JWT. */
function refusedOpaque(what: string, token: Issued, kind: OtherToken["kind"]): OtherToken[] {
  return [
    { what, token: toToken(what, token), reason: "not_an_access_token", kind, format: "opaque" },
    { what, token: toToken(what, token), reason: "malformed_token", format: "jwt" },
  ];
}

type Issued = string | null | undefined;

function toToken(what: string, token: Issued): string {
  if (token === null || token === undefined || token === "") throw new Error(`Hydra gave no ${what}`);
  return token;
}

function refresh(hydra: Hydra, client: Secret, { refresh_token = "" }: Tokens): Promise<Tokens> {
  return postForm(`${hydra.issuer}/oauth2/token`, { grant_type: "refresh_token", refresh_token }, client);
}

/** A user logs in and out; the client is told of it with a logout token. */
async function getLogoutToken(hydra: Hydra): Promise<string> {
  const receiver = await createReceiver();
  try {
    const client = await createWebClient(hydra, "jwt", { logoutUrl: `${receiver.url}/logout` });
    const browser = createBrowser();
    const { id_token = "" } = await getTokens(hydra, client, { scopes: ["openid"] }, browser);
    const query = new URLSearchParams({ id_token_hint: id_token });
    const asked = await browser.follow(`${hydra.issuer}/oauth2/sessions/logout?${query}`);
    const url = asked.searchParams.has("logout_challenge")
      ? await accept(hydra, "logout", asked, undefined)
      : asked.href;
    await browser.follow(url);
    return await receiver.firstToken("/logout");
  } finally {
    receiver.close();
  }
}

async function getUserinfo(hydra: Hydra, { access_token }: Tokens): Promise<string> {
  const response = await fetch(`${hydra.issuer}/userinfo`, { headers: { authorization: `Bearer ${access_token}` } });
  return response.text();
}

/** The user shows that a key is theirs, and Hydra says so (a draft that it implements). */
async function getCredential(hydra: Hydra, { access_token }: Tokens): Promise<string> {
  const ask = async (proof: unknown): Promise<Record<string, unknown>> => {
    const response = await fetch(`${hydra.issuer}/credentials`, {
      method: "POST",
      headers: { authorization: `Bearer ${access_token}`, "content-type": "application/json" },
      body: JSON.stringify({ format: "jwt_vc_json", types: ["VerifiableCredential", "UserInfoCredential"], proof }),
    });
    return (await response.json()) as Record<string, unknown>;
  };
  const { c_nonce } = await ask(undefined);
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const jwk = { ...(await exportJWK(publicKey)), alg: "ES256", kid: randomUUID(), use: "sig" };
  const jwt = await new SignJWT({ nonce: c_nonce, iss: "wallet" })
    .setProtectedHeader({ alg: "ES256", typ: "openid4vci-proof+jwt", jwk })
    .setAudience(hydra.issuer)
    .setIssuedAt()
    .sign(privateKey);
  const answer = await ask({ proof_type: "jwt", jwt });
  const credential = answer["credential_draft_00"] ?? answer["credential"];
  if (typeof credential !== "string") throw new Error(`Hydra gave no credential: ${JSON.stringify(answer)}`);
  return credential;
}

const NOT_READ = { reason: "malformed_token", kindUnknown: "no JWT is read where all tokens are opaque" } as const;
const SCOPES = ["openid", "offline", "api:read", "userinfo_credential_draft_00"];
