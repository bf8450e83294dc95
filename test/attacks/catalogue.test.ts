import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { attackIds } from "./support/catalogue.js";
import { NOT_APPLICABLE, NOT_EVERYWHERE } from "./support/not-applicable.js";

const OWN = /attacks\/support\/(?:catalogue|not-applicable)\.ts$|attacks\/catalogue\.test\.ts$/;
const COMMENT = /^\s*(?:\/\/|\/?\*).*$/gm;

const named = new Set<string>();
for (const path of listTests()) {
  const text = readFileSync(path, "utf8").replace(COMMENT, "");
  for (const [id] of text.matchAll(/\b[A-S]-\d\d\b/g)) named.add(id);
}
const excused = Object.keys(NOT_APPLICABLE);

test("every row is tried, or there is a reason why it cannot be, and never both", () => {
  expect(attackIds.filter((id) => !named.has(id) && !excused.includes(id))).toEqual([]);
  expect(excused.filter((id) => named.has(id))).toEqual([]);
});

test("the reasons are sentences, for rows that exist", () => {
  const spared = Object.keys(NOT_EVERYWHERE);
  expect([...excused, ...spared].filter((id) => !attackIds.includes(id))).toEqual([]);
  expect(spared.filter((id) => excused.includes(id))).toEqual([]);
  const exemptions = Object.values(NOT_EVERYWHERE);
  const reasons = [...Object.values(NOT_APPLICABLE), ...exemptions.map(({ reason }) => reason)];
  for (const reason of reasons) expect(reason).toMatch(/^[A-Z].{20,}\.$/);
});

test("the names in titles are those of rows", () => {
  expect([...named].filter((id) => !attackIds.includes(id))).toEqual([]);
});

/** Every file in which the titles of tests are written, or the data they are made of. */
function listTests(): readonly string[] {
  const root = fileURLToPath(new URL("../../", import.meta.url));
  const packages = readdirSync(`${root}packages`).map((name) => `${root}packages/${name}/test`);
  const places = [...packages, `${root}packages/testing/src`, `${root}test`];
  return places.flatMap((place) =>
    readdirSync(place, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts") && !name.includes("node_modules") && !OWN.test(name))
      .map((name) => `${place}/${name}`),
  );
}
