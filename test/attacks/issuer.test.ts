import { createVerifier } from "@ostiary/core";
import { expect, test } from "vitest";
import { AUDIENCE, createArena } from "./support/arena.js";
import { type Attack, expectAccepted, expectRefused } from "./support/expect-refused.js";

const arena = await createArena();
const { a, b } = arena;
const A = a.issuer;
const naming = (iss: unknown): string => a.issue({ iss });

const shapes: readonly Attack[] = [
  ["E-01", "no iss", naming(undefined), "missing_claim"],
  ["E-01", "iss null", naming(null), "malformed_token"],
  ["E-01", "an empty iss", naming(""), "malformed_token"],
  ["E-02", "a list with the issuer", naming([A]), "malformed_token"],
  ["E-02", "a list with the issuer first", naming([A, "https://evil.example"]), "malformed_token"],
  ["E-02", "a list with the issuer last", naming(["https://evil.example", A]), "malformed_token"],
];

test.each(shapes)("%s: %s is refused (RFC 7519 §4.1.1)", (_, __, token, reason) => expectRefused(arena, token, reason));

test.each([
  ["E-04", `${A}/`],
  ["E-04", "https://as.example"],
  ["E-04", `${A}/.`],
  ["E-04", `${A}#`],
  ["E-04", `${A}?x`],
  ["E-05", "HTTPS://as.example/t1"],
  ["E-05", "https://AS.example/t1"],
  ["E-05", "https://as.example:443/t1"],
  ["E-05", "https://as.example/%741"],
  ["E-05", "https://as.example/a/../t1"],
  ["E-07", "https://as.example/t"],
  ["E-07", "https://as.example/t10"],
  ["E-07", "https://as.example/t1.evil"],
  ["E-07", `x${A}`],
  ["E-08", "https://asXexample/t1"],
  ["E-10", "__proto__"],
  ["E-10", "constructor"],
  ["E-10", "hasOwnProperty"],
  ["E-11", `${A} `],
  ["E-11", "https://\u0430s.example/t1"],
  ["E-11", `${A}\u200b`],
  ["E-12", "https://as.example/t2"],
  ["E-15", "https://evil.example"],
])("%s: the issuer %j is another one, and nothing is fetched for it (RFC 9068 §4, RFC 8725 §3.8)", (_, iss) =>
  expectRefused(arena, naming(iss), "unknown_issuer"),
);

test("E-11: names that only look alike are different (RFC 7515 §5.3)", async () => {
  const issuer = "https://as.example/caf\u00e9";
  const verifier = createVerifier({
    issuer: { issuer, jwks: a.jwks() },
    audience: AUDIENCE,
    clock: arena.clock,
  });
  const judge = async (iss: string): Promise<unknown> =>
    verifier.authenticate({ authorization: [`Bearer ${naming(iss)}`] });
  expect(await judge(issuer)).toBeAccepted();
  expect(await judge(issuer.normalize("NFD"))).toBeDenied("unknown_issuer");
});

test("E-13: who a user is takes the issuer and the subject (RFC 8725 §3.8)", async () => {
  const identities = [];
  for (const as of [a, b]) {
    const { issuer, subject } = (await (await arena.answerTo(`Bearer ${as.issue({ sub: "u1" })}`)).json()) as Record<
      string,
      unknown
    >;
    identities.push([issuer, subject]);
  }
  expect(identities).toEqual([
    [a.issuer, "u1"],
    [b.issuer, "u1"],
  ]);
});

test("E-19: an issuer named in the header counts for nothing (RFC 7519 §5.3)", async () => {
  await expectAccepted(arena, a.issue({}, { header: { iss: b.issuer } }));
  await expectRefused(arena, a.issue({ iss: b.issuer }, { header: { iss: A } }), "no_matching_key");
});
