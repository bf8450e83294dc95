import { contractCases, createContractSetting, denialTable, parseChallenges } from "@ostiary/testing";
import { afterAll, describe, expect, test } from "vitest";
import { startAll } from "./targets/index.js";
import { exchangeRaw } from "./targets/raw-exchange.js";

const REQUEST = "The Authorization field must hold exactly one bearer token";
const TOO_LARGE = "The access token is too large";
const TOKEN = "The access token is not valid for this resource";
const OTHER_KIND = "The token is not an access token";
const EXPIRED = "The access token has expired";
const SCOPE = "The access token does not grant the required scope";

/** What a client gets, reason by reason (RFC 6750 §3). A change here is a change for every client. */
const ROWS = [
  ["no_credentials", 401, {}],
  ["malformed_credentials", 400, { error: "invalid_request", error_description: REQUEST }],
  ["token_too_large", 400, { error: "invalid_request", error_description: TOO_LARGE }],
  ["malformed_token", 401, { error: "invalid_token", error_description: TOKEN }],
  ["unexpected_type", 401, { error: "invalid_token", error_description: TOKEN }],
  ["not_an_access_token", 401, { error: "invalid_token", error_description: OTHER_KIND }],
  ["algorithm_not_allowed", 401, { error: "invalid_token", error_description: TOKEN }],
  ["unknown_issuer", 401, { error: "invalid_token", error_description: TOKEN }],
  ["no_matching_key", 401, { error: "invalid_token", error_description: TOKEN }],
  ["signature_invalid", 401, { error: "invalid_token", error_description: TOKEN }],
  ["token_expired", 401, { error: "invalid_token", error_description: EXPIRED }],
  ["token_not_yet_valid", 401, { error: "invalid_token", error_description: TOKEN }],
  ["audience_mismatch", 401, { error: "invalid_token", error_description: TOKEN }],
  ["missing_claim", 401, { error: "invalid_token", error_description: TOKEN }],
  ["claims_rejected", 401, { error: "invalid_token", error_description: TOKEN }],
  ["token_inactive", 401, { error: "invalid_token", error_description: TOKEN }],
  ["token_revoked", 401, { error: "invalid_token", error_description: TOKEN }],
  ["binding_required", 401, { error: "invalid_token", error_description: TOKEN }],
  ["check_denied", 401, { error: "invalid_token", error_description: TOKEN }],
  ["scope_insufficient", 403, { error: "insufficient_scope", error_description: SCOPE }],
] as const;

const TITLES = { 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden" };

const setting = await createContractSetting();
const targets = await startAll(setting.verifierOptions);
afterAll(() => Promise.all(targets.map(({ close }) => close())));

test("has a row for every reason", () => {
  expect(ROWS.map(([reason]) => reason).toSorted()).toEqual(Object.keys(denialTable).toSorted());
});

describe.each(targets)("$name", ({ origin }) => {
  test.each(ROWS)("answers %s with %i and its challenge (RFC 6750 §3)", async (reason, status, members) => {
    const found = contractCases.find((contractCase) => contractCase.reason === reason);
    if (found === undefined) throw new TypeError(`no case of the contract has the reason ${reason}`);
    const lines = found.authorization(setting).map((line) => `Authorization: ${line}`);
    const answer = await exchangeRaw(origin, [`GET ${found.route} HTTP/1.1`, ...lines]);

    expect(answer.status).toBe(status);
    expect(answer.body).toBe(JSON.stringify({ title: TITLES[status], status, ...members }));
    const challenge = answer.fields.find((line) => line.startsWith("www-authenticate: "))?.slice(18) ?? "";
    const [bearer, ...others] = parseChallenges(challenge);
    expect(others).toEqual([]);
    expect(bearer?.scheme).toBe("Bearer");
    expect(Object.fromEntries(bearer?.parameters ?? [])).toEqual({
      realm: "api",
      ...members,
      ...(reason === "scope_insufficient" ? { scope: "api:read" } : {}),
    });
    expect(answer.fields).toContain("cache-control: no-store");
    expect(answer.fields).toContain("content-type: application/problem+json");
  });
});
