// What an operator and a program are told of a token that is refused for what introspection said of it.
import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/internal/json-object.js";
import { PASS } from "../../src/outcome.js";
import { checkIntrospectedKind, type IntrospectedKindPolicy } from "../../src/token-kind/introspected-kind.js";

const LAX: IntrospectedKindPolicy = { tokenKind: "balanced", requireTokenType: false, requireTokenUse: false };
const API = "https://api.example";

/** An answer that does not say of what kind the token is. */
const SILENT: JsonObject = { iss: "https://as.example", sub: "u1", aud: API, client_id: "c1", scope: "api:read" };

function check(claims: JsonObject, policy: Partial<IntrospectedKindPolicy> = {}) {
  const evidence = { claims, audience: [API], idTokenAudiences: new Set<string>(), ignoreIdTokenEvidence: false };
  return checkIntrospectedKind(evidence, { ...LAX, ...policy });
}

describe("every refusal has the reason not_an_access_token (RFC 7662 §2.2)", () => {
  test.each<[string, JsonObject, Partial<IntrospectedKindPolicy>]>([
    ["another use, I1", { token_use: "refresh_token" }, {}],
    ["no use where one is required, I1", {}, { requireTokenUse: true }],
    ["another type, I2", { token_type: "refresh_token" }, {}],
    ["no type where one is required, I2", {}, { requireTokenType: true }],
    ["another kind by another member, I3", { typ: "Refresh" }, {}],
    ["a login, R4", { nonce: "n" }, {}],
    ["what looks like an ID token, R11", { type: 2 }, {}],
    ["nothing that shows its kind, under strict", {}, { tokenKind: "strict" }],
  ])("%s", (_, claims, policy) => {
    expect(check({ ...SILENT, ...claims }, policy)).toMatchObject({ kind: "denied", reason: "not_an_access_token" });
  });
});

test("a refusal that no setting changes ends with what the answer would have to say", () => {
  expect(check({ ...SILENT, c_hash: "h" })).toMatchObject({
    detail:
      "R4: it is tied to the code of a login, as ID tokens are (c_hash, OpenID Connect Core §3.3.2.11); " +
      "the answer has neither token_type nor token_use, by which access tokens of this form must be called so.",
  });
});

describe("an answer without issuer (RFC 7662 §2.2)", () => {
  const { iss: _, ...rest } = SILENT;

  test.each(["", 7, null])("is none of a client assertion because of the subject %j", (sub) => {
    expect(check({ ...rest, sub })).toBe(PASS);
  });

  test("differs from one whose issuer is the subject", () => {
    expect(check({ ...rest, iss: "c1", sub: "c1" })).toMatchObject({ tokenKind: "client_assertion" });
  });
});
