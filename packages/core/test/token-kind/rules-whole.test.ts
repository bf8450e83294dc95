// What holds for a verdict as a whole, beside what each rule sees.
import { describe, expect, test } from "vitest";
import { checkTokenKind } from "../../src/token-kind/token-kind.js";
import { evidenceOf } from "./corpus.js";
import { judge, PLAIN } from "./judge.js";

describe("a verdict by the header tells the kind that the header names (RFC 8725 §3.11)", () => {
  test.each([
    ["logout+jwt", "logout_token"],
    ["application/DPoP+JWT", "dpop_proof"],
    ["partner+jwt", undefined],
  ])("%s: %s", (typ, kind) => {
    expect(judge({ nonce: "n" }, typ)).toMatchObject({ verdict: "not_access", rule: "R1", kind });
  });

  test("and none for an access token", () => {
    expect(judge({ nonce: "n" }, "at+jwt")).toMatchObject({ verdict: "access", rule: "R1", kind: undefined });
  });
});

test("a client without a name is no client that a token could be for (R11)", () => {
  // An audience that is no text leaves nobody whom the client could differ from.
  expect(judge({ azp: "", aud: null }).rule).toBe("none");
  expect(judge({ azp: "c1", aud: null })).toMatchObject({ rule: "R11", spoke: ["azp", "aud"] });
});

test("a claim without a name names no client either (R4a)", () => {
  const login = { ver: "2.0", tid: "t1", aud: "c1" };
  expect(judge({ ...login, "": "c1" })).toMatchObject({ rule: "R4a", kind: "id_token", spoke: ["ver", "tid"] });
});

test("the detail of a refusal shows a kind of null as such", () => {
  const denied = checkTokenKind(evidenceOf({ claims: { ...PLAIN, typ: null } }), "lenient");
  expect(denied).toMatchObject({
    detail:
      "R2: it names its kind by what is no name (typ null, common usage, Keycloak, Descope). " +
      'No value of tokenKind admits it; an access token of this form must have the header typ "at+jwt".',
  });
});
