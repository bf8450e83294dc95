import { springAuthorizationServer } from "@ostiary/core/presets";
import { createDpopProof } from "../../support/dpop.js";
import { requestToken, type TokenResponse } from "../../support/oauth.js";
import type { Format, FurtherToken } from "../../support/server.js";
import { secretOf, TYPED_AUDIENCE } from "./clients.js";
import { logIn } from "./log-in.js";

/** Access tokens of users, of other grants, and of a customizer. */
export async function issueFurther(issuer: string): Promise<readonly FurtherToken[]> {
  const made = await Promise.all(CLIENTS.map(([format, clientId]) => issueOfFormat(issuer, format, clientId)));
  return [...made.flat(), ...(await issueTyped(issuer))];
}

async function issueOfFormat(issuer: string, format: Format, clientId: string): Promise<readonly FurtherToken[]> {
  const endpoint = `${issuer}/oauth2/token`;
  const { tokens } = await logIn(issuer, clientId);
  const nothing = await getToken(issuer, clientId, {});
  const bound = await getToken(
    issuer,
    clientId,
    { scope: "api:read" },
    { dpop: await createDpopProof("POST", endpoint) },
  );
  const exchanged = await getToken(issuer, clientId, {
    grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
    subject_token: tokens.access_token,
    subject_token_type: "urn:ietf:params:oauth:token-type:access_token",
    scope: "api:read",
  });
  return [
    {
      what: `access token of a user, ${format}`,
      format,
      token: tokens.access_token,
      expected: { subject: "ada", clientId, scopes: ["openid", "api:read"] },
    },
    {
      what: `access token without scopes, ${format}`,
      format,
      token: nothing.access_token,
      expected: { reason: "scope_insufficient" },
    },
    {
      what: `access token bound by DPoP, ${format}`,
      format,
      token: bound.access_token,
      expected: { reason: "binding_required" },
    },
    {
      what: `access token of a token exchange, ${format}`,
      format,
      token: exchanged.access_token,
      expected: { subject: "ada", clientId, scopes: ["api:read"] },
    },
  ];
}

/** A customizer has given it a type and an audience. */
async function issueTyped(issuer: string): Promise<readonly FurtherToken[]> {
  const { tokens } = await logIn(issuer, "typed");
  const options = springAuthorizationServer({ issuer, audience: TYPED_AUDIENCE });
  const issuerOptions = { ...options, tokenKind: "rfc9068" } as const;
  const { access_token: plain } = await getToken(issuer, "web", { scope: "api:read" });
  const { access_token: token } = tokens;
  const expected = { subject: "ada", clientId: "typed", scopes: ["openid", "api:read"] };
  return [
    { what: "access token of a customizer", format: "jwt", token, expected, issuerOptions: options },
    { what: "access token of a customizer, which is asked for", format: "jwt", token, expected, issuerOptions },
    {
      what: "access token of a customizer for another API",
      format: "jwt",
      token,
      expected: { reason: "audience_mismatch" },
    },
    {
      what: "access token without typ, which is asked for",
      format: "jwt",
      token: plain,
      expected: { reason: "unexpected_type" },
      issuerOptions,
    },
    {
      what: "ID token of a client with a customizer",
      format: "jwt",
      token: tokens.id_token ?? "",
      expected: { reason: "not_an_access_token", kind: "id_token" },
      issuerOptions: { ...options, audience: "typed" },
    },
  ];
}

function getToken(
  issuer: string,
  clientId: string,
  form: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<TokenResponse> {
  return requestToken(`${issuer}/oauth2/token`, {
    clientId,
    clientSecret: secretOf(clientId),
    form: { grant_type: "client_credentials", ...form },
    headers,
  });
}

const CLIENTS: readonly (readonly [format: Format, clientId: string])[] = [
  ["jwt", "web"],
  ["opaque", "web-opaque"],
];
