import { expect, test } from "vitest";
import { createArena } from "./support/arena.js";
import {
  type Attack,
  expectAccepted,
  expectAcceptedRequest,
  expectRefused,
  expectRefusedRequest,
} from "./support/expect-refused.js";

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
  ["E-05", "https://as.example/%74 1"],
  ["E-05", "https://as.example/a/../t1"],
  ["E-07", "https://as.example/t"],
  ["E-07", "https://as.example/t10"],
  ["E-07", "https://as.example/t1.evil"],
  ["E-07", `x${A}`],
  ["E-08", "https://asXexample/t1"],
  ["E-08", "https://evil.example/https://as.example/t1"],
  ["E-10", "__proto__"],
  ["E-10", "constructor"],
  ["E-10", "hasOwnProperty"],
  ["E-11", `${A} `],
  ["E-11", "https://\u0430s.example/t1"],
  ["E-11", `${A}\u200b`],
  ["E-12", "https://as.example/t2"],
  ["E-15", "https://evil.example"],
  ["E-15", "https://as.example/t1@evil.example"],
  ["E-16", "https://as.example/{{tenant}}"],
  ["E-16", "https://as.example/../evil"],
  ["E-16", "https://as.example/t1/@evil.example"],
  ["E-16", "https://as.example/t1evil#"],
  ["E-17", "http://127.0.0.1"],
  ["E-17", "http://[::1]"],
  ["E-17", "http://[fd00::1]"],
  ["E-17", "http://169.254.169.254/latest"],
  ["E-17", "http://[::ffff:7f00:1]"],
  ["E-17", "http://2130706433"],
])("%s: the issuer %j is another one, and nothing is fetched for it (RFC 9068 §4, RFC 8725 §3.8)", (_, iss) =>
  expectRefused(arena, naming(iss), "unknown_issuer"),
);

test("E-11: names that only look alike are different (RFC 7515 §5.3)", async () => {
  const issuer = "https://as.example/caf\u00e9";
  const composed = await createArena((as) => ({ issuer: { issuer, jwks: as.jwks() } }), {
    good: (as) => as.issue({ iss: issuer }),
  });
  await expectRefused(composed, composed.a.issue({ iss: issuer.normalize("NFD") }), "unknown_issuer");
});

test("E-13: who a user is takes the issuer and the subject (RFC 8725 §3.8)", async () => {
  for (const { name, ask } of arena.targets) {
    const identities = [];
    for (const as of [a, b]) {
      const { body } = await ask({ authorization: [`Bearer ${as.issue({ sub: "u1" })}`] });
      const { issuer, subject } = JSON.parse(body) as Record<string, unknown>;
      identities.push([issuer, subject]);
    }
    const expected = [a, b].map(({ issuer }) => [issuer, "u1"]);
    expect(identities, name).toEqual(expected);
  }
});

test("E-16: what a token says of its audience makes no address either", async () => {
  for (const aud of ["@evil.example", "../", "evil#", "{{tenant}}"]) {
    await expectRefused(arena, a.issue({ aud }), "audience_mismatch");
  }
});

test("E-18: a token of an unknown issuer is not the same as none, where none will do (RFC 6750 §3.1)", async () => {
  await expectAcceptedRequest(arena, { authorization: [], path: "/open" });
  for (const iss of ["https://evil.example", "https://as.example/t2", ""]) {
    const authorization = [`Bearer ${naming(iss)}`];
    await expectRefusedRequest(
      arena,
      { authorization, path: "/open" },
      iss === "" ? "malformed_token" : "unknown_issuer",
    );
  }
});

test("E-20: what one verifier has accepted is still of an unknown issuer to another one (RFC 8725 §3.8)", async () => {
  const alone = await createArena((one) => ({ issuer: one.issuer }));
  const token = alone.b.issue();
  const trusting = await createArena(() => ({ issuer: alone.b.issuer, fetch: alone.b.fetch }), {
    good: () => alone.b.issue(),
  });
  await expectAccepted(trusting, token);
  await expectRefused(alone, token, "unknown_issuer");
  // Nor does it matter which of two comes first that share a verifier.
  await expectAccepted(arena, b.issue());
  await expectRefused(arena, b.issue({ iss: A }), "no_matching_key");
  await expectRefused(arena, b.issue({ iss: "https://as.example/t2" }), "unknown_issuer");
});

test.each(["X-Issuer", "X-Auth-Issuer", "X-Forwarded-Issuer", "X-JWT-Claim-Iss", "X-Userinfo", "Forwarded"])(
  "E-22: what %s says counts for nothing (RFC 9110 §11.6.2)",
  async (field) => {
    const fields = [`${field}: ${A}`, `${field}-2: {"iss":"${A}","sub":"admin","scope":"api:read"}`];
    const evil = { authorization: [`Bearer ${naming("https://evil.example")}`], fields };
    await expectRefusedRequest(arena, evil, "unknown_issuer");
    await expectRefusedRequest(arena, { authorization: [], fields }, "no_credentials");
    await expectAcceptedRequest(arena, {
      authorization: [`Bearer ${a.issue()}`],
      fields: [`${field}: https://evil.example`],
    });
  },
);

test("E-19: an issuer named in the header counts for nothing (RFC 7519 §5.3)", async () => {
  await expectAccepted(arena, a.issue({}, { header: { iss: b.issuer } }));
  await expectRefused(arena, a.issue({ iss: b.issuer }, { header: { iss: A } }), "no_matching_key");
});
