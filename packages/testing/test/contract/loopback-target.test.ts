import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createLoopbackTarget } from "../../src/index.js";

const received: string[][] = [];
const server = createServer((request: IncomingMessage, response) => {
  const { rawHeaders } = request;
  received.push(
    rawHeaders.filter((_, index) => rawHeaders[index - 1]?.toLowerCase() === "authorization" && index % 2 === 1),
  );
  response
    .writeHead(401, { "X-Twice": ["a", "b"], "Content-Type": "text/plain" })
    .end(`${request.method} ${request.url}: é`);
});
let origin = "";

beforeAll(async () => {
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

test.each([
  [[]],
  [[""]],
  [["Bearer a"]],
  [["Bearer a", "Basic b"]],
  [["Basic b", "Bearer a"]],
  [["", "Bearer a"]],
  [["Bearer\ta"]],
  [["Bearer \u00e9"]],
  [["Bearer     a"]],
])("sends the field lines %j one by one as they are", async (authorization) => {
  received.length = 0;
  await createLoopbackTarget(origin).request({ method: "GET", path: "/me", authorization });
  expect(received).toEqual([authorization]);
});

test("gives status, all field lines and the body", async () => {
  const response = await createLoopbackTarget(origin).request({ method: "GET", path: "/me", authorization: [] });
  expect(response).toMatchObject({ status: 401, body: "GET /me: é" });
  expect(response.headers).toMatchObject({ "x-twice": ["a", "b"], "content-type": ["text/plain"] });
});

test("rejects if nobody listens", async () => {
  await expect(
    createLoopbackTarget("http://127.0.0.1:1").request({ method: "GET", path: "/", authorization: [] }),
  ).rejects.toThrow("ECONNREFUSED");
});
