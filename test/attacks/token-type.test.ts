import { wrongTokens } from "@ostiary/testing";
import { describe, expect, test } from "vitest";
import { createArena } from "./support/arena.js";
import { expectAccepted, expectRefused } from "./support/expect-refused.js";

const balanced = await createArena();
const rfc9068 = await createArena({ tokenKind: "rfc9068" });

const NEAR_MISSES = [
  "at+jwt ",
  " at+jwt",
  "at+jwt\u0000",
  "at+jwt; charset=utf-8",
  "at+jwt+x",
  "xat+jwt",
  "text/at+jwt",
  "application//at+jwt",
  "/at+jwt",
  "at jwt",
  "\u0430t+jwt",
];

test.each(NEAR_MISSES)("G-27: the header type %j is refused under every policy (RFC 9068 §4)", async (typ) => {
  await expectRefused(balanced, balanced.a.issue({}, { typ }), "unexpected_type");
  await expectRefused(rfc9068, rfc9068.a.issue({}, { typ }), "unexpected_type");
});

test.each([undefined, "", "JWT", "jwt", "application/jwt"])(
  "G-27: the header type %j is refused where RFC 9068 is asked for (RFC 9068 §4, RFC 8725 §3.11)",
  (typ) => expectRefused(rfc9068, rfc9068.a.issue({}, { typ }), "unexpected_type"),
);

test.each([null, 1, ["at+jwt"], {}])("G-27: the header type %j is malformed (RFC 7515 §4.1.9)", (typ) =>
  expectRefused(rfc9068, rfc9068.a.issue({}, { header: { typ } }), "malformed_token"),
);

test.each(["at+jwt", "at+JWT", "AT+JWT", "application/at+jwt", "Application/AT+JWT"])(
  "G-28: the header type %j is that of an access token (RFC 7515 §4.1.9)",
  (typ) => expectAccepted(rfc9068, rfc9068.a.issue({}, { typ })),
);

describe("G-29: where RFC 9068 is asked for (RFC 9068 §2.2)", () => {
  test.each(["iss", "exp", "sub", "client_id", "iat", "jti"])("a token without %s is refused", (name) =>
    expectRefused(rfc9068, rfc9068.a.issue({ [name]: undefined }), "missing_claim"),
  );

  test("a token without aud is refused", () =>
    expectRefused(rfc9068, rfc9068.a.issue({ aud: undefined }), "audience_mismatch"));

  test("H-23: no other claim stands in for client_id", () =>
    expectRefused(rfc9068, rfc9068.a.issue({ client_id: undefined, azp: "c1", cid: "c1" }), "missing_claim"));
});

test.each(wrongTokens)("refuses $title", ({ issue, reason }) => expectRefused(balanced, issue(balanced.a), reason));

test("G-30: a client that acts for itself can be told from a user (RFC 9068 §5)", async () => {
  const answer = await balanced.answerTo(`Bearer ${balanced.a.issue({ sub: "c1", client_id: "c1" })}`);
  expect(await answer.json()).toMatchObject({ subject: "c1", clientId: "c1" });
});
