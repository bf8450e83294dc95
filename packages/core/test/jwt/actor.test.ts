import { describe, expect, test } from "vitest";
import { parseActor } from "../../src/jwt/actor.js";

/** `act` claims within one another, `count` of them. */
function chainOf(count: number): object | undefined {
  return count === 0 ? undefined : { sub: `actor-${count}`, act: chainOf(count - 1) };
}

describe("who acts for the subject (RFC 8693 §4.1)", () => {
  test("is nobody without the claim", () => {
    expect(parseActor(undefined)).toBe(undefined);
  });

  test("is named by its claims", () => {
    const claims = { sub: "a", iss: "https://as.example", client_id: "c", email: "a@example.com" };
    expect(parseActor(claims)).toEqual({ subject: "a", issuer: "https://as.example", clientId: "c", claims });
  });

  test("need not have any of the names", () => {
    expect(parseActor({ uid: 7 })).toStrictEqual({ claims: { uid: 7 } });
    expect(parseActor({})).toStrictEqual({ claims: {} });
  });

  test("comes with who acted before, the latest first", () => {
    const first = { sub: "c" };
    const second = { sub: "b", act: first };
    const third = { sub: "a", act: second };
    expect(parseActor(third)).toEqual({
      subject: "a",
      claims: third,
      actor: { subject: "b", claims: second, actor: { subject: "c", claims: first } },
    });
  });

  test("is denied, not overlooked, if it is no object", () => {
    for (const act of [null, "a", 1, true, [], [{ sub: "a" }]]) {
      expect(parseActor(act)).toMatchObject({ reason: "malformed_token", detail: expect.stringMatching(/^act is /) });
    }
  });

  test.each(["sub", "iss", "client_id"])("is denied if its %s is no string, or empty", (name) => {
    for (const value of ["", null, 1, {}, ["a"]]) {
      const detail = expect.stringMatching(`^${name} of act is `);
      expect(parseActor({ [name]: value })).toMatchObject({ reason: "malformed_token", detail });
      expect(parseActor({ sub: "a", act: { [name]: value } })).toMatchObject({ reason: "malformed_token", detail });
    }
  });

  test("is denied if who acted before cannot be read", () => {
    expect(parseActor({ sub: "a", act: "b" })).toMatchObject({ reason: "malformed_token" });
    expect(parseActor({ sub: "a", act: null })).toMatchObject({ reason: "malformed_token" });
  });

  test("is denied if the chain is longer than 16", () => {
    expect(parseActor(chainOf(16))).toMatchObject({ subject: "actor-16" });
    expect(parseActor(chainOf(17))).toMatchObject({
      reason: "malformed_token",
      detail: "act is nested deeper than 16",
    });
  });
});
