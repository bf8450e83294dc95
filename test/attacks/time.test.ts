import { signCompact } from "@ostiary/testing";
import { expect, test } from "vitest";
import { createArena } from "./support/arena.js";
import { type Attack, expectAccepted, expectRefused } from "./support/expect-refused.js";

const arena = await createArena();
const { a, clock, header, claims } = arena;
const NOW = clock.now();

/** `exp` as literal JSON, since not every number survives JSON.stringify. */
const expiring = (literal: string): string =>
  signCompact(header, JSON.stringify({ ...claims, exp: 0 }).replace('"exp":0', `"exp":${literal}`), a.signingKey);

const rows: readonly Attack[] = [
  ["D-01", "no exp", a.issue({ exp: undefined }), "missing_claim"],
  ...["null", "true", "{}", "[]", "[9999999999]"].map((literal): Attack => [
    "D-02",
    `exp ${literal}`,
    expiring(literal),
    "malformed_token",
  ]),
  ...['"9999999999"', '"2099-01-01T00:00:00Z"', '""'].map((literal): Attack => [
    "D-03",
    `exp ${literal}`,
    expiring(literal),
    "malformed_token",
  ]),
  ...["1e309", "9007199254740993", "253402300800000", "253402300800"].map((literal): Attack => [
    "D-04",
    `exp ${literal}`,
    expiring(literal),
    "malformed_token",
  ]),
  ["D-04", "exp -1e309", expiring("-1e309"), "token_expired"],
  ["D-06", "exp a tolerance ago", a.issue({ exp: NOW - 5 }), "token_expired"],
  ["D-10", "nbf after exp", a.issue({ nbf: NOW + 400, exp: NOW + 300 }), "malformed_token"],
  ["D-10", "nbf to come", a.issue({ nbf: NOW + 6 }), "token_not_yet_valid"],
  ["D-11", "iat in an hour", a.issue({ iat: NOW + 3600, exp: NOW + 7200 }), "token_not_yet_valid"],
  ["D-11", "iat as a text", a.issue({ iat: String(NOW) }), "malformed_token"],
];

test.each(rows)("%s: %s is refused (RFC 7519 §2, §4.1.4 to §4.1.6)", (_, __, token, reason) =>
  expectRefused(arena, token, reason),
);

test.each([
  ["D-06", "exp within the tolerance", { exp: NOW - 4 }],
  ["D-07", "a fraction of a second", { exp: NOW + 300.5 }],
  ["D-12", "iat eight seconds ahead", { iat: NOW + 8 }],
  ["D-06", "exp in the last second of the year 9999", { exp: 253_402_300_799 }],
])("%s: %s is accepted (RFC 7519 §2)", (_, __, changes) => expectAccepted(arena, a.issue(changes)));

test("D-06: exp is over on the second, without a tolerance (RFC 7519 §4.1.4)", async () => {
  const strict = await createArena({ clockToleranceSeconds: 0 });
  await expectRefused(strict, strict.a.issue({ exp: NOW }), "token_expired");
  await expectAccepted(strict, strict.a.issue({ exp: NOW + 0.5 }));
});

test("D-08: a token for ten years is refused where a limit is set", async () => {
  const limited = await createArena({ maxLifetimeSeconds: 3600 });
  await expectRefused(limited, limited.a.issue({ exp: NOW + 315_360_000 }), "claims_rejected");
});

test("D-14: a token that was accepted is refused once it has expired, and the clock may be set back and forth", async () => {
  const { a, answerTo, clock } = await createArena();
  const line = `Bearer ${a.issue()}`;
  expect(await answerTo(line)).toBeAccepted();
  clock.advance(306);
  expect(await answerTo(line)).toBeDenied("token_expired");
  clock.advance(-306);
  expect(await answerTo(line)).toBeAccepted();
  clock.advance(306);
  expect(await answerTo(line)).toBeDenied("token_expired");
});
