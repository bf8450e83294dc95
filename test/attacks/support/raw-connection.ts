import { connect } from "node:net";

/** Writes these bytes to a server, as no client would, and reads until it closes the connection. */
export function sendBytes(origin: string, bytes: Uint8Array | string): Promise<Buffer> {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(Number(port), hostname, () => {
      socket.write(typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes);
    });
    socket.on("data", (chunk) => chunks.push(chunk));
    // A server that refuses a request while it is still written resets the connection after its answer.
    socket.on("error", (error) => (chunks.length > 0 ? undefined : reject(error)));
    socket.on("close", () => resolve(Buffer.concat(chunks)));
  });
}

/** The statuses of all answers on one connection of HTTP/1.1, in their order. */
export async function statusesOf(origin: string, text: string): Promise<number[]> {
  const answers = (await sendBytes(origin, text)).toString("latin1");
  return [...answers.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status));
}
