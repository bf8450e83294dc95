import { checkServerUrl } from "../internal/secure-url.js";
import type { ClientAuthentication } from "../options.js";
import type { Fetch } from "../seams/fetch.js";
import type {
  IntrospectionClient,
  IntrospectionRequest,
  IntrospectionResponse,
} from "../seams/introspection-client.js";
import type { KeySource } from "../seams/key-source.js";
import { createClientAuthenticator } from "./client-authentication.js";
import { IntrospectionNotSentError } from "./introspection-failure.js";
import { sendIntrospectionRequest } from "./introspection-request.js";
import { readIntrospectionResponse } from "./introspection-response.js";
import { readSignedResponse } from "./signed-response.js";

/** Where the endpoint is, and how it lets itself be asked. */
export interface EndpointPlace {
  readonly url: string;
  /** Where to ask with a client certificate, if that is another place (RFC 8705 §5). */
  readonly mtlsUrl?: string | undefined;
  /** `introspection_endpoint_auth_methods_supported` (RFC 8414 §2), if it is known. */
  readonly authMethods?: readonly string[] | undefined;
}

/**
 * Says where the endpoint is; rejects when that cannot be told. It is asked for each call, and not aborted
 * with it, so that what it finds serves the next one.
 */
export type LocateEndpoint = (request: { readonly now: number }) => Promise<EndpointPlace>;

/** What a client is made of: options that are complete and checked. */
export interface EndpointClientOptions {
  readonly issuer: string;
  readonly authentication: ClientAuthentication;
  readonly locate: LocateEndpoint;
  /** `token_type_hint` of the requests, `false` for none. Default: `access_token`. */
  readonly tokenTypeHint?: string | false | undefined;
  /** Take only signed answers (RFC 9701). */
  readonly signedResponse: boolean;
  /** The keys of the issuer: for signed answers. */
  readonly keys: KeySource;
  /** Who this resource server is in the `aud` of a signed answer, besides its client id. */
  readonly audiences: Iterable<string>;
  /** What signed answers may be signed with. */
  readonly algorithms: ReadonlySet<string>;
  readonly clockToleranceSeconds: number;
  /** Deadline of the HTTP exchange, body included. What `locate` and `authentication` take is not bounded here. */
  readonly timeoutSeconds: number;
  /** The largest answer, in bytes after decompression. */
  readonly maxBodyBytes: number;
  readonly fetch: Fetch;
}

/**
 * Makes a client that asks an introspection endpoint, once for each question: it tries nothing again and remembers nothing.
 *
 * It rejects with
 *
 * - an `IntrospectionRefusedError` if the server will not have us: our configuration is wrong,
 * - an `IntrospectionNotSentError` if nothing could be sent, and no call was made,
 * - a `FetchFailure` if the server did not answer, or with something that is no answer,
 * - an `UnusableIntrospectionError` if what it answered cannot be read or believed,
 * - what `locate` or the key source rejects with.
 *
 * None of it says anything about the token. A token that is our own bearer credential is inactive, without a call.
 *
 * @see RFC 7662 §2, RFC 9701
 */
export function createEndpointClient(given: EndpointClientOptions): IntrospectionClient {
  const { issuer, locate, tokenTypeHint = "access_token", signedResponse, timeoutSeconds, maxBodyBytes, fetch } = given;
  const authenticate = createClientAuthenticator(given.authentication, issuer);
  const audiences = new Set([...given.audiences, ...clientIdOf(given.authentication)]);
  const { keys, algorithms, clockToleranceSeconds } = given;

  async function introspect(token: string, { now, signal }: IntrospectionRequest): Promise<IntrospectionResponse> {
    const place = await locate({ now });
    const { authMethods } = place;
    const url = showsCertificate(given.authentication) ? (place.mtlsUrl ?? place.url) : place.url;
    const problem = typeof url === "string" ? checkServerUrl(url) : "is not known";
    if (problem !== undefined) {
      throw new IntrospectionNotSentError(`The introspection endpoint of ${issuer} ${problem}`);
    }
    const credentials = await authenticate({ now, methods: authMethods });
    // Our own credential is no credential of a client, and what is asked about must not also be what vouches for us.
    if (credentials.authorization === `Bearer ${token}`) return { active: false };
    const limits = { now, timeoutSeconds, maxBodyBytes, signal };
    const question = { url, token, tokenTypeHint, credentials, signed: signedResponse, ...limits };
    const bytes = await sendIntrospectionRequest(fetch, question);
    if (!signedResponse) return readIntrospectionResponse(bytes);
    return readSignedResponse(bytes, { issuer, keys, algorithms, audiences, clockToleranceSeconds, now });
  }

  return Object.freeze({ introspect });
}

function showsCertificate({ method }: ClientAuthentication): boolean {
  return method === "tls_client_auth" || method === "self_signed_tls_client_auth";
}

function clientIdOf(authentication: ClientAuthentication): readonly string[] {
  const clientId = "clientId" in authentication ? authentication.clientId : undefined;
  return clientId === undefined ? [] : [clientId];
}
