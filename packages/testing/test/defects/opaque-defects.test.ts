import { createVerifier } from "@ostiary/core";
import { afterAll, describe, expect, test } from "vitest";
import { manualClock, opaqueDefects, tokenDefects } from "../../src/index.js";
import { matchers } from "../../src/vitest.js";
import { ways } from "../faults/ways.js";

expect.extend(matchers);

const requirement = { scopes: ["api:read"] };

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

    test.each(opaqueDefects)("the verifier refuses $title", async ({ make, expected }) => {
      await expect(verifier.verify(make(as), requirement)).rejects.toBeDenied(expected.reason);
    });
  });
});

describe("where opaque tokens are taken, JWTs are judged as elsewhere", async () => {
  const as = await ways[0]!.open({ clock: manualClock() });
  const verifier = createVerifier(as.verifierOptions({ opaque: true }));

  test.each(tokenDefects)("the verifier refuses $title", async ({ make, api, expected }) => {
    const reason = api === "jwt" ? "token_inactive" : expected.reason;
    await expect(verifier.verify(make(as), requirement)).rejects.toBeDenied(reason);
  });

  test("each token is a new one", () => {
    for (const { make } of opaqueDefects) expect(make(as)).not.toBe(make(as));
  });
});
