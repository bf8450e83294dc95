import { describe, expect, test } from "vitest";
import { type ClaimGrammar, findClient, hasScopes, readGrammar } from "../../src/dialects/claim-grammar.js";
import { translateClaims } from "../../src/dialects/translate-claims.js";

const API = "https://api.example.com";
const grammar = (clientClaims: readonly string[], scopeClaims: readonly string[] = ["scope"]): ClaimGrammar => ({
  clientClaims,
  scopeClaims,
  scopeForm: { claim: scopeClaims[0] ?? "scope", isList: false },
  audiences: [API],
});

describe("scope", () => {
  test.each([
    ["a string", { scope: "x" }, ["scope"], { scope: "a b" }],
    ["a list", { scope: ["x"] }, ["scope"], { scope: ["a", "b"] }],
    ["an empty list", { scp: [] }, ["scp"], { scp: ["a", "b"] }],
    ["another claim", { scp: "x" }, ["scp", "scope"], { scp: "a b" }],
    ["the second of two claims", { scope: "x" }, ["scp", "scope"], { scope: "a b" }],
    [
      "both claims, where both are there",
      { scp: ["x"], scope: "x" },
      ["scp", "scope"],
      { scp: ["a", "b"], scope: "a b" },
    ],
    ["the first claim, where none is there", {}, ["scp", "scope"], { scp: "a b" }],
  ])("is written as %s", (_, claims, names, expected) => {
    expect(translateClaims(claims, { scope: "a b" }, grammar([], names))).toEqual(expected);
  });

  test("is written as other tokens of the server have it, where a token has none", () => {
    const shapes = [
      { token: "one", kind: "access_token" as const, claims: {} },
      { token: "ID token", kind: "id_token" as const, claims: { scope: "x" } },
      { token: "two", kind: "access_token" as const, claims: { scp: ["x"] } },
    ];
    const read = readGrammar({ issuer: "https://as.example.com" }, shapes, [API]);
    expect(translateClaims({}, { scope: "a b" }, read)).toEqual({ scp: ["a", "b"] });
  });

  test("that is undefined is left out, whatever its name", () => {
    const said = JSON.stringify(
      translateClaims({ scp: ["x"], scope: "x" }, { scope: undefined }, grammar([], ["scp", "scope"])),
    );
    expect(said).toBe("{}");
  });

  test("that is empty grants nothing, and what is no string is taken as it is", () => {
    expect(translateClaims({ scp: ["x"] }, { scope: "" }, grammar([], ["scp"]))).toEqual({ scp: [] });
    expect(translateClaims({ scp: ["x"] }, { scope: 7 }, grammar([], ["scp"]))).toEqual({ scp: 7 });
  });

  test.each([
    [{ scope: "a" }, true],
    [{ scope: "" }, false],
    [{ scp: [] }, false],
    [{ scp: ["a"] }, true],
    [{}, false],
  ])("of %j is there: %s", (claims, expected) => {
    expect(hasScopes(claims, grammar([], ["scope", "scp"]))).toBe(expected);
  });
});

describe("client_id", () => {
  test.each([
    ["azp", { azp: "web" }, ["azp"], { azp: "new" }],
    [
      "each claim that names the client",
      { client_id: "web", azp: "web", oi_prst: "web" },
      ["client_id"],
      { client_id: "new", azp: "new", oi_prst: "new" },
    ],
    ["the subject too, if that is the client", { cid: "web", sub: "web" }, ["cid"], { cid: "new", sub: "new" }],
    [
      "a list of audiences with the client in it",
      { client_id: "web", aud: ["web", API] },
      ["client_id"],
      { client_id: "new", aud: ["new", API] },
    ],
    ["aud, if that is all there is", { aud: "web" }, ["client_id", "aud"], { aud: "new" }],
    ["the claim that comes first, if there is none", { sub: "user" }, ["cid"], { sub: "user", cid: "new" }],
    ["no claim, if that would be the subject or the audience", {}, ["sub", "aud"], {}],
  ])("is written into %s", (_, claims, names, expected) => {
    expect(translateClaims(claims, { client_id: "new" }, grammar(names))).toEqual(expected);
  });

  test("that is undefined is left out, and the subject stays", () => {
    expect(
      translateClaims({ azp: "web", sub: "web" }, { client_id: undefined }, grammar(["client_id", "azp"])),
    ).toEqual({
      azp: undefined,
      client_id: undefined,
      sub: "web",
    });
    expect(translateClaims({ sub: "web" }, { client_id: undefined }, grammar(["sub"]))).toEqual({ sub: "web" });
  });

  test("has a claim of its own beside an audience that is given", () => {
    const changes = { client_id: "new", aud: API };
    expect(translateClaims({ aud: "web" }, changes, grammar(["azp", "aud"]))).toEqual({ aud: API, azp: "new" });
  });

  test("and a subject that are one claim must not differ", () => {
    const names = grammar(["sub"]);
    expect(translateClaims({ sub: "web" }, { client_id: "new", sub: "new" }, names)).toEqual({ sub: "new" });
    expect(() => translateClaims({ sub: "web" }, { client_id: "new", sub: "user" }, names)).toThrow(
      "In this dialect the client is what sub says: give one of client_id and sub",
    );
  });

  test("is found in the first claim that is there", () => {
    expect(findClient({ aud: ["web", "other"] }, grammar(["azp", "aud"]))).toEqual({ claim: "aud", client: "web" });
    expect(findClient({ aud: [] }, grammar(["azp", "aud"]))).toBeUndefined();
  });
});

describe("aud", () => {
  const OTHER = "https://other.example.com";

  test.each([
    ["takes the place of another string", API, OTHER, OTHER],
    [
      "takes the place of this API in a list",
      [API, "https://as.example.com/userinfo"],
      OTHER,
      [OTHER, "https://as.example.com/userinfo"],
    ],
    ["is not there twice", [OTHER, API], OTHER, [OTHER]],
    ["takes the place of a list without this API", ["web"], OTHER, OTHER],
    ["is a list if a list is given", API, [OTHER, API], [OTHER, API]],
    ["is added where there is none", undefined, OTHER, OTHER],
    ["is left out", [API], undefined, undefined],
  ])("%s", (_, aud, given, expected) => {
    expect(translateClaims({ aud }, { aud: given }, grammar([]))).toEqual({ aud: expected });
  });
});

test("all other claims are taken as they are", () => {
  const changes = { scp: "b", sub: "user-2", groups: ["x"], azp: "other", client_id: "new" };
  expect(translateClaims({ scp: ["x"], sub: "user-1", azp: "web" }, changes, grammar(["azp"], ["scp"]))).toEqual({
    scp: "b",
    sub: "user-2",
    groups: ["x"],
    azp: "other",
  });
});

test("what scope says is not taken back by another claim with scopes", () => {
  const changes = { scope: "a", scp: "b" };
  expect(translateClaims({ scp: ["x"] }, changes, grammar([], ["scp"]))).toEqual({ scp: ["a"] });
});
