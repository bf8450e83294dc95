import { inspect } from "node:util";
import { expect, test } from "vitest";
import { type AccessToken, createAccessToken, withClaims } from "../src/access-token.js";
import { accessTokenWith } from "./support/access-token.js";

test("an access token is frozen, its claims too at every depth", () => {
  const token = accessTokenWith({ roles: [{ name: "reader" }] }, ["a"]);
  const roles = token.claims["roles"] as { name: string }[];
  expect(Object.isFrozen(token)).toBe(true);
  expect(Object.isFrozen(token.audience)).toBe(true);
  expect(Object.isFrozen(token.claims)).toBe(true);
  expect(Object.isFrozen(roles)).toBe(true);
  expect(Object.isFrozen(roles[0])).toBe(true);
});

test("its actors are frozen, and in JSON", () => {
  const act = { sub: "a", act: { sub: "b" } };
  const actor = { subject: "a", claims: act, actor: { subject: "b", claims: act.act } };
  const token = createAccessToken({ ...accessTokenWith({ act }), value: "v", actor });
  for (const frozen of [token.actor, token.actor?.claims, token.actor?.actor, token.actor?.actor?.claims]) {
    expect(Object.isFrozen(frozen)).toBe(true);
  }
  expect(JSON.parse(JSON.stringify(token))).toMatchObject({ actor, claims: { act } });
  expect(withClaims(token, {}).actor).toEqual(actor);
});

test("the token itself can be had, but shows in no log", () => {
  const token = accessTokenWith({});
  expect(token.value).toBe("header.payload.signature");
  expect(JSON.stringify(token)).not.toContain("signature");
  expect(inspect(token, { depth: 9 })).not.toContain("signature");
  expect(Object.keys({ ...token })).not.toContain("value");
});

test("members that are absent are not there at all", () => {
  expect(Object.keys(accessTokenWith({}))).toEqual([
    "issuer",
    "subject",
    "audience",
    "scopes",
    "expiresAt",
    "format",
    "claims",
  ]);
});

test("members that are present are all there", () => {
  const parts = {
    issuer: "i",
    subject: "s",
    clientId: "c",
    actor: { claims: {} },
    audience: ["a"],
    scopes: new Set(["x"]),
    expiresAt: 2,
    issuedAt: 1,
    tokenId: "t",
    format: "opaque",
    claims: { a: 1 },
    value: "v",
  } satisfies Required<AccessToken>;
  const { value, ...visible } = parts;
  const token = createAccessToken(parts);
  expect({ ...token }).toEqual(visible);
  expect(token.value).toBe(value);
});

test("other claims make another token; an instance of a class among them is left to its class", () => {
  const token = accessTokenWith({ since: "2030" });
  const since = new Date(0);
  const typed = withClaims(token, { since });
  expect(typed).toMatchObject({ issuer: token.issuer, subject: "u1", value: token.value, claims: { since } });
  expect(Object.isFrozen(since)).toBe(false);
  expect(Object.isFrozen(typed.claims)).toBe(true);
  expect(token.claims).toEqual({ since: "2030" });
});

test("claims may be anything a schema makes", () => {
  const parts = {
    issuer: "i",
    audience: [],
    scopes: new Set<string>(),
    expiresAt: 1,
    format: "jwt",
    value: "v",
  } as const;
  expect(createAccessToken({ ...parts, claims: "text" }).claims).toBe("text");
  expect(createAccessToken({ ...parts, claims: null }).claims).toBe(null);
  const bare = Object.assign(Object.create(null) as object, { a: {} });
  expect(Object.isFrozen(createAccessToken({ ...parts, claims: bare }).claims)).toBe(true);
});
