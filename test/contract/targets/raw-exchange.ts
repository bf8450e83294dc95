import { connect } from "node:net";

/** What a server wrote, as text with one character a byte. */
export interface RawResponse {
  readonly status: number;
  /** Field lines by name, names in lower case, without those that the server writes about the connection and the time. */
  readonly fields: readonly string[];
  readonly body: string;
}

/**
 * Writes a request byte by byte, as no client would, and reads until the server closes.
 *
 * @param head - Request line and field lines, without `Host`; characters up to U+00FF are one byte each.
 */
export function exchangeRaw(origin: string, head: readonly string[]): Promise<RawResponse> {
  const { hostname, port, host } = new URL(origin);
  const [requestLine = "", ...fields] = head;
  const text = [requestLine, `Host: ${host}`, "Connection: close", ...fields, "", ""].join("\r\n");
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(Number(port), hostname, () => {
      socket.write(Buffer.from(text, "latin1"));
    });
    socket.on("data", (chunk) => chunks.push(chunk));
    // A server that refuses a head while it is still written resets the connection after its answer.
    socket.on("error", (error) => (chunks.length > 0 ? undefined : reject(error)));
    socket.on("close", () => resolve(parseResponse(Buffer.concat(chunks).toString("latin1"))));
  });
}

function parseResponse(text: string): RawResponse {
  const end = text.indexOf("\r\n\r\n");
  const [statusLine = "", ...lines] = text.slice(0, end).split("\r\n");
  return {
    status: Number(statusLine.split(" ")[1]),
    fields: lines
      .map((line) => line.replace(/^[^:]+/, (name) => name.toLowerCase()))
      .filter((line) => !ABOUT_THE_EXCHANGE.test(line))
      .toSorted(),
    body: text.slice(end + 4),
  };
}

const ABOUT_THE_EXCHANGE = /^(?:connection|date|keep-alive):/;
