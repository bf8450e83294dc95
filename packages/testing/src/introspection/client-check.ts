import { createAssertionCheck } from "./client-assertion.js";
import type { AskedServer } from "./client-assertion.js";
import { refuse } from "./reply.js";
import type { Reply } from "./reply.js";
import type { RegisteredClient } from "./resource-server.js";

/**
 * A way in which a resource server says who it is, by its name in metadata (RFC 8414 §2): `Bearer` is an access token of the
 * issuer whose `client_id` is that of the resource server, and with `none` everybody may ask.
 */
export type IntrospectionAuthMethod =
  | "client_secret_basic"
  | "client_secret_post"
  | "client_secret_jwt"
  | "private_key_jwt"
  | "Bearer"
  | "none";

/** What a request says of who sends it. */
export interface ClientCredentials {
  /** The `Authorization` field. */
  readonly authorization: string | null;
  readonly form: URLSearchParams;
}

/** @returns What to answer to a request that is not by the client, or not in one of the ways that are taken. */
export type ClientCheck = (credentials: ClientCredentials, server: AskedServer) => Reply | undefined;

/** What a client is told from others by. */
export interface ClientCheckOptions {
  readonly client: RegisteredClient;
  readonly methods: readonly IntrospectionAuthMethod[];
  /** The present, NumericDate seconds. */
  readonly now: () => number;
  /** Whether it is an access token that was issued to the client. */
  readonly isTokenOfClient: (token: string) => boolean;
}

/** Authenticates the one client of an issuer (RFC 6749 §2.3, RFC 7521 §4.2, RFC 7662 §2.1). */
export function createClientCheck({ client, methods, now, isTokenOfClient }: ClientCheckOptions): ClientCheck {
  const { clientId, clientSecret } = client;
  const checkAssertion = createAssertionCheck(client, now);
  const isPair = ([id, secret]: readonly unknown[]): boolean => id === clientId && secret === clientSecret;

  /** How the request proves to be the client's; `undefined` if it does not. */
  function authenticate(
    { kind, value }: Presented,
    form: URLSearchParams,
    server: AskedServer,
  ): IntrospectionAuthMethod | undefined {
    switch (kind) {
      case "basic":
        return isPair(readBasic(value)) ? "client_secret_basic" : undefined;
      case "secret":
        return isPair([form.get("client_id"), value]) ? "client_secret_post" : undefined;
      case "bearer":
        return isTokenOfClient(value) ? "Bearer" : undefined;
      case "assertion":
        return checkAssertion(value, server);
      case "nothing":
        return "none";
      case "unknown":
        return undefined;
    }
  }

  return ({ authorization, form }, server) => {
    const [presented = NOTHING, another] = readPresented(authorization, form);
    if (another !== undefined) return refuse("invalid_request", { status: 400 });
    const method = authenticate(presented, form, server);
    const isTaken = method !== undefined && methods.includes(method);
    const named = form.get("client_id");
    if (isTaken && (named === null || named === clientId || method === "none")) return undefined;
    return presented.kind === "bearer"
      ? refuse("invalid_token", { status: 401, challenge: `Bearer error="invalid_token"` })
      : refuse("invalid_client", { status: 401, challenge: `Basic realm="introspection"` });
  };
}

interface Presented {
  readonly kind: "basic" | "bearer" | "secret" | "assertion" | "nothing" | "unknown";
  readonly value: string;
}

/** All that is there, of which there may be one (RFC 6749 §2.3). */
function readPresented(authorization: string | null, form: URLSearchParams): readonly Presented[] {
  const secret = form.get("client_secret");
  const assertion = form.get("client_assertion");
  const isKnownAssertion = form.get("client_assertion_type") === ASSERTION_TYPE;
  return [
    ...(authorization === null ? [] : [readAuthorization(authorization)]),
    ...(secret === null ? [] : [{ kind: "secret" as const, value: secret }]),
    ...(assertion === null ? [] : [{ kind: isKnownAssertion ? "assertion" : "unknown", value: assertion } as const]),
  ];
}

function readAuthorization(field: string): Presented {
  const [, scheme = "", value = ""] = /^([^ ]+) +(.*)$/u.exec(field) ?? [];
  const name = scheme.toLowerCase();
  return { kind: name === "basic" || name === "bearer" ? name : "unknown", value };
}

/** Both halves are form-encoded (RFC 6749 §2.3.1). */
function readBasic(value: string): readonly unknown[] {
  const text = Buffer.from(value, "base64").toString("utf8");
  const end = text.indexOf(":");
  return end < 0 ? [] : [text.slice(0, end), text.slice(end + 1)].map(formDecode);
}

function formDecode(text: string): string | null {
  return new URLSearchParams(`value=${text}`).get("value");
}

const NOTHING: Presented = { kind: "nothing", value: "" };
const ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
