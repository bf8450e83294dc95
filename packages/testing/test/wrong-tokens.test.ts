import { createVerifier } from "@ostiary/core";
import { describe, expect, test } from "vitest";
import { createTestIssuer, manualClock, wrongTokens } from "../src/index.js";
import { matchers } from "../src/vitest.js";

expect.extend(matchers);

describe.each(["ES256", "RS256", "EdDSA"] as const)("with %s", async (algorithm) => {
  const as = await createTestIssuer({ algorithm, clock: manualClock() });
  const verifier = createVerifier(as.verifierOptions());

  test("the verifier accepts what issue() makes", async () => {
    expect(await verifier.authenticate({ authorization: [as.bearer().authorization] })).toBeAccepted();
  });

  test.each(wrongTokens)("the verifier refuses $title", async ({ issue, reason }) => {
    await expect(verifier.verify(issue(as))).rejects.toBeDenied(reason);
    const outcome = await verifier.authenticate({ authorization: [`Bearer ${issue(as)}`] });
    expect(outcome).toBeDenied(reason);
  });
});

test("the ids are unique", () => {
  expect(new Set(wrongTokens.map(({ id }) => id)).size).toBe(wrongTokens.length);
});

test("the first test of a user: a token for another audience is refused (RFC 9068 §4)", async () => {
  const as = await createTestIssuer();
  const app = { request: createApp(as.verifierOptions()) };
  const response = await app.request("/orders", { headers: as.bearer({ aud: "https://other.example.com" }) });
  expect(response).toBeDenied("audience_mismatch");
  expect(await app.request("/orders", { headers: as.bearer() })).toBeAccepted();
});

test("an outage of the issuer is unavailable, and over when it is (RFC 9110 §15.6.4)", async () => {
  const clock = manualClock();
  const as = await createTestIssuer({ clock });
  const request = createApp({ ...as.verifierOptions(), keys: { retries: 0 } });
  await as.stop();
  expect(await request("/orders", { headers: as.bearer() })).toBeUnavailable();
  await as.start();
  clock.advance(120);
  expect(await request("/orders", { headers: as.bearer() })).toBeAccepted();
});

test("a listening issuer is trusted by a verifier with the platform's fetch", async () => {
  await using as = await createTestIssuer({ listen: true });
  const verifier = createVerifier(as.verifierOptions());
  expect(await verifier.verify(as.issue())).toBeAccepted();
  await expect(verifier.verify(as.issueExpired())).rejects.toBeDenied("token_expired");
});

/** An application on the Fetch standard, small enough to stand in for one of a framework. */
function createApp(options: Parameters<typeof createVerifier>[0]) {
  const verifier = createVerifier(options);
  return async (_path: string, { headers }: { headers: Record<string, string> }): Promise<Response> => {
    const authorization = headers["authorization"];
    const outcome = await verifier.authenticate({ authorization: authorization === undefined ? [] : [authorization] });
    if (outcome.kind === "accepted") return new Response("{}");
    const { body, ...init } = verifier.challenge(outcome);
    return new Response(body, init);
  };
}
