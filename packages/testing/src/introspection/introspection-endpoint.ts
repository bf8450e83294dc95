import { signCompact } from "../compact-jws.js";
import type { ServerRequest } from "../exchange.js";
import type { SigningKey } from "../signing-key.js";
import type { AskedServer } from "./client-assertion.js";
import type { ClientCheck, IntrospectionAuthMethod } from "./client-check.js";
import { refuse } from "./reply.js";
import type { Reply } from "./reply.js";
import type { GivenAnswer } from "./token-register.js";

/** How the introspection endpoint of a test issuer is. */
export interface IntrospectionEndpointOptions {
  /**
   * In which ways clients may say who they are; metadata list them. Default: `client_secret_basic`, `client_secret_post`,
   * `client_secret_jwt`, `private_key_jwt` and `Bearer`.
   */
  readonly authMethods?: readonly IntrospectionAuthMethod[];
  /**
   * What a client gets that asks for a signed answer (RFC 9701): one with the answer in `token_introspection`, one with its
   * members at the top, as servers older than the RFC give it, or with `false` plain JSON all the same. Default: `nested`.
   */
  readonly signedResponse?: "nested" | "flat" | false;
}

/** Answers what is asked about tokens (RFC 7662). */
export interface IntrospectionEndpoint {
  /** What the metadata of the issuer say of it (RFC 8414 §2). */
  readonly metadata: (url: string) => Readonly<Record<string, unknown>>;
  readonly answer: (request: ServerRequest, server: AskedServer) => Reply;
}

/** What an endpoint is made of. */
export interface IntrospectionEndpointParts {
  readonly authMethods: readonly IntrospectionAuthMethod[];
  readonly signedResponse: "nested" | "flat" | false;
  readonly clientId: string;
  readonly checkClient: ClientCheck;
  readonly find: (token: string) => GivenAnswer;
  readonly signingKey: () => SigningKey;
  /** The present, NumericDate seconds. */
  readonly now: () => number;
}

export function createIntrospectionEndpoint(parts: IntrospectionEndpointParts): IntrospectionEndpoint {
  const { authMethods, signedResponse, checkClient, find, signingKey } = parts;
  return {
    metadata: (url) => ({
      introspection_endpoint: url,
      introspection_endpoint_auth_methods_supported: authMethods,
      // RFC 8414 §2: where assertions are taken, this must be there.
      ...(authMethods.some((method) => method.endsWith("_jwt"))
        ? { introspection_endpoint_auth_signing_alg_values_supported: ["ES256", "HS256"] }
        : {}),
      ...(signedResponse === false ? {} : { introspection_signing_alg_values_supported: [signingKey().algorithm] }),
    }),
    answer: (request, server) => {
      const form = readForm(request);
      if ("status" in form) return form;
      const refusal = checkClient({ authorization: request.headers.get("authorization"), form }, server);
      if (refusal !== undefined) return refusal;
      const token = form.get("token");
      if (token === null || token === "") return refuse("invalid_request", { status: 400 });
      return toReply(find(token), request, { ...parts, issuer: server.issuer });
    },
  };
}

/** RFC 7662 §2.1; no parameter may be there twice (RFC 6749 §3.1). */
function readForm({ method, headers, body }: ServerRequest): URLSearchParams | Reply {
  if (method !== "POST") {
    return { status: 405, headers: { allow: "POST", "content-type": "text/plain" }, text: "Method not allowed" };
  }
  const form = new URLSearchParams(body);
  const isForm = /^application\/x-www-form-urlencoded *(?:;|$)/iu.test(headers.get("content-type") ?? "");
  const isOnceEach = new Set(form.keys()).size === [...form.keys()].length;
  return isForm && isOnceEach ? form : refuse("invalid_request", { status: 400 });
}

interface Signer extends IntrospectionEndpointParts {
  readonly issuer: string;
}

function toReply(said: GivenAnswer, { headers: asked }: ServerRequest, signer: Signer): Reply {
  const { status = 200, headers = {} } = said;
  const reply = (type: string, text: string): Reply => ({
    status,
    headers: { "content-type": type, "cache-control": "no-store", ...headers },
    text,
  });
  if ("body" in said) return reply("application/json", said.body);
  const isSigned = signer.signedResponse !== false && (asked.get("accept") ?? "").includes(SIGNED_TYPE);
  return isSigned ? reply(SIGNED_TYPE, signAnswer(said.json, signer)) : reply("application/json", said.json);
}

/** RFC 9701 §5. The members of a flat answer give way to those of the envelope. */
function signAnswer(json: string, { issuer, clientId, signingKey, signedResponse, now }: Signer): string {
  const { algorithm: alg, kid } = signingKey();
  const envelope = { iss: issuer, aud: clientId, iat: Math.floor(now()) };
  const answer: unknown = JSON.parse(json);
  const claims =
    signedResponse === "flat" ? { ...(answer as object), ...envelope } : { ...envelope, token_introspection: answer };
  return signCompact({ typ: "token-introspection+jwt", alg, kid }, claims, signingKey());
}

const SIGNED_TYPE = "application/token-introspection+jwt";
