import { createHmac } from "node:crypto";
import { readCompact } from "../compact-jws.js";
import type { CompactJws } from "../compact-jws.js";
import { isSignature } from "../signing-key.js";
import type { RegisteredClient } from "./resource-server.js";

/** The server that is asked. */
export interface AskedServer {
  readonly issuer: string;
  /** Whom a client assertion may name in `aud` (RFC 7523 §3). */
  readonly audiences: readonly string[];
}

/** How an assertion proves to be the client's; `undefined` if it does not. */
export type AssertionCheck = (
  assertion: string,
  server: AskedServer,
) => "client_secret_jwt" | "private_key_jwt" | undefined;

/**
 * Takes each client assertion once (RFC 7523 §3, OpenID Connect Core §9).
 *
 * @param now - The present, NumericDate seconds.
 */
export function createAssertionCheck(client: RegisteredClient, now: () => number): AssertionCheck {
  const used = new Set<unknown>();

  return (assertion, server) => {
    const jws = readCompact(assertion);
    const method = jws && findMethod(jws, client);
    if (jws === undefined || method === undefined || !areClaimsRight(jws.claims, { client, server, now: now() })) {
      return undefined;
    }
    const { jti } = jws.claims as { readonly jti?: unknown };
    if (typeof jti !== "string" || used.has(jti)) return undefined;
    used.add(jti);
    return method;
  };
}

function findMethod({ header, input, signature }: CompactJws, client: RegisteredClient): ReturnType<AssertionCheck> {
  const { alg, kid } = header as { readonly alg?: unknown; readonly kid?: unknown };
  if (alg === "HS256") {
    const expected = createHmac("sha256", client.clientSecret).update(input).digest();
    return expected.equals(signature) ? "client_secret_jwt" : undefined;
  }
  const isOurs = alg === client.key.algorithm && (kid === undefined || kid === client.key.kid);
  return isOurs && isSignature(signature, input, client.key) ? "private_key_jwt" : undefined;
}

interface Terms {
  readonly client: RegisteredClient;
  readonly server: AskedServer;
  readonly now: number;
}

function areClaimsRight(claims: CompactJws["claims"], { client, server, now }: Terms): boolean {
  const { iss, sub, aud, exp, nbf } = claims as Readonly<Record<"iss" | "sub" | "aud" | "exp" | "nbf", unknown>>;
  const named: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
  return (
    iss === client.clientId &&
    sub === client.clientId &&
    named.some((value) => server.audiences.some((audience) => audience === value)) &&
    typeof exp === "number" &&
    exp > now &&
    exp <= now + LONGEST_SECONDS &&
    (typeof nbf !== "number" || nbf <= now)
  );
}

/** An assertion is for now; one that is good for longer is refused, as servers may (RFC 7523 §3). */
const LONGEST_SECONDS = 3600;
