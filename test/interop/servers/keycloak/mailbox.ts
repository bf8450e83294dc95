import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";

/** Takes what a server sends by itself: requests to a client, and e-mails. */
export interface Mailbox {
  /** Where requests go to. */
  readonly url: string;
  /** Of the mail server. */
  readonly mailPort: number;
  /** The first JWT that was sent to a path that begins so, or by mail; waits for it. */
  firstToken(from: string): Promise<string>;
  close(): void;
}

/** By mail, to `firstToken`. */
export const MAIL = "mail";

/** Listens on the loopback. */
export async function createMailbox(): Promise<Mailbox> {
  const arrived: { readonly from: string; readonly token: string }[] = [];
  const waiting = new Set<() => void>();
  const take = (from: string, text: string): void => {
    const token = JWT.exec(text)?.[0];
    if (token === undefined) return;
    arrived.push({ from, token });
    for (const wake of waiting) wake();
  };
  const http = createHttpServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString("utf8")));
    request.on("end", () => {
      take(request.url ?? "", body);
      response.end();
    });
  });
  const mail = createServer((socket) => takeMail(socket, (text) => take(MAIL, text)));
  const [port, mailPort] = await Promise.all([listen(http), listen(mail)]);
  return {
    url: `http://127.0.0.1:${port}`,
    mailPort,
    async firstToken(from) {
      const until = Date.now() + PATIENCE_MILLISECONDS;
      for (;;) {
        const found = arrived.find((one) => one.from.startsWith(from));
        if (found !== undefined) return found.token;
        if (Date.now() > until) throw new Error(`nothing came to ${from}`);
        await new Promise<void>((wake) => {
          waiting.add(wake);
          setTimeout(wake, 500);
        });
      }
    },
    close() {
      http.close();
      mail.close();
    },
  };
}

/** As much of SMTP (RFC 5321) as it takes to be given a message. */
function takeMail(socket: Socket, take: (text: string) => void): void {
  let message: string | undefined;
  const say = (line: string): void => void socket.write(`${line}\r\n`);
  say("220 127.0.0.1");
  socket.on("error", () => undefined);
  socket.on("data", (chunk: Buffer) => {
    const text = chunk.toString("utf8");
    if (message === undefined) {
      if (/^DATA/i.test(text)) message = "";
      say(/^DATA/i.test(text) ? "354 go on" : /^QUIT/i.test(text) ? "221 bye" : "250 well");
      return;
    }
    message += text;
    if (!message.endsWith("\r\n.\r\n")) return;
    // Long lines are folded, in quoted-printable.
    take(message.replaceAll("=\r\n", "").replaceAll("=3D", "="));
    message = undefined;
    say("250 well");
  });
}

async function listen(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

const JWT = /eyJ[\w-]+\.[\w-]+\.[\w-]+/;
const PATIENCE_MILLISECONDS = 30_000;
