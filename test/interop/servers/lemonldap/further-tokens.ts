import { dangerouslyAcceptMissingAudience } from "@ostiary/core/danger";
import { lemonLdap } from "@ostiary/core/presets";
import type { FurtherToken } from "../../support/server.js";
import { AUDIENCE, SECRET, USER } from "./configuration.js";
import type { Endpoints } from "./endpoints.js";

/** Access tokens under other settings, for another audience and of users. */
export async function issueFurther(endpoints: Endpoints, portal: string): Promise<readonly FurtherToken[]> {
  return [
    ...(await issueJwtsOfUsers(endpoints)),
    ...(await issueSigned(endpoints, portal)),
    ...(await issueForItsClient(endpoints)),
    ...(await issueOpaque(endpoints, portal)),
  ];
}

async function issueJwtsOfUsers({ logIn, getToken }: Endpoints): Promise<readonly FurtherToken[]> {
  const user = await logIn();
  const tokens = await user.getTokens("jwt");
  const refreshed = await getToken("jwt", { grant_type: "refresh_token", refresh_token: tokens.refresh_token });
  const hybrid = await user.authorize("jwt", { response_type: "code id_token token" });
  const withClaims = await user.getTokens("jwt-claims");
  const scopes = ["openid", "profile", "email", "api:read"];
  const of = (what: string, token: string, clientId = "jwt"): FurtherToken => ({
    ...{ what: `access token of a user, ${what}`, format: "jwt", token },
    expected: { subject: USER, clientId, scopes },
  });
  return [
    of("code flow", tokens.access_token),
    of("refreshed", refreshed.access_token),
    of("hybrid flow", hybrid.get("access_token") ?? ""),
    of("with claims of the user", withClaims.access_token, "jwt-claims"),
  ];
}

async function issueSigned({ getToken }: Endpoints, portal: string): Promise<readonly FurtherToken[]> {
  const rs512 = (await getToken("jwt-rs512", MACHINE)).access_token;
  const hs256 = (await getToken("jwt-hs256", MACHINE)).access_token;
  const algorithms = ["RS512"] as const;
  return [
    { what: "access token by RS512", format: "jwt", token: rs512, expected: { reason: "algorithm_not_allowed" } },
    {
      what: "access token by RS512, which is allowed",
      format: "jwt",
      token: rs512,
      expected: { subject: "jwt-rs512", clientId: "jwt-rs512", scopes: ["api:read"] },
      issuerOptions: { ...lemonLdap({ portal }), algorithms },
    },
    {
      what: "access token by the secret of the client",
      format: "jwt",
      token: hs256,
      expected: { reason: "algorithm_not_allowed" },
    },
  ];
}

async function issueForItsClient({ getToken }: Endpoints): Promise<readonly FurtherToken[]> {
  const token = (await getToken("jwt-without-audience", MACHINE)).access_token;
  return [{ what: "access token for its client alone", format: "jwt", token, expected: ELSEWHERE }];
}

/** What is said of an opaque token has no audience: the client is what tells whom it is for. */
async function issueOpaque({ getToken, logIn }: Endpoints, portal: string): Promise<readonly FurtherToken[]> {
  const machine = (await getToken("opaque", MACHINE)).access_token;
  const other = (await getToken("opaque-other", MACHINE)).access_token;
  const jwt = (await (await logIn()).getTokens("jwt")).access_token;
  const introspectAs = { clientId: "orders-api", clientSecret: SECRET };
  const everything = lemonLdap({
    ...{ portal, introspectAs, clientIds: ["jwt"] },
    [dangerouslyAcceptMissingAudience]: true,
  });
  return [
    {
      what: "access token of a machine, opaque",
      format: "opaque",
      token: machine,
      expected: { subject: "opaque", clientId: "opaque", scopes: ["api:read"] },
    },
    { what: "access token of another client, opaque", format: "opaque", token: other, expected: STRANGER },
    {
      what: "access token, opaque, audience wanted",
      format: "opaque",
      token: machine,
      expected: ELSEWHERE,
      issuerOptions: lemonLdap({ portal, introspectAs, audience: AUDIENCE }),
    },
    {
      what: "access token of a user, asked about although it is a JWT",
      format: "opaque",
      token: jwt,
      expected: { subject: USER, clientId: "jwt", scopes: ["openid", "profile", "email", "api:read"] },
      issuerOptions: { ...everything, tokenFormat: "introspect-all" },
    },
  ];
}

const MACHINE = { grant_type: "client_credentials", scope: "api:read" };
const ELSEWHERE = { reason: "audience_mismatch" } as const;
const STRANGER = { reason: "claims_rejected" } as const;
