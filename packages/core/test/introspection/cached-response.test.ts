import { describe, expect, test } from "vitest";
import { readCachedResponse } from "../../src/introspection/cached-response.js";
import { createInactiveAnswers } from "../../src/introspection/inactive-answers.js";
import { active } from "./layers.js";

const NOW = 1_893_456_000;
const entry = { answeredAt: NOW, expiresAt: NOW + 60, response: active() };

describe("an entry of a cache is good", () => {
  test.each([
    ["at once", 0, entry],
    ["until just before its time is over", 29, { ...entry, expiresAt: NOW + 30 }],
    ["up to 5 seconds ahead, since clocks differ", -5, entry],
    ["until just before the token expires (RFC 7662 §4)", 9, { ...entry, response: active({ exp: NOW + 10 }) }],
  ])("%s", (_, after, given) => {
    expect(readCachedResponse(given, { now: NOW + after, lifetimeSeconds: 60 })).toEqual(given.response);
  });

  test.each([
    ["at the moment when its time is over", 30, { ...entry, expiresAt: NOW + 30 }],
    ["when it is as old as any may become", 60, { ...entry, expiresAt: NOW + 3600 }],
    ["more than 5 seconds ahead", -5.1, entry],
    ["when the token has expired (RFC 7662 §4)", 10, { ...entry, response: active({ exp: NOW + 10 }) }],
  ])("but not %s", (_, after, given) => {
    expect(readCachedResponse(given, { now: NOW + after, lifetimeSeconds: 60 })).toBeUndefined();
  });

  test.each([true, 7, "text", [], {}, { ...entry, answeredAt: "1" }, { ...entry, expiresAt: undefined }])(
    "and %j is none",
    (given) => {
      expect(() => readCachedResponse(given, { now: NOW, lifetimeSeconds: 60 })).toThrow("It is no entry");
    },
  );
});

test.each([
  ["inactive", 0],
  ["inactive", 9.9],
  ["outdated", 10],
  ["inactive", -5],
  ["outdated", -5.1],
  ["outdated", 64.9],
  [undefined, 65],
])("what is remembered of an inactive token is %s after %d seconds", (meaning, after) => {
  const answers = createInactiveAnswers({ cacheSeconds: 60, negativeCacheSeconds: 10, cacheEntries: 10 });
  answers.remember("key", NOW);
  expect(answers.recall("key", NOW + after)).toBe(meaning);
});
