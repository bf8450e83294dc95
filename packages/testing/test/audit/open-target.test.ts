import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { afterEach, describe, expect, test } from "vitest";
import { type OpenTarget, openTarget } from "../../src/audit/open-target.js";
import { auditApi, type AuditTarget, createTestIssuer } from "../../src/index.js";

const request = {
  method: "POST",
  path: "/orders?x=1",
  headers: [
    ["Authorization", "Bearer a"],
    ["Authorization", "Bearer b"],
    ["Content-Type", "text/plain"],
  ],
  body: "é",
} as const;
const signal = new AbortController().signal;

/** Answers with what came. */
const listener = (incoming: IncomingMessage, response: ServerResponse): void => {
  const chunks: Buffer[] = [];
  incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
  incoming.on("end", () => {
    const { method, url, headersDistinct } = incoming;
    const said = {
      method,
      url,
      authorization: headersDistinct["authorization"],
      body: Buffer.concat(chunks).toString(),
    };
    response.writeHead(401, { "X-Twice": ["a", "b"] }).end(JSON.stringify(said));
  });
};

const handler = async (incoming: Request): Promise<Response> => {
  const { method, url, headers } = incoming;
  const said = { method, url: new URL(url).pathname + new URL(url).search, body: await incoming.text() };
  const authorization = headers.get("authorization");
  return Response.json({ ...said, authorization }, { status: 401, headers: { "X-Twice": "a, b" } });
};

const opened: OpenTarget[] = [];
const ask = async (target: AuditTarget) => {
  const open = await openTarget(target);
  opened.push(open);
  const { status, headers, body } = await open.send(request, signal);
  return { status, twice: headers["x-twice"], said: JSON.parse(body) as unknown };
};
afterEach(async () => {
  await Promise.all(opened.splice(0).map(({ close }) => close()));
});

const said = { method: "POST", url: "/orders?x=1", body: "é" };

describe("asks", () => {
  const lines = { ...said, authorization: ["Bearer a", "Bearer b"] };

  test("a listener of node:http, line by line", async () => {
    expect(await ask(listener)).toEqual({ status: 401, twice: ["a", "b"], said: lines });
  });

  test("a server that does not listen, and closes it", async () => {
    const server = createServer(listener);
    expect(await ask(server)).toEqual({ status: 401, twice: ["a", "b"], said: lines });
    await opened.pop()!.close();
    expect(server.listening).toBe(false);
  });

  test("a server that listens, and a URL, and leaves them open", async () => {
    const server = createServer(listener);
    await new Promise<void>((resolve) => {
      server.listen(0, "127.0.0.1", resolve);
    });
    const { port } = server.address() as { port: number };
    const answer = { status: 401, twice: ["a", "b"], said: lines };
    expect(await ask(server)).toEqual(answer);
    expect(await ask(`http://127.0.0.1:${port}/elsewhere`)).toEqual(answer);
    expect(await ask(new URL(`http://127.0.0.1:${port}`))).toEqual(answer);
    await Promise.all(opened.splice(0).map(({ close }) => close()));
    expect(server.listening).toBe(true);
    server.close();
  });

  test("a Fetch handler, and an object that has one, with the lines joined (Fetch standard §2.2.2)", async () => {
    const answer = { status: 401, twice: ["a, b"], said: { ...said, authorization: "Bearer a, Bearer b" } };
    expect(await ask(handler)).toEqual(answer);
    expect(await ask({ fetch: handler })).toEqual(answer);
  });

  test("an object with inject", async () => {
    const asked: unknown[] = [];
    const answer = await ask({
      inject: async (options) => {
        asked.push(options);
        return { statusCode: 401, headers: { "X-Twice": ["a", 1], "x-none": undefined }, body: "{}" };
      },
    });
    expect(answer).toEqual({ status: 401, twice: ["a", "1"], said: {} });
    expect(asked).toEqual([
      {
        method: "POST",
        url: "/orders?x=1",
        headers: { Authorization: ["Bearer a", "Bearer b"], "Content-Type": "text/plain" },
        payload: "é",
      },
    ]);
  });

  test("an object with request, for everything else", async () => {
    const answer = await ask({ request: async (asked) => ({ status: 401, headers: {}, body: JSON.stringify(asked) }) });
    expect(answer.said).toEqual(request);
  });
});

test("asks again where a kept connection was closed meanwhile", async () => {
  let asked = 0;
  const server = createServer((incoming, response) => {
    asked += 1;
    if (asked !== 2) return listener(incoming, response);
    incoming.socket.resetAndDestroy();
  });
  const open = await openTarget(server);
  opened.push(open);
  await open.send(request, signal);
  expect(await open.send(request, signal)).toMatchObject({ status: 401 });
  expect(asked).toBe(3);
});

describe("a function of two parameters is taken for a listener of node:http", () => {
  const misfit = "was taken for a listener of node:http, because it has two parameters or more";
  type Two = (request: Request, env: unknown) => Promise<Response>;

  test.each<[string, Two]>([
    ["that fails", async ({ headers }, _env) => new Response(headers.get("authorization"))],
    ["that gives a response", async (_request, _env) => new Response()],
    [
      "that throws",
      (_request, _env) => {
        throw new Error("no");
      },
    ],
  ])("one %s at once is broken off with a sentence that says so", async (_, two) => {
    const open = await openTarget(two as never);
    opened.push(open);
    await expect(open.send(request, signal)).rejects.toThrow(misfit);
    await expect(open.send(request, signal)).rejects.toThrow("wrap it: (request) => handler(request, env)");
  });

  test("also in the midst of an audit, which is broken off", async () => {
    const issuer = await createTestIssuer();
    const two: Two = async ({ headers }, _env) => new Response(headers.get("authorization"));
    await expect(auditApi(two as never, { issuer })).rejects.toThrow(misfit);
  });

  test("one that fails later does not answer, and stops nothing else", async () => {
    let asked = 0;
    const open = await openTarget(async (incoming: IncomingMessage, response: ServerResponse) => {
      asked += 1;
      // The second one is sent again, over another connection.
      if (asked === 2 || asked === 3) throw new Error("broken");
      listener(incoming, response);
    });
    opened.push(open);
    expect(await open.send(request, signal)).toMatchObject({ status: 401 });
    await expect(open.send(request, signal)).rejects.toThrow(/^broken$/);
    expect(await open.send(request, signal)).toMatchObject({ status: 401 });
  });
});

test.each([[undefined], [null], [1], ["orders"], ["file:///orders"]])(
  "refuses what is no target: %j",
  async (target) => {
    await expect(openTarget(target as never)).rejects.toThrow(
      "The target must be a URL (http or https), a handler, an application",
    );
  },
);

test.each([[{}], [{ get: handler }]])("refuses what cannot be asked: %j", async (target) => {
  await expect(openTarget(target as never)).rejects.toThrow(
    "The target must be a URL (http or https), a handler, an application",
  );
});
