import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { SignatureAlgorithm } from "@ostiary/core";
import { attackerKey } from "../defects/attacker-key.js";
import { createSelfSignedCertificate } from "../defects/self-signed-certificate.js";

/** Where the attacker's place is to listen, and what the API calls it. */
export interface AttackerPlaceOptions {
  /** The address to listen at. Default: `127.0.0.1`. */
  readonly host?: string;
  /** Default: one of the system's choice. */
  readonly port?: number;
  /** The name or address under which the API reaches it. Default: `host`; needed for `0.0.0.0` and `::`. */
  readonly name?: string;
}

/** Where an attacker has an authorization server: nobody is to ask for anything there. */
export interface AttackerPlace {
  /**
   * Its origins, the one with TLS first: that has no certificate that anybody trusts, and is there to see who knocks. At the other
   * one are metadata, keys and a certificate.
   */
  readonly origins: readonly string[];
  /** How often somebody connected, or asked for something. */
  readonly asked: () => number;
  readonly close: () => Promise<void>;
}

/** @param algorithm - That of the attacker's key. */
export async function openAttackerPlace(
  algorithm: SignatureAlgorithm,
  { host = "127.0.0.1", port = 0, name = host }: AttackerPlaceOptions,
): Promise<AttackerPlace> {
  let asked = 0;
  let authority = "";
  const server = createServer(({ url = "/" }, response) => {
    asked += 1;
    response.end(answer(url, `http://${authority}`, algorithm));
  });
  // Who begins TLS never gets as far as a request.
  server.on("connection", () => void (asked += 1));
  server.listen(port, host);
  await once(server, "listening");
  authority = `${name.includes(":") ? `[${name}]` : name}:${(server.address() as AddressInfo).port}`;
  return {
    origins: [`https://${authority}`, `http://${authority}`],
    asked: () => asked,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

/** Metadata of the issuer (RFC 8414 §3), a certificate in PEM (RFC 7515 §4.1.5) or, anywhere else, a JWK Set. */
function answer(url: string, issuer: string, algorithm: SignatureAlgorithm): string {
  const key = attackerKey(algorithm);
  if (url.includes("/.well-known/")) return JSON.stringify({ issuer, jwks_uri: `${issuer}/jwks` });
  if (url !== "/certificate") return JSON.stringify({ keys: [key.publicJwk] });
  const lines =
    Buffer.from(createSelfSignedCertificate(key))
      .toString("base64")
      .match(/.{1,64}/gu) ?? [];
  return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
}
