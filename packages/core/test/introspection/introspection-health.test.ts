import { describe, expect, test } from "vitest";
import { FetchFailure } from "../../src/internal/fetch-failure.js";
import {
  IntrospectionNotSentError,
  IntrospectionRefusedError,
  UnusableIntrospectionError,
} from "../../src/introspection/introspection-failure.js";
import { toIntrospectionHealth } from "../../src/introspection/introspection-health.js";
import { UnusableMetadataError } from "../../src/metadata/authorization-server-metadata.js";
import { ISSUER } from "../keys/doubles.js";
import { createContext } from "./layers.js";

const DOWN = new FetchFailure("network", "no connection");

describe("the health of an endpoint", () => {
  test("is up while nothing has failed", () => {
    expect(toIntrospectionHealth(createContext(), 100)).toEqual({
      issuer: ISSUER,
      state: "up",
      lastErrorClass: undefined,
      lastError: undefined,
      nextAttemptAt: undefined,
    });
  });

  test("is degraded after a failure", () => {
    const context = createContext();
    context.record.outage = { cause: DOWN, failures: 1, openUntil: undefined };
    expect(toIntrospectionHealth(context, 100)).toEqual({
      issuer: ISSUER,
      state: "degraded",
      lastErrorClass: "network",
      lastError: "no connection",
      nextAttemptAt: undefined,
    });
  });

  test("is down while the endpoint is left alone, and no longer: else nobody might come to ask it again", () => {
    const context = createContext();
    context.record.outage = { cause: DOWN, failures: 5, openUntil: 105 };
    expect(toIntrospectionHealth(context, 100.5)).toMatchObject({ state: "down", nextAttemptAt: 105 });
    expect(toIntrospectionHealth(context, 105)).toMatchObject({ state: "degraded", nextAttemptAt: undefined });
  });

  test.each<[unknown, string]>([
    [new FetchFailure("timeout", "x"), "timeout"],
    [new IntrospectionRefusedError("x", { status: 401, error: undefined }), "refused"],
    [new IntrospectionNotSentError("x"), "not_sent"],
    [new UnusableIntrospectionError("x"), "response"],
    [new UnusableMetadataError("x"), "metadata"],
    [new Error("x"), "other"],
    ["x", "other"],
  ])("names the kind of failure and what it said: %s", (cause, lastErrorClass) => {
    const context = createContext();
    context.record.outage = { cause, failures: 1, openUntil: undefined };
    expect(toIntrospectionHealth(context, 100)).toMatchObject({ lastErrorClass, lastError: "x" });
  });
});
