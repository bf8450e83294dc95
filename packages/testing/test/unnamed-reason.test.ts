import { createVerifier, type DenialReason, type VerifierOptions } from "@ostiary/core";
import { dangerouslyRevealReason } from "@ostiary/core/danger";
import { expect, test } from "vitest";
import { assertDenied, createTestIssuer, denialTable } from "../src/index.js";
import { matchers } from "../src/vitest.js";

expect.extend(matchers);

const NOT_VALID = "The access token is not valid for this resource";
const challengeWith = (description: string) =>
  `Bearer realm="api", error="invalid_token", error_description="${description}"`;
const respond = (challenge: string, status = 401) =>
  new Response("{}", { status, headers: { "WWW-Authenticate": challenge, "Cache-Control": "no-store" } });

/** What an application answers to a token for another audience. */
const answerOf = async (trust: VerifierOptions): Promise<Response> => {
  const verifier = createVerifier(trust);
  const outcome = await verifier.authenticate({ authorization: [`Bearer ${as.issueForOtherAudience()}`] });
  if (outcome.kind === "accepted") return new Response("{}");
  const { body, ...init } = verifier.challenge(outcome);
  return new Response(body, init);
};

const as = await createTestIssuer();
const { [dangerouslyRevealReason]: _, ...silently } = as.verifierOptions();
const wrongly = { issuer: "https://auth-staging.example.com" };
/** From an application that trusts another issuer, so that it refuses everything, and does not say why. */
const silent = await answerOf({ ...silently, ...wrongly });

test("an application that is set up wrongly passes for no other refusal (RFC 9068 §4)", async () => {
  expect(await answerOf(as.verifierOptions())).toBeDenied("audience_mismatch");
  const response = await answerOf({ ...as.verifierOptions(), ...wrongly });
  expect(response).toBeDenied("unknown_issuer");
  expect(() => assertDenied(response, "audience_mismatch")).toThrow('the reason is "unknown_issuer"');
});

test.each<[string, unknown, number]>([
  ["an application that does not name it", silent, 14],
  ["fields of supertest", { status: 401, headers: { ...Object.fromEntries(silent.headers) } }, 14],
  ["a sentence that no reason has", respond(challengeWith("No")), 16],
  ["no sentence", respond(`Bearer realm="api", error="invalid_token"`), 16],
])("toBeDenied fails if several reasons have the answer, with .not too: %s", (_title, response, count) => {
  for (const check of [
    () => expect(response).toBeDenied("audience_mismatch"),
    () => expect(response).toBeDenied("audience_mismatch", {}),
    () => expect(response).toBeDenied("audience_mismatch", { byAnswerOnly: false }),
    () => expect(response).not.toBeDenied("audience_mismatch"),
    () => assertDenied(response, "audience_mismatch"),
  ]) {
    expect(check).toThrow(
      `Cannot tell whether the reason is "audience_mismatch": ${count} reasons have this answer (401, error "invalid_token").`,
    );
  }
});

test("the message says how to mend the test", () => {
  expect(() => assertDenied(silent, "audience_mismatch")).toThrow(
    `Cannot tell whether the reason is "audience_mismatch": 14 reasons have this answer (401, error "invalid_token").
  - Make the verifier with verifierOptions() of the test issuer, or set [dangerouslyRevealReason]: true of
    "@ostiary/core/danger" in its options: then the answer names its reason.
  - If no more than the answer can be checked (an API in another process), say { byAnswerOnly: true } after the reason.
What came: denied; status 401; WWW-Authenticate: ${challengeWith(NOT_VALID)}`,
  );
});

test.each(Object.keys(denialTable) as DenialReason[])("%s passes unnamed only if its answer is its own", (reason) => {
  const { status, error, description } = denialTable[reason];
  const parameters = Object.entries({ realm: "api", error, error_description: description, scope: "a" });
  const challenge = `Bearer ${parameters.flatMap(([name, value]) => (value ? [`${name}="${value}"`] : [])).join(", ")}`;
  expect(respond(`${challenge}, reason="${reason}"`, status)).toBeDenied(reason);
  const check = () => assertDenied(respond(challenge, status), reason);
  if (OWN_ANSWER.includes(reason)) expect(check).not.toThrow();
  else expect(check).toThrow("Cannot tell whether");
});

test("byAnswerOnly is content with status and error code", () => {
  expect(silent).toBeDenied("audience_mismatch", { byAnswerOnly: true });
  assertDenied(silent, "audience_mismatch", { byAnswerOnly: true });
  assertDenied(silent, "token_expired", { byAnswerOnly: true });
  expect(() => expect(silent).not.toBeDenied("audience_mismatch", { byAnswerOnly: true })).toThrow("anything but");
  expect(silent).not.toBeDenied("scope_insufficient", { byAnswerOnly: true });
  expect(() => assertDenied(silent, "malformed_credentials", { byAnswerOnly: true })).toThrow("the status is 401");
});

test("byAnswerOnly does not overrule a reason that is named", async () => {
  const response = await answerOf({ ...as.verifierOptions(), ...wrongly });
  expect(() => assertDenied(response, "audience_mismatch", { byAnswerOnly: true })).toThrow(
    'the reason is "unknown_issuer"',
  );
});

/** Reasons that a client is told, by the status, the error code or the sentence. */
const OWN_ANSWER: readonly DenialReason[] = [
  "no_credentials",
  "malformed_credentials",
  "token_too_large",
  "not_an_access_token",
  "token_expired",
  "scope_insufficient",
];
