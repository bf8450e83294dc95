import { request as sendRequest } from "node:http";
import type { IncomingMessage } from "node:http";
import type { ContractRequest, ContractResponse, ContractTarget } from "./adapter-contract.js";

/**
 * An application under test that listens on the loopback interface. Field lines are sent one by one, in the order given:
 * most clients would join or drop the second one.
 *
 * @param origin - Such as `http://127.0.0.1:3000`.
 */
export function createLoopbackTarget(origin: string): ContractTarget {
  return { request: (request) => exchange(origin, request) };
}

function exchange(origin: string, { method, path, authorization }: ContractRequest): Promise<ContractResponse> {
  const url = new URL(path, origin);
  const headers = ["Host", url.host, ...authorization.flatMap((value) => ["Authorization", value])];
  return new Promise((resolve, reject) => {
    const outgoing = sendRequest(url, { method, headers, agent: false }, (incoming) => {
      readResponse(incoming).then(resolve, reject);
    });
    outgoing.once("error", reject);
    outgoing.end();
  });
}

async function readResponse(incoming: IncomingMessage): Promise<ContractResponse> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Uint8Array);
  const body = Buffer.concat(chunks).toString("utf8");
  return { status: incoming.statusCode ?? 0, headers: incoming.headersDistinct, body };
}
