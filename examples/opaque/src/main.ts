import assert from "node:assert/strict";
import { createMemoryTokenCache, type OstiaryEvent } from "@ostiary/core";
import { assertAccepted, assertDenied, assertUnavailable, createTestIssuer, manualClock } from "@ostiary/testing";
import { createService, type Service } from "./app.js";

const clock = manualClock();
const issuer = await createTestIssuer({ scope: "orders:read", clock });
const events: OstiaryEvent["type"][] = [];
const onEvent = ({ type }: OstiaryEvent): unknown => events.push(type);

/** In production a store that all instances share; one in memory stands for it here. */
const cache = createMemoryTokenCache();
const trust = issuer.verifierOptions({ opaque: true, introspection: { requireTokenType: true, cache } });
const service = createService({ ...trust, onEvent });
const otherInstance = createService(trust);
/** Asks about JWTs as well, and remembers nothing. */
const strict = createService(
  issuer.verifierOptions({ opaque: true, introspection: { cacheSeconds: 0 }, tokenFormat: "introspect-all" }),
);

const ask = async (token: string, asked: Service = service): Promise<Response> =>
  asked.request("/orders", { headers: { authorization: `Bearer ${token}` } });
const readinessOf = async (asked: Service): Promise<unknown> => (await asked.request("/readyz")).json();
/** How often the endpoint is asked meanwhile. */
const callsDuring = async (work: () => Promise<unknown>): Promise<number> => {
  const before = issuer.requests.introspection;
  await work();
  return issuer.requests.introspection - before;
};

// A JWT is verified, an opaque token is asked about; a route sees no difference.
const jwt = issuer.issue({ sub: "ada" });
const opaque = issuer.issueOpaque({ sub: "ada" });
assert.equal(await callsDuring(async () => assertAccepted(await ask(jwt))), 0);
assert.equal(await callsDuring(async () => assertAccepted(await ask(opaque))), 1);
assert.deepEqual(await (await ask(jwt)).json(), { owner: "ada", format: "jwt" });
assert.deepEqual(await (await ask(opaque)).json(), { owner: "ada", format: "opaque" });

// A hundred requests at once with one new token are one call. A hundred more are none, nor is one to another instance.
const busy = issuer.issueOpaque();
const hundred = async (): Promise<void> => {
  const responses = await Promise.all(Array.from({ length: 100 }, async () => ask(busy)));
  for (const response of responses) assertAccepted(response);
};
assert.equal(await callsDuring(hundred), 1);
assert.equal(await callsDuring(hundred), 0);
assert.equal(await callsDuring(async () => assertAccepted(await ask(busy, otherInstance))), 0);

// That a token is active is not enough: it is held to what a JWT is held to.
assertDenied(await ask(issuer.issueOpaque({ aud: "https://other.example.com" })), "audience_mismatch");
assertDenied(await ask(issuer.issueOpaque({ aud: undefined })), "audience_mismatch");
assertDenied(await ask(issuer.issueOpaque({ scope: "orders:list" })), "scope_insufficient");
assertDenied(await ask(issuer.issueOpaqueRefreshToken()), "not_an_access_token");
// And a JWT that is bad is bad: nobody is asked for a second opinion.
const forged = issuer.issueWithForeignKey();
assert.equal(await callsDuring(async () => assertDenied(await ask(forged), "signature_invalid")), 0);

// Revoked: accepted for as long as its answer is remembered, 60 s by default, and not a second longer.
issuer.revoke(busy);
clock.advance(59);
assertAccepted(await ask(busy));
clock.advance(1);
assertDenied(await ask(busy), "token_inactive");

// A JWT that is revoked is as good as before, but where it is asked about. There each request is a call.
assert.equal(await callsDuring(async () => assertAccepted(await ask(jwt, strict))), 1);
issuer.revoke(jwt);
assertDenied(await ask(jwt, strict), "token_inactive");
assertAccepted(await ask(jwt));

// The endpoint fails: what is remembered serves, JWTs go on, and for the rest nobody can tell.
assertAccepted(await ask(opaque));
issuer.fail("status_503", { at: "introspection" });
assertAccepted(await ask(opaque));
assertAccepted(await ask(jwt));
const unseen = issuer.issueOpaque();
const fifty = async (): Promise<void> => {
  for (let request = 0; request < 50; request += 1) assertUnavailable(await ask(unseen));
};
assert.equal(await callsDuring(fifty), 5); // then it is left alone for a while
assert.deepEqual(await readinessOf(service), { state: "degraded", introspection: ["down"] });
// What was remembered is not used past its time: the token may have been revoked since.
clock.advance(60);
assertUnavailable(await ask(opaque));
assertAccepted(await ask(jwt));

// It is back. Nothing looks for that but the next token.
issuer.recover();
clock.advance(5);
assertAccepted(await ask(opaque));
assert.deepEqual(await readinessOf(service), { state: "fresh", introspection: ["up"] });
assert.deepEqual(
  events.filter((type) => type.startsWith("introspection.breaker_")),
  ["introspection.breaker_opened", "introspection.breaker_opened", "introspection.breaker_closed"],
);

for (const { verifier } of [service, otherInstance, strict]) verifier.close();
console.log("opaque: accepted, asked about once, revoked within a minute, and an outage that JWTs do not notice");
