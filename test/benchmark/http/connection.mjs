// One connection that has one request under way at a time. What a request costs here is time that the server cannot be
// given work in, and a framework that answers 80,000 a second leaves little: so requests are bytes made ahead, and of an
// answer only the status and the length are read.
import { connect } from "node:net";

/**
 * @typedef {object} Connection
 * @property {(request: Buffer) => void} send
 * @property {() => void} close
 */

const HEAD_END = "\r\n\r\n";
const STATUS_AT = "HTTP/1.1 ".length;

/**
 * @param {number} port
 * @param {(status: number) => void} onAnswer
 * @param {(error: Error) => void} onError The connection is of no more use.
 * @returns {Promise<Connection>}
 */
export function openConnection(port, onAnswer, onError) {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () =>
      resolve({ send: (request) => socket.write(request), close: () => socket.off("close", onClose).destroy() }),
    );
    const onClose = () => onError(new Error("the server closed a connection"));
    let rest = Buffer.alloc(0);
    socket.setNoDelay(true);
    socket.on("error", onError);
    socket.on("close", onClose);
    socket.on("data", (chunk) => {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      const answer = readAnswer(rest);
      if (answer === undefined) return;
      if (answer.end !== rest.length) onError(new Error("more than one answer to a request"));
      rest = Buffer.alloc(0);
      onAnswer(answer.status);
    });
  });
}

/**
 * The first answer in these bytes, if it is there whole.
 *
 * @param {Buffer} bytes
 * @returns {{ status: number, end: number } | undefined}
 */
export function readAnswer(bytes) {
  const headLength = bytes.indexOf(HEAD_END);
  if (headLength === -1) return undefined;
  const head = bytes.toString("latin1", 0, headLength);
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length === undefined) throw new Error(`an answer without Content-Length: ${head}`);
  const end = headLength + HEAD_END.length + Number(length);
  return bytes.length < end ? undefined : { status: Number(head.slice(STATUS_AT, STATUS_AT + 3)), end };
}
