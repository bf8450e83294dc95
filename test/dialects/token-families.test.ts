import { type Dialect, dialects, type Shape } from "@ostiary/testing/dialects";
import { describe, expect, test } from "vitest";
import { createJudge, listIssuers } from "./support/judge.js";

/** Servers that sign several kinds of access tokens with one `iss` and the same keys, of which a preset takes one. */
const FAMILIES = ["Clerk", "Stytch", "Supabase"].map((product) =>
  dialects.filter((dialect) => dialect.product === product),
);

const pairs = FAMILIES.flatMap((family) =>
  family.flatMap((taker) => family.filter((giver) => giver !== taker).map((giver) => ({ taker, giver }))),
);

describe.each(pairs)("what $taker.server takes", ({ taker, giver }) => {
  test.each(accessTokensOf(giver))(`is no token of ${giver.server}: $token`, async (shape) => {
    const { judge } = createJudge(taker);
    expect(await judge("preset", withIssuerOf(taker, shape))).toMatchObject({ accepted: false });
    expect(await judge("preset without audience", withIssuerOf(taker, shape))).toMatchObject({ accepted: false });
  });

  test.each(accessTokensOf(taker))("is its own: $token", async (shape) => {
    expect(await createJudge(taker).judge("preset", withIssuerOf(taker, shape))).toEqual({ accepted: true });
  });
});

function accessTokensOf({ shapes }: Dialect): readonly Shape[] {
  return shapes.filter(({ kind }) => kind === "access_token");
}

/** Some may have been obtained at another address of the same server. */
function withIssuerOf({ options }: Dialect, shape: Shape): Shape {
  return { ...shape, claims: { ...shape.claims, iss: listIssuers(options)[0]?.issuer } };
}
