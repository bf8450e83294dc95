import { createServer, type Server } from "node:http";
import { createAdaptorServer } from "@hono/node-server";
import {
  type AccessToken,
  createVerifier,
  type OstiaryEvent,
  type Verifier,
  type VerifierOptions,
} from "@ostiary/core";
import { createAuth as createExpressAuth, optionalAccessTokenOf as callerOfExpress } from "@ostiary/express";
import { optionalAccessTokenOf as callerOfFastify, ostiary } from "@ostiary/fastify";
import { createAuth as createHonoAuth, optionalAccessTokenOf as callerOfHono } from "@ostiary/hono";
import express from "express";
import fastify from "fastify";
import { type Context, Hono } from "hono";
import { AMPLE_HEADER_BYTES } from "../../contract/targets/target.js";
import { noteTried } from "../../contract/targets/tried.js";
import { exchange, fromResponse, type TargetAnswer } from "./wire.js";

/** What is sent. */
export interface AttackRequest {
  /** The `Authorization` field lines. */
  readonly authorization: readonly string[];
  /** Default: `GET`. */
  readonly method?: string;
  /** A route, with whatever else a request target has. Default: `/orders`. */
  readonly path?: string;
  /** Further field lines, as they go over the wire; core does not see them. */
  readonly fields?: readonly string[];
  readonly body?: string;
}

/** One application, with a verifier of its own. */
export interface AttackTarget {
  readonly name: string;
  readonly verifier: Verifier;
  /** What its verifier told. */
  readonly events: OstiaryEvent[];
  /** Every URL its verifier asked for. */
  readonly urls: string[];
  /** How often its handlers were called. */
  readonly calls: () => number;
  /** Puts a request to it, and the running test counts it as tried there, as far as what was tried comes to it. */
  readonly ask: (request: AttackRequest) => Promise<TargetAnswer>;
  /** The same for what is no attack, such as a good token before or after one: it does not count. */
  readonly askAside: (request: AttackRequest) => Promise<TargetAnswer>;
}

/** The routes that ask for scopes. `/me` asks for a token, `/open` judges it if there is one, and `/public` takes anybody. */
const SCOPED: readonly (readonly [path: string, scopes: readonly [string, ...string[]]])[] = [
  ["/orders", ["api:read"]],
  ["/admin", ["api:read", "api:admin"]],
];

/** What a route asks for. */
export function scopesOf(path = "/orders"): readonly string[] {
  const route = path.replace(/[?#].*$/, "");
  return SCOPED.find(([name]) => name === route)?.[1] ?? [];
}

/** Makes the options of one verifier, which tells of what it does in these two. */
export type ToOptions = (urls: string[], events: OstiaryEvent[]) => VerifierOptions;

/** Core alone, and the three adapters. */
export function createTargets(toOptions: ToOptions): Promise<readonly AttackTarget[]> {
  return Promise.all([
    createTarget("core", toOptions, askCore),
    createTarget("Express", toOptions, askExpress),
    createTarget("Fastify", toOptions, askFastify),
    createTarget("Hono", toOptions, askHono),
  ]);
}

async function createTarget(name: string, toOptions: ToOptions, toAsk: ToAsk): Promise<AttackTarget> {
  const urls: string[] = [];
  const events: OstiaryEvent[] = [];
  const verifier = createVerifier(toOptions(urls, events));
  let calls = 0;
  const answer: AnswerCaller = (token) => ((calls += 1), JSON.stringify(token ?? null));
  const askAside = await toAsk(verifier, answer);
  const ask: AttackTarget["ask"] = (request) => {
    noteTried(...(sees(name, request) ? [name] : []));
    return askAside(request);
  };
  return { name, verifier, events, urls, calls: () => calls, ask, askAside };
}

/** Whether what makes a request an attack comes to the target. */
function sees(name: string, { authorization, fields = [], body = "" }: AttackRequest): boolean {
  // Core is given the `Authorization` lines alone, and what no field can hold is refused before an application is asked.
  return name === "core" ? fields.length === 0 && body === "" : authorization.every(isFieldValue);
}

type AnswerCaller = (token: AccessToken<unknown> | undefined) => string;
type ToAsk = (verifier: Verifier, answer: AnswerCaller) => Promise<AttackTarget["ask"]> | AttackTarget["ask"];

const askCore: ToAsk =
  (verifier, answer) =>
  async ({ authorization, path = "/orders" }) => {
    const anonymous = path.startsWith("/public") || (path.startsWith("/open") && authorization.length === 0);
    if (anonymous) return toAnswer(answer(undefined));
    const scopes = scopesOf(path);
    const outcome = await verifier.authenticate({ authorization }, scopes.length > 0 ? { scopes } : {});
    if (outcome.kind === "accepted") return toAnswer(answer(outcome.token));
    const { status, headers, body } = verifier.challenge(outcome);
    const named = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
    return { status, headers: Object.fromEntries(named) as Record<string, string>, body };
  };

const askExpress: ToAsk = (verifier, answer) => {
  const guards = createExpressAuth(verifier);
  const app = express();
  app.disable("x-powered-by");
  // In an environment called test it would not print what goes wrong.
  app.set("env", "production");
  const reply: express.RequestHandler = (request, response) => {
    const body = answer(callerOfExpress(request));
    response.setHeader("Content-Type", "application/json").end(body);
  };
  for (const [path, scopes] of SCOPED) app.all(path, guards.requireScope(...scopes), reply);
  app.all("/me", guards.requireAuth(), reply);
  app.all("/open", guards.optionalAuth(), reply);
  app.all("/public", reply);
  return overTheWire(createServer(AMPLE, app));
};

const askFastify: ToAsk = async (verifier, answer) => {
  const app = fastify({ http: AMPLE });
  await app.register(ostiary, { verifier });
  const reply: fastify.RouteHandlerMethod = async (request, response) =>
    response.header("Content-Type", "application/json").send(Buffer.from(answer(callerOfFastify(request))));
  for (const [path, scopes] of SCOPED) app.all(path, { onRequest: app.requireScope(...scopes) }, reply);
  app.all("/me", { onRequest: app.requireAuth() }, reply);
  app.all("/open", { onRequest: app.optionalAuth() }, reply);
  app.all("/public", reply);
  await app.ready();
  return overTheWire(app.server);
};

/** As a function of the Fetch standard; on a server of Node what has no place in a Fetch `Request`. */
const askHono: ToAsk = (verifier, answer) => {
  const app = createHonoApp(verifier, answer);
  const askOnNode = overTheWire(createAdaptorServer({ fetch: app.fetch, serverOptions: AMPLE }) as Server);
  return async (request) => {
    const { authorization, path = "/orders", method = "GET", fields = [], body } = request;
    if (authorization.length > 1 || fields.length > 0 || !authorization.every(isFieldValue)) return askOnNode(request);
    const headers = new Headers(authorization.map((line) => ["Authorization", toBytes(line)]));
    return fromResponse(await app.request(path, { method, headers, ...(body === undefined ? {} : { body }) }));
  };
};

function createHonoApp(verifier: Verifier, answer: AnswerCaller): Hono {
  const guards = createHonoAuth(verifier);
  const app = new Hono();
  const reply = (c: Context): Response => c.body(answer(callerOfHono(c)), 200, { "Content-Type": "application/json" });
  for (const [path, scopes] of SCOPED) app.all(path, guards.requireScope(...scopes), reply);
  app.all("/me", guards.requireAuth(), reply);
  app.all("/open", guards.optionalAuth(), reply);
  app.all("/public", reply);
  return app;
}

function overTheWire(server: Server): AttackTarget["ask"] {
  return ({ authorization, path = "/orders", method = "GET", fields = [], body = "" }) => {
    const length = body === "" ? [] : [`Content-Length: ${Buffer.byteLength(body)}`];
    const lines = authorization.map((line) => `Authorization: ${line}`);
    return exchange(server, [`${method} ${path} HTTP/1.1`, ...lines, ...fields, ...length], body);
  };
}

/** Whether a field of HTTP can have this value (RFC 9110 §5.5); what cannot be is left to the server to refuse. */
export function isFieldValue(text: string): boolean {
  // oxlint-disable-next-line no-control-regex -- They are what is looked for.
  return !/[\u0000-\u0008\u000a-\u001f\u007f]/.test(text);
}

/** As a server reads what was sent as UTF-8. */
function toBytes(line: string): string {
  return /[\u0100-\uffff]/.test(line) ? Buffer.from(line, "utf8").toString("latin1") : line;
}

function toAnswer(body: string): TargetAnswer {
  return { status: 200, headers: { "content-type": "application/json" }, body };
}

const AMPLE = { maxHeaderSize: AMPLE_HEADER_BYTES };
