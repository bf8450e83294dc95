import { expect, test } from "vitest";
import { describeForm } from "../../src/internal/describe-form.js";

test.each<[unknown, string]>([
  ["ada@mail.example", "text of 16 characters"],
  ["a", "text of 1 character"],
  ["", "an empty text"],
  [["a", 1], "list of 2"],
  [[], "an empty list"],
  [{ a: 1, b: 2 }, "object of 2 members"],
  [{ a: 1 }, "object of 1 member"],
  [null, "null"],
  [undefined, "absent"],
  [17, "a number"],
  [true, "true or false"],
])("%j is told without its value", (value, form) => {
  expect(describeForm(value)).toBe(form);
});
