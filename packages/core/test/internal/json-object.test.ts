import { describe, expect, test } from "vitest";
import { isJsonObject, parseJsonObject } from "../../src/internal/json-object.js";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const nested = (depth: number): string => `{"a":${"[".repeat(depth - 1)}${"]".repeat(depth - 1)}}`;

describe("a JSON object is read in one way only (RFC 7515 §4)", () => {
  test.each([
    ["an empty object", "{}"],
    ["members", '{"a":1,"b":[true,null],"c":{"d":"e"}}'],
    ["white space", ' {\n"a" :\t1 } '],
    ["structure inside strings", '{"a:b{":"}]:,{\\":","c":"\\\\"}'],
    ["characters of several bytes", '{"naïve":"日本😀"}'],
    ["names repeated below the top", '{"a":{"b":1,"b":2}}'],
    ["the same name at two levels", '{"a":{"a":1}}'],
    ["a name of every object's prototype", '{"constructor":1,"toString":2}'],
    ["32 levels", nested(32)],
    ["__proto__ as a value", '{"a":"__proto__"}'],
    ["an escape that spells another name", '{"\\u0061":1}'],
  ])("reads %s", (_, text) => {
    expect(parseJsonObject(bytesOf(text))).toEqual(JSON.parse(text));
  });

  test.each([
    ["nothing", ""],
    ["an array", "[]"],
    ["an array with an object", '[{"a":1}]'],
    ["null", "null"],
    ["a string", '"a"'],
    ["a number", "1"],
    ["a name twice", '{"a":1,"a":2}'],
    ["a name twice, once escaped", '{"a":1,"\\u0061":2}'],
    ["a name three times", '{"a":1,"b":2,"a":1}'],
    ["__proto__ at the top", '{"__proto__":{}}'],
    ["__proto__ escaped", '{"\\u005f_proto__":{}}'],
    ["__proto__ deep inside", '{"a":[1,{"b":{"__proto__":1}}]}'],
    ["33 levels", nested(33)],
    ["33 levels of objects", `${'{"a":'.repeat(33)}1${"}".repeat(33)}`],
    ["an unclosed string", '{"a'],
    ["an escape at the very end", '{"a\\'],
    ["an unclosed object", '{"a":1'],
    ["two objects", "{}{}"],
    ["something after the object", "{} x"],
    ["single quotes", "{'a':1}"],
    ["a trailing comma", '{"a":1,}'],
    ["a comment", '{"a":1/**/}'],
    ["a byte order mark", '\ufeff{"a":1}'],
    ["closing brackets only", "]]]]"],
  ])("refuses %s", (_, text) => {
    expect(parseJsonObject(bytesOf(text))).toBeUndefined();
  });

  test.each([
    ["a lone continuation byte", [0x7b, 0x22, 0x80, 0x22, 0x3a, 0x31, 0x7d]],
    ["an overlong quotation mark", [0x7b, 0x22, 0xc0, 0xa2, 0x22, 0x3a, 0x31, 0x7d]],
    ["a surrogate", [0x7b, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x3a, 0x31, 0x7d]],
    ["UTF-16", [0x7b, 0x00, 0x7d, 0x00]],
  ])("refuses %s, which is not UTF-8 (RFC 7515 §5.2)", (_, bytes) => {
    expect(parseJsonObject(Uint8Array.from(bytes))).toBeUndefined();
  });

  test("reads the next object after a refused one", () => {
    expect(parseJsonObject(Uint8Array.of(0xff))).toBeUndefined();
    expect(parseJsonObject(bytesOf('{"a":1}'))).toEqual({ a: 1 });
  });

  test("refuses half a million levels at once", () => {
    expect(parseJsonObject(bytesOf("[".repeat(500_000)))).toBeUndefined();
    expect(parseJsonObject(bytesOf('{"a":'.repeat(100_000)))).toBeUndefined();
  });

  test("tells objects from arrays and null", () => {
    expect([{}, [], null, 1, "a", undefined].map(isJsonObject)).toEqual([true, false, false, false, false, false]);
  });
});
