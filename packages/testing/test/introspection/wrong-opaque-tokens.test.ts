import { createVerifier } from "@ostiary/core";
import { afterAll, describe, expect, test } from "vitest";
import { manualClock, wrongOpaqueTokens, wrongTokens } from "../../src/index.js";
import { matchers } from "../../src/vitest.js";
import { ways } from "../faults/ways.js";

expect.extend(matchers);

describe.each(ways)("$way", async ({ open }) => {
  const as = await open({ clock: manualClock() });
  afterAll(() => as.close());

  describe.each([
    ["plain answers", {}],
    ["signed answers", { signedResponse: true }],
  ])("with %s", (_, introspection) => {
    const verifier = createVerifier(as.verifierOptions({ opaque: true, introspection }));

    test("the verifier accepts what issueOpaque() makes", async () => {
      const { authorization } = as.bearerOpaque({ sub: "ada" });
      expect(await verifier.authenticate({ authorization: [authorization] })).toBeAccepted();
      expect(await verifier.verify(as.issueOpaque({ sub: "ada" }))).toMatchObject({ subject: "ada", format: "opaque" });
    });

    test.each(wrongOpaqueTokens)("the verifier refuses $title", async ({ issue, reason }) => {
      await expect(verifier.verify(issue(as))).rejects.toBeDenied(reason);
    });

    test.each(wrongTokens.filter(({ id }) => id !== "opaque"))(
      "the verifier refuses $title",
      async ({ issue, reason }) => {
        await expect(verifier.verify(issue(as))).rejects.toBeDenied(reason);
      },
    );
  });
});

test("the ids are unique, and each token is a new one", async () => {
  expect(new Set(wrongOpaqueTokens.map(({ id }) => id)).size).toBe(wrongOpaqueTokens.length);
  const as = await ways[0]!.open();
  for (const { issue } of wrongOpaqueTokens) expect(issue(as)).not.toBe(issue(as));
});
