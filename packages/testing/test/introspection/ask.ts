import type { Fetch } from "@ostiary/core";
import type { TestIssuer } from "../../src/index.js";

/** A request to the introspection endpoint, good but for what is said. */
export interface Asked {
  /** Form parameters besides `token`. */
  readonly form?: Readonly<Record<string, string>> | readonly (readonly [string, string])[];
  /** Default: Basic credentials. `undefined` for none. */
  readonly authorization?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly init?: RequestInit;
}

/** Asks the endpoint of a test issuer, as a client with a secret does. */
export function introspect(as: TestIssuer, fetch: Fetch, token: string, asked: Asked = {}): Promise<Response> {
  const authorization = "authorization" in asked ? asked.authorization : basic(as);
  const pairs = Array.isArray(asked.form) ? asked.form : Object.entries(asked.form ?? {});
  return fetch(endpointOf(as), {
    method: "POST",
    redirect: "manual",
    body: new URLSearchParams([["token", token], ...pairs]),
    headers: { ...(authorization === undefined ? {} : { authorization }), ...asked.headers },
    ...asked.init,
  });
}

/** The members of an answer. */
export async function membersOf(response: Response): Promise<Record<string, unknown>> {
  return (await response.json()) as Record<string, unknown>;
}

export function endpointOf(as: TestIssuer): string {
  return `${as.issuer}/introspect`;
}

/** Both halves encoded by hand, character by character (RFC 6749 §2.3.1). */
export function basic({ resourceServer: { clientId, clientSecret } }: TestIssuer): string {
  const encode = (text: string): string =>
    text.replaceAll(/[^A-Za-z0-9._-]/g, (c) => (c === " " ? "+" : encodeURIComponent(c)));
  return `Basic ${Buffer.from(`${encode(clientId)}:${encode(clientSecret)}`).toString("base64")}`;
}
