import { expect, test } from "vitest";
import { type AccessToken, createAccessToken } from "../../src/access-token.js";
import { PASS } from "../../src/outcome.js";
import { checkClient } from "../../src/policy/client.js";
import { accessTokenWith } from "../support/access-token.js";

const policy = { allowedClients: new Set(["web", "mobile"]), clientClaims: ["client_id", "azp"] };

function tokenOf(clientId: string | undefined): AccessToken {
  return createAccessToken({ ...accessTokenWith(), value: "v", clientId });
}

test("accepts the tokens of clients that are allowed", () => {
  expect(checkClient(tokenOf("web"), policy)).toBe(PASS);
  expect(checkClient(tokenOf("mobile"), policy)).toBe(PASS);
});

test("accepts the tokens of every client where none is named", () => {
  const everybody = { ...policy, allowedClients: undefined };
  expect(checkClient(tokenOf("other"), everybody)).toBe(PASS);
  expect(checkClient(tokenOf(undefined), everybody)).toBe(PASS);
});

test.each(["other", "WEB", "web ", "we", "web mobile"])("denies a token of %j", (clientId) => {
  expect(checkClient(tokenOf(clientId), policy)).toMatchObject({
    kind: "denied",
    reason: "claims_rejected",
    detail: `the client is "${clientId}"; 2 are allowed, and not this one`,
  });
});

test("denies a token that names no client, and says where one was looked for", () => {
  expect(checkClient(tokenOf(undefined), policy)).toMatchObject({
    kind: "denied",
    reason: "missing_claim",
    detail: "no client is named (in client_id, azp), and allowedClients needs one",
  });
});

test("does not show the operator a client's name in full, however long it is", () => {
  const denial = checkClient(tokenOf("x".repeat(5000)), { ...policy, allowedClients: new Set(["web"]) });
  expect(denial).toMatchObject({ detail: expect.stringMatching(/^.{1,300}; one is allowed, and not this one$/) });
});
