import { expect, test } from "vitest";
import { checkNames, suggest } from "../src/check-names.js";
import { createTestIssuer } from "../src/index.js";

test("names that are known pass, and nothing at all does", () => {
  expect(() => checkNames({ one: 1, two: undefined }, ["one", "two"], "x()")).not.toThrow();
  expect(() => checkNames({}, [], "x()")).not.toThrow();
  expect(() => checkNames(undefined, [], "x()")).not.toThrow();
});

test.each([
  ["audiance", "; do you mean audience?"],
  ["Audience", "; do you mean audience?"],
  ["issuers", "; do you mean issuer?"],
  ["retryAfter", "; do you mean retryAfterSeconds?"],
  ["wrong_audience", "; do you mean wrong-audience?"],
  ["x", "; there are: audience, issuer, retryAfterSeconds, wrong-audience"],
  ["", "; there are: audience, issuer, retryAfterSeconds, wrong-audience"],
])("of %j it is said what may be meant", (name, hint) => {
  expect(suggest(name, ["audience", "issuer", "retryAfterSeconds", "wrong-audience"])).toBe(hint);
});

const as = await createTestIssuer();

test.each<[string, () => unknown, string]>([
  [
    "createTestIssuer",
    () => createTestIssuer({ scopes: "a" } as object),
    'createTestIssuer() knows no option "scopes"; do you mean scope?',
  ],
  [
    "its endpoint",
    () => createTestIssuer({ introspection: { authMethod: [] } as object }),
    'introspection of createTestIssuer() knows no option "authMethod"; do you mean authMethods?',
  ],
  [
    "verifierOptions",
    () => as.verifierOptions({ opaqe: true } as never),
    'verifierOptions() knows no option "opaqe"; do you mean opaque?',
  ],
  [
    "verifierOptions with too little",
    () => as.verifierOptions({} as never),
    "verifierOptions() takes { opaque: true, ... }, or nothing",
  ],
  ["fail", () => as.fail("hangs", { where: "jwks" } as object), 'fail() knows no option "where"; there are: at, times'],
  ["the name of a fault", () => as.fail("hang" as never), 'There is no fault "hang"; do you mean hangs?'],
])("%s takes no name that means nothing", async (_, act, message) => {
  await expect((async () => act())()).rejects.toThrow(message);
});
