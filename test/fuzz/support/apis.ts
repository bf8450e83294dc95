import type { Verifier } from "@ostiary/core";
import { createAuth as createExpressAuth } from "@ostiary/express";
import { ostiary } from "@ostiary/fastify";
import { createAuth as createHonoAuth } from "@ostiary/hono";
import fastify from "fastify";
import { Hono } from "hono";

/** What a client gets. */
export interface ApiAnswer {
  readonly status: number;
  readonly challenge: string | undefined;
  readonly body: string;
  /** Whether the request got as far as the handler. */
  readonly isReached: boolean;
}

/** An API in this process, without a socket. */
export interface Api {
  readonly name: string;
  /** Field lines reach it as one, joined by commas (Fetch standard). */
  readonly joinsLines?: true;
  ask(lines: readonly string[]): Promise<ApiAnswer>;
  close(): Promise<void>;
}

/** The same API on every framework, over one verifier. */
export async function createApis(verifier: Verifier): Promise<readonly Api[]> {
  return [createExpressApi(verifier), await createFastifyApi(verifier), createHonoApi(verifier)];
}

/** The guard itself, with as much of a request and a response as it looks at. */
function createExpressApi(verifier: Verifier): Api {
  const guard = createExpressAuth(verifier).requireAuth();
  return {
    name: "Express",
    async ask(lines) {
      const headers = new Map<string, string>();
      let answer: ApiAnswer | undefined;
      const response = {
        statusCode: 200,
        setHeader: (name: string, value: string) => headers.set(name.toLowerCase(), value),
        end: (body: string) => {
          answer = { status: response.statusCode, challenge: headers.get(CHALLENGE), body, isReached: false };
        },
      };
      const request = { headers: {}, rawHeaders: lines.flatMap((line) => ["Authorization", line]) };
      await guard(request, response as unknown as Parameters<typeof guard>[1], (error?: unknown) => {
        answer = { ...HANDLED, status: error === undefined ? 200 : 500 };
      });
      return answer ?? { ...HANDLED, status: 500 };
    },
    close: async () => {},
  };
}

async function createFastifyApi(verifier: Verifier): Promise<Api> {
  const app = fastify();
  await app.register(ostiary, { verifier });
  let lines: readonly string[] = [];
  // What is injected has one line of each name; a server has as many as come.
  app.addHook("onRequest", async ({ raw }) => {
    raw.rawHeaders = lines.flatMap((line) => ["Authorization", line]);
  });
  let isReached = false;
  app.get("/", { onRequest: app.requireAuth() }, async () => {
    isReached = true;
    return HANDLED.body;
  });
  return {
    name: "Fastify",
    async ask(given) {
      lines = given;
      isReached = false;
      const { statusCode: status, headers, body } = await app.inject("/");
      return { status, challenge: headers[CHALLENGE] as string | undefined, body, isReached };
    },
    close: () => app.close(),
  };
}

function createHonoApi(verifier: Verifier): Api {
  const app = new Hono();
  let isReached = false;
  app.get("/", createHonoAuth(verifier).requireAuth(), (c) => {
    isReached = true;
    return c.text(HANDLED.body);
  });
  return {
    name: "Hono",
    joinsLines: true,
    async ask(lines) {
      isReached = false;
      const response = await app.request("/", { headers: lines.map((line) => ["Authorization", line]) });
      const challenge = response.headers.get(CHALLENGE) ?? undefined;
      return { status: response.status, challenge, body: await response.text(), isReached };
    },
    close: async () => {},
  };
}

const CHALLENGE = "www-authenticate";
const HANDLED: ApiAnswer = { status: 200, challenge: undefined, body: "handled", isReached: true };
