import { describe, expect, test } from "vitest";
import { type IntrospectionQuestion, sendIntrospectionRequest } from "../../src/introspection/introspection-request.js";
import { answer, errorOf, everythingOf, scriptedEndpoint } from "./scripted-endpoint.js";

const url = "https://as.example.com/introspect";
const question: IntrospectionQuestion = {
  url,
  token: "opaque-1",
  tokenTypeHint: "access_token",
  credentials: { authorization: "Basic czpz" },
  signed: false,
  now: 1_893_456_000,
  timeoutSeconds: 3,
  maxBodyBytes: 64,
};
const JWT_TYPE = { "content-type": "application/token-introspection+jwt" };

describe("the request", () => {
  test("is one POST of a form, and follows no redirect (RFC 7662 §2.1)", async () => {
    const { fetch, seen } = scriptedEndpoint(answer('{"active":false}'));
    const bytes = await sendIntrospectionRequest(fetch, question);
    expect(new TextDecoder().decode(bytes)).toBe('{"active":false}');
    expect(seen).toEqual([
      {
        url,
        method: "POST",
        redirect: "manual",
        headers: {
          accept: "application/json",
          "content-type": "application/x-www-form-urlencoded",
          authorization: "Basic czpz",
        },
        body: "token=opaque-1&token_type_hint=access_token",
        form: [
          ["token", "opaque-1"],
          ["token_type_hint", "access_token"],
        ],
      },
    ]);
  });

  test("has what authenticates us in the form, and then no Authorization field", async () => {
    const { fetch, seen } = scriptedEndpoint(answer("{}"));
    await sendIntrospectionRequest(fetch, {
      ...question,
      tokenTypeHint: false,
      credentials: { form: { client_id: "a&b", client_secret: "s=1" } },
    });
    expect(seen[0]?.body).toBe("token=opaque-1&client_id=a%26b&client_secret=s%3D1");
    expect(Object.keys(seen[0]?.headers ?? {})).toEqual(["accept", "content-type"]);
  });

  test("hints at what it is told to", async () => {
    const { fetch, seen } = scriptedEndpoint(answer("{}"));
    await sendIntrospectionRequest(fetch, { ...question, tokenTypeHint: "urn:example:token" });
    expect(seen[0]?.form).toContainEqual(["token_type_hint", "urn:example:token"]);
  });

  test("asks for a signed answer where only such a one counts (RFC 9701 §4)", async () => {
    const { fetch, seen } = scriptedEndpoint(answer("e.e.e", 200, JWT_TYPE));
    await sendIntrospectionRequest(fetch, { ...question, signed: true });
    expect(seen[0]?.headers["accept"]).toBe("application/token-introspection+jwt");
  });

  test.each([
    ["abc&token_type_hint=x&client_id=evil", "abc%26token_type_hint%3Dx%26client_id%3Devil"],
    ["a+b/c=&x=1", "a%2Bb%2Fc%3D%26x%3D1"],
    ["%00", "%2500"],
    ["%2B+%26", "%252B%2B%2526"],
    ["a b", "a+b"],
    ["é", "%C3%A9"],
    ["a\r\nb", "a%0D%0Ab"],
  ])("encodes the token %j once, so that it adds no parameter (L-21)", async (token, encoded) => {
    const { fetch, seen } = scriptedEndpoint(answer("{}"));
    await sendIntrospectionRequest(fetch, { ...question, token });
    expect(seen[0]?.body).toBe(`token=${encoded}&token_type_hint=access_token`);
    expect(seen[0]?.form).toEqual([
      ["token", token],
      ["token_type_hint", "access_token"],
    ]);
  });
});

describe("an answer is taken only", () => {
  test.each(["application/json", "Application/JSON;charset=UTF-8", "application/json ; x=y"])(
    "as %s (RFC 7662 §2.2)",
    async (type) => {
      const { fetch } = scriptedEndpoint(answer("{}", 200, { "content-type": type }));
      expect(await sendIntrospectionRequest(fetch, question)).toHaveLength(2);
    },
  );

  test.each([
    "application/token-introspection+jwt",
    "application/token-introspection+jwt; charset=utf-8",
    "Application/Token-Introspection+JWT",
    "application/jwt",
  ])("as %s where it must be signed (RFC 9701 §5)", async (type) => {
    const { fetch } = scriptedEndpoint(answer("e.e.e", 200, { "content-type": type }));
    expect(await sendIntrospectionRequest(fetch, { ...question, signed: true })).toHaveLength(5);
  });

  test.each([
    [false, "text/html"],
    [false, "text/plain; a=application/json"],
    [false, "application/problem+json"],
    [false, "application/json, text/html"],
    [false, "application/jsonp"],
    [false, "application/token-introspection+jwt"],
    [false, "application/jwt"],
    [true, "application/json"],
    [true, "text/plain; a=application/jwt"],
    [true, "application/at+jwt"],
    [true, "application/jwt+json"],
    [true, ""],
  ])("and not, signed %s, as %j (L-25)", async (signed, type) => {
    const { fetch } = scriptedEndpoint(answer("{}", 200, { "content-type": type }));
    const error = await errorOf(sendIntrospectionRequest(fetch, { ...question, signed }));
    expect(error).toMatchObject({ name: "FetchFailure", kind: "content_type", status: 200 });
    const needed = signed
      ? "a signed response (application/token-introspection+jwt), which signedResponse asks for"
      : "JSON (application/json)";
    expect(error.message).toContain(needed);
  });

  test.each([
    [201, "status"],
    [202, "status"],
    [204, "status"],
    [206, "status"],
    [301, "redirect"],
    [302, "redirect"],
    [303, "redirect"],
    [307, "redirect"],
    [308, "redirect"],
    [304, "status"],
    [404, "status"],
    [405, "status"],
    [500, "status"],
  ])("with 200, so not with %i, and nobody else is asked (L-15, L-16)", async (status, kind) => {
    const body = status === 204 || status === 304 ? null : '{"active":true}';
    const { fetch, seen } = scriptedEndpoint(answer(body, status, { location: "https://attacker.example/" }));
    const error = await errorOf(sendIntrospectionRequest(fetch, question));
    expect(error).toMatchObject({ name: "FetchFailure", kind, status });
    expect(seen).toHaveLength(1);
  });

  test.each([429, 503])("and a server that answers %i can ask for a pause (L-18)", async (status) => {
    const { fetch } = scriptedEndpoint(answer("", status, { "retry-after": "7" }));
    const error = await errorOf(sendIntrospectionRequest(fetch, question));
    expect(error).toMatchObject({ kind: "status", status, retryAfterSeconds: 7 });
  });

  test("up to its limit, to the byte", async () => {
    const { fetch } = scriptedEndpoint(answer("x".repeat(64)), answer("x".repeat(65)));
    expect(await sendIntrospectionRequest(fetch, question)).toHaveLength(64);
    expect(await errorOf(sendIntrospectionRequest(fetch, question))).toMatchObject({ kind: "too_large" });
  });

  test("and if there is one: no connection is a failure, and no second attempt is made (L-18)", async () => {
    const { fetch, seen } = scriptedEndpoint(new TypeError("fetch failed"), answer("{}"));
    expect(await errorOf(sendIntrospectionRequest(fetch, question))).toMatchObject({ kind: "network" });
    expect(seen).toHaveLength(1);
  });
});

describe("a server that refuses us is told from one that fails", () => {
  test.each([
    [401, '{"error":"invalid_client"}', "invalid_client"],
    [401, "", undefined],
    [401, "<html>", undefined],
    [401, '{"error":1}', undefined],
    [401, '["invalid_client"]', undefined],
    [403, '{"error":"access_denied"}', "access_denied"],
    [403, "Forbidden", undefined],
    [400, '{"error":"invalid_client"}', "invalid_client"],
    [400, '{"error":"invalid_request"}', "invalid_request"],
    [
      400,
      '{"error":"unsupported_token_type","error_description":"Structured JWT Tokens cannot"}',
      "unsupported_token_type",
    ],
  ])("%i with %s (RFC 7662 §2.3)", async (status, body, error) => {
    const { fetch, seen } = scriptedEndpoint(answer(body, status));
    const refusal = await errorOf(sendIntrospectionRequest(fetch, question));
    const reason = error === undefined ? "" : ` (${error})`;
    expect(refusal).toMatchObject({
      name: "IntrospectionRefusedError",
      status,
      error,
      message: `${url} refused this resource server with ${status}${reason}`,
    });
    expect(seen).toHaveLength(1);
  });

  test.each(["", "<html>Bad Request</html>", '{"active":true}', '{"message":"no"}'])(
    "and 400 with %j is no refusal, but no answer either",
    async (body) => {
      const { fetch } = scriptedEndpoint(answer(body, 400));
      const error = await errorOf(sendIntrospectionRequest(fetch, question));
      expect(error).toMatchObject({
        name: "FetchFailure",
        message: `${url} answered 400`,
        kind: "status",
        status: 400,
      });
    },
  );

  test("also by a body that is too large, or breaks off", async () => {
    const large = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(1024).fill(0x20)),
    });
    const broken = new ReadableStream({ pull: (controller) => controller.error(new Error("reset")) });
    const { fetch } = scriptedEndpoint(answer(large, 401), answer(broken, 403));
    expect(await errorOf(sendIntrospectionRequest(fetch, question))).toMatchObject({ status: 401, error: undefined });
    expect(await errorOf(sendIntrospectionRequest(fetch, question))).toMatchObject({ status: 403, error: undefined });
  });

  test.each([
    ["invalid_client", "invalid_client"],
    ["urn.example-2", "urn.example-2"],
    ["a\nb\u001b[31m", "an error that is not shown"],
    ['say "no"', "an error that is not shown"],
    ["x".repeat(61), "an error that is not shown"],
    ["opaque-token-of", "an error that is not shown"],
  ])("and what it gives as error is shown if it is a code, and no part of the token: %j", async (given, shown) => {
    const { fetch } = scriptedEndpoint(answer(JSON.stringify({ error: given }), 401));
    const asked = sendIntrospectionRequest(fetch, { ...question, token: "opaque-token-of-a-user" });
    expect(await errorOf(asked)).toMatchObject({ error: shown });
  });

  test("and neither the token nor our credentials are in the error, also if the server repeats the token", async () => {
    const token = "opaque-token-of-a-user";
    const { fetch } = scriptedEndpoint(answer(JSON.stringify({ error: `bad token ${token}!` }), 401), answer("", 500));
    for (const shown of ["an error that is not shown", undefined]) {
      const error = await errorOf(sendIntrospectionRequest(fetch, { ...question, token }));
      expect((error as Error & { error?: string }).error).toBe(shown);
      expect(everythingOf(error)).not.toContain(token);
      expect(everythingOf(error)).not.toContain("czpz");
    }
  });
});
