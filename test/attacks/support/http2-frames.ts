import { connect } from "node:net";

/** A field of HTTP/2, names in whatever case. */
export type Http2Field = readonly [name: string, value: string];

/**
 * Sends one GET over HTTP/2 without TLS, with exactly these fields after those of the request, which no client library would
 * send twice.
 *
 * @returns The status, or `undefined` if the server refuses the stream or the connection.
 */
export function getOverHttp2(origin: string, path: string, fields: readonly Http2Field[]): Promise<number | undefined> {
  const { hostname, port, host } = new URL(origin);
  const request: readonly Http2Field[] = [
    [":method", "GET"],
    [":scheme", "http"],
    [":path", path],
    [":authority", host],
    ...fields,
  ];
  const headers = Buffer.concat(request.map(([name, value]) => toLiteral(name, value)));
  return new Promise((resolve, reject) => {
    let received = Buffer.alloc(0);
    const socket = connect(Number(port), hostname, () => {
      socket.write(Buffer.concat([PREFACE, toFrame(SETTINGS, 0), toFrame(HEADERS, 1, headers)]));
    });
    const end = (status: number | undefined): void => (socket.destroy(), resolve(status));
    socket.on("error", reject).on("close", () => resolve(undefined));
    socket.on("data", (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      for (const { type, payload } of framesOf(received)) {
        if (type === HEADERS) end(statusOf(payload));
        else if (type === RST_STREAM || type === GOAWAY) end(undefined);
      }
    });
  });
}

/** RFC 9113 §4.1: with END_STREAM and END_HEADERS, which mean nothing in a frame of settings that is empty. */
function toFrame(type: number, stream: number, payload: Buffer = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(type === HEADERS ? 0x05 : 0, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

function framesOf(bytes: Buffer): { readonly type: number; readonly payload: Buffer }[] {
  const frames = [];
  let rest = bytes;
  while (rest.length >= 9 && rest.length >= 9 + rest.readUIntBE(0, 3)) {
    const length = rest.readUIntBE(0, 3);
    frames.push({ type: rest.readUInt8(3), payload: rest.subarray(9, 9 + length) });
    rest = rest.subarray(9 + length);
  }
  return frames;
}

/** RFC 7541 §6.2.2: a literal field without indexing, nothing compressed. */
function toLiteral(name: string, value: string): Buffer {
  return Buffer.concat([Buffer.from([0]), toText(name), toText(value)]);
}

/** RFC 7541 §5.1, §5.2. */
function toText(text: string): Buffer {
  const bytes = Buffer.from(text, "latin1");
  const length = bytes.length < 127 ? [bytes.length] : [127];
  for (let rest = bytes.length - 127; rest >= 0; rest = rest < 128 ? -1 : rest >> 7) {
    length.push(rest < 128 ? rest : (rest & 127) | 128);
  }
  return Buffer.concat([Buffer.from(length), bytes]);
}

/** The status comes first (RFC 9113 §8.3), from the static table (RFC 7541 appendix A) or as a literal beside its name. */
function statusOf(block: Buffer): number {
  const known = STATUSES.get(block.readUInt8(0));
  if (known !== undefined) return known;
  const text = block.subarray(2, 2 + (block.readUInt8(1) & 127));
  return block.readUInt8(1) < 128 ? Number(text.toString("latin1")) : readHuffmanDigits(text);
}

/** RFC 7541 appendix B, digits alone: 0 to 2 have five bits, the others six. */
function readHuffmanDigits(bytes: Buffer): number {
  let bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  let digits = "";
  while (digits.length < 3) {
    const isShort = bits.startsWith("000");
    digits += isShort ? Number.parseInt(bits.slice(0, 5), 2) : Number.parseInt(bits.slice(0, 6), 2) - 0x19 + 3;
    bits = bits.slice(isShort ? 5 : 6);
  }
  return Number(digits);
}

const PREFACE = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "latin1");
const [HEADERS, RST_STREAM, SETTINGS, GOAWAY] = [1, 3, 4, 7] as const;
const STATUSES = new Map([200, 204, 206, 304, 400, 404, 500].map((status, index) => [0x88 + index, status]));
