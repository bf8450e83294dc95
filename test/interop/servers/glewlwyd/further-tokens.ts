import type { ClientAuthentication, IssuerOptions } from "@ostiary/core";
import { glewlwyd } from "@ostiary/core/presets";
import { createDpopProof } from "../../support/dpop.js";
import { type Format, type FurtherToken, OTHER_AUDIENCE } from "../../support/server.js";
import { readClaim } from "../../support/unverified.js";
import type { Endpoints } from "./endpoints.js";
import { AUDIENCE, SECRET } from "./plugin.js";

/** What a resource server is told of this server. */
export interface Known {
  readonly externalUrl: string;
  readonly issuer: string;
  readonly endpoints: Endpoints;
}

/** Access tokens under other settings, and of users. */
export async function issueFurther(plain: Known, slashed: Known): Promise<readonly FurtherToken[]> {
  return [
    ...(await issueOfUsers(plain)),
    ...(await issueWithoutResource(plain)),
    ...(await issueBound(plain)),
    ...(await issueAskedAbout(slashed)),
    ...(await issueSlashed(slashed)),
  ];
}

async function issueOfUsers({ externalUrl, issuer, endpoints }: Known): Promise<readonly FurtherToken[]> {
  const user = await endpoints.logIn();
  const tokens = await user.getTokens();
  const refreshed = await endpoints.getToken("app", {
    grant_type: "refresh_token",
    refresh_token: tokens.refresh_token,
  });
  const scope = "api:admin api:read";
  const withClaims = await user.getTokens({ claims: JSON.stringify({ userinfo: { name: null } }) });
  const withoutOpenId = await user.getTokens({ scope });
  const of = (what: string, token: string, scopes: string): FurtherToken[] =>
    FORMATS.map((format) => ({
      what: `${what}, ${format}`,
      format,
      token,
      // Glewlwyd makes up another one for each user.
      expected: { subject: readClaim(token, "sub"), clientId: "app", scopes: scopes.split(" ") },
    }));
  const asking = glewlwyd({ externalUrl, issuer, introspectAs: { clientId: "app", clientSecret: SECRET } });
  return [
    {
      what: "refresh token, without a hint",
      format: "opaque",
      token: tokens.refresh_token ?? "",
      expected: { reason: "not_an_access_token", kind: "refresh_token" },
      issuerOptions: { ...asking, introspection: { ...asking.introspection, tokenTypeHint: false } },
    },
    ...of("access token of a user", tokens.access_token, "openid api:read"),
    ...of("access token of a user, refreshed", refreshed.access_token, "openid api:read"),
    ...of("access token of a user, with claims that were asked for", withClaims.access_token, "openid api:read"),
    ...of("access token of a user, without openid", withoutOpenId.access_token, scope),
  ];
}

/** The audience then is the text of all scopes, and nothing else would do. */
async function issueWithoutResource({ externalUrl, issuer, endpoints }: Known): Promise<readonly FurtherToken[]> {
  const user = await endpoints.logIn();
  const scope = "api:admin api:read";
  const { access_token: machine } = await endpoints.getToken("machine", { grant_type: "client_credentials", scope });
  const implicit = (await user.authorize({ response_type: "token" })).get("access_token") ?? "";
  const byPassword = await endpoints.getToken("app", {
    grant_type: "password",
    ...{ username: "ada", password: "password", scope: "api:read" },
  });
  const issuerOptions = glewlwyd({ externalUrl, issuer, audience: [scope, "api:read", "openid api:read"] });
  const what = "access token without a resource";
  const take = (more: string, token: string, expected: FurtherToken["expected"]): FurtherToken => ({
    ...{ what: `${what}, ${more}`, format: "jwt", token, expected, issuerOptions },
  });
  const ofUser = { subject: readClaim(implicit, "sub"), clientId: "app" };
  return [
    ...FORMATS.map((format) => ({ what: `${what}, ${format}`, format, token: machine, expected: ELSEWHERE })),
    take("scopes as audience", machine, { subject: "machine", clientId: "machine", scopes: scope.split(" ") }),
    take("implicit flow, scopes as audience", implicit, { ...ofUser, scopes: ["openid", "api:read"] }),
    take("password grant, scopes as audience", byPassword.access_token, { ...ofUser, scopes: ["api:read"] }),
  ];
}

async function issueBound({ externalUrl, endpoints }: Known): Promise<readonly FurtherToken[]> {
  const dpop = await createDpopProof("POST", `${externalUrl}/api/oidc/token`);
  const { access_token: token } = await endpoints.getToken("machine", MACHINE, { dpop });
  return FORMATS.map((format) => ({
    ...{ what: `access token bound by DPoP, ${format}`, format, token, expected: { reason: "binding_required" } },
  }));
}

/** Where no scope is set for it a client may ask about its own tokens and about those whose audience is its name. */
async function issueAskedAbout(slashed: Known): Promise<readonly FurtherToken[]> {
  const { access_token: token } = await slashed.endpoints.getToken("machine", MACHINE);
  const elsewhere = await slashed.endpoints.getToken("machine", { ...MACHINE, resource: OTHER_AUDIENCE });
  const expected = { subject: "machine", clientId: "machine", scopes: ["api:read"] };
  const stranger = { clientId: "introspector", clientSecret: SECRET };
  // A name with a colon goes into the form.
  const named = { method: "client_secret_post", clientId: AUDIENCE, clientSecret: SECRET } as const;
  const of = ({ externalUrl, issuer }: Known, introspectAs: ClientAuthentication): IssuerOptions =>
    glewlwyd({ externalUrl, issuer, introspectAs });
  const byNamed = of(slashed, named);
  const signed = { ...byNamed, introspection: { ...byNamed.introspection, signedResponse: true } };
  const take = (who: string, more: Pick<FurtherToken, "token" | "expected"> & { issuerOptions: IssuerOptions }) => ({
    ...{ what: `access token, asked about by ${who}`, format: "opaque" as const, ...more },
  });
  return [
    take("any client", { token, expected: { reason: "token_inactive" }, issuerOptions: of(slashed, stranger) }),
    take("the client of that name", { token, expected, issuerOptions: byNamed }),
    take("the client of that name, signed answer", { token, expected, issuerOptions: signed }),
    take("another client of such a name", {
      token: elsewhere.access_token,
      expected: ELSEWHERE,
      issuerOptions: byNamed,
    }),
  ];
}

/** `external_url` with a slash at the end, and a key for EdDSA. */
async function issueSlashed({ externalUrl, issuer, endpoints }: Known): Promise<readonly FurtherToken[]> {
  const { access_token: token } = await endpoints.getToken("machine", MACHINE);
  const expected = { subject: "machine", clientId: "machine", scopes: ["api:read"] };
  const issuerOptions = glewlwyd({ externalUrl, issuer });
  return [
    { what: "access token by EdDSA, of endpoints with two slashes", format: "jwt", token, expected, issuerOptions },
  ];
}

const FORMATS: readonly Format[] = ["jwt", "opaque"];
const MACHINE = { grant_type: "client_credentials", scope: "api:read", resource: AUDIENCE };
const ELSEWHERE = { reason: "audience_mismatch" } as const;
