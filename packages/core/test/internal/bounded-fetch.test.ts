import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { fetchJson, type JsonRequest } from "../../src/internal/bounded-fetch.js";
import { FetchFailure, isTransient, pauseAskedFor } from "../../src/internal/fetch-failure.js";
import type { Fetch } from "../../src/seams/fetch.js";

const url = "https://as.example.com/jwks";
const now = Date.parse("Sun, 06 Nov 1994 08:49:37 GMT") / 1000;
const request = { now, accept: "application/json", timeoutSeconds: 3, maxBodyBytes: 64 } satisfies JsonRequest;

function json(body: BodyInit | null, headers: Record<string, string> = {}, status = 200): Response {
  return new Response(body, { status, headers: { "content-type": "application/json", ...headers } });
}

const answering =
  (response: () => Response): Fetch =>
  () =>
    Promise.resolve(response());

async function failureOf(exchange: Promise<unknown>): Promise<FetchFailure> {
  const failure: unknown = await exchange.catch((error: unknown) => error);
  if (failure instanceof FetchFailure) return failure;
  throw new Error("no FetchFailure", { cause: failure });
}

/** A body that gives its chunks one by one, then ends, breaks or hangs. */
function body(
  chunks: readonly string[],
  ending: "close" | "error" | "hang",
  onCancel = (): void => {},
): ReadableStream {
  const left = chunks.map((chunk) => new TextEncoder().encode(chunk));
  return new ReadableStream({
    pull(controller) {
      const next = left.shift();
      if (next !== undefined) return controller.enqueue(next);
      if (ending === "close") controller.close();
      if (ending === "error") controller.error(new Error("connection reset"));
      return ending === "hang" ? new Promise<void>(() => {}) : undefined;
    },
    cancel: onCancel,
  });
}

describe("a good exchange", () => {
  test("is one GET without credentials that follows no redirect", async () => {
    const fetch = vi.fn<Fetch>().mockResolvedValue(json("{}"));
    await fetchJson(fetch, url, request);
    expect(fetch).toHaveBeenCalledExactlyOnceWith(url, {
      method: "GET",
      redirect: "manual",
      headers: { accept: "application/json" },
      signal: expect.any(AbortSignal) as AbortSignal,
    });
  });

  test("brings the bytes, however they are cut", async () => {
    const response = await fetchJson(
      answering(() => json(body(['{"a"', ":1", "}"], "close"))),
      url,
      request,
    );
    expect(new TextDecoder().decode(response.bytes)).toBe('{"a":1}');
    expect(response).toMatchObject({ modified: true, maxAgeSeconds: undefined, etag: undefined });
  });

  test("brings nothing when there is no body", async () => {
    expect(
      (
        await fetchJson(
          answering(() => json(null)),
          url,
          request,
        )
      ).bytes,
    ).toHaveLength(0);
  });

  test.each(["application/json", "Application/JSON; charset=utf-8", "application/jwk-set+json ;x=y"])(
    "may have the media type %s (RFC 6839 §3.1)",
    async (type) => {
      const response = await fetchJson(
        answering(() => json("{}", { "content-type": type })),
        url,
        request,
      );
      expect(response.modified).toBe(true);
    },
  );

  test("tells how long it may be kept from now on (RFC 9111 §4.2)", async () => {
    const response = await fetchJson(
      answering(() => json("{}", { "cache-control": "max-age=300", age: "100" })),
      url,
      request,
    );
    expect(response.maxAgeSeconds).toBe(200);
  });

  test("can be conditional (RFC 9110 §13.1.2)", async () => {
    const cancel = vi.fn<() => void>();
    const fetch = vi.fn<Fetch>().mockResolvedValue(json("{}", { etag: '"1"' }));
    expect(await fetchJson(fetch, url, request)).toMatchObject({ etag: '"1"' });
    fetch.mockImplementation(() => {
      const response = json(null, { "cache-control": "max-age=150", age: "30" }, 304);
      return Promise.resolve(
        Object.defineProperty(response, "body", { value: { cancel: () => Promise.resolve(cancel()) } }),
      );
    });
    expect(await fetchJson(fetch, url, { ...request, etag: '"1"' })).toEqual({ modified: false, maxAgeSeconds: 120 });
    expect(fetch.mock.lastCall?.[1].headers).toEqual({ accept: "application/json", "if-none-match": '"1"' });
    expect(cancel).toHaveBeenCalledOnce();
  });
});

describe("an exchange fails", () => {
  test.each([
    [301, "redirect"],
    [302, "redirect"],
    [307, "redirect"],
    [308, "redirect"],
    [304, "status"],
    [201, "status"],
    [204, "status"],
    [404, "status"],
    [500, "status"],
  ])("with status %i as %s, without a second request", async (status, kind) => {
    const fetch = vi.fn<Fetch>().mockResolvedValue(json(null, { location: "http://169.254.169.254/" }, status));
    expect(await failureOf(fetchJson(fetch, url, request))).toMatchObject({ kind, status });
    expect(fetch).toHaveBeenCalledOnce();
  });

  test("with an opaque redirect as browsers show it", async () => {
    const opaque = Object.defineProperty(json("{}"), "status", { value: 0 });
    expect(
      await failureOf(
        fetchJson(
          answering(() => opaque),
          url,
          request,
        ),
      ),
    ).toMatchObject({ kind: "redirect" });
  });

  test.each(["text/html", "text/plain; a=application/json", "application/jsonp", "application/xml+json+x", ""])(
    "with the media type %j",
    async (type) => {
      const response = json("{}", { "content-type": type });
      expect(
        await failureOf(
          fetchJson(
            answering(() => response),
            url,
            request,
          ),
        ),
      ).toMatchObject({ kind: "content_type" });
    },
  );

  test("without any media type", async () => {
    const response = new Response(new Uint8Array([0x7b, 0x7d]));
    expect(
      await failureOf(
        fetchJson(
          answering(() => response),
          url,
          request,
        ),
      ),
    ).toMatchObject({ kind: "content_type" });
  });

  test("when there is no connection", async () => {
    const cause = new TypeError("fetch failed");
    const failure = await failureOf(fetchJson(() => Promise.reject(cause), url, request));
    expect(failure).toMatchObject({ kind: "network", cause, name: "FetchFailure" });
  });

  test.each([
    [
      new TypeError("fetch failed", { cause: Object.assign(new Error("x"), { code: "ECONNREFUSED" }) }),
      " (ECONNREFUSED)",
    ],
    [new TypeError("fetch failed", { cause: Object.assign(new Error("x"), { code: "no code at all" }) }), ""],
    [new TypeError("fetch failed"), ""],
    ["fetch failed", ""],
  ])("says why there was no connection, if the platform does: %s", async (cause, told) => {
    const failure = await failureOf(fetchJson(() => Promise.reject(cause), url, request));
    expect(failure).toMatchObject({ message: `${url} could not be reached${told}` });
  });

  test("when fetch throws instead of rejecting", async () => {
    const broken: Fetch = () => {
      throw new Error("no network here");
    };
    expect(await failureOf(fetchJson(broken, url, request))).toMatchObject({ kind: "network" });
  });

  test("when the connection breaks within the body", async () => {
    const response = json(body(['{"a":'], "error"));
    expect(
      await failureOf(
        fetchJson(
          answering(() => response),
          url,
          request,
        ),
      ),
    ).toMatchObject({ kind: "network" });
  });

  test("one byte above the limit, and reads no further", async () => {
    expect(
      (
        await fetchJson(
          answering(() => json("x".repeat(64))),
          url,
          request,
        )
      ).bytes,
    ).toHaveLength(64);
    const cancel = vi.fn<() => void>();
    const response = json(body(["x".repeat(32), "x".repeat(33), "x"], "hang", cancel));
    expect(
      await failureOf(
        fetchJson(
          answering(() => response),
          url,
          request,
        ),
      ),
    ).toMatchObject({ kind: "too_large" });
    expect(cancel).toHaveBeenCalledOnce();
  });

  test("lets go of a body it does not want, also if that fails", async () => {
    const cancel = vi.fn<() => void>(() => {
      throw new Error("cannot cancel");
    });
    const response = json(body(["x"], "hang", cancel), {}, 500);
    expect(
      await failureOf(
        fetchJson(
          answering(() => response),
          url,
          request,
        ),
      ),
    ).toMatchObject({ status: 500 });
    expect(cancel).toHaveBeenCalledOnce();
  });
});

describe("an exchange ends at its deadline", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  async function timeoutOf(fetch: Fetch, overrides: Partial<JsonRequest> = {}): Promise<FetchFailure> {
    const failure = failureOf(fetchJson(fetch, url, { ...request, ...overrides }));
    await vi.advanceTimersByTimeAsync(3000);
    return failure;
  }

  test("when there is no response, and tells fetch so", async () => {
    let signal: AbortSignal | null | undefined;
    const deaf: Fetch = (_, init) => {
      signal = init.signal;
      return new Promise(() => {});
    };
    expect(await timeoutOf(deaf)).toMatchObject({ kind: "timeout" });
    expect(signal?.aborted).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("within the body, and stops reading it", async () => {
    const cancel = vi.fn<() => void>();
    const response = json(body(["{"], "hang", cancel));
    expect(await timeoutOf(answering(() => response))).toMatchObject({ kind: "timeout" });
    expect(cancel).toHaveBeenCalledOnce();
  });

  test("also when the response comes later: its body is let go", async () => {
    const cancel = vi.fn<() => void>();
    let answer = (_: Response): void => {};
    const late: Fetch = () => new Promise((resolve) => (answer = resolve));
    expect(await timeoutOf(late)).toMatchObject({ kind: "timeout" });
    answer(json(body(["{}"], "hang", cancel)));
    await vi.advanceTimersByTimeAsync(0);
    expect(cancel).toHaveBeenCalledOnce();
  });

  test("or at an outer one", async () => {
    const outer = new AbortController();
    const failure = failureOf(fetchJson(() => new Promise(() => {}), url, { ...request, signal: outer.signal }));
    outer.abort();
    expect(await failure).toMatchObject({ kind: "timeout" });
  });
});

describe("a failure says what may be done", () => {
  test.each([
    ["network", undefined, true],
    ["timeout", undefined, true],
    ["status", 408, true],
    ["status", 429, true],
    ["status", 500, true],
    ["status", 503, true],
    ["status", 404, false],
    ["status", 401, false],
    ["status", 304, false],
    ["redirect", 302, false],
    ["too_large", undefined, false],
    ["content_type", 200, false],
  ] as const)("%s %s is worth another try: %s", (kind, status, expected) => {
    expect(isTransient(new FetchFailure(kind, "", status === undefined ? {} : { status }))).toBe(expected);
  });

  test("a status failure without a status, and any other error, is not worth another try", () => {
    expect(isTransient(new FetchFailure("status", ""))).toBe(false);
    expect(isTransient(new Error("network"))).toBe(false);
  });

  test.each([
    ["17", 17],
    ["0", 0],
    ["3600", 60],
    ["Sun, 06 Nov 1994 08:49:57 GMT", 20],
    ["Sun, 06 Nov 1994 08:49:07 GMT", 0],
    ["Sun, 06 Nov 1994 99:49:37 GMT", 0],
    ["-5", 0],
    ["1.5", 0],
    ["soon", 0],
    ["1994-11-06T08:49:57Z", 0],
  ])("Retry-After: %s asks for a pause of %i seconds, 60 at most (RFC 9110 §10.2.3)", async (field, seconds) => {
    const response = json("{}", { "retry-after": field }, 503);
    expect(
      pauseAskedFor(
        await failureOf(
          fetchJson(
            answering(() => response),
            url,
            request,
          ),
        ),
      ),
    ).toBe(seconds);
  });

  test("without Retry-After, or of another kind, it asks for no pause", () => {
    expect(pauseAskedFor(new FetchFailure("network", ""))).toBe(0);
    expect(pauseAskedFor(new Error("60"))).toBe(0);
  });
});
