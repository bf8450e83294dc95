import { describe, expect, test } from "vitest";
import { assertDenied, createTestIssuer, manualClock } from "../src/index.js";
import { signingKeyFor } from "./dialects/signing-keys.js";

const issuers = [
  ["plain", await createTestIssuer()],
  ["auth0", await createTestIssuer({ like: "auth0", clock: manualClock(), signingKey: signingKeyFor("EdDSA") })],
  ["hydra", await createTestIssuer({ like: "hydra", clock: manualClock(), signingKey: signingKeyFor("EdDSA") })],
] as const;

describe.each(issuers)("of a test issuer, %s", (_, as) => {
  test.each<[what: string, call: () => unknown, message: string]>([
    ["how to sign", () => as.issue({}, { typo: 1 } as never), `How to sign knows no option "typo"`],
    ["how to sign, in bearer()", () => as.bearer({}, { kidd: "x" } as never), "do you mean kid"],
    ["the form of an opaque token", () => as.issueOpaque({}, { prefx: "x" } as never), "do you mean prefix?"],
    [
      "an answer of introspection",
      () => as.answerIntrospection("x", { json: {}, headrs: {} } as never),
      "do you mean headers?",
    ],
    ["how to rotate", () => as.rotateKeys({ keepold: false } as never), "do you mean keepOld?"],
  ])("a name that does not exist is an error: %s", (__, call, message) => {
    expect(call).toThrow(TypeError);
    expect(call).toThrow(message);
  });

  test.each<[what: string, call: () => unknown, got: string]>([
    ["bearer() with a text", () => as.bearer("x" as never), "a string"],
    ["issue() with null", () => as.issue(null as never), "null"],
    ["issue() with a list", () => as.issue(["sub"] as never), "a list"],
    ["issueExpired() with a number", () => as.issueExpired(7 as never), "a number"],
    ["issueIdToken() with null", () => as.issueIdToken(null as never), "null"],
    ["issueOpaque() with a text", () => as.issueOpaque("x" as never), "a string"],
    ["tokenWith() with a text", () => as.tokenWith("unknown-token", "x" as never), "a string"],
    ["requestWith() with null", () => as.requestWith("no-credentials", null as never), "null"],
  ])("claims that are none are an error: %s", (__, call, got) => {
    expect(call).toThrow(TypeError);
    expect(call).toThrow(/takes the claims to change as an object, such as \{ sub: "ada" \}, and not /);
    expect(call).toThrow(got);
  });
});

test("how to compare a denial has no other names either", () => {
  const outcome = { kind: "denied", reason: "token_expired" };
  expect(() => assertDenied(outcome, "token_expired", { byAnswer: true } as never)).toThrow(
    "do you mean byAnswerOnly?",
  );
});

test.each([{ host: "0.0.0.0" }, 8080, "127.0.0.1", null])("listen is true or false, and not %j", async (listen) => {
  await expect(createTestIssuer({ listen: listen as never })).rejects.toThrow("listen is true or false");
  const like = { like: "auth0" as const, listen: listen as never, signingKey: signingKeyFor("EdDSA") };
  await expect(createTestIssuer(like)).rejects.toThrow("listen is true or false");
});
