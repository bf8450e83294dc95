import { ConfigurationError, createStaticKeySource, createVerifier } from "@ostiary/core";
import { signCompact } from "@ostiary/testing";
import { expect, test } from "vitest";
import { AUDIENCE, createArena } from "./support/arena.js";
import {
  type Attack,
  expectAccepted,
  expectAcceptedRequest,
  expectRefused,
  expectRefusedRequest,
} from "./support/expect-refused.js";

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

test("F-12: a list of a hundred thousand names is not read, and one of a few hundred is, to its end", async () => {
  const names = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `urn:x:${index}`);
  await expectRefused(arena, meantFor([...names(100_000), AUDIENCE]), "token_too_large");
  await expectAccepted(arena, meantFor([...names(500), AUDIENCE]));
  await expectRefused(arena, meantFor(names(500)), "audience_mismatch");
});

test("F-14: keys that do not come from the issuer make no exception (RFC 9068 §4)", async () => {
  const keySource = await createStaticKeySource(a.jwks());
  for (const way of [{ jwks: a.jwks() }, { jwksUri: `${a.issuer}/jwks` }, { keySource }]) {
    const given = await createArena(
      { issuer: { issuer: a.issuer, ...way }, fetch: a.fetch },
      { good: () => a.issue() },
    );
    for (const aud of [undefined, "https://other.example", [], "https://api.example/v2"]) {
      await expectRefused(given, meantFor(aud), "audience_mismatch");
    }
  }
});

test.each(["Host", "X-Forwarded-Host", "X-Original-Host", "Forwarded", "Origin"])(
  "F-15: the audience does not come from the field %s (RFC 9700 §2.3)",
  async (field) => {
    for (const aud of ["other.example", "https://other.example", "http://other.example"]) {
      const fields = [`${field}: ${field === "Forwarded" ? "host=other.example" : "other.example"}`];
      await expectRefusedRequest(arena, { authorization: [`Bearer ${meantFor(aud)}`], fields }, "audience_mismatch");
      await expectAcceptedRequest(arena, { authorization: [`Bearer ${a.issue()}`], fields });
    }
  },
);

test("F-18: a name is compared as it is written, not as it is shown (RFC 7519 §2)", async () => {
  for (const [ours, theirs] of [
    ["https://api.example/caf\u00e9", "https://api.example/cafe\u0301"],
    ["https://b\u00fccher.example", "https://xn--bcher-kva.example"],
    ["https://xn--bcher-kva.example", "https://b\u00fccher.example"],
  ] as const) {
    const other = await createArena({ audience: ours }, { good: (as) => as.issue({ aud: ours }) });
    await expectRefused(other, other.a.issue({ aud: theirs }), "audience_mismatch");
  }
});
