import { createVerifier } from "@ostiary/core";
import { createSigningKey } from "@ostiary/testing";
import { describe, expect, test } from "vitest";
import { AUDIENCE, createArena } from "./support/arena.js";
import { expectAccepted, expectRefused } from "./support/expect-refused.js";

// Status lists are not read yet. The claim `status` counts as little as any other that nobody knows (RFC 7519 §4), so a token that has
// been revoked in such a list is accepted until it expires, as every other JWT is; and nothing is ever fetched for its sake. Where that is
// not enough, `rejectedClaims` refuses tokens that have one, or the issuer is introspected.

const arena = await createArena();
const { a } = arena;
const careful = await createArena({ rejectedClaims: ["status"] });

const uri = "https://as.example/t1/statuslists/1";
const listed = (idx: unknown, where: unknown = uri) => ({ status: { status_list: { idx, uri: where } } });

const CLAIMS: readonly (readonly [id: string, what: string, claims: Readonly<Record<string, unknown>>])[] = [
  ["Q-02", "a negative index", listed(-1)],
  ["Q-02", "half an index", listed(1.5)],
  ["Q-02", "an index in a text", listed("7")],
  ["Q-02", "null for an index", listed(null)],
  ["Q-02", "an index that is too large", listed(2 ** 53)],
  ["Q-02", "no index", listed(undefined)],
  ["Q-03", "a list over http", listed(7, "http://as.example/list")],
  ["Q-03", "a list in a file", listed(7, "file:///etc/passwd")],
  ["Q-03", "a list inside", listed(7, "https://169.254.169.254/latest/meta-data")],
  ["Q-03", "a list on this machine", listed(7, "http://127.0.0.1:6379/")],
  ["Q-03", "a list of somebody else", listed(7, "https://evil.example/list")],
  ["Q-04", "null", { status: null }],
  ["Q-04", "an empty list", { status: [] }],
  ["Q-04", "a text", { status: "x" }],
  ["Q-04", "an empty object", { status: {} }],
  ["Q-04", "null for a list", { status: { status_list: null } }],
  ["Q-07", "an index beyond every list", listed(2 ** 40)],
  ["Q-08", "another way to tell", { status: { identifier_list: { id: "x", uri } } }],
];

describe.each(CLAIMS)("%s: the status %s", (_, __, claims) => {
  test("counts for nothing, and nothing is fetched for it (RFC 7519 §4)", async () => {
    const urls = arena.targets.map((target) => target.urls.length);
    await expectAccepted(arena, a.issue(claims));
    await expectAccepted(arena, a.issue(claims));
    for (const [index, target] of arena.targets.entries()) {
      expect(target.urls.slice(urls[index]).filter((url) => !isDocument(url))).toEqual([]);
    }
  });

  test("refuses the token where tokens with a status are not taken, unread", () =>
    expectRefused(careful, careful.a.issue(claims), "claims_rejected"));
});

test("the good token of the careful one is accepted, and one with a status is accepted by the other", async () => {
  await expectAccepted(careful, careful.a.issue());
  await expectAccepted(arena, a.issue(listed(7)));
});

test("Q-01: a forged token with a status is refused, and nothing is fetched for it (Token Status List §8.3)", async () => {
  const attacker = createSigningKey("ES256", a.signingKey.kid);
  await expectRefused(arena, a.issue(listed(7), { key: attacker }), "signature_invalid");
  await expectRefused(arena, a.issueTampered({ sub: "u2", ...listed(7) }), "signature_invalid");
  await expectRefused(arena, a.issueFromOtherIssuer(listed(7)), "unknown_issuer");
});

test("Q-15: an expired token is expired, whatever its status (Token Status List §7.1)", () =>
  expectRefused(arena, a.issueExpired(listed(7)), "token_expired"));

test.each(["statusList", "status", "requireStatus", "tokenStatus"])(
  "Q-01: that a status is looked up cannot be asked for, and a wish for it by the name %s is not passed over in silence",
  (name) => {
    const wish = { issuer: a.issuer, audience: AUDIENCE, [name]: true };
    expect(() => createVerifier(wish)).toThrow(expect.objectContaining({ code: "configuration" }));
  },
);

/** The documents of the issuers, which are fetched for their keys. */
function isDocument(url: string): boolean {
  return url === `${a.issuer}/jwks` || url.includes("/.well-known/") || url.startsWith("https://other-as.example/");
}
