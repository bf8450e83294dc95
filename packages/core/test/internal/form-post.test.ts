import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ANY_JSON } from "../../src/internal/bounded-exchange.js";
import type { FetchFailure } from "../../src/internal/fetch-failure.js";
import { type FormRequest, postForm } from "../../src/internal/form-post.js";
import type { Fetch } from "../../src/seams/fetch.js";

const url = "https://as.example.com/introspect";
const request: FormRequest = {
  form: new URLSearchParams({ token: "a b" }),
  accept: "application/json",
  type: ANY_JSON,
  now: 0,
  timeoutSeconds: 3,
  maxBodyBytes: 64,
};

const failureOf = (exchange: Promise<unknown>): Promise<FetchFailure> =>
  exchange.then(
    () => {
      throw new Error("it did not fail");
    },
    (failure: unknown) => failure as FetchFailure,
  );

/** A response whose body never comes, and tells when it is let go. */
function hanging(status: number, onCancel: () => void): Response {
  const body = new ReadableStream({ pull: () => new Promise<void>(() => {}), cancel: onCancel });
  return new Response(body, { status, headers: { "content-type": "application/json" } });
}

describe("a form", () => {
  test("is posted as such, with no more than what was asked for", async () => {
    const fetch = vi.fn<Fetch>(() =>
      Promise.resolve(new Response("{}", { headers: { "content-type": "application/json" } })),
    );
    expect(await postForm(fetch, url, request)).toMatchObject({ kind: "answered" });
    expect(fetch).toHaveBeenCalledExactlyOnceWith(url, {
      method: "POST",
      redirect: "manual",
      headers: { accept: "application/json", "content-type": "application/x-www-form-urlencoded" },
      body: "token=a+b",
      signal: expect.any(AbortSignal) as AbortSignal,
    });
  });

  test.each([400, 401, 403])("may be refused: %i is told with its body", async (status) => {
    const answer = await postForm(() => Promise.resolve(new Response("no", { status })), url, request);
    expect(answer).toEqual({ kind: "refused", status, bytes: new TextEncoder().encode("no") });
  });

  test("of whose answer nothing can be used lets go of the body", async () => {
    const cancel = vi.fn<() => void>();
    expect(await failureOf(postForm(() => Promise.resolve(hanging(500, cancel)), url, request))).toMatchObject({
      kind: "status",
      status: 500,
    });
    expect(cancel).toHaveBeenCalledOnce();
  });
});

describe("the deadline", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test.each([200, 401])("holds within the body of a %i, and stops reading", async (status) => {
    const cancel = vi.fn<() => void>();
    const failure = failureOf(postForm(() => Promise.resolve(hanging(status, cancel)), url, request));
    await vi.advanceTimersByTimeAsync(3000);
    expect(await failure).toMatchObject({ kind: "timeout" });
    expect(cancel).toHaveBeenCalledOnce();
    expect(vi.getTimerCount()).toBe(0);
  });

  test("holds also for a fetch that takes no notice of it", async () => {
    const failure = failureOf(postForm(() => new Promise(() => {}), url, request));
    await vi.advanceTimersByTimeAsync(3000);
    expect(await failure).toMatchObject({ kind: "timeout" });
  });
});
