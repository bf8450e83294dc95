import type { IntrospectionOptions } from "@ostiary/core";
import { decodeJwt } from "jose";
import { type Api, startApis } from "./apis.js";
import type { AuthorizationServer } from "./authorization-server.js";
import { CLIENTS, RESOURCES, USER } from "./cast.js";
import { createClock, type MovingClock } from "./clock.js";
import { expectAccepted, expectDenied, expectRefused, expectUnavailable } from "./expectations.js";
import { logIn, requestClientToken, revoke } from "./flows.js";
import { bearer, type Chapter, type Stage } from "./scene.js";
import { withClaims } from "./tokens.js";

export async function openOpaque({ server, tokens }: Stage): Promise<Chapter> {
  const apis = await startAskingApis(server);
  const forUser = await logIn(server, { client: CLIENTS.mobile, resources: [RESOURCES.orders], scope: "api:read" });
  const forInvoices = await requestClientToken(server, { ...ASK, resource: RESOURCES.invoices });
  const forNobody = await requestClientToken(server, { client: CLIENTS.mobile });
  const claims = { ...decodeJwt(tokens.access_token), scope: "api:read api:write" };
  return {
    title: "The APIs take opaque tokens too, and ask the authorization server about them (RFC 7662)",
    scenes: [
      {
        request: "Opaque access token of a user",
        note: "It says nothing itself. The server says whose it is, whom it is for and what it grants.",
        apis,
        ...bearer(forUser.access_token),
        expected: expectAccepted(USER, { introspections: 1 }),
      },
      {
        request: "The same token again",
        note: "The answer is remembered.",
        apis,
        ...bearer(forUser.access_token),
        expected: expectAccepted(USER),
      },
      {
        request: "POST, granted api:read only",
        apis,
        route: "POST /orders",
        ...bearer(forUser.access_token),
        expected: expectDenied("scope_insufficient"),
      },
      {
        request: "Opaque access token for another API",
        note: "The server calls it active. Whom it is for is the API's to check, as with a JWT.",
        apis,
        ...bearer(forInvoices),
        expected: expectDenied("audience_mismatch", { introspections: 1 }),
      },
      {
        request: "Opaque access token for no API",
        note: "Active too, and the server names no audience: it could be for anybody, and so it is refused.",
        apis,
        ...bearer(forNobody),
        expected: expectDenied("audience_mismatch", { introspections: 1 }),
      },
      {
        request: "Refresh token",
        note: "The server calls it active as well.",
        apis,
        ...bearer(forUser.refresh_token),
        expected: expectDenied("not_an_access_token", { introspections: 1 }),
      },
      {
        request: "Token that nobody issued",
        apis,
        ...bearer("c2VjcmV0cyBhcmUgbWFkZSBvZiBjaGFuY2U"),
        expected: expectDenied("token_inactive", { introspections: 1 }),
      },
      {
        request: "JWT access token of a user",
        note: "Verified as before: nobody is asked about a JWT.",
        apis,
        ...bearer(tokens.access_token),
        expected: expectAccepted(USER, { keyFetches: 1 }),
      },
      {
        request: "JWT with its scope changed",
        note: "Nor about one that is refused: there is no second opinion.",
        apis,
        ...bearer(withClaims(tokens.access_token, claims)),
        expected: expectDenied("signature_invalid"),
      },
    ],
  };
}

export async function openRevocation({ server }: Stage): Promise<Chapter> {
  const clock = createClock();
  const apis = await startAskingApis(server, { clock });
  const forgetful = await startAskingApis(server, { cacheSeconds: 0 });
  const token = await requestClientToken(server, ASK);
  const other = await requestClientToken(server, ASK);
  return {
    title: "A client revokes its opaque token at the authorization server (RFC 7009)",
    scenes: [
      {
        request: "Opaque access token, before that",
        note: "A client acts for itself here; this server names no subject then.",
        apis,
        ...bearer(token),
        expected: expectAccepted(undefined, { introspections: 1 }),
      },
      {
        before: () => revoke(server, CLIENTS.mobile, token),
        request: "Revoked just now",
        note: "Answers are remembered for 60 s if nothing else is said (cacheSeconds): a revocation can go unnoticed so long.",
        apis,
        ...bearer(token),
        expected: expectAccepted(undefined),
      },
      {
        before: () => clock.advance(30),
        request: "30 s later",
        note: "The demo puts the clock of these APIs forward.",
        apis,
        ...bearer(token),
        expected: expectAccepted(undefined),
      },
      {
        before: () => clock.advance(30),
        request: "60 s later",
        apis,
        ...bearer(token),
        expected: expectDenied("token_inactive", { introspections: 1 }),
      },
      {
        request: "Another token, cacheSeconds: 0",
        apis: forgetful,
        ...bearer(other),
        expected: expectAccepted(undefined, { introspections: 1 }),
      },
      {
        before: () => revoke(server, CLIENTS.mobile, other),
        request: "That one, revoked just now",
        note: "Where nothing is remembered a revocation counts at once, and every request costs a call.",
        apis: forgetful,
        ...bearer(other),
        expected: expectDenied("token_inactive", { introspections: 1 }),
      },
    ],
  };
}

export async function openEndpointOutage({ server, tokens }: Stage): Promise<Chapter> {
  const clock = createClock();
  const apis = await startAskingApis(server, { clock });
  const misconfigured = await startAskingApis(server, {
    authentication: { clientId: CLIENTS.api, clientSecret: "of last year" },
  });
  const known = await requestClientToken(server, ASK);
  const unknown = await requestClientToken(server, ASK);
  return {
    title: "The introspection endpoint is down",
    scenes: [
      {
        request: "Opaque token, before that",
        apis,
        ...bearer(known),
        expected: expectAccepted(undefined, { introspections: 1 }),
      },
      {
        before: () => server.stopIntrospection(),
        request: "The same, after that",
        note: "The answer is remembered.",
        apis,
        ...bearer(known),
        expected: expectAccepted(undefined),
      },
      {
        request: "Opaque token not seen before",
        apis,
        ...bearer(unknown),
        expected: expectUnavailable({ introspections: 1 }),
      },
      {
        request: "JWT access token",
        note: "JWTs go on: they need the keys, and the endpoint has no part in that.",
        apis,
        ...bearer(tokens.access_token),
        expected: expectAccepted(USER, { keyFetches: 1 }),
      },
      {
        before: () => clock.advance(60),
        request: "The first token again, 60 s later",
        note: "An answer past its time is not used: the token may have been revoked since.",
        apis,
        ...bearer(known),
        expected: expectUnavailable({ introspections: 1 }),
      },
      {
        before: () => server.startIntrospection(),
        request: "Endpoint up, the API's secret wrong",
        note: "The server refuses the API, not the token: the mistake is ours, and the client must not pay for it.",
        apis: misconfigured,
        ...bearer(unknown),
        expected: expectRefused({ introspections: 1 }),
      },
    ],
  };
}

/** APIs that take opaque tokens too, and ask about them as a client of their own. */
async function startAskingApis(
  server: AuthorizationServer,
  { clock = createClock(), ...introspection }: IntrospectionOptions & { readonly clock?: MovingClock } = {},
): Promise<readonly Api[]> {
  const authentication = { clientId: CLIENTS.api, clientSecret: server.secretOf(CLIENTS.api) };
  return startApis({
    audience: RESOURCES.orders,
    issuer: {
      issuer: server.issuer,
      // This server says `token_type` of all access tokens and of no refresh token.
      introspection: { authentication, requireTokenType: true, ...introspection },
    },
    clock,
  });
}

const ASK = { client: CLIENTS.mobile, resource: RESOURCES.orders, scope: "api:read" } as const;
