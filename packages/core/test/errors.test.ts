import { expect, test } from "vitest";
import { ConfigurationError, DeniedError, ExtensionError, OstiaryError, UnavailableError } from "../src/errors.js";

// A pin: programs branch on these.
test("each error has a stable code and name", () => {
  const answer = { status: 401, headers: { "WWW-Authenticate": "Bearer" }, body: "" };
  const errors = [
    new ConfigurationError(["x"]),
    new DeniedError("token_expired", "x", answer),
    new UnavailableError("x"),
    new ExtensionError("x"),
  ];
  expect(errors.map(({ name, code }) => [name, code])).toEqual([
    ["ConfigurationError", "configuration"],
    ["DeniedError", "denied"],
    ["UnavailableError", "unavailable"],
    ["ExtensionError", "extension"],
  ]);
  for (const error of errors) expect(error).toBeInstanceOf(OstiaryError);
});

test("a configuration error names one problem in a sentence, several in a list", () => {
  expect(new ConfigurationError(["a is wrong"]).message).toBe("Wrong options: a is wrong");
  const { message, problems } = new ConfigurationError(["a is wrong", "b too"]);
  expect(message).toBe("Wrong options:\n  - a is wrong\n  - b too");
  expect(problems).toEqual(["a is wrong", "b too"]);
  expect(Object.isFrozen(problems)).toBe(true);
});

test("a denial carries what to send, and keeps the detail out of its message", () => {
  const answer = { status: 403, headers: { "WWW-Authenticate": "Bearer" }, body: "{}" };
  const error = new DeniedError("scope_insufficient", "grants [secret]", answer);
  expect(error).toMatchObject({ reason: "scope_insufficient", detail: "grants [secret]", status: 403, body: "{}" });
  expect(error.headers).toBe(answer.headers);
  expect(error.tokenKind).toBeUndefined();
  expect(new DeniedError("not_an_access_token", "", { ...answer, tokenKind: "id_token" }).tokenKind).toBe("id_token");
});

test("messages of errors that a request can cause are fixed: frameworks send them to clients", () => {
  const answer = { status: 401, headers: {}, body: "" };
  expect(new DeniedError("audience_mismatch", "secret", answer).message).toBe("The access token was not accepted");
  expect(new UnavailableError("secret").message).toBe("The access token could not be checked now");
  expect(new ExtensionError("secret").message).toBe("A hook of the access token verifier broke its contract");
});

test.each([
  [undefined, 5],
  [0, 1],
  [0.2, 1],
  [7.1, 8],
  [Number.NaN, 5],
  [Number.POSITIVE_INFINITY, 86_400],
  [-3, 1],
])("an outage says when to try again in whole seconds: %s becomes %d (RFC 9110 §10.2.3)", (given, seconds) => {
  const options = given === undefined ? {} : { retryAfterSeconds: given };
  const error = new UnavailableError("x", options);
  expect(error).toMatchObject({ status: 503, retryAfterSeconds: seconds });
  expect(error.headers).toEqual({ "Retry-After": String(seconds), "Cache-Control": "no-store" });
});

test("a cause is kept where there is one", () => {
  const cause = new Error("x");
  expect(new UnavailableError("x", { cause }).cause).toBe(cause);
  expect(new ExtensionError("x", { cause }).cause).toBe(cause);
  expect("cause" in new UnavailableError("x")).toBe(false);
  expect("cause" in new ExtensionError("x")).toBe(false);
});
