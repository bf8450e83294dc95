import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/internal/json-object.js";
import type { TokenKindPolicy } from "../../src/options.js";
import { checkTokenKind } from "../../src/token-kind/token-kind.js";
import { evidenceOf } from "./corpus.js";

const PLAIN = { iss: "https://as.example/t1", sub: "u1", aud: "https://api.example/v1", exp: 2, iat: 1, jti: "j1" };

const ACCEPTED = "accepted";

function check(policy: TokenKindPolicy, claims: JsonObject, typ?: string, acceptedTypes: readonly string[] = []) {
  const token = { typ, claims: { ...PLAIN, ...claims } };
  const outcome = checkTokenKind(evidenceOf(token, { acceptedTypes }), policy);
  return outcome.kind === "denied" ? outcome : ACCEPTED;
}

function reasonOf(...input: Parameters<typeof check>): string {
  const outcome = check(...input);
  return outcome === ACCEPTED ? ACCEPTED : outcome.reason;
}

function detailOf(...input: Parameters<typeof check>): string {
  const outcome = check(...input);
  return outcome === ACCEPTED ? ACCEPTED : outcome.detail;
}

const UNEXPECTED = "unexpected_type";
const NOT_ACCESS = "not_an_access_token";

describe("what each policy makes of each verdict", () => {
  test.each<[string, JsonObject, string | undefined, Record<TokenKindPolicy, string>]>([
    [
      "typed as access token",
      {},
      "at+jwt",
      { rfc9068: ACCEPTED, strict: ACCEPTED, balanced: ACCEPTED, lenient: ACCEPTED },
    ],
    [
      "typed as something else",
      { scope: "a" },
      "logout+jwt",
      { rfc9068: UNEXPECTED, strict: UNEXPECTED, balanced: UNEXPECTED, lenient: UNEXPECTED },
    ],
    [
      "named something else",
      { token_use: "id" },
      "JWT",
      { rfc9068: NOT_ACCESS, strict: NOT_ACCESS, balanced: NOT_ACCESS, lenient: NOT_ACCESS },
    ],
    [
      "an access token by its claims",
      { scope: "a" },
      undefined,
      { rfc9068: UNEXPECTED, strict: ACCEPTED, balanced: ACCEPTED, lenient: ACCEPTED },
    ],
    ["undecided", {}, undefined, { rfc9068: UNEXPECTED, strict: NOT_ACCESS, balanced: ACCEPTED, lenient: ACCEPTED }],
    [
      "undecided, leaning to an ID token",
      { email: "a@b.c" },
      "",
      { rfc9068: UNEXPECTED, strict: NOT_ACCESS, balanced: NOT_ACCESS, lenient: ACCEPTED },
    ],
  ])("%s", (_, claims, typ, expected) => {
    for (const [policy, answer] of Object.entries(expected)) {
      expect([policy, reasonOf(policy as TokenKindPolicy, claims, typ)]).toEqual([policy, answer]);
    }
  });

  test("a type admitted by acceptedTypes is judged by the claims, and not admitted by rfc9068", () => {
    const admitted = ["vendor+jwt"];
    expect(reasonOf("strict", { scope: "a" }, "vendor+jwt", admitted)).toBe(ACCEPTED);
    expect(reasonOf("lenient", { nonce: "n" }, "Vendor+JWT", admitted)).toBe(NOT_ACCESS);
    expect(reasonOf("rfc9068", { scope: "a" }, "vendor+jwt", admitted)).toBe(UNEXPECTED);
    expect(reasonOf("lenient", { scope: "a" }, "vendor+jwt")).toBe(UNEXPECTED);
  });
});

describe("what a refused token is instead", () => {
  const kindOf = (...input: Parameters<typeof check>) => {
    const outcome = check(...input);
    return outcome === ACCEPTED ? ACCEPTED : { reason: outcome.reason, tokenKind: outcome.tokenKind };
  };

  test("is told when the header names it", () => {
    expect(kindOf("lenient", {}, "Application/DPoP+JWT")).toEqual({ reason: UNEXPECTED, tokenKind: "dpop_proof" });
    expect(kindOf("lenient", {}, "partner+jwt")).toEqual({ reason: UNEXPECTED, tokenKind: undefined });
  });

  test("is told when the claims show it, also where rfc9068 asks for the header alone", () => {
    expect(kindOf("balanced", { nonce: "n" })).toEqual({ reason: NOT_ACCESS, tokenKind: "id_token" });
    expect(kindOf("rfc9068", { nonce: "n" })).toEqual({ reason: NOT_ACCESS, tokenKind: "id_token" });
    expect(kindOf("rfc9068", { typ: "Refresh" })).toEqual({ reason: NOT_ACCESS, tokenKind: "refresh_token" });
    expect(kindOf("rfc9068", { scope: "a" })).toEqual({ reason: UNEXPECTED, tokenKind: undefined });
  });

  test("is not told where it only looks like an ID token, or like nothing", () => {
    expect(check("balanced", { email: "a@b.c" })).not.toHaveProperty("tokenKind");
    expect(check("strict", {})).not.toHaveProperty("tokenKind");
  });

  test.each<[JsonObject, string | undefined]>([
    [{ events: { "http://schemas.openid.net/event/backchannel-logout": {} } }, "logout_token"],
    [
      { events: { "https://schemas.openid.net/secevent/risc/event-type/account-disabled": {} } },
      "security_event_token",
    ],
    [{ events: null }, "security_event_token"],
    [{ token_use: "ID" }, "id_token"],
    [{ token_use: "refresh" }, "refresh_token"],
    [{ token_use: "device" }, undefined],
    [{ token_use: 7 }, undefined],
    [{ typ: "ID" }, "id_token"],
    [{ typ: "Serialized-ID" }, "id_token"],
    [{ typ: "Refresh" }, "refresh_token"],
    [{ typ: "Offline" }, "refresh_token"],
    [{ typ: "Logout" }, "logout_token"],
    [{ typ: "execute-actions" }, "internal_token"],
    [{ tokenName: "id_token" }, "id_token"],
    [{ tok_type: "RT" }, "refresh_token"],
    [{ type: "refresh_token" }, "refresh_token"],
    [{ token_type: "refresh" }, "refresh_token"],
    [{ typ: null }, undefined],
  ])("of %j is %j", (claims, tokenKind) => {
    expect(kindOf("lenient", claims)).toEqual({ reason: NOT_ACCESS, tokenKind });
  });
});

describe("the detail of a refusal", () => {
  test("R1 under any policy: the type, and acceptedTypes", () => {
    const detail =
      'R1: header typ is "dpop+jwt". To admit it, list "dpop+jwt" in acceptedTypes; tokenKind "rfc9068" admits none but "at+jwt".';
    for (const policy of ["rfc9068", "strict", "balanced", "lenient"] as const) {
      expect(detailOf(policy, {}, "dpop+jwt")).toBe(detail);
    }
  });

  test("policy rfc9068: the type found, and the policies that ask for less", () => {
    const advice = 'If the issuer cannot send that, tokenKind "strict" or "balanced" judges by the claims.';
    expect(detailOf("rfc9068", {}, "JWT")).toBe(
      `R1: header typ is "JWT", and tokenKind "rfc9068" asks for "at+jwt". ${advice}`,
    );
    expect(detailOf("rfc9068", { token_use: "access" })).toBe(
      `R1: header typ is absent, and tokenKind "rfc9068" asks for "at+jwt". ${advice}`,
    );
  });

  test("policy rfc9068, and the claims show another kind: the mark, and no setting, since none would help", () => {
    expect(detailOf("rfc9068", { nonce: "n" }, "JWT")).toBe(
      "R4: it is tied to a login, as ID tokens are (nonce, OpenID Connect Core §2; FAPI 1.0 Advanced §5.1.1; CIBA §10.3.1). " +
        'tokenKind "rfc9068" asks for the header typ "at+jwt", and no other value admits it without that.',
    );
  });

  test.each(["strict", "balanced", "lenient"] as const)("R2 under %s: the claim with its value", (policy) => {
    expect(detailOf(policy, { token_use: "id" })).toBe(
      'R2: it names another use than access (token_use "id", Amazon Cognito). ' +
        'No value of tokenKind admits it; an access token of this form must have the header typ "at+jwt".',
    );
  });

  test.each(["strict", "balanced", "lenient"] as const)("R4 under %s: names, but no values", (policy) => {
    expect(detailOf(policy, { nonce: "secret", at_hash: "secret" })).toBe(
      "R4: it is tied to a login, as ID tokens are (nonce, at_hash, OpenID Connect Core §2; " +
        "FAPI 1.0 Advanced §5.1.1; CIBA §10.3.1). " +
        'No value of tokenKind admits it; an access token of this form must have the header typ "at+jwt". ' +
        "If access tokens of this server are built as ID tokens (Dex), dangerouslyIgnoreIdTokenEvidence " +
        "(@ostiary/core/danger) admits them, and ID tokens with them.",
    );
  });

  test.each(["strict", "balanced"] as const)(
    "R11 under %s: that it looks like an ID token, and the ways out",
    (policy) => {
      expect(detailOf(policy, { email: "ada@acme.example", name: "Ada" })).toBe(
        "R11: it looks like an ID token: it has no client and no scope, but tells of a login or a person " +
          '(name, email, OpenID Connect Core §2, §5.1). If it is an access token, let the issuer send typ "at+jwt", ' +
          'or add scope, or a client_id that is not in aud; or set tokenKind to "lenient".',
      );
    },
  );

  test("strict, and no rule: the policy that asks for less", () => {
    expect(detailOf("strict", {})).toBe(
      "no rule: nothing in it shows its kind. " +
        'tokenKind "strict" asks for evidence that it is an access token; "balanced" does not.',
    );
  });

  test.each<JsonObject>([
    { email: "ada@acme.example", phone_number: "+49 30 1", sid: "ada@acme.example" },
    { nonce: "ada@acme.example" },
    { jti: "ID.ada@acme.example" },
    { events: { to: "ada@acme.example" } },
    { type: { of: "ada@acme.example" } },
    { typ: { of: "ada@acme.example" } },
    { token_use: ["ada@acme.example"] },
    { code: "ada@acme.example", state: "ada@acme.example", sub: null },
  ])("never holds the values of %j", (claims) => {
    const detail = detailOf("strict", claims);
    expect(detail).not.toBe(ACCEPTED);
    expect(detail).not.toContain("ada@");
    expect(detail).not.toContain("+49");
  });

  test("shows a shown value escaped and shortened", () => {
    const detail = detailOf("lenient", { token_use: `\u001b[2J\u202e\n${"x".repeat(9000)}` });
    expect(detail).toMatch(/^[ -~]+$/);
    expect(detail.length).toBeLessThan(600);
    expect(detailOf("lenient", { iss: "accounts.google.com" })).toContain('(iss "accounts.google.com", Google, Apple)');
  });
});
