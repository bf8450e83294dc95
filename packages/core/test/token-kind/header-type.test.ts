import { describe, expect, test } from "vitest";
import { PASS } from "../../src/outcome.js";
import { readHeaderType, toTypeName } from "../../src/token-kind/header-type.js";
import { checkHeaderType } from "../../src/token-kind/token-kind.js";

const NONE: ReadonlySet<string> = new Set();

const ACCESS_TOKEN_SPELLINGS = ["at+jwt", "at+JWT", "AT+JWT", "application/at+jwt", "Application/AT+JWT"];

const SAY_NOTHING = [undefined, "", "JWT", "jwt", "application/jwt", "APPLICATION/JWT"];

const OTHER_TYPES = [
  "JOSE",
  "JOSE+JSON",
  "dpop+jwt",
  "logout+jwt",
  "id_token+jwt",
  "secevent+jwt",
  "token-introspection+jwt",
  "token-userinfo+jwt",
  "oauth-authz-req+jwt",
  "client-authentication+jwt",
  "authorization-grant+jwt",
  "dc+sd-jwt",
  "vc+sd-jwt",
  "example+sd-jwt",
  "kb+jwt",
  "vc+jwt",
  "vp+jwt",
  "vc+ld+json+jwt",
  "statuslist+jwt",
  "entity-statement+jwt",
  "trust-mark+jwt",
  "trust-mark-delegation+jwt",
  "trust-mark-status-response+jwt",
  "resolve-response+jwt",
  "explicit-registration-response+jwt",
  "jwk-set+jwt",
  "resource-metadata+jwt",
  "oauth-client-attestation+jwt",
  "oauth-client-attestation-pop+jwt",
  "oauth-id-jag+jwt",
  "txntoken+jwt",
  "wit+jwt",
  "wpt+jwt",
  "openid4vci-proof+jwt",
  "key-attestation+jwt",
  "verifier-attestation+jwt",
  "oi_reft+jwt",
  "oi_auc+jwt",
  "oi_dvc+jwt",
  "application/logout+jwt",
  "Application/DPoP+JWT",
  "toString",
  "__proto__",
];

const NEAR_MISSES = [
  "at+jwt ",
  " at+jwt",
  "at+jwt\n",
  "at+jwt\u0000",
  "at jwt",
  "at+jwt\u200b",
  "at+jwt;v=1",
  "at+jwt; charset=utf-8",
  "application/at+jwt;v=1",
  "JWT;v=1",
  "at+jwt+x",
  "xat+jwt",
  "at+jw",
  "at%2Bjwt",
  "at-jwt",
  '"at+jwt"',
  "text/at+jwt",
  "application//at+jwt",
  "/at+jwt",
  "application/application/at+jwt",
  "application/",
  "/",
  "\u0430t+jwt",
  "at+\uff4awt",
  "appl\u0131cation/at+jwt",
  "appl\u0130cation/at+jwt",
  " JWT",
  "JWT ",
];

describe("header typ (RFC 9068 §2.1, RFC 7515 §4.1.9)", () => {
  test.each(ACCESS_TOKEN_SPELLINGS)("%j is that of an access token", (typ) => {
    expect(readHeaderType(typ, NONE)).toBe("access");
    expect(checkHeaderType(typ, NONE)).toBe(PASS);
  });

  test.each(SAY_NOTHING)("%j says nothing and passes the check of the header", (typ) => {
    expect(readHeaderType(typ, NONE)).toBe("silent");
    expect(checkHeaderType(typ, NONE)).toBe(PASS);
  });

  test.each(OTHER_TYPES)("%j is refused as another kind of token", (typ) => {
    expect(readHeaderType(typ, NONE)).toBe("other");
    expect(checkHeaderType(typ, NONE)).toMatchObject({ kind: "denied", reason: "unexpected_type" });
  });

  test.each(NEAR_MISSES)("%j is refused although it resembles a known type", (typ) => {
    expect(readHeaderType(typ, NONE)).toBe("other");
    expect(checkHeaderType(typ, NONE)).toMatchObject({ kind: "denied", reason: "unexpected_type" });
  });
});

describe("acceptedTypes", () => {
  const accepted = new Set(["vendor+jwt", "kb+jwt", "at+jwt"]);

  test.each(["vendor+jwt", "Vendor+JWT", "application/vendor+jwt"])("lets %j pass, as JWT does", (typ) => {
    expect(readHeaderType(typ, accepted)).toBe("silent");
    expect(checkHeaderType(typ, accepted)).toBe(PASS);
  });

  test.each(["vendor+jwt;v=1", "text/vendor+jwt", "logout+jwt", "\u212ab+jwt"])("does not let %j pass", (typ) => {
    expect(checkHeaderType(typ, accepted)).toMatchObject({ reason: "unexpected_type" });
  });

  test("cannot take from at+jwt that it is an access token", () => {
    expect(readHeaderType("at+jwt", accepted)).toBe("access");
  });
});

describe("the detail of a refused header type", () => {
  test("names the rule, the type and the setting", () => {
    expect(checkHeaderType("Logout+JWT", NONE)).toMatchObject({
      detail:
        'R1: header typ is "Logout+JWT". To admit it, list "logout+jwt" in acceptedTypes; tokenKind "rfc9068" admits none but "at+jwt".',
    });
  });

  test("offers no setting for what is no media type", () => {
    expect(checkHeaderType("at+jwt;v=1", NONE)).toMatchObject({
      detail:
        'R1: header typ is "at+jwt;v=1". That is not written as a media type such as "at+jwt"; no setting admits it.',
    });
  });

  test("shows control characters and foreign letters escaped, and long types shortened", () => {
    const { detail } = checkHeaderType(`\u001b[2J\u202e${"x".repeat(5000)}`, NONE) as { detail: string };
    expect(detail).toMatch(/^[ -~]+$/);
    expect(detail.length).toBeLessThan(400);
  });
});

test.each([
  ["at+jwt", "at+jwt"],
  ["Application/AT+JWT", "at+jwt"],
  ["application/X!#$&^_.+-9", "x!#$&^_.+-9"],
  ["application/", undefined],
  ["", undefined],
  ["text/plain", undefined],
])("toTypeName(%j) is %j", (typ, name) => {
  expect(toTypeName(typ)).toBe(name);
});
