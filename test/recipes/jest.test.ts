import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

// Jest is not installed here. What it gives a test file as globals has the same shape in vitest, which stands in for it.
for (const [name, value] of Object.entries({ afterAll, beforeAll, describe, expect, test })) vi.stubGlobal(name, value);
// Only now, because it has no other way to them than the globals.
await import(new URL("jest.mjs", import.meta.url).href);

afterAll(() => {
  vi.unstubAllGlobals();
});
