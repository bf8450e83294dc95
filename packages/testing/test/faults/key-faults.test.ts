import { afterAll, describe, expect, test } from "vitest";
import {
  createTestIssuer,
  type FaultOptions,
  introspectionFaults,
  type KeyFaultName,
  keyFaults,
} from "../../src/index.js";

test("there are these faults, each with a title of its own", () => {
  expect(keyFaults.map(({ name, kind }) => `${kind} ${name}`)).toEqual([
    "exchange refuses",
    "exchange hangs",
    "exchange drips",
    "exchange status_500",
    "exchange status_503",
    "exchange status_429",
    "exchange redirects",
    "exchange html",
    "exchange truncated_json",
    "exchange huge_body",
    "exchange gzip_bomb",
    "exchange wrong_content_type",
    "exchange slow_tls",
    "set empty_set",
    "set symmetric_key",
    "set private_key",
    "set duplicate_kids",
    "set wrong_use",
    "set wrong_alg",
    "set wrong_curve",
    "set weak_rsa",
  ]);
  expect(new Set(keyFaults.map(({ title }) => title)).size).toBe(keyFaults.length);
});

test("the exchange can fail at the introspection endpoint, but for TLS", () => {
  expect(introspectionFaults.map(({ name }) => name)).toEqual([
    "refuses",
    "hangs",
    "drips",
    "status_500",
    "status_503",
    "status_429",
    "redirects",
    "html",
    "truncated_json",
    "huge_body",
    "gzip_bomb",
    "wrong_content_type",
  ]);
  expect(Object.isFrozen(introspectionFaults)).toBe(true);
});

test("the table cannot be changed by one test for the others", () => {
  expect([keyFaults, ...keyFaults].every((row) => Object.isFrozen(row))).toBe(true);
});

describe("fail refuses", async () => {
  const as = await createTestIssuer();
  afterAll(() => as.close());

  test.each<[what: string, name: string, options: FaultOptions | undefined, message: string]>([
    ["a name that is no fault", "explodes", undefined, `There is no fault "explodes"; there are: `],
    ["a name that every object knows", "toString", undefined, `There is no fault "toString"`],
    [
      "a place there is not",
      "hangs",
      { at: "token" as "jwks" },
      "at must be one of jwks, metadata, introspection, both, everywhere",
    ],
    ["a fault of the keys at the metadata", "weak_rsa", { at: "metadata" }, "weak_rsa concerns the JWK Set"],
    ["slow TLS at the metadata", "slow_tls", { at: "metadata" }, "slow_tls concerns the JWK Set"],
    [
      "a fault of the keys at the endpoint",
      "weak_rsa",
      { at: "introspection" },
      "cannot be at the introspection endpoint",
    ],
    ["slow TLS at the endpoint", "slow_tls", { at: "introspection" }, "slow_tls concerns the JWK Set"],
    ["no times at all", "hangs", { times: 0 }, "times must be a whole number from 1"],
    ["half a time", "hangs", { times: 1.5 }, "times must be a whole number from 1"],
    ["times without end", "hangs", { times: Number.POSITIVE_INFINITY }, "times must be a whole number from 1"],
    ["times in words", "hangs", { times: "2" as unknown as number }, "times must be a whole number from 1"],
    [
      "Retry-After without a status",
      "hangs",
      { retryAfterSeconds: 1 },
      "retryAfterSeconds goes with a status, and hangs",
    ],
    ["Retry-After with keys", "empty_set", { retryAfterSeconds: 1 }, "retryAfterSeconds goes with a status"],
    ["a part of a second", "status_503", { retryAfterSeconds: 0.5 }, "retryAfterSeconds must be a whole number from 0"],
    ["a negative pause", "status_503", { retryAfterSeconds: -1 }, "retryAfterSeconds must be a whole number from 0"],
  ])("%s, and nothing changes", async (_, name, options, message) => {
    const fail = (): void => as.fail(name as KeyFaultName, options);
    expect(fail).toThrow(TypeError);
    expect(fail).toThrow(message);
    expect((await as.fetch(`${as.issuer}/jwks`, {})).status).toBe(200);
  });

  test.each(keyFaults)("nothing of $title by its name alone, at the JWK Set, at both or everywhere", ({ name }) => {
    expect(() => [
      as.fail(name),
      as.fail(name, { at: "jwks" }),
      as.fail(name, { at: "both", times: 1 }),
      as.fail(name, { at: "everywhere" }),
    ]).not.toThrow();
    as.recover();
  });

  test.each(introspectionFaults)("nothing of $title at the introspection endpoint", ({ name }) => {
    expect(() => as.fail(name, { at: "introspection" })).not.toThrow();
    as.recover();
  });
});
