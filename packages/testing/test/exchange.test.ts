import type { Fetch } from "@ostiary/core";
import { describe, expect, test } from "vitest";
import type { Answered, Exchange } from "../src/exchange.js";
import { createFetch } from "../src/fetch-exchange.js";
import { createLoopbackServer } from "../src/loopback-server.js";

/** A server whose one exchange is this one. */
interface Bench {
  readonly fetch: Fetch;
  readonly url: string;
  readonly close: () => Promise<void>;
}

const ways: readonly (readonly [way: string, open: (exchange: Exchange) => Promise<Bench>])[] = [
  [
    "in process",
    async (exchange) => ({ fetch: createFetch(() => exchange), url: "https://a.example", close: async () => {} }),
  ],
  [
    "over a socket",
    async (exchange) => {
      const { origin, stop } = await createLoopbackServer(() => exchange);
      return { fetch: (url, init) => fetch(url, init), url: origin, close: stop };
    },
  ],
];

/** A body of two pieces, between which it waits, and what it was told. */
function createBody() {
  const seen = { ended: false };
  let goOn = (): void => {};
  const rest = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const exchange: Answered = {
    kind: "answered",
    status: 200,
    headers: { "content-type": "text/plain" },
    body: async function* send(signal) {
      signal.addEventListener("abort", () => {
        seen.ended = true;
      });
      yield Uint8Array.of(97);
      await rest;
      yield Uint8Array.of(98);
    },
  };
  return { seen, goOn, exchange };
}

describe.each(ways)("%s, a body", (_, open) => {
  test("comes piece by piece, and is told when it has been read", async () => {
    const { seen, goOn, exchange } = createBody();
    const { fetch: send, url, close } = await open(exchange);
    const reader = (await send(url, {})).body!.getReader();
    expect((await reader.read()).value).toEqual(Uint8Array.of(97));
    goOn();
    expect((await reader.read()).value).toEqual(Uint8Array.of(98));
    expect((await reader.read()).done).toBe(true);
    await expect.poll(() => seen.ended).toBe(true);
    await close();
  });

  test("is told when its reader has cancelled", async () => {
    const { seen, exchange } = createBody();
    const { fetch: send, url, close } = await open(exchange);
    const reader = (await send(url, {})).body!.getReader();
    await reader.read();
    expect(seen.ended).toBe(false);
    await reader.cancel();
    await expect.poll(() => seen.ended).toBe(true);
    await close();
  });

  test("is told when its caller has given up", async () => {
    const { seen, exchange } = createBody();
    const { fetch: send, url, close } = await open(exchange);
    const controller = new AbortController();
    const reader = (await send(url, { signal: controller.signal })).body!.getReader();
    await reader.read();
    controller.abort(new Error("enough"));
    await expect(reader.read()).rejects.toThrow("enough");
    await expect.poll(() => seen.ended).toBe(true);
    await close();
  });

  test("that fails by itself breaks the connection, and nothing else", async () => {
    const { exchange } = createBody();
    const body = async function* fail(): AsyncGenerator<Uint8Array> {
      yield Uint8Array.of(97);
      throw new Error("a defect");
    };
    const { fetch: send, url, close } = await open({ ...exchange, body });
    await expect((await send(url, {})).text()).rejects.toThrow();
    await close();
  });
});

test("in process, a signal that has aborted sends nothing", async () => {
  let asked = 0;
  const send = createFetch(() => {
    asked += 1;
    return { kind: "silent" };
  });
  await expect(send("https://a.example", { signal: AbortSignal.abort() })).rejects.toThrow("aborted");
  expect(asked).toBe(0);
});
