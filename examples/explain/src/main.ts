import assert from "node:assert/strict";
import { createVerifier, type Explanation, type OstiaryEvent, type VerifierDescription } from "@ostiary/core";
import { dangerouslyAcceptAnyAudience } from "@ostiary/core/danger";
import { createTestIssuer, manualClock } from "@ostiary/testing";

const clock = manualClock();
const issuer = await createTestIssuer({ scope: "orders:read", clock });
const events: OstiaryEvent["type"][] = [];
const options = { ...issuer.verifierOptions(), onEvent: ({ type }: OstiaryEvent) => void events.push(type) };
const verifier = createVerifier(options);

/** What stands against a token, in the order in which it is judged. */
const faultsOf = ({ steps }: Explanation): string[] =>
  steps.flatMap(({ step, verdict }) => (verdict === "failed" || verdict === "unknown" ? [step] : []));

// A token that is refused, and why: all that is wrong with it, where verify() names the first thing only.
const token = issuer.issue({ aud: "https://other.example.com", scope: "orders:list", email: "ada@mail.example.com" });
clock.advance(600);
const why = await verifier.explain(token, { scopes: ["orders:read"] });
assert.equal(why.outcome, "denied");
assert.equal(why.reason, "token_expired");
assert.deepEqual(faultsOf(why), ["expiry", "audience", "scopes"]);

// It can go into a log or a ticket: neither the token is in it nor what is personal.
for (const text of [String(why), why.toMarkdown(), JSON.stringify(why)]) {
  for (const part of token.split(".")) assert.ok(!text.includes(part));
  assert.ok(!text.includes("ada@mail.example.com"));
}
assert.deepEqual(
  why.claims.find(({ name }) => name === "email"),
  { name: "email", shows: "text of 20 characters" },
);

// A token that nobody signed is judged on, and what is said of it from there on is marked.
const forged = await verifier.explain(issuer.issueWithForeignKey());
assert.deepEqual(faultsOf(forged), ["signature"]);
assert.equal(forged.steps.find(({ step }) => step === "audience")?.proven, false);

// Another kind of token says what it is, by which rule, and what would change that.
const idToken = await verifier.explain(issuer.issueIdToken());
assert.equal(idToken.tokenKind, "id_token");
assert.match(
  idToken.steps.find(({ step }) => step === "kind")?.says ?? "",
  /^R\d+a?: .*No value of tokenKind admits it/,
);

// Nobody who watches the traffic sees any of this.
assert.ok(!events.some((type) => type.startsWith("token.")));

// What a verifier checks, for a review; and what is switched off, for a test of the configuration.
const description = verifier.describe();
const [first] = description.issuers;
const audience = first?.checks.find(({ check }) => check === "audience");
assert.match(audience?.demands ?? "", /^one of aud is exactly "/);
const switchesOf = ({ switchedOff }: VerifierDescription): string[] => switchedOff.map((entry) => entry.switch);
// The testing kit has reasons told to the client.
assert.deepEqual(switchesOf(description), ["dangerouslyRevealReason"]);
const careless = createVerifier({ ...options, audience: dangerouslyAcceptAnyAudience });
assert.deepEqual(switchesOf(careless.describe()), ["dangerouslyAcceptAnyAudience", "dangerouslyRevealReason"]);

console.log(`${String(why)}\n\n${description.toMarkdown()}\n`);
console.log("explain: why a token was refused, and what is checked, as it was meant to");
