import type { DenialReason } from "@ostiary/core";
import { createGate } from "@ostiary/core/adapter";
import { createContractSetting } from "@ostiary/testing";
import { afterAll, describe, expect, test } from "vitest";
import { startAll } from "../contract/targets/index.js";
import { exchangeRaw } from "../contract/targets/raw-exchange.js";
import { createArena } from "./support/arena.js";
import { expectAcceptedRequest, expectRefusedLines, expectRefusedRequest } from "./support/expect-refused.js";

const arena = await createArena();
const good = arena.a.issue();

test.each<[id: string, what: string, lines: string[]]>([
  ["I-01", "no field", []],
  ["I-04", "no space after the scheme", [`Bearer${good}`]],
  ["I-04", "a colon after the scheme", [`Bearer:${good}`]],
  ["I-04", "the scheme Token", [`Token ${good}`]],
  ["I-04", "the scheme JWT", [`JWT ${good}`]],
  ["I-06", "the scheme Basic", ["Basic dXNlcjpwYXNz"]],
  ["I-06", "the scheme Digest", ['Digest username="u", realm="r"']],
  ["I-06", "the scheme Negotiate", ["Negotiate YIIB"]],
])("%s: %s is no bearer token, and the challenge names no error (RFC 6750 §3.1)", (_, __, lines) =>
  expectRefusedLines(arena, lines, "no_credentials"),
);

test.each<[id: string, what: string, lines: string[]]>([
  ["I-02", "the scheme alone", ["Bearer"]],
  ["I-02", "the scheme and three spaces", ["Bearer   "]],
  ["I-05", "a tab after the scheme", [`Bearer\t${good}`]],
  ["I-05", "a word after the token", [`Bearer ${good} x`]],
  ["I-05", "a comma after the token", [`Bearer ${good},`]],
  ["I-05", "two schemes in one line", [`Bearer ${good}, DPoP ${good}`]],
  ["I-05", "a quoted token", [`Bearer "${good}"`]],
  ["I-05", "a token in a parameter", [`Bearer token=${good}`]],
  ["I-07", "the same line twice", [`Bearer ${good}`, `Bearer ${good}`]],
  ["I-07", "a good line and a bad one", [`Bearer ${good}`, "Bearer x"]],
  ["I-07", "a bad line and a good one", ["Bearer x", `Bearer ${good}`]],
  ["I-07", "a line of Bearer and one of DPoP", [`Bearer ${good}`, `DPoP ${good}`]],
  ["I-07", "a line of DPoP and one of Bearer", [`DPoP ${good}`, `Bearer ${good}`]],
  ["I-07", "a line of Bearer and one of Basic", [`Bearer ${good}`, "Basic dXNlcjpwYXNz"]],
  ["I-07", "a line of Basic and one of Bearer", ["Basic dXNlcjpwYXNz", `Bearer ${good}`]],
])("%s: %s is malformed (RFC 6750 §2.1, RFC 9110 §5.3)", (_, __, lines) =>
  expectRefusedLines(arena, lines, "malformed_credentials"),
);

test.each([
  ["I-03", "the scheme in lower case", `bearer ${good}`],
  ["I-03", "the scheme in upper case", `BEARER ${good}`],
  ["I-03", "two spaces after the scheme", `Bearer  ${good}`],
])("%s: %s is fine (RFC 6750 §2.1, RFC 9110 §11.1)", (_, __, line) =>
  expectAcceptedRequest(arena, { authorization: [line] }),
);

test.each([
  ["I-15", "../../etc/passwd"],
  ["I-15", "~.--+//=="],
  ["I-15", "a/../b"],
])("%s: an opaque token like %j is looked up nowhere (RFC 6750 §2.1)", (_, token) =>
  expectRefusedLines(arena, [`Bearer ${token}`], "malformed_token"),
);

test("I-23: optional is only the absence of credentials (RFC 6750 §3.1)", async () => {
  const { a, clock } = arena;
  const gate = createGate({ issuer: { issuer: a.issuer, jwks: a.jwks() }, audience: a.audience, clock });
  const admit = (...lines: string[]) => gate.admit({}, lines, { requirement: {}, optional: true });
  expect(await admit()).toEqual({ admitted: true, token: undefined });
  expect(await admit(`Bearer ${good}`)).toMatchObject({ admitted: true, token: { subject: "user-1" } });
  for (const token of [a.issueExpired(), "garbage", a.issueFromOtherIssuer(), a.issueUnsigned()]) {
    expect(await admit(`Bearer ${token}`)).toMatchObject({ admitted: false, answer: { status: 401 } });
  }
  for (const line of ["", "Bearer", "Basic dXNlcjpwYXNz"]) {
    expect(await admit(line)).toMatchObject({ admitted: false });
  }
});

test.each<[what: string, line: string, reason: DenialReason]>([
  ["an expired token", `Bearer ${arena.a.issueExpired()}`, "token_expired"],
  ["a forged token", `Bearer ${arena.a.issueWithForeignKey()}`, "signature_invalid"],
  ["no JWT", "Bearer garbage", "malformed_token"],
  ["a token of nobody that is trusted", `Bearer ${arena.a.issueFromOtherIssuer()}`, "unknown_issuer"],
  ["an empty field", "", "malformed_credentials"],
  ["the scheme alone", "Bearer", "malformed_credentials"],
  ["another scheme", "Basic dXNlcjpwYXNz", "no_credentials"],
])("I-23: %s is not the absence of credentials, on any adapter (RFC 6750 §3.1)", async (_, line, reason) => {
  await expectRefusedRequest(arena, { authorization: [line], path: "/open" }, reason);
  await expectAcceptedRequest(arena, { authorization: [], path: "/open" });
});

const setting = await createContractSetting();
const targets = await startAll(setting.verifierOptions);
afterAll(() => Promise.all(targets.map(({ close }) => close())));

describe.each(targets)("$name", ({ origin }) => {
  const token = setting.as.issue();
  const form = `access_token=${token}`;
  const body = (type: string, text: string) => [`Content-Type: ${type}`, `Content-Length: ${text.length}`, "", text];

  test("takes a token from the Authorization field (RFC 6750 §2.1)", async () => {
    expect(await exchangeRaw(origin, ["GET /me HTTP/1.1", `Authorization: Bearer ${token}`])).toMatchObject({
      status: 200,
    });
  });

  test.each([
    ["I-09", "the query (RFC 6750 §2.3)", [`GET /me?${form} HTTP/1.1`]],
    ["I-11", "a form (RFC 6750 §2.2)", ["GET /me HTTP/1.1", ...body("application/x-www-form-urlencoded", form)]],
    ["I-11", "a JSON body", ["GET /me HTTP/1.1", ...body("application/json", JSON.stringify({ access_token: token }))]],
    ["I-12", "a cookie (RFC 6750 §5.3)", ["GET /me HTTP/1.1", `Cookie: ${form}; Authorization=${token}`]],
    ["I-12", "a field of another name", ["GET /me HTTP/1.1", `X-Access-Token: ${token}`]],
    [
      "I-12",
      "the credentials for a proxy (RFC 9110 §11.7.2)",
      ["GET /me HTTP/1.1", `Proxy-Authorization: Bearer ${token}`],
    ],
    ["I-12", "the protocol of a socket", ["GET /me HTTP/1.1", `Sec-WebSocket-Protocol: bearer, ${token}`]],
    [
      "I-12",
      "a trailer (RFC 9110 §6.5.1)",
      [
        "GET /me HTTP/1.1",
        "Transfer-Encoding: chunked",
        "Trailer: Authorization",
        "",
        "0",
        `Authorization: Bearer ${token}`,
      ],
    ],
  ])("%s: does not take one from %s", async (_, __, head) => {
    const { status, fields } = await exchangeRaw(origin, head);
    expect(status).toBe(401);
    expect(fields).toContain('www-authenticate: Bearer realm="api"');
  });

  test("does not let what it does not read spoil what it reads (RFC 6750 §2)", async () => {
    const head = [`GET /me?access_token=x HTTP/1.1`, `Authorization: Bearer ${token}`, "Cookie: access_token=x"];
    expect(await exchangeRaw(origin, head)).toMatchObject({ status: 200 });
  });
});
