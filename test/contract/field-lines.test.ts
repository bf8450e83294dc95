import { createContractSetting } from "@ostiary/testing";
import { afterAll, describe, expect, test } from "vitest";
import { startAll, startForTest, targets as starts } from "./targets/index.js";
import { exchangeRaw } from "./targets/raw-exchange.js";

const setting = await createContractSetting();
const targets = await startAll(setting.verifierOptions);
afterAll(() => Promise.all(targets.map(({ close }) => close())));

const MALFORMED = { status: 400, body: expect.stringContaining('"error":"invalid_request"') };
const good = `Bearer ${setting.as.issue()}`;
const LINES = {
  "a good token": good,
  "an expired token": `Bearer ${setting.as.issueExpired()}`,
  "Bearer alone": "Bearer",
  Basic: "Basic dXNlcjpwYXNzd29yZA==",
  Digest: 'Digest username="u", realm="a, b", response="r"',
  "a scheme alone": "Negotiate",
  nothing: "",
  "an open quote": 'Digest realm="a',
};
const PAIRS = Object.keys(LINES).flatMap((first) => Object.keys(LINES).map((second) => [first, second])) as [
  keyof typeof LINES,
  keyof typeof LINES,
][];

describe.each(targets)("$name", ({ name, origin }) => {
  const ask = (...lines: string[]) => exchangeRaw(origin, ["GET /me HTTP/1.1", ...lines]);

  test("accepts one line with a good token, whatever case the name of the field has (RFC 9110 §5.1)", async () => {
    expect(await ask(`Authorization: ${good}`)).toMatchObject({ status: 200 });
    expect(await ask(`AUTHORIZATION: ${good}`)).toMatchObject({ status: 200 });
    expect(await ask(`authorization:${good}`)).toMatchObject({ status: 200 });
  });

  test("ignores white space around the value (RFC 9110 §5.5)", async () => {
    expect(await ask(`Authorization: \t ${good} \t `)).toMatchObject({ status: 200 });
  });

  test.each(PAIRS)("refuses two lines: %s, then %s (RFC 9110 §5.3)", async (first, second) => {
    expect(await ask(`Authorization: ${LINES[first]}`, `Authorization: ${LINES[second]}`)).toMatchObject(MALFORMED);
  });

  test("refuses two lines whose names differ in case, with other fields between them (RFC 9110 §5.1)", async () => {
    expect(await ask(`Authorization: ${good}`, "X-Other: 1", `aUTHORIZATION: ${good}`)).toMatchObject(MALFORMED);
  });

  test("refuses three lines (RFC 9110 §5.3)", async () => {
    const line = `Authorization: ${good}`;
    expect(await ask(line, line, line)).toMatchObject(MALFORMED);
  });

  test("does not accept a second line that reads like a parameter of the first (RFC 9110 §5.3)", async () => {
    // A Fetch Request holds one line, `Digest a="b", c="d"`, which is well-formed credentials of another scheme.
    const status = name === "Hono" ? 401 : 400;
    expect(await ask('Authorization: Digest a="b"', 'Authorization: c="d"')).toMatchObject({ status });
  });

  test.each([
    ["a tab instead of the space", good.replace(" ", "\t")],
    ["a tab in the token", `${good}\tx`],
    ["bytes above ASCII in the token", `${good}\u00e9\u00ff`],
    ["a byte above ASCII before the scheme", `\u00e9${good}`],
    ["a comma after the token", `${good},`],
    ["a comma before the scheme", `,${good}`],
    ["a token in quotes", good.replace(/ (.*)/, ' "$1"')],
  ])("refuses %s (RFC 6750 §2.1)", async (_, value) => {
    expect(await ask(`Authorization: ${value}`)).toMatchObject(MALFORMED);
  });

  test.each([
    ["a no-break space", good.replace(" ", "\u00a0")],
    ["a letter above ASCII", good.replace(" ", "\u00e9 ")],
  ])("takes Bearer followed by %s for no Bearer scheme (RFC 9110 §11.1)", async (_, value) => {
    expect(await ask(`Authorization: ${value}`)).toMatchObject({
      status: 401,
      body: expect.not.stringContaining("error"),
    });
  });

  test.each([
    ["a folded line", [`Authorization: Bearer`, ` ${good.slice(7)}`]],
    ["a NUL in the value", [`Authorization: ${good}\0`]],
    ["white space before the colon", [`Authorization : ${good}`]],
  ])("leaves %s to the server, which refuses it (RFC 9112 §5)", async (_, lines) => {
    expect(await ask(...lines)).toMatchObject({ status: 400 });
  });

  test("refuses a token of 1 MB as too large (RFC 6750 §3.1)", async () => {
    const answer = await ask(`Authorization: Bearer ${"x".repeat(1_000_000)}`);
    expect(answer).toMatchObject({ status: 400, body: expect.stringContaining("The access token is too large") });
  });

  test.each([
    ["commas", 400, ", "],
    ["quotes", 400, '"'],
    ["spaces", 401, " "],
    ["parameters", 401, "a=1,"],
    ["backslashes", 401, "\\"],
  ])("reads 1 MB of %s within the patience of a test (RFC 9110 §11.4)", async (_, status, text) => {
    const value = `Digest a${text.repeat(1_000_000 / text.length)}x=1`;
    expect(await ask(`Authorization: ${value}`)).toMatchObject({ status });
  });
});

test.each(starts)(
  "%s leaves a header section above the server's own limit to the server (RFC 6585 §5)",
  async (_, start) => {
    const origin = await startForTest(start, setting.verifierOptions, 16_384);
    const answer = await exchangeRaw(origin, ["GET /me HTTP/1.1", `Authorization: Bearer ${"x".repeat(1_000_000)}`]);
    expect(answer.status).toBe(431);
  },
);
