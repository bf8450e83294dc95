import { decodeJwt, type JWTPayload, UnsecuredJWT } from "jose";
import { startApis } from "./apis.js";
import { startAuthorizationServer } from "./authorization-server.js";
import { CLIENTS, RESOURCES, USER } from "./cast.js";
import { expectAccepted, expectDenied, expectUnavailable } from "./expectations.js";
import { logIn, refresh, requestClientToken } from "./flows.js";
import { openEndpointOutage, openOpaque, openRevocation } from "./opaque-scenes.js";
import { bearer, type Chapter, type Stage } from "./scene.js";
import { secondsSinceExpiry, signWithAnotherKey, waitUntilExpired, withClaims } from "./tokens.js";

/** Starts the authorization server and the APIs, and logs the user in. */
export async function setStage(): Promise<Stage> {
  const server = await startAuthorizationServer();
  const apis = await startApis({ issuer: server.issuer, audience: RESOURCES.orders });
  const resources = [RESOURCES.orders, RESOURCES.web] as const;
  const tokens = await logIn(server, { client: CLIENTS.web, resources, scope: "api:read" });
  return { server, apis, tokens };
}

/** In this order: each sets the stage for its scenes when its turn comes, and some leave it changed. */
export const CHAPTERS: readonly ((stage: Stage) => Promise<Chapter>)[] = [
  openEveryday,
  openForgeries,
  openSharedAudience,
  openNewKey,
  openOpaque,
  openRevocation,
  openEndpointOutage,
  openOutage,
];

async function openEveryday({ server, apis, tokens }: Stage): Promise<Chapter> {
  const ask = { client: CLIENTS.batch, resource: RESOURCES.orders, scope: "api:read" };
  const forClient = await requestClientToken(server, ask);
  const forWriting = await requestClientToken(server, { ...ask, scope: "api:read api:write" });
  const forInvoices = await requestClientToken(server, { ...ask, resource: RESOURCES.invoices });
  const expired = await requestClientToken(server, { ...ask, client: CLIENTS.hasty });
  await waitUntilExpired(expired);
  return {
    title: "The authorization server is up",
    scenes: [
      { request: "No token", apis, expected: expectDenied("no_credentials") },
      {
        request: "Access token of a user",
        apis,
        ...bearer(tokens.access_token),
        expected: expectAccepted(USER, { keyFetches: 1 }), // the first token that needs a key
      },
      { request: "Access token of a client", apis, ...bearer(forClient), expected: expectAccepted(CLIENTS.batch) },
      {
        request: "POST, granted api:read and api:write",
        apis,
        route: "POST /orders",
        ...bearer(forWriting),
        expected: expectAccepted(CLIENTS.batch, { status: 201 }),
      },
      {
        request: "POST, granted api:read only",
        apis,
        route: "POST /orders",
        ...bearer(tokens.access_token),
        expected: expectDenied("scope_insufficient"),
      },
      {
        request: "Access token for another API",
        apis,
        ...bearer(forInvoices),
        expected: expectDenied("audience_mismatch"),
      },
      {
        request: "Access token that lived for 1 s",
        note: () =>
          `Expired ${secondsSinceExpiry(expired)} s ago. The demo sets the clock tolerance to 0 (default: 5 s).`,
        apis,
        ...bearer(expired),
        expected: expectDenied("token_expired"),
      },
      { request: "ID token", apis, ...bearer(tokens.id_token), expected: expectDenied("not_an_access_token") },
      {
        request: "Refresh token",
        note: "It is for the authorization server alone, and unreadable to anybody else.",
        apis,
        ...bearer(tokens.refresh_token),
        expected: expectDenied("malformed_token"),
      },
      {
        request: "Two access tokens at once",
        note: "Both are good, but neither is picked: a proxy in front of the API might pick the other one.",
        apis,
        authorization: [`Bearer ${tokens.access_token}`, `Bearer ${forClient}`],
        expected: expectDenied("malformed_credentials"),
      },
    ],
  };
}

async function openForgeries({ apis, tokens }: Stage): Promise<Chapter> {
  const claims: JWTPayload = { ...decodeJwt(tokens.access_token), scope: "api:read api:write" };
  const stranger = await startAuthorizationServer();
  const ask = { client: CLIENTS.batch, resource: RESOURCES.orders, scope: "api:read api:write" };
  const fromStranger = await requestClientToken(stranger, ask);
  const route = "POST /orders";
  return {
    title: "Somebody makes a token that grants more: POST /orders",
    scenes: [
      {
        request: "Scope changed in a real token",
        note: "The signature does not fit these claims.",
        apis,
        route,
        ...bearer(withClaims(tokens.access_token, claims)),
        expected: expectDenied("signature_invalid"),
      },
      {
        request: "The same, signed with another key",
        note: "A good signature, by a key that is not the issuer's, though it goes by the same name (kid).",
        apis,
        route,
        ...bearer(await signWithAnotherKey(tokens.access_token, claims)),
        expected: expectDenied("signature_invalid"),
      },
      {
        request: 'The same, unsigned ("alg": "none")',
        note: "Anybody can write such a token. Which algorithms are good enough is not for the token to say.",
        apis,
        route,
        ...bearer(new UnsecuredJWT(claims).encode()),
        expected: expectDenied("algorithm_not_allowed"),
      },
      {
        request: "Real token of an issuer nobody trusts",
        note: "Its signature is good, but no keys are fetched from an issuer that the APIs do not trust.",
        apis,
        route,
        ...bearer(fromStranger),
        expected: expectDenied("unknown_issuer"),
      },
    ],
  };
}

async function openSharedAudience({ server, tokens }: Stage): Promise<Chapter> {
  const apis = await startApis({ issuer: server.issuer, audience: RESOURCES.web });
  const ask = { client: CLIENTS.web, resource: RESOURCES.web, scope: "api:read" };
  const { access_token } = await refresh(server, tokens.refresh_token, ask);
  const route = "GET /me"; // no scope is asked for: nothing but the kind of the token is in the way
  return {
    title: "APIs whose audience is the client itself, so that the ID token names them too: GET /me",
    scenes: [
      {
        request: "Access token for these APIs",
        apis,
        route,
        ...bearer(access_token),
        expected: expectAccepted(USER, { keyFetches: 1 }),
      },
      {
        request: "ID token",
        note: "Issuer, audience, signature and expiry are all right: only what kind of token it is gives it away.",
        apis,
        route,
        ...bearer(tokens.id_token),
        expected: expectDenied("not_an_access_token"),
      },
    ],
  };
}

async function openNewKey({ server, apis, tokens }: Stage): Promise<Chapter> {
  await server.rotateKey();
  const ask = { client: CLIENTS.batch, resource: RESOURCES.orders, scope: "api:read" };
  const first = await requestClientToken(server, ask);
  const second = await requestClientToken(server, ask);
  return {
    title: "The authorization server signs with a new key",
    scenes: [
      {
        request: "Signed with the new key",
        note: "A key that the APIs do not know yet: each fetches the keys again, once.",
        apis,
        ...bearer(first),
        expected: expectAccepted(CLIENTS.batch, { keyFetches: 1 }),
      },
      {
        request: "Another token, signed with the new key",
        note: "The new key is known by now: the keys are not fetched again.",
        apis,
        ...bearer(second),
        expected: expectAccepted(CLIENTS.batch),
      },
      { request: "Signed with the old key", apis, ...bearer(tokens.access_token), expected: expectAccepted(USER) },
    ],
  };
}

async function openOutage({ server, apis, tokens }: Stage): Promise<Chapter> {
  const ask = { client: CLIENTS.batch, resource: RESOURCES.orders, scope: "api:read" };
  const forInvoices = await requestClientToken(server, { ...ask, resource: RESOURCES.invoices });
  await server.rotateKey();
  const unseen = await requestClientToken(server, ask);
  await server.stop();
  const restarted = await startApis({ issuer: server.issuer, audience: RESOURCES.orders });
  return {
    title: "The authorization server is stopped",
    scenes: [
      { request: "Signed with a known key", apis, ...bearer(tokens.access_token), expected: expectAccepted(USER) },
      {
        request: "Signed with a key not seen before",
        note: "Good or bad, nobody can tell now. With 401 the client would throw away what may be a good token.",
        apis,
        ...bearer(unseen),
        expected: expectUnavailable(),
      },
      {
        request: "Known key, once more",
        note: "Still served after the failed fetch.",
        apis,
        ...bearer(tokens.access_token),
        expected: expectAccepted(USER),
      },
      {
        request: "Known key, for another API",
        note: "What can be told is told: a bad token is 401 during an outage too.",
        apis,
        ...bearer(forInvoices),
        expected: expectDenied("audience_mismatch"),
      },
      {
        request: "Good token, API started just now",
        note: "These APIs have not fetched any keys yet.",
        apis: restarted,
        ...bearer(tokens.access_token),
        expected: expectUnavailable(),
      },
    ],
  };
}
