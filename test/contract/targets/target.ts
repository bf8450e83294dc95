import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { AccessToken, VerifierOptions } from "@ostiary/core";

/** An application with the routes of the contract that listens on the loopback interface. */
export interface Target {
  readonly origin: string;
  close(): Promise<void>;
}

/** Starts one, for a verifier with these options. */
export type StartTarget = (options: VerifierOptions, maxHeaderBytes?: number) => Promise<Target>;

/** Enough for an `Authorization` field of 1 MB to reach the application instead of being refused by Node. */
export const AMPLE_HEADER_BYTES = 2 * 1024 * 1024;

/** What every route answers: who it is that asks. */
export function describeCaller(token: AccessToken<unknown> | undefined): string {
  return JSON.stringify(token ? { subject: token.subject, scopes: [...token.scopes] } : { subject: null });
}

/** Listens on a port of the system's choice. */
export async function listen(server: Server): Promise<Target> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", resolve);
  });
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}
