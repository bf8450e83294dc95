import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { SignatureAlgorithm } from "@ostiary/core";
import { attackerKey } from "../defects/attacker-key.js";

/** Where an attacker has his keys: nobody is to ask for them. */
export interface AttackerPlace {
  readonly jwksUri: string;
  /** How often it was asked for anything. */
  readonly asked: () => number;
  readonly close: () => Promise<void>;
}

/** Serves the attacker's keys on 127.0.0.1, on a port of the system's choice. */
export async function openAttackerPlace(algorithm: SignatureAlgorithm): Promise<AttackerPlace> {
  let asked = 0;
  const server = createServer((_, response) => {
    asked += 1;
    response.setHeader("Content-Type", "application/jwk-set+json");
    response.end(JSON.stringify({ keys: [attackerKey(algorithm).publicJwk] }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    jwksUri: `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`,
    asked: () => asked,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}
