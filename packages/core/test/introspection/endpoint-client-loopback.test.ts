import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, test } from "vitest";
import { platformFetch } from "../../src/internal/platform.js";
import { createEndpointClient, type EndpointClientOptions } from "../../src/introspection/endpoint-client.js";
import type { IntrospectionResponse } from "../../src/seams/introspection-client.js";
import { errorOf } from "./scripted-endpoint.js";

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
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/introspect`;
}

function ask(
  url: string,
  token = "opaque-1",
  changes: Partial<EndpointClientOptions> = {},
): Promise<IntrospectionResponse> {
  const client = createEndpointClient({
    issuer: "http://127.0.0.1",
    authentication: { method: "client_secret_post", clientId: "api-1", clientSecret: "s&t=1" },
    locate: () => Promise.resolve({ url }),
    signedResponse: false,
    keys: { find: () => undefined },
    audiences: [],
    algorithms: new Set(),
    clockToleranceSeconds: 5,
    timeoutSeconds: 3,
    maxBodyBytes: 65_536,
    fetch: platformFetch,
    ...changes,
  });
  return client.introspect(token, { now: 1_893_456_000 });
}

const JSON_TYPE = { "content-type": "application/json" };

describe("over a real connection", () => {
  test("a token with all that is special in forms arrives as it is (RFC 7662 §2.1)", async () => {
    const token = "abc&token_type_hint=x&client_id=evil;%00+%2B é=/";
    let form: URLSearchParams | undefined;
    let request: IncomingMessage | undefined;
    const url = await serve((incoming, response) => {
      request = incoming;
      void text(incoming).then((body) => {
        form = new URLSearchParams(body);
        response.writeHead(200, JSON_TYPE).end('{"active":true,"sub":"u1"}');
      });
    });
    expect(await ask(url, token)).toEqual({ active: true, claims: { sub: "u1" } });
    expect([...(form ?? [])]).toEqual([
      ["token", token],
      ["token_type_hint", "access_token"],
      ["client_id", "api-1"],
      ["client_secret", "s&t=1"],
    ]);
    expect(request).toMatchObject({ method: "POST", url: "/introspect" });
    expect(request?.headers).toMatchObject({
      accept: "application/json",
      "content-type": "application/x-www-form-urlencoded",
    });
    expect(request?.headers).not.toHaveProperty("authorization");
    expect(request?.headers).not.toHaveProperty("cookie");
  });

  test.each([301, 302, 303, 307, 308])("token and secret do not go where %i points (L-16)", async (status) => {
    const asked: (string | undefined)[] = [];
    const elsewhere = await serve((incoming, response) => {
      asked.push("elsewhere", incoming.url);
      response.writeHead(200, JSON_TYPE).end('{"active":true}');
    });
    const url = await serve((incoming, response) => {
      asked.push(incoming.url);
      response.writeHead(status, { ...JSON_TYPE, location: elsewhere }).end('{"active":true}');
    });
    expect(await errorOf(ask(url))).toMatchObject({ kind: "redirect", status });
    expect(asked).toEqual(["/introspect"]);
  });

  test("an answer that grows a thousandfold when decompressed is cut off", async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000, 0x20));
    expect(bomb.length).toBeLessThan(65_536);
    const url = await serve((_, response) => {
      response.writeHead(200, { ...JSON_TYPE, "content-encoding": "gzip" }).end(bomb);
    });
    expect(await errorOf(ask(url))).toMatchObject({ kind: "too_large" });
  });

  test("one that never ends is cut off too, and its connection closed", async () => {
    let closed = (): void => {};
    const isClosed = new Promise<void>((resolve) => (closed = resolve));
    const url = await serve((_, response) => {
      response.writeHead(200, JSON_TYPE);
      response.on("close", closed);
      const more = (): void => {
        if (!response.destroyed) response.write("x".repeat(65_536), more);
      };
      more();
    });
    expect(await errorOf(ask(url))).toMatchObject({ kind: "too_large" });
    await isClosed;
  });

  test("of a refusal no more than a little is read", async () => {
    let closed = (): void => {};
    const isClosed = new Promise<void>((resolve) => (closed = resolve));
    const url = await serve((_, response) => {
      response.writeHead(401, JSON_TYPE);
      response.on("close", closed);
      const more = (): void => {
        if (!response.destroyed) response.write(" ".repeat(65_536), more);
      };
      more();
    });
    expect(await errorOf(ask(url))).toMatchObject({ name: "IntrospectionRefusedError", status: 401, error: undefined });
    await isClosed;
  });

  test("a server that hangs, before or within its answer, is waited for until the deadline (L-18)", async () => {
    const silent = await serve(() => {});
    const halting = await serve((_, response) => {
      response.writeHead(200, JSON_TYPE).write('{"active":');
    });
    for (const url of [silent, halting]) {
      expect(await errorOf(ask(url, "opaque-1", { timeoutSeconds: 0.1 }))).toMatchObject({ kind: "timeout" });
    }
  });

  test("an answer that is cut off is none (L-18)", async () => {
    const short = await serve((_, response) => {
      response
        .writeHead(200, { ...JSON_TYPE, "content-length": "100" })
        .write('{"active":true}', () => response.destroy());
    });
    const reset = await serve((incoming) => incoming.socket.destroy());
    for (const url of [short, reset]) expect(await errorOf(ask(url))).toMatchObject({ kind: "network" });
  });

  test("no server, no such name and no TLS are failures of the network (L-18)", async () => {
    const plain = await serve((_, response) => void response.end());
    const gone = await serve(() => {});
    await new Promise((resolve) => servers.pop()?.close(resolve));
    for (const url of [gone, plain.replace("http:", "https:"), "https://as.invalid/introspect"]) {
      expect(await errorOf(ask(url))).toMatchObject({ name: "FetchFailure", kind: "network" });
    }
  });
});
