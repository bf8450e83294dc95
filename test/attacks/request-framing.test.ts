import { createServer, type Server } from "node:http";
import { createServer as createHttp2Server } from "node:http2";
import { createAdaptorServer } from "@hono/node-server";
import { ostiary } from "@ostiary/fastify";
import { createAuth } from "@ostiary/hono";
import { createContractSetting } from "@ostiary/testing";
import fastify from "fastify";
import { Hono } from "hono";
import { afterAll, describe, expect, test } from "vitest";
import { startAll, startForTest, targets as starts } from "../contract/targets/index.js";
import { exchangeRaw } from "../contract/targets/raw-exchange.js";
import { listen, type StartTarget } from "../contract/targets/target.js";
import { watch } from "../contract/targets/tried.js";
import { getOverHttp2, type Http2Field } from "./support/http2-frames.js";
import { sendBytes, statusesOf } from "./support/raw-connection.js";

// What is around the credentials: connections, frames, limits and other fields, as real servers read them.

const setting = await createContractSetting();
const { as, events } = setting;
const targets = await startAll(setting.verifierOptions);
afterAll(() => Promise.all(targets.map(({ close }) => close())));
const good = `Bearer ${as.issue()}`;

describe.each(targets)("$name", ({ origin }) => {
  const { host } = new URL(origin);
  const get = (path: string, ...fields: string[]): string =>
    [`GET ${path} HTTP/1.1`, `Host: ${host}`, ...fields, "", ""].join("\r\n");

  test.each([
    ["a value that goes on in the next line", [`Authorization: Bearer`, ` ${good.slice(7)}`]],
    ["NUL in a value", [`Authorization: ${good}\0`]],
    ["a bare CR in a value", [`Authorization: ${good}\rX: 1`]],
    ["a space before the colon", [`Authorization : ${good}`]],
    ["a space before the name", [` Authorization: ${good}`]],
    ["a line without a colon", ["Authorization", `X: ${good}`]],
  ])("I-13: leaves %s to the server, which refuses it (RFC 9112 §5)", async (_, fields) => {
    events.length = 0;
    expect(await exchangeRaw(origin, ["GET /me HTTP/1.1", ...fields])).toMatchObject({ status: 400 });
    expect(events).toEqual([]);
  });

  test("I-13: a value that ends its line early cannot bring another field along (RFC 9112 §2.2)", async () => {
    const answer = await exchangeRaw(origin, [
      "GET /me HTTP/1.1",
      `X-Forwarded-For: 1.2.3.4\r\nAuthorization: ${good}`,
    ]);
    // The bytes are those of two honest lines; what injected them was somebody before us.
    expect(answer.status).toBe(200);
    const twice = [`X-Forwarded-For: 1.2.3.4\r\nAuthorization: ${good}`, "Authorization: Bearer x"];
    expect(await exchangeRaw(origin, ["GET /me HTTP/1.1", ...twice])).toMatchObject({ status: 400 });
  });

  test("I-14: finds the token among nine hundred other fields, and both of two (RFC 9110 §5.3)", async () => {
    // From the thousandth on Node drops fields, before anybody sees them.
    const others = Array.from({ length: 900 }, (_, index) => `X-${index}: y`);
    const request = ["GET /me HTTP/1.1", ...others];
    expect(await exchangeRaw(origin, request)).toMatchObject({ status: 401 });
    const first = `Authorization: ${good}`;
    expect(await exchangeRaw(origin, [...request, first])).toMatchObject({ status: 200 });
    expect(await exchangeRaw(origin, ["GET /me HTTP/1.1", first, ...others, first])).toMatchObject({ status: 400 });
  });

  test.each(["X-HTTP-Method-Override: DELETE", "X-HTTP-Method: PUT", "X-Method-Override: POST"])(
    "I-16: asks the same of a request with %s (RFC 9110 §9.1)",
    async (field) => {
      const line = `Authorization: ${good}`;
      expect(await exchangeRaw(origin, ["GET /orders HTTP/1.1", line, field])).toMatchObject({ status: 200 });
      expect(await exchangeRaw(origin, ["GET /admin HTTP/1.1", line, field])).toMatchObject({ status: 403 });
      expect(await exchangeRaw(origin, ["GET /me HTTP/1.1", field])).toMatchObject({ status: 401 });
    },
  );

  test("I-21: a token counts for its own request on a connection, and for none before or after it (RFC 9110 §11.6.2)", async () => {
    const [open, closed] = [`Authorization: ${good}`, "Connection: close"];
    const pipeline = [
      get("/me"),
      get("/me", open),
      get("/me"),
      get("/admin", open),
      get("/me", open),
      get("/me", closed),
    ];
    expect(await statusesOf(origin, pipeline.join(""))).toEqual([401, 200, 401, 403, 200, 401]);
  });

  const hidden = get("/me", `Authorization: ${good}`);
  const chunked = `0\r\n\r\n${hidden}`;

  test.each([
    ["a length and chunks", ["Content-Length: 6", "Transfer-Encoding: chunked"], chunked],
    ["chunks and a length", ["Transfer-Encoding: chunked", "Content-Length: 6"], chunked],
    ["two lengths", ["Content-Length: 0", `Content-Length: ${hidden.length}`], hidden],
    ["a length with a sign", [`Content-Length: +${hidden.length}`], hidden],
    ["chunks that are no chunks", ["Transfer-Encoding: xchunked"], hidden],
    ["chunks in the middle", ["Transfer-Encoding: chunked, identity"], chunked],
    ["a chunk of a size that is none", ["Transfer-Encoding: chunked"], `0x0\r\n\r\n${hidden}`],
  ])("I-24: answers no request that hides behind %s (RFC 9112 §6.3)", async (_, fields, body) => {
    const outer = `POST /me HTTP/1.1\r\nHost: ${host}\r\n${fields.join("\r\n")}\r\n\r\n${body}`;
    events.length = 0;
    const statuses = await statusesOf(origin, outer);
    expect(statuses).not.toContain(200);
    expect(statuses.length).toBeGreaterThan(0);
    expect(events.filter(({ type }) => type === "token.accepted")).toEqual([]);
    expect(await exchangeRaw(origin, ["GET /me HTTP/1.1", `Authorization: ${good}`])).toMatchObject({ status: 200 });
  });
});

test.each(starts)(
  "I-14: %s leaves 17 KB of fields to the server, which refuses them (RFC 6585 §5)",
  async (_, start) => {
    const origin = await startForTest(start, setting.verifierOptions, 16_384);
    for (const line of [`Authorization: Bearer ${"x".repeat(17_000)}`, `X: ${"x".repeat(17_000)}`]) {
      events.length = 0;
      expect((await exchangeRaw(origin, ["GET /me HTTP/1.1", line])).status).toBe(431);
      expect(events).toEqual([]);
    }
    expect((await exchangeRaw(origin, ["GET /me HTTP/1.1", `Authorization: ${good}`])).status).toBe(200);
  },
);

// Express speaks HTTP/1.1 alone.
const overHttp2: readonly (readonly [name: string, start: StartTarget])[] = [
  [
    "Fastify",
    async (options) => {
      const app = fastify({ http2: true, forceCloseConnections: true });
      await app.register(ostiary, options);
      app.get("/me", { onRequest: app.requireAuth() }, async () => "me");
      return { origin: await app.listen({ port: 0, host: "127.0.0.1" }), close: () => app.close() };
    },
  ],
  [
    "Hono",
    async (options) => {
      const app = new Hono().get("/me", createAuth(options).requireAuth(), (c) => c.text("me"));
      const server = createAdaptorServer({ fetch: app.fetch, createServer: createHttp2Server });
      const sessions = new Set<{ destroy(): void }>();
      server.on("session", (session: { destroy(): void }) => sessions.add(session));
      const { origin } = await listen(server as Server);
      return {
        origin,
        close: async () => {
          for (const session of sessions) session.destroy();
          await new Promise((resolve) => server.close(resolve));
        },
      };
    },
  ],
];

describe.each(overHttp2)("I-08: %s over HTTP/2", async (name, start) => {
  const { origin, close } = watch(name, await start(setting.verifierOptions));
  afterAll(close);
  const line: Http2Field = ["authorization", good];
  const ask = (...fields: Http2Field[]): Promise<number | undefined> => getOverHttp2(origin, "/me", fields);

  test("takes one token, and none for none (RFC 9113 §8.3)", async () => {
    expect(await ask(line)).toBe(200);
    expect(await ask()).toBe(401);
    expect(await ask(["authorization", "Bearer x"])).toBe(401);
  });

  test.each<[what: string, ...fields: Http2Field[]]>([
    ["the same token twice", line, line],
    ["a good token and a bad one", line, ["authorization", "Bearer x"]],
    ["a bad token and a good one", ["authorization", "Bearer x"], line],
    ["a good token and other credentials", line, ["authorization", "Basic dXNlcjpwYXNz"]],
    ["other credentials and a good token", ["authorization", "Basic dXNlcjpwYXNz"], line],
    ["a good token, something else, and a token", line, ["x", "y"], line],
  ])("refuses %s (RFC 9110 §5.3)", async (_, ...fields) => {
    events.length = 0;
    expect(await ask(...fields)).toBe(400);
    expect(events).toMatchObject([{ type: "token.denied", reason: "malformed_credentials" }]);
    expect(await ask(line)).toBe(200);
  });

  test("leaves a name in another case to the server, which refuses it (RFC 9113 §8.2.1)", async () => {
    events.length = 0;
    expect(await ask(["Authorization", good])).toBe(undefined);
    expect(await ask(line, ["AUTHORIZATION", good])).toBe(undefined);
    expect(events).toEqual([]);
  });
});

test("the bytes that are sent are those that are meant", async () => {
  const { origin, close } = await listen(
    createServer((request, response) => void response.end(JSON.stringify(request.rawHeaders))),
  );
  const answer = await sendBytes(origin, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX:  \xe9\r\n\r\n");
  expect(answer.toString("latin1")).toContain('["Host","a","Connection","close","X","');
  await close();
});
