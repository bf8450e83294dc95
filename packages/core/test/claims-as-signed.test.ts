import { expect, test } from "vitest";
import { createSigner, NOW, verifierFor } from "./support/issuer.js";

const signer = await createSigner();
const { verify } = verifierFor(signer);

test.each([
  ["groups, roles and entitlements as texts", { groups: ["a"], roles: ["b"], entitlements: ["c"] }],
  ["groups, roles and entitlements as objects", { groups: [{ value: "a", $ref: "x" }], roles: [{ value: "b" }] }],
  ["one role that is a text", { roles: "admin" }],
  ["who may become an actor", { may_act: { sub: "admin" } }],
  [
    "authorization details (RFC 9396 §9.1)",
    { authorization_details: [{ type: "orders", actions: ["api:admin"], locations: ["https://api.example/v2"] }] },
  ],
  ["authorization details that are none (RFC 9396 §2)", { authorization_details: { type: "orders", scope: "admin" } }],
  ["where its status is listed", { status: { status_list: { idx: 7, uri: "https://as.example/list" } } }],
])(
  "the application gets %s as they were signed, and nothing is made of them (RFC 9068 §2.2.3.1)",
  async (_, claims) => {
    const token = await verify(await signer.sign(claims));
    expect(token.claims).toMatchObject(claims);
    expect(token).toMatchObject({ subject: "u1", clientId: "c1" });
    expect([...token.scopes]).toEqual(["api:read"]);
  },
);

test("an actor changes neither whose token it is nor what it grants (RFC 8693 §4.1)", async () => {
  const act = { sub: "admin", client_id: "c9", scope: "api:admin", act: { sub: "root" } };
  const token = await verify(await signer.sign({ act }));
  expect(token).toMatchObject({ subject: "u1", clientId: "c1", claims: { act }, actor: { subject: "admin" } });
  expect([...token.scopes]).toEqual(["api:read"]);
});

test("the application gets the time of the login, and iat never stands in for it (RFC 9068 §2.2.1)", async () => {
  const login = { auth_time: NOW - 86_400, acr: "urn:mace:incommon:iap:silver", amr: ["pwd"] };
  expect((await verify(await signer.sign(login))).claims).toMatchObject({ ...login, iat: NOW - 10 });
  expect((await verify(await signer.sign())).claims).not.toHaveProperty("auth_time");
});

test("a client that acts for itself is told from a user by its two names (RFC 9068 §5)", async () => {
  await expect(verify(await signer.sign({ sub: "c1" }))).resolves.toMatchObject({ subject: "c1", clientId: "c1" });
  await expect(verify(await signer.sign())).resolves.toMatchObject({ subject: "u1", clientId: "c1" });
});

test("what a handler tries to do to the claims does not reach the next request", async () => {
  const given = await signer.sign({ roles: ["reader"] });
  const { claims, scopes } = await verify(given);
  expect(() => (claims["roles"] as string[]).push("admin")).toThrow(TypeError);
  expect(() => Object.assign(claims, { sub: "admin" })).toThrow(TypeError);
  expect(() => (scopes as Set<string>).add("api:admin")).toThrow(TypeError);
  const again = await verify(given);
  expect(again.claims).toMatchObject({ sub: "u1", roles: ["reader"] });
  expect([...again.scopes]).toEqual(["api:read"]);
});
