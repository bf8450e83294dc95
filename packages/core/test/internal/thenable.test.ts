// oxlint-disable unicorn/no-thenable
import { expect, test } from "vitest";
import { isThenable } from "../../src/internal/thenable.js";

test.each([
  ["a promise", Promise.resolve(1), true],
  ["what only has a then", { then: () => {} }, true],
  ["a then that is no function", { then: "later" }, false],
  ["an object", {}, false],
  ["null", null, false],
  ["nothing", undefined, false],
  ["a text", "then", false],
])("%s is told from what is an answer itself", (_, value, expected) => {
  expect(isThenable(value)).toBe(expected);
});
