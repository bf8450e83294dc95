import type { Server } from "node:http";
import { duplexPair } from "node:stream";

/** What a target answered. */
export interface TargetAnswer {
  readonly status: number;
  /** By name in lower case, without those that are about the connection, the time and the framing. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Puts a request to a server of Node through its own parser, byte by byte as it would come from the net, but without a
 * socket.
 *
 * @param head - Request line and field lines; `Host` is added if there is none. Characters up to U+00FF are one byte each, unless there are
 *   others: then all are UTF-8.
 */
export function exchange(server: Server, head: readonly string[], body = ""): Promise<TargetAnswer> {
  const [requestLine = "", ...fields] = head;
  const host = fields.some((line) => /^host:/i.test(line)) ? [] : ["Host: api.example"];
  const text = [requestLine, ...host, "Connection: close", ...fields, "", body].join("\r\n");
  const [near, far] = duplexPair();
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const settle = (): void => resolve(parseAnswer(Buffer.concat(chunks).toString("utf8")));
    near.on("data", (chunk: Buffer) => chunks.push(chunk)).on("end", settle);
    // A server that refuses a head destroys its side, which does not end ours.
    far.on("close", () => setImmediate(settle));
    server.emit("connection", far);
    near.write(Buffer.from(text, /[\u0100-\uffff]/.test(text) ? "utf8" : "latin1"));
  });
}

/** The answer of an application on the Fetch standard. */
export async function fromResponse(response: Response): Promise<TargetAnswer> {
  const headers = [...response.headers].filter(([name]) => !ABOUT_THE_EXCHANGE.has(name));
  return { status: response.status, headers: Object.fromEntries(headers), body: await response.text() };
}

function parseAnswer(text: string): TargetAnswer {
  const end = text.indexOf("\r\n\r\n");
  const [statusLine = "", ...lines] = text.slice(0, end).split("\r\n");
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(":");
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    if (!ABOUT_THE_EXCHANGE.has(name)) headers[name] = name in headers ? `${headers[name]}, ${value}` : value;
  }
  return { status: Number(statusLine.split(" ")[1]), headers, body: text.slice(end + 4) };
}

const ABOUT_THE_EXCHANGE = new Set(["connection", "content-length", "date", "keep-alive"]);
