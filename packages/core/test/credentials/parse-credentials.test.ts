import { describe, expect, test } from "vitest";
import { parseCredentials } from "../../src/credentials/parse-credentials.js";

const OTHER_SCHEME = "the Authorization field has another scheme than Bearer, or a token without a scheme";

const reasonOf = (...lines: string[]): string => {
  const outcome = parseCredentials(lines, 100);
  return outcome.kind === "denied" ? outcome.reason : outcome.kind;
};

describe("the bearer scheme (RFC 6750 §2.1)", () => {
  test.each([
    ["one space", "Bearer abc.def.ghi"],
    ["two spaces", "Bearer  abc.def.ghi"],
    ["five spaces", "Bearer     abc.def.ghi"],
    ["lower case", "bearer abc.def.ghi"],
    ["upper case", "BEARER abc.def.ghi"],
    ["mixed case", "bEaReR abc.def.ghi"],
  ])("presents the token after %s", (_, line) => {
    expect(parseCredentials([line], 100)).toEqual({ kind: "presented", token: "abc.def.ghi" });
  });

  test.each(["Aa0-._~+/x", "x=", "x=="])("takes the whole alphabet of token68: %s", (token) => {
    expect(parseCredentials([`Bearer ${token}`], 100)).toEqual({ kind: "presented", token });
  });

  test.each([
    ["the scheme alone", "Bearer"],
    ["the scheme and a space", "Bearer "],
    ["a tab after the scheme", "Bearer\tabc"],
    ["a tab after a space", "Bearer \tabc"],
    ["a comma after the scheme", "Bearer,abc"],
    ["two tokens", "Bearer abc def"],
    ["a trailing space", "Bearer abc "],
    ["a trailing comma", "Bearer abc,"],
    ["two sets of credentials in one line", "Bearer abc, Bearer def"],
    ["a second scheme behind the token", "Bearer abc, Basic def"],
    ["a quoted token", 'Bearer "abc"'],
    ["a parameter", "Bearer token=abc"],
    ["padding in the middle", "Bearer a=b"],
    ["padding alone", "Bearer =="],
    ["a Latin-1 letter", "Bearer caf\u00e9"],
    ["a letter beyond Latin-1", "Bearer \u0430bc"],
    ["a line break", "Bearer abc\r\nX: y"],
    ["a null character", "Bearer abc\u0000"],
    ["an empty field", ""],
    ["a field of spaces", "   "],
    ["a space before the scheme", " Bearer abc"],
    ["a quoted-string for a scheme", '"Bearer" abc'],
  ])("denies %s as malformed", (_, line) => {
    expect(reasonOf(line)).toBe("malformed_credentials");
  });

  test("denies a token over the limit, and accepts one at the limit", () => {
    expect(reasonOf(`Bearer ${"a".repeat(100)}`)).toBe("presented");
    expect(reasonOf(`Bearer ${"a".repeat(101)}`)).toBe("token_too_large");
  });
});

describe("other credentials (RFC 6750 §3.1)", () => {
  test.each([
    ["no field", []],
    ["Basic", ["Basic dXNlcjpwYXNz"]],
    ["Digest", ['Digest username="a, b", realm="x \\" y", qop=auth']],
    ["Negotiate without a token", ["Negotiate"]],
    ["a signature with lists", ["AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=host;date, Signature=f"]],
    ["DPoP", ["DPoP abc.def.ghi"]],
    ["a scheme that begins like ours", ["Bearerabc.def.ghi"]],
    ["a colon after our scheme", ["Bearer:abc"]],
    ["a token without a scheme", ["abc.def.ghi"]],
  ])("denies %s without calling it malformed", (_, lines) => {
    expect(reasonOf(...lines)).toBe("no_credentials");
  });

  test("does not quote what stands in the place of the scheme: it may be the token", () => {
    expect(JSON.stringify(parseCredentials(["secret-token"], 100))).not.toContain("secret");
  });
});

describe("more than one set of credentials (RFC 9110 §5.3)", () => {
  const lines = ["Bearer abc", "Bearer abc", "Basic dXNlcg==", 'Digest a="x"', "Negotiate", 'Digest a="x', ""];
  const pairs = lines.flatMap((first) => lines.map((second) => [first, second] as const));

  test.each(pairs)("denies two lines, apart and joined by a comma: %j and %j", (first, second) => {
    expect(reasonOf(first, second)).toBe("malformed_credentials");
    expect(reasonOf(`${first}, ${second}`)).toBe("malformed_credentials");
  });

  test("denies a quoted-string that goes on after its end", () => {
    expect(reasonOf('Digest a="x"y')).toBe("malformed_credentials");
  });
});

test.each<[readonly string[], string, string]>([
  [[], "no_credentials", "the request has no Authorization field"],
  [["Bearer a", "Bearer a"], "malformed_credentials", "2 Authorization field lines"],
  [["=a"], "malformed_credentials", "the Authorization field does not begin with a scheme"],
  [["Bearer"], "malformed_credentials", "the Bearer scheme without a token"],
  [["Bearer "], "malformed_credentials", "the Bearer scheme without a token"],
  [["Bearer abcdefghi"], "token_too_large", "9 bytes, at most 8 are read"],
  [["Bearer a b"], "malformed_credentials", "what follows the Bearer scheme is not one token68"],
  [['Digest a="b'], "malformed_credentials", "a quoted-string that does not end where a parameter ends"],
  [["Basic a, Bearer b"], "malformed_credentials", "more than one set of credentials"],
  [["Basic a"], "no_credentials", OTHER_SCHEME],
  [['Digest a="x"'], "no_credentials", OTHER_SCHEME],
  [['Digest a="xy"'], "no_credentials", OTHER_SCHEME],
  [['Digest a="x\\"y"'], "no_credentials", OTHER_SCHEME],
  [['Digest a="1", b \t="2"'], "no_credentials", OTHER_SCHEME],
])("tells what is wrong with %j, and nothing that may be a token (RFC 9110 §11.4)", (lines, reason, detail) => {
  expect(parseCredentials(lines, 8)).toMatchObject({ reason, detail });
});
