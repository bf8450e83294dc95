import { ConfigurationError, createVerifier } from "@ostiary/core";
import { signCompact } from "@ostiary/testing";
import { expect, test } from "vitest";
import { AUDIENCE, createArena } from "./support/arena.js";
import { type Attack, expectAccepted, expectRefused } from "./support/expect-refused.js";

const arena = await createArena();
const { a, header, claims } = arena;
const meantFor = (aud: unknown): string => a.issue({ aud });

const rows: readonly Attack[] = [
  ["F-01", "no aud", meantFor(undefined), "audience_mismatch"],
  ["F-01", "aud null", meantFor(null), "malformed_token"],
  ["F-01", "an empty aud", meantFor(""), "audience_mismatch"],
  ["F-02", "an empty list", meantFor([]), "audience_mismatch"],
  ["F-02", "a list with null", meantFor([null]), "malformed_token"],
  ["F-02", "a list with an empty text", meantFor([""]), "audience_mismatch"],
  ["F-02", "a list in a list", meantFor([[AUDIENCE]]), "malformed_token"],
  ["F-03", "an object", meantFor({}), "malformed_token"],
  ["F-03", "an object like a list", meantFor({ 0: AUDIENCE, length: 1 }), "malformed_token"],
  ["F-03", "a number", meantFor(1), "malformed_token"],
  ["F-03", "true", meantFor(true), "malformed_token"],
  ...[`${AUDIENCE}.evil`, "https://api.example/v", "https://api.example/v10", `x${AUDIENCE}`].map((aud): Attack => [
    "F-04",
    aud,
    meantFor(aud),
    "audience_mismatch",
  ]),
  ["F-06", "two names in one text", meantFor(`${AUDIENCE} https://other.example`), "audience_mismatch"],
  ["F-06", "a list in one text", meantFor(`${AUDIENCE},https://other.example`), "audience_mismatch"],
  ...["*", "https://*.example/v1", "api"].map((aud): Attack => ["F-07", aud, meantFor(aud), "audience_mismatch"]),
  ["F-08", "another API of the same host", meantFor("https://api.example/v2"), "audience_mismatch"],
  ["F-11", "a list with a number beside us", meantFor([AUDIENCE, 1, null]), "malformed_token"],
  [
    "F-17",
    "aud twice, the second one good",
    signCompact(header, JSON.stringify(claims).replace("{", '{"aud":"https://other.example",'), a.signingKey),
    "malformed_token",
  ],
  ["F-18", "a letter that only looks alike", meantFor("https://\u0430pi.example/v1"), "audience_mismatch"],
];

test.each(rows)("%s: the audience %s is refused (RFC 7519 §4.1.3, RFC 9068 §4)", (_, __, token, reason) =>
  expectRefused(arena, token, reason),
);

test("F-10: others may be named besides us, unless that is forbidden (RFC 9700 §2.3)", async () => {
  const both = [AUDIENCE, "https://other.example"];
  await expectAccepted(arena, meantFor(both));
  const sole = await createArena({ soleAudience: true });
  await expectRefused(sole, sole.a.issue({ aud: both }), "audience_mismatch");
});

test.each([undefined, "", [], [undefined], [null], [""], null])(
  "F-13: a verifier is not made for the audience %j (RFC 8725 §3.9)",
  (audience) => {
    expect(() => createVerifier({ issuer: a.issuer, audience: audience as never })).toThrow(ConfigurationError);
  },
);

test("F-18: a name is compared as it is written, not as it is shown (RFC 7519 §2)", async () => {
  const audience = "https://api.example/caf\u00e9";
  const other = await createArena({ audience });
  expect(await other.answerTo(`Bearer ${other.a.issue({ aud: audience })}`)).toBeAccepted();
  expect(await other.answerTo(`Bearer ${other.a.issue({ aud: audience.normalize("NFD") })}`)).toBeDenied(
    "audience_mismatch",
  );
});
