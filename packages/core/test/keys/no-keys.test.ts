import { expect, test } from "vitest";
import { createNoKeys } from "../../src/keys/no-keys.js";
import { ISSUER } from "./doubles.js";
import { es256 } from "./stack.js";

test("an issuer that is asked about each token has no keys, needs none, and is well without them (RFC 7662)", async () => {
  const keys = createNoKeys(ISSUER);
  await expect(keys.warmUp(1)).resolves.toBeUndefined();
  expect(keys.find(es256("a"), 1)).toBeUndefined();
  expect(keys.exportKeys(1)).toBeUndefined();
  await expect(keys.importKeys({ issuer: ISSUER, fetchedAt: 1, keys: [] }, 1)).resolves.toBe(
    "its tokens are introspected, so it needs no keys",
  );
  keys.close();
  expect(keys.health(1)).toStrictEqual({
    issuer: ISSUER,
    state: "fresh",
    ageSeconds: undefined,
    generation: 0,
    lastErrorClass: undefined,
    lastError: undefined,
    nextAttemptAt: undefined,
  });
});
