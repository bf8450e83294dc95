import type { MediaType } from "../internal/bounded-exchange.js";
import { FetchFailure } from "../internal/fetch-failure.js";
import { type FormAnswer, postForm } from "../internal/form-post.js";
import { parseJsonObject } from "../internal/json-object.js";
import { showUrl } from "../internal/show-url.js";
import type { Fetch } from "../seams/fetch.js";
import type { ClientCredentials } from "./client-authentication.js";
import { IntrospectionRefusedError } from "./introspection-failure.js";

/** One question to the endpoint. */
export interface IntrospectionQuestion {
  readonly url: string;
  readonly token: string;
  /** `token_type_hint`, `false` for none. */
  readonly tokenTypeHint: string | false;
  readonly credentials: ClientCredentials;
  /** Take a signed answer (RFC 9701) and no other. */
  readonly signed: boolean;
  /** The present, NumericDate seconds. */
  readonly now: number;
  /** Deadline of the exchange, body included. */
  readonly timeoutSeconds: number;
  /** The largest answer, in bytes after decompression. */
  readonly maxBodyBytes: number;
  /** An outer deadline. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Sends one introspection request (RFC 7662 §2.1). The answer is not read here.
 *
 * A server that refuses us is told from one that fails: 401, 403, and a 400 that gives an `error` say that the
 * request is wrong, and so it will be the next time. That holds for `unsupported_token_type` too, which some
 * servers answer to a JWT.
 *
 * @returns The body of a 200 of the media type that was asked for. Rejects with an `IntrospectionRefusedError`, or with a
 * `FetchFailure` for everything else.
 */
export async function sendIntrospectionRequest(
  fetch: Fetch,
  question: IntrospectionQuestion,
): Promise<Uint8Array<ArrayBuffer>> {
  const { url, credentials, signed, now, timeoutSeconds, maxBodyBytes, signal } = question;
  const { accept, type } = signed ? SIGNED : PLAIN;
  const { authorization } = credentials;
  const form = toForm(question);
  const bounds = { now, timeoutSeconds, maxBodyBytes, signal };
  const answer = await postForm(fetch, url, { form, authorization, accept, type, ...bounds });
  if (answer.kind === "refused") throw toRefusal(answer, question);
  return answer.bytes;
}

/** URLSearchParams encodes each value once, so that no token can add a parameter (RFC 7662 §2.1). */
function toForm({ token, tokenTypeHint, credentials }: IntrospectionQuestion): URLSearchParams {
  return new URLSearchParams({
    token,
    ...(tokenTypeHint === false ? {} : { token_type_hint: tokenTypeHint }),
    ...credentials.form,
  });
}

type Refusal = Extract<FormAnswer, { readonly kind: "refused" }>;

function toRefusal({ status, bytes }: Refusal, { url, token }: IntrospectionQuestion): Error {
  const code = parseJsonObject(bytes)?.["error"];
  const error = typeof code === "string" ? toErrorCode(code, token) : undefined;
  if (status === 400 && error === undefined)
    return new FetchFailure("status", `${showUrl(url)} answered 400`, { status });
  const reason = error === undefined ? "" : ` (${error})`;
  return new IntrospectionRefusedError(`${showUrl(url)} refused this resource server with ${status}${reason}`, {
    status,
    error,
  });
}

/** For messages to the operator: a code as specifications have them, and nothing that may be a part of the token. */
function toErrorCode(code: string, token: string): string {
  return ERROR_CODE.test(code) && !token.includes(code) ? code : "an error that is not shown";
}

const PLAIN: Asked = {
  accept: "application/json",
  type: { pattern: /^application\/json[ \t]*(?:;|$)/i, name: "JSON (application/json)" },
};

/** RFC 9701 §4 and §5; servers older than it name the answer `application/jwt`, and its `typ` says what it is. */
const SIGNED: Asked = {
  accept: "application/token-introspection+jwt",
  type: {
    pattern: /^application\/(?:token-introspection\+)?jwt[ \t]*(?:;|$)/i,
    name: "a signed response (application/token-introspection+jwt), which signedResponse asks for",
  },
};

interface Asked {
  readonly accept: string;
  readonly type: MediaType;
}

const ERROR_CODE = /^[a-z0-9_.-]{1,60}$/i;
