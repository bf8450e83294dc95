import { ConfigurationError } from "@ostiary/core";
import { signCompact } from "@ostiary/testing";
import { expect, test, vi } from "vitest";
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

test("D-11: iat must be there where RFC 9068 is asked for (RFC 9068 §2.2)", async () => {
  const strict = await createArena({ tokenKind: "rfc9068" });
  await expectRefused(strict, strict.a.issue({ iat: undefined }), "missing_claim");
  await expectAccepted(arena, a.issue({ iat: undefined }));
});

test("D-08: a token for ten years is refused where a limit is set", async () => {
  const limited = await createArena({ maxLifetimeSeconds: 3600 });
  await expectRefused(limited, limited.a.issue({ exp: NOW + 315_360_000 }), "claims_rejected");
  await expectRefused(limited, limited.a.issue({ exp: NOW + 315_360_000, iat: undefined }), "missing_claim");
});

test("D-14: a token that was accepted is refused once it has expired, and the clock may be set back and forth", async () => {
  const moving = await createArena();
  const token = moving.a.issue();
  await expectAccepted(moving, token);
  moving.clock.advance(306);
  await expectRefused(moving, token, "token_expired");
  moving.clock.advance(-306);
  await expectAccepted(moving, token);
  moving.clock.advance(306);
  await expectRefused(moving, token, "token_expired");
});

test("D-15: a token that expires in a thousand years sets no timer of its own, nor does any other", async () => {
  await expectAccepted(arena, a.issue());
  const timers = [vi.spyOn(globalThis, "setTimeout"), vi.spyOn(globalThis, "setInterval")];
  try {
    for (let count = 0; count < 100; count += 1) {
      expect(await arena.answerTo(`Bearer ${a.issue({ exp: NOW + 31_556_952_000 })}`)).toBeAccepted();
      expect(await arena.answerTo(`Bearer ${a.issue({ exp: NOW - 31_556_952_000 / 1000 })}`)).toBeDenied(
        "token_expired",
      );
    }
    // The keys have one for each issuer, and so has whatever other files have left at work in this process.
    for (const timer of timers) expect(timer.mock.calls.length).toBeLessThan(100);
  } finally {
    for (const timer of timers) timer.mockRestore();
  }
});

test.each([{ maxAgeSeconds: 60 }, { maxAge: 60 }, { acrValues: ["gold"] }])(
  "D-16: a route cannot ask how or when a user has logged in, and one that does is not made: %j (RFC 9470 §4)",
  async (requirement) => {
    for (const { verifier } of arena.targets) {
      await expect(verifier.verify(a.issue(), requirement as never)).rejects.toThrow(ConfigurationError);
    }
  },
);

test.each([NOW + 3600, String(NOW), null, true, [NOW]])(
  "D-16: auth_time %j beside the scopes counts for nothing (RFC 9470 §6)",
  async (auth_time) => {
    await expectAccepted(arena, a.issue({ auth_time }));
    await expectRefused(arena, a.issue({ auth_time, scope: "other" }), "scope_insufficient");
  },
);
