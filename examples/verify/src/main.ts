import assert from "node:assert/strict";
import { createVerifier, DeniedError, type OstiaryEvent, UnavailableError, type Verifier } from "@ostiary/core";
import { createTestIssuer, manualClock } from "@ostiary/testing";

/** What a service does with a token that it got in a message: a queue, a socket, a call of another protocol. */
async function ownerOf(verifier: Verifier, bearerToken: string): Promise<string> {
  try {
    const token = await verifier.verify(bearerToken, { scopes: ["orders:read"] });
    return `accepted: ${token.subject}`;
  } catch (error) {
    // The client's fault: tell it the status and the header fields, and keep the reason.
    if (error instanceof DeniedError) return `denied: ${error.status} ${error.reason}`;
    // Nobody's fault: try again later, with the same token.
    if (error instanceof UnavailableError) return `unavailable: try again in ${error.retryAfterSeconds} s`;
    throw error;
  }
}

const clock = manualClock();
const issuer = await createTestIssuer({ scope: "orders:read", clock });
const events: OstiaryEvent[] = [];
const verifier = createVerifier({ ...issuer.verifierOptions(), onEvent: (event) => events.push(event) });

const token = issuer.issue({ sub: "ada" });
assert.equal(await ownerOf(verifier, token), "accepted: ada");
assert.equal(await ownerOf(verifier, issuer.issue({ scope: "orders:list" })), "denied: 403 scope_insufficient");
assert.equal(await ownerOf(verifier, issuer.issueIdToken()), "denied: 401 not_an_access_token");

// The authorization server goes away: keys that are known still serve ...
await issuer.stop();
assert.equal(await ownerOf(verifier, token), "accepted: ada");
// ... and who has none yet says so, rather than calling the token bad.
const latecomer = createVerifier({ ...issuer.verifierOptions(), keys: { retries: 0 } });
assert.match(await ownerOf(latecomer, token), /^unavailable: try again in \d+ s$/);

clock.advance(600);
assert.equal(await ownerOf(verifier, token), "denied: 401 token_expired");
assert.deepEqual(
  events.flatMap((event) => (event.type === "token.denied" ? [event.reason] : [])),
  ["scope_insufficient", "not_an_access_token", "token_expired"],
);
console.log("verify: accepted, denied and could not tell, as it was meant to");
