import { expect, test } from "vitest";
import { checkConfirmation } from "../../src/binding/confirmation.js";
import { PASS } from "../../src/outcome.js";
import { accessTokenWith } from "../support/access-token.js";

test("accepts a token that is not bound to a key", () => {
  expect(checkConfirmation(accessTokenWith({}))).toBe(PASS);
});

test.each([{ jkt: "x" }, { "x5t#S256": "x" }, { unknown: 1 }, {}, null, "", [], 0])(
  "denies a token with cnf %j, rather than taking it as a bearer token (RFC 7800 §3.1, RFC 9449 §7.2)",
  (cnf) => {
    expect(checkConfirmation(accessTokenWith({ cnf }))).toMatchObject({ kind: "denied", reason: "binding_required" });
  },
);
