import { expect, test } from "vitest";
import { EXPIRES_AT, ISSUED_AT } from "../../src/dialects/index.js";
import { presentClaims } from "../../src/dialects/present-claims.js";

const NOW = 2_000_000_000;
const present = { now: NOW, toPlace: (text: string) => text };

test("every instant is moved, wherever it stands, and no other number", () => {
  const claims = {
    iat: ISSUED_AT,
    nbf: ISSUED_AT - 10,
    exp: EXPIRES_AT,
    amr: [{ method: "password", timestamp: ISSUED_AT - 10 }],
    session: { started_at: new Date((ISSUED_AT - 60) * 1000).toISOString(), level: 2 },
    expires_in: 3600,
    rexp: `${new Date(EXPIRES_AT * 1000).toISOString().slice(0, 19)}Z`,
    id: 170_000_000_000,
  };
  expect(presentClaims(claims, present)).toEqual({
    iat: NOW,
    nbf: NOW - 10,
    exp: NOW + 3600,
    amr: [{ method: "password", timestamp: NOW - 10 }],
    session: { started_at: new Date((NOW - 60) * 1000).toISOString(), level: 2 },
    expires_in: 3600,
    rexp: `${new Date((NOW + 3600) * 1000).toISOString().slice(0, 19)}Z`,
    id: 170_000_000_000,
  });
});

test("texts are moved to their new place, null and booleans stay", () => {
  const toPlace = (text: string): string => text.replace("old", "new");
  const claims = { iss: "old", aud: ["old/userinfo", "api"], deep: { of: "old" }, picture: null, verified: true };
  expect(presentClaims(claims, { now: NOW, toPlace })).toEqual({
    iss: "new",
    aud: ["new/userinfo", "api"],
    deep: { of: "new" },
    picture: null,
    verified: true,
  });
});

test.each([
  ["6a8e0d5e-6b6b-4a53-b6f1-0b7a0b4c9a10", /^6a8e0d5e-6b6b-4a53-b6f1-0b7a\d{8}$/],
  ["V2_170000000000000009-at_170000000000000010", /^V2_170000000000000009-at_1700000000\d{8}$/],
  ["trrtcc:1", /^trrtcc:\d{8}$/],
  ["k3", /^\d{8}$/],
])("the jti %s is a new one of the same form each time (RFC 7519 §4.1.7)", (jti, form) => {
  const [one, other] = [presentClaims({ jti }, present), presentClaims({ jti }, present)];
  expect(one["jti"]).toMatch(form);
  expect(one["jti"]).not.toBe(other["jti"]);
});

test("a token without a jti has none", () => {
  expect(presentClaims({ sub: "ada" }, present)).toEqual({ sub: "ada" });
});
