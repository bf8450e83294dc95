import { describe, expect, test } from "vitest";
import { type AccessToken, createAccessToken } from "../../src/access-token.js";
import { PASS } from "../../src/outcome.js";
import { checkClient } from "../../src/policy/client.js";
import { accessTokenWith } from "../support/access-token.js";

const policy = {
  allowedClients: new Set(["web", "mobile"]),
  clientClaims: ["client_id", "azp"],
  clientsMustAgree: false,
};

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

describe("where it was not said which claim names the client", () => {
  const byDefault = { ...policy, clientClaims: ["client_id", "azp", "cid", "appid"], clientsMustAgree: true };
  const tokenWith = (claims: object) =>
    createAccessToken({ ...accessTokenWith(), value: "v", clientId: "web", claims: { ...claims } });

  test.each<object>([
    { client_id: "web", azp: "evil" },
    { azp: "web", cid: "evil" },
    { client_id: "web", appid: "mobile" },
    { client_id: "web", azp: "web", cid: "web", appid: "evil" },
  ])("denies a token that names several: %j", (claims) => {
    expect(checkClient(tokenWith(claims), byDefault)).toMatchObject({
      reason: "claims_rejected",
      detail: expect.stringMatching(
        /^\w+ is "\w+" and \w+ is "\w+": say in clientClaims which of them names the client$/,
      ),
    });
    expect(checkClient(tokenWith(claims), { ...byDefault, clientsMustAgree: false })).toBe(PASS);
    expect(checkClient(tokenWith(claims), { ...byDefault, allowedClients: undefined })).toBe(PASS);
  });

  test.each<object>([
    { client_id: "web", azp: ["evil"] },
    { client_id: "web", azp: 5 },
    { client_id: "web", azp: null },
    { client_id: "web", azp: false },
    { client_id: "web", azp: "web", appid: { id: "web" } },
    { azp: "web", cid: ["web"] },
  ])("denies a token with a name of the wrong type beside another: %j", (claims) => {
    expect(checkClient(tokenWith(claims), byDefault)).toMatchObject({
      reason: "claims_rejected",
      detail: expect.stringMatching(/^\w+ is "web" and \w+ is .+: say in clientClaims which of them names the client$/),
    });
    expect(checkClient(tokenWith(claims), { ...byDefault, clientsMustAgree: false })).toBe(PASS);
  });

  test.each<object>([
    { client_id: "web", azp: "web" },
    { client_id: "web", azp: "", cid: undefined },
    { client_id: "web", sub: "evil" },
    Object.assign(Object.create({ azp: "evil" }) as object, { client_id: "web" }),
  ])("accepts one that names the same one twice, or nobody besides: %j", (claims) => {
    expect(checkClient(tokenWith(claims), byDefault)).toBe(PASS);
  });

  test("says the two claims that differ, and shows no value in full, however long it is", () => {
    const denial = checkClient(tokenWith({ client_id: "web", azp: "x".repeat(5000) }), byDefault);
    expect(denial).toMatchObject({
      detail: expect.stringMatching(/^client_id is "web" and azp is .{1,300}: say in clientClaims/),
    });
  });
});

test("does not show the operator a client's name in full, however long it is", () => {
  const denial = checkClient(tokenOf("x".repeat(5000)), { ...policy, allowedClients: new Set(["web"]) });
  expect(denial).toMatchObject({ detail: expect.stringMatching(/^.{1,300}; one is allowed, and not this one$/) });
});
