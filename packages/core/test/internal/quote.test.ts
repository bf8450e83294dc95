import { expect, test } from "vitest";
import { listed, quoteUntrusted, toOneLine } from "../../src/internal/quote.js";

test.each([
  ["a string", "x", '"x"'],
  ["a number", 1, "1"],
  ["an object", { a: ["b"] }, '{"a":["b"]}'],
  ["nothing", undefined, "undefined"],
  ["a quote and a backslash", 'a"b\\', '"a\\"b\\\\"'],
  ["a line break and an escape sequence", "a\r\n\u001b[31m", '"a\\r\\n\\u001b[31m"'],
  ["a control character of the second block", "a\u009bb\u007f", '"a\\u009bb\\u007f"'],
  ["letters beyond ASCII, line separators and bidirectional marks", "\u00e9\u2028\u202e", '"\\u00e9\\u2028\\u202e"'],
])("shows %s in printable ASCII", (_, value, text) => {
  expect(quoteUntrusted(value)).toBe(text);
});

test("shortens what is longer than 200 characters", () => {
  expect(quoteUntrusted("a".repeat(198))).toBe(`"${"a".repeat(198)}"`);
  expect(quoteUntrusted("a".repeat(199))).toBe(`"${"a".repeat(199)}...`);
});

test("lists what something was compared with", () => {
  expect(listed(new Set(["a", 'b"']))).toBe('["a","b\\""]');
  expect(listed([])).toBe("[]");
  expect(listed(Array.from({ length: 12 }, () => "a"))).not.toContain("more");
  expect(listed(Array.from({ length: 14 }, () => "a"))).toMatch(/"a"\] and 2 more$/);
});

test.each([
  ["a section", "RFC 9068 §4 asks for it", "RFC 9068 §4 asks for it"],
  ["a line break and an escape sequence", "a\r\n\u001b[31m", "a\\u000d\\u000a\\u001b[31m"],
  ["letters beyond ASCII", "caf\u00e9\u202e", "caf\\u00e9\\u202e"],
])("writes a sentence with %s in one line", (_, sentence, line) => {
  expect(toOneLine(sentence)).toBe(line);
});

test("shortens a sentence of more than 1000 characters", () => {
  expect(toOneLine("a".repeat(1000))).toBe("a".repeat(1000));
  expect(toOneLine("a".repeat(1001))).toBe(`${"a".repeat(1000)}...`);
});
