import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, test } from "vitest";
import { fetchJson, type JsonRequest } from "../../src/internal/bounded-fetch.js";
import { platformFetch } from "../../src/internal/platform.js";

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`;
}

const request = { now: 0, accept: "application/json", timeoutSeconds: 3, maxBodyBytes: 524_288 } satisfies JsonRequest;

describe("over a real connection", () => {
  test("reads a compressed document", async () => {
    const url = await serve((_, response) => {
      response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" });
      response.end(gzipSync('{"keys":[]}'));
    });
    const { bytes } = await fetchJson(platformFetch, url, request);
    expect(new TextDecoder().decode(bytes)).toBe('{"keys":[]}');
  });

  test("stops a body that grows a thousandfold when decompressed", async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000, 0x20));
    expect(bomb.length).toBeLessThan(request.maxBodyBytes);
    const url = await serve((_, response) => {
      response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" });
      response.end(bomb);
    });
    await expect(fetchJson(platformFetch, url, request)).rejects.toMatchObject({ kind: "too_large" });
  });

  test("stops a body that never ends and closes the connection", async () => {
    let closed = (): void => {};
    const isClosed = new Promise<void>((resolve) => (closed = resolve));
    const url = await serve((_, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.on("close", closed);
      const more = (): void => {
        if (!response.destroyed) response.write("x".repeat(65_536), more);
      };
      more();
    });
    await expect(fetchJson(platformFetch, url, request)).rejects.toMatchObject({ kind: "too_large" });
    await isClosed;
  });

  test("stops a body that comes drop by drop at the deadline", async () => {
    const url = await serve((_, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      const drip = setInterval(() => response.write(" "), 20);
      response.on("close", () => clearInterval(drip));
    });
    const exchange = fetchJson(platformFetch, url, { ...request, timeoutSeconds: 0.2 });
    await expect(exchange).rejects.toMatchObject({ kind: "timeout" });
  });

  test("does not follow a redirect", async () => {
    const asked: (string | undefined)[] = [];
    const url = await serve((incoming, response) => {
      asked.push(incoming.url);
      response.writeHead(302, { location: "/elsewhere" }).end();
    });
    await expect(fetchJson(platformFetch, url, request)).rejects.toMatchObject({ kind: "redirect", status: 302 });
    expect(asked).toEqual(["/jwks"]);
  });

  test("says when nobody listens", async () => {
    const url = await serve(() => {});
    await new Promise((resolve) => servers.pop()?.close(resolve));
    await expect(fetchJson(platformFetch, url, request)).rejects.toMatchObject({ kind: "network" });
  });
});
