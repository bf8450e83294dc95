import { afterAll, describe, expect, test, vi } from "vitest";
import { createCatalogue } from "./catalogue.js";
import { type MeasuredGroup, writePage } from "./page.js";
import { reasons } from "./reasons.js";
import { createSetting, NOW } from "./setting.js";
import { createVerifiers } from "./verifiers.js";

vi.useFakeTimers({ now: NOW * 1000, toFake: ["Date"] });
const setting = await createSetting();
afterAll(() => void vi.useRealTimers());
const verifiers = createVerifiers(setting.as);
const catalogue = createCatalogue(setting);
const measured = await measure();
const all = measured.flatMap(({ rows }) => rows);

describe.each(catalogue)("$heading", ({ heading, rows }) => {
  test.each(rows.map(({ title, ours }) => [title, ours] as const))("%s: %s", (title, ours) => {
    const found = measured.find((group) => group.heading === heading)?.rows.find((row) => row.title === title);
    expect(found?.ours).toBe(ours);
  });
});

test("everyone accepts a plain good token, and refuses a tampered one", () => {
  const unanimous = all.filter(({ differing }) => differing === 0).map(({ title }) => title);
  expect(unanimous).toEqual(
    expect.arrayContaining(["ES256", "RS256", "claims that were changed after signing (RFC 7515 §5.2)"]),
  );
});

test("no two tokens have the same title", () => {
  expect(new Set(all.map(({ title }) => title)).size).toBe(all.length);
});

test("every difference has a reason, and every reason a difference", () => {
  const differing = all.filter((row) => row.differing > 0).map(({ title }) => title);
  expect(differing.toSorted()).toEqual(Object.keys(reasons).toSorted());
});

test("the page says what is measured (made anew by `npm run differential`)", async () => {
  expect(verifiers.others).toHaveLength(4);
  await expect(writePage(measured, verifiers.others.length)).toMatchFileSnapshot("../../docs/differential.md");
});

async function measure(): Promise<readonly MeasuredGroup[]> {
  const groups: MeasuredGroup[] = [];
  // Everyone has his keys before he is asked many things at once.
  await Promise.all([verifiers.ours, ...verifiers.others].map((verify) => verify(setting.as.issue())));
  for (const { heading, rows } of catalogue) {
    const verdicts = rows.map(async ({ title, token }) => {
      const ours = await verifiers.ours(token);
      const others = await Promise.all(verifiers.others.map((isAccepted) => isAccepted(token)));
      return { title, ours, differing: others.filter((accepted) => accepted !== (ours === "accepted")).length };
    });
    groups.push({ heading, rows: await Promise.all(verdicts) });
  }
  return groups;
}
