import { once } from "node:events";
import { Agent as HttpAgent, Server } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { AddressInfo } from "node:net";
import { sendOverHttp } from "../send-over-http.js";
import type {
  AuditRequest,
  AuditResponse,
  AuditTarget,
  FetchHandler,
  Injectable,
  InjectedRequest,
  NodeListener,
} from "./audit-target.js";
import { serveListener } from "./open-listener.js";

/** A target that can be asked. */
export interface OpenTarget {
  /** @param signal - Aborts when nobody waits for the answer any more. */
  readonly send: (request: AuditRequest, signal: AbortSignal) => Promise<AuditResponse>;
  /** Closes what was opened for the audit, and nothing else. */
  readonly close: () => Promise<void>;
}

/** @throws TypeError - it is nothing that can be asked. */
export async function openTarget(target: AuditTarget): Promise<OpenTarget> {
  if (typeof target === "string" || target instanceof URL) return openUrl(readOrigin(target));
  if (typeof target === "function") {
    return target.length >= 2 ? openListener(target as NodeListener) : openFetch(target as FetchHandler);
  }
  if (typeof target !== "object" || target === null) throw new TypeError(NO_TARGET);
  if (target instanceof Server) return openServer(target);
  if ("inject" in target) return openInjectable(target);
  if ("fetch" in target) return openFetch((request) => target.fetch(request));
  if ("request" in target) return { send: (request) => target.request(request), close: CLOSED };
  throw new TypeError(NO_TARGET);
}

function readOrigin(target: string | URL): string {
  if (!URL.canParse(String(target))) throw new TypeError(NO_TARGET);
  const { protocol, origin } = new URL(target);
  if (protocol !== "http:" && protocol !== "https:") throw new TypeError(NO_TARGET);
  return origin;
}

/** One connection serves all requests, as long as it lasts: nothing is to be remembered of who asked before. */
function openUrl(origin: string): OpenTarget {
  const kept = { keepAlive: true, maxSockets: 1 };
  const agent = origin.startsWith("https:") ? new HttpsAgent(kept) : new HttpAgent(kept);
  return {
    send: (request, signal) => sendOverHttp(origin, request, { signal, agent }),
    close: async () => agent.destroy(),
  };
}

async function openListener(listener: NodeListener): Promise<OpenTarget> {
  const { server, takeFailure } = serveListener(listener);
  const { send, close } = await openServer(server);
  return {
    send: async (request, signal) => {
      try {
        return await send(request, signal);
      } catch (error) {
        throw takeFailure() ?? error;
      }
    },
    close,
  };
}

async function openServer(server: Server): Promise<OpenTarget> {
  const isOurs = !server.listening;
  if (isOurs) {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
  }
  const { port } = server.address() as AddressInfo;
  const target = openUrl(`http://127.0.0.1:${port}`);
  if (!isOurs) return target;
  return {
    send: target.send,
    close: async () => {
      await target.close();
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

function openInjectable(app: Injectable): OpenTarget {
  return {
    send: async ({ method, path, headers, body }) => {
      const request = {
        method,
        url: path,
        headers: toInjected(headers),
        ...(body === undefined ? {} : { payload: body }),
      };
      // Which methods there are is the application's own business.
      const response = await app.inject(request as InjectedRequest);
      const lines = Object.entries(response.headers).map(([name, value]): FieldLines => [
        name.toLowerCase(),
        toLines(value),
      ]);
      return {
        status: response.statusCode,
        headers: Object.fromEntries<readonly string[]>(lines),
        body: response.body,
      };
    },
    close: CLOSED,
  };
}

function openFetch(handler: FetchHandler): OpenTarget {
  return {
    send: async ({ method, path, headers: given, body: sent }, signal) => {
      const headers = given.map(([name, value]): [string, string] => [name, value]);
      const init = { method, headers, signal, ...(sent === undefined ? {} : { body: sent }) };
      const response = await handler(new Request(new URL(path, "http://localhost"), init));
      const lines = [...response.headers].map(([name, value]): FieldLines => [name, [value]]);
      const body = await response.text();
      return { status: response.status, headers: Object.fromEntries<readonly string[]>(lines), body };
    },
    close: CLOSED,
  };
}

type FieldLines = [name: string, lines: readonly string[]];

function toInjected(headers: AuditRequest["headers"]): Record<string, string | string[]> {
  const fields: Record<string, string | string[]> = {};
  for (const [name, value] of headers) {
    const known = fields[name];
    fields[name] = known === undefined ? value : [known, value].flat();
  }
  return fields;
}

function toLines(value: unknown): readonly string[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.filter((one) => typeof one === "string" || typeof one === "number").map((one) => `${one}`);
}

const NO_TARGET = "The target must be a URL (http or https), a handler, an application, or an object with request()";
const CLOSED = async (): Promise<void> => {};
