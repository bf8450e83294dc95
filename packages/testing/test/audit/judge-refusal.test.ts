import { describe, expect, test } from "vitest";
import { describeResponse, judgeRefusal } from "../../src/audit/judge-refusal.js";
import { redact } from "../../src/audit/redact.js";
import { denialTable } from "../../src/index.js";

const answer = (status: number, challenge?: string | readonly string[]) => ({
  status,
  headers: { "www-authenticate": challenge === undefined ? undefined : [challenge].flat() },
  body: "",
});
const expecting = (reason: keyof typeof denialTable) => ({ ...denialTable[reason], reason });

describe("is content with", () => {
  test.each<[string, keyof typeof denialTable, number, string | string[] | undefined]>([
    ["what is expected (RFC 6750 §3.1)", "token_expired", 401, `Bearer realm="x", error="invalid_token"`],
    ["400 for a token that cannot be read", "malformed_token", 400, `Bearer error="invalid_request"`],
    ["400 for any bad token", "audience_mismatch", 400, `Bearer error="invalid_token"`],
    ["401 for malformed credentials", "malformed_credentials", 401, `Bearer realm="x"`],
    ["invalid_token for malformed credentials", "malformed_credentials", 401, `Bearer error="invalid_token"`],
    ["400 for malformed credentials", "malformed_credentials", 400, `Bearer realm="x", error="invalid_request"`],
    ["a challenge of other parameters", "no_credentials", 401, `Bearer resource_metadata="https://x.example"`],
    ["several challenges", "no_credentials", 401, `DPoP algs="ES256", Bearer realm="x"`],
    ["several field lines", "no_credentials", 401, [`Basic realm="x"`, `bearer realm="x"`]],
    ["a resource that is hidden (RFC 9110 §15.5.4)", "scope_insufficient", 404, undefined],
    ["403 for a lack of scope", "scope_insufficient", 403, `Bearer error="insufficient_scope", scope="a"`],
  ])("%s", (_, reason, status, challenge) => {
    expect(judgeRefusal(answer(status, challenge), expecting(reason))).toEqual([]);
  });
});

describe("complains of", () => {
  test.each<[string, keyof typeof denialTable, number, string | undefined, string, string]>([
    ["no challenge (RFC 9110 §15.5.2)", "no_credentials", 401, undefined, "missing_challenge", "medium"],
    ["an empty challenge", "no_credentials", 401, "", "missing_challenge", "medium"],
    ["no challenge with 403", "scope_insufficient", 403, undefined, "missing_challenge", "low"],
    ["a challenge without quotes", "no_credentials", 401, "Bearer realm=x y=z", "malformed_challenge", "medium"],
    ["a challenge of another scheme", "no_credentials", 401, `Basic realm="x"`, "malformed_challenge", "medium"],
    ["an error that nobody made", "no_credentials", 401, `Bearer error="invalid_token"`, "malformed_challenge", "low"],
    [
      "no parameter where no error is to be named (RFC 6750 §3)",
      "no_credentials",
      401,
      "Bearer",
      "malformed_challenge",
      "low",
    ],
    ["no parameter (RFC 6750 §3)", "token_expired", 401, "Bearer", "malformed_challenge", "low"],
    ["no error code", "token_expired", 401, `Bearer realm="x"`, "malformed_challenge", "low"],
    ["another error code", "token_expired", 401, `Bearer error="insufficient_scope"`, "malformed_challenge", "low"],
    ["no error code with 403", "scope_insufficient", 403, `Bearer realm="x"`, "malformed_challenge", "low"],
    ["a failure", "token_expired", 500, undefined, "wrong_status", "medium"],
    ["an outage that is none", "token_expired", 503, undefined, "wrong_status", "medium"],
    ["a redirect", "no_credentials", 302, undefined, "wrong_status", "medium"],
    ["success", "token_expired", 200, undefined, "wrong_status", "high"],
    ["403 for a bad token", "token_expired", 403, `Bearer error="invalid_token"`, "wrong_status", "low"],
    ["404 for a bad token", "token_expired", 404, undefined, "wrong_status", "low"],
    ["401 for a lack of scope", "scope_insufficient", 401, `Bearer error="insufficient_scope"`, "wrong_status", "low"],
    ["403 for malformed credentials", "malformed_credentials", 403, undefined, "wrong_status", "low"],
  ])("%s", (_, reason, status, challenge, category, severity) => {
    expect(judgeRefusal(answer(status, challenge), expecting(reason))).toMatchObject([{ category, severity }]);
  });
});

test("says what was expected and what came, and shows no token", () => {
  const token = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ1c2VyLTEifQ.c2lnbmF0dXJlLXNpZ25hdHVyZS1zaWduYXR1cmU";
  const [complaint] = judgeRefusal(answer(403, `Bearer error="x", token="${token}"`), expecting("token_expired"));
  expect(complaint).toMatchObject({
    expected: `401 with error="invalid_token"`,
    got: `403, WWW-Authenticate: Bearer error="x", token="(left out)"`,
  });
  const [long] = judgeRefusal(answer(403, `Bearer realm="${"a b ".repeat(100)}"`), expecting("no_credentials"));
  expect(long).toMatchObject({ expected: "401, and a challenge without an error code" });
  expect(long!.got.length).toBeLessThan(200);
});

describe("what is quoted of an answer or an error holds no token", () => {
  const header = "eyJhbGciOiJub25lIn0";

  test("also a short one, if it was sent", () => {
    expect(redact("short-token is bad", ["short-token"])).toBe("(left out) is bad");
    const challenge = `Bearer error_description="no short-token-with-24-letters"`;
    expect(describeResponse(answer(401, challenge), ["short-token-with-24-letters"])).toBe(
      `401, WWW-Authenticate: Bearer error_description="no (left out)"`,
    );
  });

  test("nor a part of one", () => {
    const [first, second] = ["a".repeat(24), "b".repeat(24)];
    expect(redact(`${second} of ${first}`, [`${first}.${second}.`])).toBe("(left out) of (left out)");
    expect(redact(`bad: ${header}.e30.`, [])).toBe("bad: (left out)");
  });

  test("and is short, in one line", () => {
    expect(redact(`one\n  two ${"a ".repeat(200)}`, [])).toMatch(/^one two (?:a ){76}\.\.\.$/);
  });
});
