import { describe, expect, test } from "vitest";
import { google } from "../../src/presets.js";
import { problemsOfPreset } from "../support/preset-problems.js";

describe("google()", () => {
  test.each([undefined, { clientId: "1070-web.apps.googleusercontent.com" }])(
    "says with %o what is possible instead",
    (options) => {
      const [problem, ...others] = problemsOfPreset(google, options);
      expect(others).toEqual([]);
      expect(problem).toMatch(/^google: Google issues no access tokens for your API/);
      expect(problem).toContain("every JWT of accounts.google.com is an ID token");
      expect(problem).toContain("let an authorization server of yours do that");
      expect(problem).toContain("Cloud Run, Identity-Aware Proxy or API Gateway");
    },
  );
});
