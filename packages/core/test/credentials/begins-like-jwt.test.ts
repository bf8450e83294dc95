import { expect, test } from "vitest";
import { beginsLikeJwt } from "../../src/credentials/token-form.js";

const encode = (text: string): string => Buffer.from(text).toString("base64url");
const header = encode('{"alg":"ES256"}');
// With both letters in which the alphabets differ, before `alg`.
const mixed = '{"~~>":"??>","alg":"ES256"}';

test.each([
  ["a whole header", `${header}.x`],
  ["a header that is cut off", `${encode('{"alg":"E').slice(0, 9)}.x`],
  ["a letter too many", `${encode('{"alg":"ES256" }')}A`.padEnd(25, "A") + ".x"],
  ["letters of base64url", `${encode(mixed)}.x`],
  ["letters of base64", `${Buffer.from(mixed).toString("base64")}.x`],
  ["padding", `${Buffer.from('{"alg":"ES256","a":1}').toString("base64")}==.x`],
  ["blanks and line breaks", ` ${header.replaceAll(/./g, "$&\n")}\t.x.y`],
  ["an alg that is escaped in part", `${encode('{"a\\u006cg":"none"}')}.x`],
  ["an alg that is escaped in capitals", `${encode('{"\\u0061\\u006C\\u0067":"none"}')}.x`],
])("a token begins like a JWT with %s (RFC 8259 §7)", (_, token) => {
  expect(beginsLikeJwt(token)).toBe(true);
});

test.each([
  ["nothing", ""],
  ["no dot", header],
  ["a dot at once", `.${header}`],
  ["a text of another kind", "ory_at_abc.def"],
  ["an object without alg", `${encode('{"typ":"JWT","alger":1}')}.x`],
  ["alg without an object", `${encode('["alg" , "alg"]')}.x`],
])("a token does not begin like a JWT with %s", (_, token) => {
  expect(beginsLikeJwt(token)).toBe(false);
});
