import { describe, expect, test } from "vitest";
import { parseChallenges } from "../src/index.js";

const challenge = (scheme: string, parameters: Record<string, string> = {}, token68?: string) => ({
  scheme,
  token68,
  parameters: new Map(Object.entries(parameters)),
});

describe("parseChallenges reads (RFC 9110 §11.6.1)", () => {
  test.each([
    ["a challenge with one parameter", `Bearer realm="api"`, [challenge("Bearer", { realm: "api" })]],
    ["a scheme alone", "Negotiate", [challenge("Negotiate")]],
    ["two schemes alone", "Negotiate, NTLM", [challenge("Negotiate"), challenge("NTLM")]],
    ["a token68", "Negotiate YII+/-._~==", [challenge("Negotiate", {}, "YII+/-._~==")]],
    ["a token68 of one character and padding", "Foo a=", [challenge("Foo", {}, "a=")]],
    [
      "tokens and quoted-strings as values",
      `Bearer realm="api", error=invalid_token, max_age="5"`,
      [challenge("Bearer", { realm: "api", error: "invalid_token", max_age: "5" })],
    ],
    [
      "several challenges",
      `Bearer realm="a", error="invalid_token", DPoP algs="ES256 PS256", Basic realm="b"`,
      [
        challenge("Bearer", { realm: "a", error: "invalid_token" }),
        challenge("DPoP", { algs: "ES256 PS256" }),
        challenge("Basic", { realm: "b" }),
      ],
    ],
    [
      "a token68 before another challenge",
      `Foo abc, Bar x=1`,
      [challenge("Foo", {}, "abc"), challenge("Bar", { x: "1" })],
    ],
    ["commas and equals signs in a quoted-string", `Bearer realm="a, b=c"`, [challenge("Bearer", { realm: "a, b=c" })]],
    ["escaped characters", `Bearer realm="a\\"b\\\\c\\d"`, [challenge("Bearer", { realm: `a"b\\cd` })]],
    ["an empty quoted-string", `Bearer realm=""`, [challenge("Bearer", { realm: "" })]],
    ["characters beyond ASCII in a quoted-string", `Bearer realm="\u00e9"`, [challenge("Bearer", { realm: "\u00e9" })]],
    ["parameter names in lower case", `Bearer Realm="a", ERROR=x`, [challenge("Bearer", { realm: "a", error: "x" })]],
    [
      "no space after a comma, or a tab",
      `Bearer realm="a",error=x\t,\tBasic realm="b"`,
      [challenge("Bearer", { realm: "a", error: "x" }), challenge("Basic", { realm: "b" })],
    ],
    ["several spaces after the scheme", `Bearer   realm="a"`, [challenge("Bearer", { realm: "a" })]],
    [
      "names that every object has",
      `Bearer __proto__=1, constructor=2`,
      [
        {
          scheme: "Bearer",
          token68: undefined,
          parameters: new Map([
            ["__proto__", "1"],
            ["constructor", "2"],
          ]),
        },
      ],
    ],
  ])("%s", (_, value, expected) => {
    expect(parseChallenges(value)).toEqual(expected);
  });
});

describe("parseChallenges refuses", () => {
  test.each([
    ["an empty field", "", 0, "an auth-scheme"],
    ["white space alone", " ", 0, "an auth-scheme"],
    ["a leading comma (RFC 9110 §5.6.1.1)", `, Bearer realm="a"`, 0, "an auth-scheme"],
    ["a trailing comma (RFC 9110 §5.6.1.1)", `Bearer realm="a",`, 17, "an auth-scheme"],
    ["an empty element (RFC 9110 §5.6.1.1)", `Bearer realm="a", , error=x`, 18, "an auth-scheme"],
    ["a space after the scheme and nothing else", "Bearer ", 7, "an auth-param"],
    ["a quoted scheme", `"Bearer" realm="a"`, 0, "an auth-scheme"],
    ["an open quoted-string (RFC 9110 §5.6.4)", `Bearer realm="a`, 13, "a token or a quoted-string"],
    ["a quoted-string closed by an escaped quote", `Bearer realm="a\\"`, 13, "a token or a quoted-string"],
    ["a line break in a quoted-string", `Bearer realm="a\r\nb"`, 13, "a token or a quoted-string"],
    ["text after a quoted-string", `Bearer realm="a"b`, 16, "a comma"],
    ["parameters without a comma between them", `Bearer realm="a" error=x`, 16, "a comma"],
    ["a parameter without a value", `Bearer realm="a", error=`, 24, "a token or a quoted-string"],
    ["a parameter without a name", `Bearer =x`, 7, "an auth-param"],
    ["white space before the equals sign (RFC 9110 §5.6.3)", `Bearer error ="x"`, 7, "an auth-param"],
    ["white space after the equals sign (RFC 9110 §5.6.3)", `Bearer error= "x"`, 13, "a token or a quoted-string"],
    ["a realm that is not quoted (RFC 9110 §11.5)", `Bearer realm=api`, 13, "a quoted-string after realm="],
    ["the same parameter twice (RFC 9110 §11.2)", `Bearer error=x, error=y`, 22, `no second "error"`],
    ["the same parameter in another case (RFC 9110 §11.2)", `Bearer error=x, Error=y`, 22, `no second "error"`],
    ["a parameter after a token68 (RFC 9110 §11.2)", `Foo abc, b=c`, 10, "a comma"],
    ["a token68 after a parameter (RFC 9110 §11.2)", `Foo b=c abc`, 7, "a comma"],
    ["a semicolon between parameters", `Bearer realm="a"; error=x`, 16, "a comma"],
    ["characters beyond Latin-1", `Bearer realm="\u4e16"`, 13, "a token or a quoted-string"],
  ])("%s", (_, value, position, expected) => {
    expect(() => parseChallenges(value)).toThrow(
      new SyntaxError(
        `Malformed WWW-Authenticate at position ${position}, expected ${expected}: ${JSON.stringify(value)}`,
      ),
    );
  });

  test("a long malformed field at once", () => {
    expect(() => parseChallenges(`Bearer realm="${"\\".repeat(100_000)}`)).toThrow(SyntaxError);
  });
});
