import { describe, expect, test, vi } from "vitest";
import type { Loader } from "../../src/keys/layer.js";
import { withClosing } from "../../src/keys/with-closing.js";
import { createContext, deferred } from "./doubles.js";

const CLOSED = { code: "unavailable", detail: expect.stringContaining("was closed") as string };

function setUp() {
  const context = createContext();
  const source = { load: vi.fn<Loader<string>["load"]>() };
  return { context, source, loader: withClosing(source, context) };
}

describe("until the keys are closed", () => {
  test("loads go through, with a signal that tells when that happens", async () => {
    const { context, source, loader } = setUp();
    source.load.mockResolvedValueOnce("loaded");
    await expect(loader.load({ now: 1, etag: '"1"' })).resolves.toBe("loaded");
    expect(source.load).toHaveBeenCalledExactlyOnceWith({ now: 1, etag: '"1"', signal: context.closed });
  });

  test("failures are passed on as they are", async () => {
    const { source, loader } = setUp();
    const failure = new Error("refused");
    source.load.mockRejectedValueOnce(failure);
    await expect(loader.load({ now: 1 })).rejects.toBe(failure);
  });
});

describe("once they are", () => {
  test("nothing is loaded any more", async () => {
    const { context, source, loader } = setUp();
    context.closing.abort();
    await expect(loader.load({ now: 1 })).rejects.toMatchObject(CLOSED);
    expect(source.load).not.toHaveBeenCalled();
  });

  test("who waits for a load under way hears of it", async () => {
    const { context, source, loader } = setUp();
    const slow = deferred<string>();
    source.load.mockReturnValueOnce(slow.promise);
    const waiting = expect(loader.load({ now: 1 })).rejects.toMatchObject(CLOSED);
    context.closing.abort();
    slow.reject(new Error("aborted"));
    await waiting;
  });
});
