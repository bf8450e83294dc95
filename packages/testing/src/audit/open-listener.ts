import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { NodeListener } from "./audit-target.js";

/** The target is something else than it was taken for: an audit cannot go on. */
export class WrongTarget extends TypeError {}

/** A listener on a server of its own. */
export interface ServedListener {
  readonly server: Server;
  /** Why it did not answer the last request; `undefined` if it did, or nobody knows. */
  readonly takeFailure: () => unknown;
}

/** A listener that fails fails alone: it does not stop the process, as it would on a server that nobody watches. */
export function serveListener(listener: NodeListener): ServedListener {
  let failure: unknown;
  let hasAnswered = false;
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const given = await listener(request, response);
      if (!hasAnswered && given instanceof Response) throw new TypeError("it gave a Response");
    } catch (error) {
      if (response.writableEnded) return;
      failure = hasAnswered ? error : new WrongTarget(`${TAKEN_FOR}: ${toMessage(error)}`, { cause: error });
      response.destroy();
    }
  }
  const server = createServer((request, response) => {
    response.once("finish", () => {
      hasAnswered = true;
    });
    void answer(request, response);
  });
  return {
    server,
    takeFailure: () => {
      const taken = failure;
      failure = undefined;
      return taken;
    },
  };
}

function toMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const TAKEN_FOR =
  "The target was taken for a listener of node:http, because it has two parameters or more, and did not answer as one. If it is a Fetch handler, wrap it: (request) => handler(request, env). It failed with";
