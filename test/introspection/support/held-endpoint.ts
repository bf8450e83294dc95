import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { setImmediate } from "node:timers/promises";
import type { TestContext } from "vitest";
import { listen } from "../../contract/targets/target.js";

/** An introspection endpoint that can be told to keep everybody waiting. Of every token it says that it is not active. */
export interface HeldEndpoint {
  readonly url: string;
  /** How many calls were under way at once, at most. */
  readonly mostInFlight: number;
  /** From now on nobody is answered. */
  readonly hold: () => void;
  /** Answers all who wait, and all who come. */
  readonly release: () => void;
  /** Resolves when so many calls are under way. */
  readonly waitFor: (calls: number) => Promise<void>;
}

export async function createHeldEndpoint({
  onTestFinished,
}: Pick<TestContext, "onTestFinished">): Promise<HeldEndpoint> {
  const inFlight = new Set<ServerResponse>();
  const waiting = new Set<() => void>();
  let mostInFlight = 0;
  let isHeld = false;

  async function noteCall({ socket }: IncomingMessage, response: ServerResponse): Promise<void> {
    inFlight.add(response);
    const forget = (): void => {
      inFlight.delete(response);
      socket.off("end", forget);
    };
    response.once("close", forget);
    // The client has gone away; it takes longer until all of the connection is closed.
    socket.once("end", forget);
    for (const wake of waiting) wake();
    // A call that was given up has made room for this one, and both may come to be seen in the same turn.
    await setImmediate();
    await setImmediate();
    mostInFlight = Math.max(mostInFlight, inFlight.size);
  }

  const server = createServer((request, response) => {
    request.resume();
    void noteCall(request, response);
    if (!isHeld) answer(response);
  });
  const { origin, close } = await listen(server);
  onTestFinished(close);

  return {
    url: `${origin}/introspect`,
    get mostInFlight() {
      return mostInFlight;
    },
    hold: () => {
      isHeld = true;
    },
    release: () => {
      isHeld = false;
      for (const response of inFlight) answer(response);
    },
    async waitFor(calls) {
      while (inFlight.size < calls) {
        await new Promise<void>((resolve) => waiting.add(resolve));
        waiting.clear();
      }
    },
  };
}

function answer(response: ServerResponse): void {
  response.setHeader("Content-Type", "application/json").end(`{"active":false}`);
}
