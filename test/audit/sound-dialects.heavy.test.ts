import { dialectNames } from "@ostiary/testing";
import { test } from "vitest";
import { expectSoundWith } from "./support/audit-dialect.js";

const withAccessTokens = dialectNames.filter((name) => name !== "google");

/** Some hundred requests for each, on a machine that may be busy. */
test.each(withAccessTokens)(
  "an API that trusts a server which writes tokens in its own way has no finding: %s",
  { timeout: 60_000 },
  async (like) => {
    await expectSoundWith(like);
  },
);
