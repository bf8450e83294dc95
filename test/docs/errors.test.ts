import { expect, test } from "vitest";
import { readRows, readText } from "./markdown.js";

const page = readText("docs/errors.md");
const source = (name: string): string => readText(`packages/core/src/${name}`);

/** The first cells of a section's table, without the back-quotes. */
function readNames(heading: string): string[] {
  const section = page.split(`## ${heading}`)[1]?.split("\n## ")[0] ?? "";
  return readRows(section).map(([name = ""]) => name.replaceAll("`", ""));
}

const matches = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, name = ""]) => name);

test("the page names every thrown error with its code, and no other", () => {
  const classes = source("errors.ts").matchAll(/class (\w+) extends OstiaryError \{[\s\S]*?readonly code = "(\w+)"/g);
  const documented = readRows(page.split("## Reasons")[0] ?? "").map(([name, code]) => `${name} ${code}`);
  expect(documented.toSorted()).toEqual([...classes].map(([, name, code]) => `\`${name}\` \`${code}\``).toSorted());
});

test("the page names every reason, and no other", () => {
  const union = source("outcome.ts").split("export type DenialReason =")[1]?.split(";")[0] ?? "";
  const reasons = matches(union, /"(\w+)"/g);
  expect(reasons.length).toBeGreaterThan(15);
  expect(readNames("Reasons of a denial")).toEqual(reasons);
});

test("the page gives each reason the status and the error of the table in the source", async () => {
  const { writeAnswer } = await import("../../packages/core/src/challenge.js");
  for (const [name = "", status, error] of readRows(page.split("## Reasons of a denial")[1]?.split("\n## ")[0] ?? "")) {
    const reason = name.replaceAll("`", "") as never;
    const denied = { kind: "denied", reason, detail: "", requiredScopes: [] } as const;
    const answer = writeAnswer(denied, { realm: "api", revealReason: false });
    const onWire = /error="(\w+)"/.exec(answer.headers["WWW-Authenticate"] ?? "")?.[1];
    expect([name, status, error]).toEqual([
      name,
      String(answer.status),
      onWire === undefined ? "none" : `\`${onWire}\``,
    ]);
  }
});

test("the page names every event, and no other", () => {
  const types = matches(source("events.ts"), /readonly type: "([\w.]+)"/g);
  expect(types.length).toBeGreaterThan(9);
  expect(readNames("Events")).toEqual(types);
});
