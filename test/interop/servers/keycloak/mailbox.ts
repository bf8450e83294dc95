import { createServer, type Socket } from "node:net";
import { createReceiver, listenOnLoopback, type Receiver } from "../../support/receiver.js";

/** Takes what a server sends by itself: requests to a client, and e-mails, which come from `MAIL`. */
export interface Mailbox extends Pick<Receiver, "url" | "firstToken" | "close"> {
  /** Of the mail server. */
  readonly mailPort: number;
}

/** By mail, to `firstToken`. */
export const MAIL = "mail";

/** Listens on the loopback. */
export async function createMailbox(): Promise<Mailbox> {
  const receiver = await createReceiver();
  const mail = createServer((socket) => takeMail(socket, (text) => receiver.take(MAIL, text)));
  try {
    const mailPort = await listenOnLoopback(mail);
    const close = (): void => {
      receiver.close();
      mail.close();
    };
    return { url: receiver.url, firstToken: receiver.firstToken, mailPort, close };
  } catch (cause) {
    receiver.close();
    throw cause;
  }
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
