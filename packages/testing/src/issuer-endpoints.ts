import type { ServerRequest } from "./exchange.js";
import type { IntrospectionEndpoint } from "./introspection/introspection-endpoint.js";
import type { Reply } from "./introspection/reply.js";

/** How often each document, and the introspection endpoint, of a test issuer were asked. */
export interface RequestCounts {
  readonly metadata: number;
  readonly jwks: number;
  readonly introspection: number;
}

/** What a request leads to. */
export type IssuerResource = IssuerDocument | IssuerReply;

interface Found {
  readonly url: string;
  /** Whether it was asked for where a redirect leads. */
  readonly isRedirected: boolean;
}

/** One of an issuer's documents, as it is at the moment. */
export interface IssuerDocument extends Found {
  readonly place: "metadata" | "jwks";
  readonly contentType: string;
  readonly content: Readonly<Record<string, unknown>>;
}

/** What the introspection endpoint has to say. */
export interface IssuerReply extends Found {
  readonly place: "introspection";
  readonly reply: Reply;
}

/** What one test issuer offers, by URL. */
export interface IssuerEndpoints {
  readonly jwksUri: string;
  /** The authorization server metadata (RFC 8414 §2). */
  readonly metadata: () => Readonly<Record<string, unknown>>;
  /** What such a request leads to, if anything. */
  readonly find: (request: ServerRequest) => IssuerResource | undefined;
}

/**
 * Knows the documents of an issuer, at its well-known places (RFC 8414 §3, OpenID Connect Discovery §4) and at its JWK Set,
 * and its introspection endpoint. Each is also where {@link toRedirectedUrl} says.
 *
 * @param issuer - The issuer identifier, an absolute URL.
 * @param readJwks - The JWK Set of the moment.
 * @param introspection - `undefined` for an issuer without such an endpoint.
 */
export function createIssuerEndpoints(
  issuer: string,
  readJwks: () => object,
  introspection: IntrospectionEndpoint | undefined,
): IssuerEndpoints {
  const base = issuer.replace(/\/$/u, "");
  const jwksUri = `${base}/jwks`;
  const introspectionUrl = `${base}/introspect`;
  const metadata = (): Readonly<Record<string, unknown>> => ({
    issuer,
    jwks_uri: jwksUri,
    authorization_endpoint: `${base}/authorize`,
    token_endpoint: `${base}/token`,
    response_types_supported: ["code"],
    subject_types_supported: ["public"],
    ...introspection?.metadata(introspectionUrl),
  });
  const metadataUrls = new Set(wellKnownUrls(issuer));

  function findDocument(url: string): Pick<IssuerDocument, "place" | "contentType" | "content"> | undefined {
    if (url === jwksUri) return { place: "jwks", content: { ...readJwks() }, contentType: "application/jwk-set+json" };
    if (!metadataUrls.has(url)) return undefined;
    return { place: "metadata", content: metadata(), contentType: "application/json" };
  }

  return {
    jwksUri,
    metadata,
    find: (request) => {
      const isRedirected = request.url.endsWith(REDIRECTED);
      const url = isRedirected ? request.url.slice(0, -REDIRECTED.length) : request.url;
      if (introspection !== undefined && url === introspectionUrl) {
        const server = { issuer, audiences: [issuer, introspectionUrl, `${base}/token`] };
        return { place: "introspection", url, isRedirected, reply: introspection.answer(request, server) };
      }
      const document = request.method === "GET" ? findDocument(url) : undefined;
      return document && { ...document, url, isRedirected };
    },
  };
}

/** Where a redirect leads from the URL of a document or an endpoint. */
export function toRedirectedUrl(url: string): string {
  return `${url}${REDIRECTED}`;
}

function wellKnownUrls(issuer: string): readonly string[] {
  const { origin, pathname } = new URL(issuer);
  const path = pathname.replace(/\/$/u, "");
  return [
    `${origin}/.well-known/oauth-authorization-server${path}`,
    `${origin}/.well-known/openid-configuration${path}`,
    `${origin}${path}/.well-known/openid-configuration`,
  ];
}

const REDIRECTED = "?redirected";
