import { createServer } from "node:net";
import type { AddressInfo, Server, Socket } from "node:net";

/** A port on 127.0.0.1 where connections are accepted and nothing is ever said, not even in a TLS handshake. */
export interface SilentPort {
  /** Opens the port if it is not open, and says which one it is. */
  open(): Promise<number>;
  /** Closes the port and its connections, at once; resolves when all is free. */
  close(): Promise<void>;
}

/** @param isWanted - Asked for each connection, which is closed again if it is not. */
export function createSilentPort(isWanted: () => boolean): SilentPort {
  let current: { readonly listening: Promise<number>; readonly close: () => Promise<void> } | undefined;

  function openServer(): NonNullable<typeof current> {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on("error", () => {}).once("close", () => sockets.delete(socket));
      if (isWanted()) socket.resume();
      else socket.destroy();
    });
    const listening = listen(server);
    const close = async (): Promise<void> => {
      for (const socket of sockets) socket.destroy();
      await listening.catch(() => {});
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    };
    return { listening, close };
  }

  return {
    open: () => (current ??= openServer()).listening,
    close: async () => {
      const closing = current;
      current = undefined;
      await closing?.close();
    },
  };
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
}
