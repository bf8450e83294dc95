import { expect, test } from "vitest";
import { toMarkdownTable } from "../../src/internal/markdown-table.js";

test("a table has a line for its head, one for the rule and one for each row", () => {
  expect(
    toMarkdownTable(
      ["a", "b"],
      [
        ["1", "2"],
        ["3", ""],
      ],
    ),
  ).toBe("| a | b |\n| --- | --- |\n| 1 | 2 |\n| 3 |  |");
});

test("what is in a cell can neither end it nor be markup", () => {
  const cell = "a | b\n\\ `c` *d* _e_ <img> [f](g)";
  expect(toMarkdownTable(["x"], [[cell]]).split("\n")).toEqual([
    "| x |",
    "| --- |",
    String.raw`| a \| b \\ \`c\` \*d\* \_e\_ \<img\> \[f\](g) |`,
  ]);
});
