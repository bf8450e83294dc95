import { describe, expect, test, vi } from "vitest";
import { UnavailableError } from "../../src/errors.js";
import { FetchFailure } from "../../src/internal/fetch-failure.js";
import { IntrospectionNotSentError, IntrospectionRefusedError } from "../../src/introspection/introspection-failure.js";
import { isLeftAlone, withBreaker } from "../../src/introspection/with-breaker.js";
import { ISSUER } from "../keys/doubles.js";
import { active, createContext, INACTIVE, manualClient, playedClient, settle, watch } from "./layers.js";

const DOWN = new FetchFailure("network", "no connection");
const status = (code: number, retryAfterSeconds?: number): FetchFailure =>
  new FetchFailure("status", `answered ${code}`, { status: code, retryAfterSeconds });
const refused = (code: number, error?: string): IntrospectionRefusedError =>
  new IntrospectionRefusedError("refused", { status: code, error });

function setUp(options: Parameters<typeof createContext>[0] = {}) {
  const context = createContext(options);
  const client = playedClient();
  const breaker = withBreaker(client, context);
  const ask = (): ReturnType<typeof watch> => watch(breaker.introspect("token", { now: context.clock.now() }));
  async function fail(times: number, failure: unknown = DOWN): Promise<void> {
    for (let time = 0; time < times; time += 1) {
      client.introspect.mockRejectedValueOnce(failure);
      ask();
      await settle();
    }
  }
  async function succeed(): Promise<void> {
    client.introspect.mockResolvedValueOnce(active());
    ask();
    await settle();
  }
  return { ...context, client, breaker, ask, fail, succeed };
}

describe("the breaker", () => {
  test("opens after so many failures in a row, and then no call is made", async () => {
    const { client, ask, fail, clock, events } = setUp();
    await fail(5);
    const until = clock.now() + 5;
    expect(events.at(-1)).toEqual({ type: "introspection.breaker_opened", at: clock.now(), issuer: ISSUER, until });
    clock.advance(1.5);
    const refusedNow = ask();
    await settle();
    expect(refusedNow.error).toMatchObject({
      code: "unavailable",
      detail: `The introspection endpoint of ${ISSUER} fails, and is left alone for a while`,
      retryAfterSeconds: 4,
      cause: DOWN,
    });
    expect(client.introspect).toHaveBeenCalledTimes(5);
  });

  test("stays closed after one failure less, and counts from the start after a success", async () => {
    const { client, fail, succeed, takeTypes } = setUp();
    await fail(4);
    await succeed();
    await fail(4);
    await succeed();
    expect(client.introspect).toHaveBeenCalledTimes(10);
    expect(takeTypes()).toEqual(Array.from({ length: 8 }, () => "introspection.failed"));
  });

  test("an inactive token is a success", async () => {
    const { client, fail, ask, takeTypes } = setUp({ breakerFailures: 2 });
    await fail(1);
    client.introspect.mockResolvedValueOnce(INACTIVE);
    ask();
    await settle();
    await fail(1);
    expect(takeTypes()).toEqual(["introspection.failed", "introspection.failed"]);
  });

  test("lets one call through after the pause, and nobody else's meanwhile; success closes it", async () => {
    const { client, ask, fail, clock, takeTypes } = setUp();
    await fail(5);
    takeTypes();
    clock.advance(5);
    let land = (_: ReturnType<typeof active>): void => {};
    client.introspect.mockReturnValueOnce(new Promise((resolve) => (land = resolve)));
    const trial = ask();
    const others = [ask(), ask()];
    await settle();
    expect(client.introspect).toHaveBeenCalledTimes(6);
    for (const other of others) expect(other.error).toMatchObject({ retryAfterSeconds: 1, cause: DOWN });
    land(active());
    await settle();
    expect(trial.value).toEqual(active());
    expect(takeTypes()).toEqual(["introspection.breaker_closed"]);
    ask();
    expect(client.introspect).toHaveBeenCalledTimes(7);
  });

  test("opens again if that call fails", async () => {
    const { client, ask, fail, clock, takeTypes } = setUp();
    await fail(5);
    takeTypes();
    clock.advance(5);
    await fail(1);
    expect(takeTypes()).toEqual(["introspection.failed", "introspection.breaker_opened"]);
    clock.advance(4.9);
    ask();
    expect(client.introspect).toHaveBeenCalledTimes(6);
    clock.advance(0.1);
    ask();
    expect(client.introspect).toHaveBeenCalledTimes(7);
  });

  test("opens again also if fewer failures had opened it", async () => {
    const { client, ask, fail, clock } = setUp();
    await fail(1, status(503, 10));
    clock.advance(10);
    await fail(1);
    clock.advance(4.9);
    ask();
    expect(client.introspect).toHaveBeenCalledTimes(2);
  });

  test("does not wait for ever for a call that does not come back", async () => {
    const { client, ask, fail, clock } = setUp();
    await fail(5);
    clock.advance(5);
    ask();
    clock.advance(4);
    ask();
    expect(client.introspect).toHaveBeenCalledTimes(6);
    clock.advance(0.1);
    ask();
    expect(client.introspect).toHaveBeenCalledTimes(7);
  });

  test("pays no heed to calls that began before it opened", async () => {
    const context = createContext({ breakerFailures: 1 });
    const { client, calls } = manualClient();
    const breaker = withBreaker(client, context);
    const asked = ["a", "b", "c"].map((token) => watch(breaker.introspect(token, { now: context.clock.now() })));
    const [first, second, third] = calls;
    first?.reject(DOWN);
    await settle();
    const { outage } = context.record;
    context.clock.advance(2);
    second?.reject(new Error("late"));
    third?.resolve(active());
    await settle();
    expect(context.record.outage).toBe(outage);
    expect(asked[1]?.error).toMatchObject({ code: "unavailable", cause: new Error("late") });
    expect(asked[2]?.value).toEqual(active());
    expect(context.takeTypes()).toEqual(["introspection.failed", "introspection.breaker_opened"]);
  });

  test("of which one fails when all is well again is an outage of its own request", async () => {
    const context = createContext({ breakerFailures: 1 });
    const { client, calls } = manualClient();
    const breaker = withBreaker(client, context);
    const begin = () => watch(breaker.introspect("token", { now: context.clock.now() }));
    const slow = begin();
    begin();
    calls[1]?.reject(DOWN);
    await settle();
    context.clock.advance(5);
    begin();
    calls[2]?.resolve(active());
    await settle();
    calls[0]?.reject(new Error("late"));
    await settle();
    expect(slow.error).toMatchObject({ code: "unavailable", cause: new Error("late") });
    expect(context.record.outage).toBeUndefined();
  });

  test("counts its pause from when the last call failed, not from when that was begun", async () => {
    const context = createContext({ breakerFailures: 1 });
    const { client, calls } = manualClient();
    const breaker = withBreaker(client, context);
    const now = context.clock.now();
    watch(breaker.introspect("token", { now }));
    context.clock.advance(3);
    calls[0]?.reject(DOWN);
    await settle();
    expect(context.record.outage?.openUntil).toBe(now + 8);
  });

  test("says nothing about requests that come while it is open", async () => {
    const { ask, fail, takeTypes } = setUp();
    await fail(5);
    takeTypes();
    for (let time = 0; time < 100; time += 1) ask();
    await settle();
    expect(takeTypes()).toEqual([]);
  });

  test("is not frozen by a clock that is set back", async () => {
    const { client, ask, fail, clock } = setUp();
    await fail(5);
    clock.advance(-3600);
    ask();
    expect(client.introspect).toHaveBeenCalledTimes(6);
    // The same for a call that is to show: it began in the future now.
    clock.advance(-3600);
    ask();
    expect(client.introspect).toHaveBeenCalledTimes(7);
  });
});

describe("a server that asks to be left alone (RFC 9110 §10.2.3)", () => {
  test.each([
    ["for as long as it asks, after one failure already", 1, 30, 30],
    ["for a minute at most", 1, 3600, 60],
    ["no less than the pause after failures", 5, 2, 5],
    ["not if it asks for nothing", 1, 0, 0],
  ])("is: %s", async (_, failures, asked, pause) => {
    const { fail, clock, record, options } = setUp();
    await fail(failures - 1);
    await fail(1, status(503, asked));
    const left = (record.outage?.openUntil ?? clock.now()) - clock.now();
    expect(left).toBe(pause);
    expect(isLeftAlone({ record, options }, clock.now())).toBe(pause > 0);
    // A clock that is put right by some seconds ends no pause.
    expect(isLeftAlone({ record, options }, clock.now() - 5)).toBe(pause > 0);
    expect(isLeftAlone({ record, options }, clock.now() + pause)).toBe(false);
  });

  test("is told so to the client too", async () => {
    const { client, ask } = setUp();
    client.introspect.mockRejectedValueOnce(status(429, 20));
    const asked = ask();
    await settle();
    expect(asked.error).toMatchObject({ retryAfterSeconds: 20 });
  });
});

describe("a failure", () => {
  test("is an UnavailableError, and an event", async () => {
    const { client, ask, events, clock } = setUp();
    client.introspect.mockRejectedValueOnce(DOWN);
    const asked = ask();
    await settle();
    expect(asked.error).toBeInstanceOf(UnavailableError);
    expect(asked.error).toMatchObject({
      detail: `A token of ${ISSUER} could not be introspected`,
      cause: DOWN,
      retryAfterSeconds: 5,
    });
    expect(events).toEqual([{ type: "introspection.failed", at: clock.now(), issuer: ISSUER, cause: DOWN }]);
  });

  test("that opens the breaker says when that is over", async () => {
    const { client, ask } = setUp({ breakerFailures: 1, breakerPauseSeconds: 20 });
    client.introspect.mockRejectedValueOnce(DOWN);
    const asked = ask();
    await settle();
    expect(asked.error).toMatchObject({ retryAfterSeconds: 20 });
  });

  test("that knows itself when to try again is believed", async () => {
    const { client, ask } = setUp();
    client.introspect.mockRejectedValueOnce(new UnavailableError("no metadata", { retryAfterSeconds: 42 }));
    const asked = ask();
    await settle();
    expect(asked.error).toMatchObject({ retryAfterSeconds: 42 });
  });

  test("of our own configuration is told as what it is (RFC 7662 §2.3)", async () => {
    const { fail, events, clock } = setUp();
    await fail(1, refused(401, "invalid_client"));
    expect(events).toEqual([
      { type: "introspection.refused", at: clock.now(), issuer: ISSUER, status: 401, error: "invalid_client" },
    ]);
  });

  test.each<[string, unknown]>([
    ["no connection", DOWN],
    ["a timeout", new FetchFailure("timeout", "late")],
    ["a redirect", new FetchFailure("redirect", "moved", { status: 302 })],
    ["500", status(500)],
    ["404", status(404)],
    ["429", status(429)],
    ["401", refused(401)],
    ["401 with any error", refused(401, "invalid_request")],
    ["403 with an error", refused(403, "access_denied")],
    ["400 invalid_client", refused(400, "invalid_client")],
    ["400 unauthorized_client", refused(400, "unauthorized_client")],
    ["403 insufficient_scope", refused(403, "insufficient_scope")],
    ["400 invalid_scope", refused(400, "invalid_scope")],
    ["400 unsupported_grant_type", refused(400, "unsupported_grant_type")],
    ["204, which is no answer", status(204)],
    ["405", status(405)],
    ["410", status(410)],
    ["no way to ask", new IntrospectionNotSentError("no endpoint")],
    ["whatever a client of the application throws", "down"],
  ])("counts: %s", async (_, failure) => {
    const { fail, takeTypes } = setUp();
    await fail(5, failure);
    expect(takeTypes().at(-1)).toBe("introspection.breaker_opened");
  });

  test.each<[string, unknown]>([
    ["400", status(400)],
    ["413", status(413, 30)],
    ["414", status(414)],
    ["422", status(422)],
    ["431", status(431)],
    ["406 of a filter", status(406)],
    ["451 of a filter", status(451)],
    ["400 invalid_request", refused(400, "invalid_request")],
    ["400 invalid_token", refused(400, "invalid_token")],
    ["400 invalid_grant", refused(400, "invalid_grant")],
    ["400 with an error that nobody knows", refused(400, "an error that is not shown")],
    ["400 unsupported_token_type", refused(400, "unsupported_token_type")],
    ["403 of a filter before the server", refused(403)],
  ])("does not count if it may be the fault of a token that somebody made up: %s", async (_, failure) => {
    const { fail, succeed, takeTypes, record, client } = setUp();
    await fail(50, failure);
    expect(new Set(takeTypes())).toEqual(new Set([expect.stringMatching(/^introspection\.(failed|refused)$/)]));
    expect(record.outage).toMatchObject({ cause: failure, failures: 0 });
    await fail(4);
    await fail(1, failure);
    expect(record.outage).toMatchObject({ failures: 4 });
    await succeed();
    expect(record.outage).toBeUndefined();
    expect(client.introspect).toHaveBeenCalledTimes(56);
  });

  test("that may be the token's fault closes the breaker, for it is an answer: a flood of such tokens keeps nobody out", async () => {
    const { fail, succeed, clock, takeTypes, record, options } = setUp();
    await fail(5);
    clock.advance(5);
    takeTypes();
    await fail(1, status(400));
    expect(takeTypes()).toEqual(["introspection.failed", "introspection.breaker_closed"]);
    expect(isLeftAlone({ record, options }, clock.now())).toBe(false);
    await fail(20, status(400));
    await succeed();
    expect(record.outage).toBeUndefined();
  });

  test("of a request that was aborted says nothing about the endpoint", async () => {
    const { breaker, client, record, events, clock } = setUp();
    const gone = new Error("aborted");
    client.introspect.mockRejectedValue(gone);
    const asked = breaker.introspect("token", { now: clock.now(), signal: AbortSignal.abort() });
    await expect(asked).rejects.toBe(gone);
    expect([record.outage, events]).toEqual([undefined, []]);
  });
});

test("a request is passed on as it is", async () => {
  const { breaker, client } = setUp();
  const { signal } = new AbortController();
  client.introspect.mockResolvedValueOnce(active());
  await breaker.introspect("token", { now: 7, signal });
  expect(vi.mocked(client.introspect)).toHaveBeenCalledExactlyOnceWith("token", { now: 7, signal });
});
