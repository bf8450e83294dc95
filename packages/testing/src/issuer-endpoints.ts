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
  /** Whether anything is at this URL. */
  readonly serves: (url: string) => boolean;
  /** What such a request leads to, if anything. */
  readonly find: (request: ServerRequest) => IssuerResource | undefined;
}

/** Where the documents of an issuer are, and its endpoints. */
export interface IssuerPlaces {
  /** What the URLs of endpoints begin with that nobody asks. */
  readonly base: string;
  readonly jwksUri: string;
  /** All places of the JWK Set. */
  readonly jwksUris: readonly string[];
  readonly introspectionUrl: string;
  /** The places of metadata, and the issuer they are of. */
  readonly metadata: readonly { readonly url: string; readonly issuer: string }[];
}

/** What an issuer offers. */
export interface OfferedEndpoints {
  /** The issuer identifier. */
  readonly issuer: string;
  readonly places: IssuerPlaces;
  /** The JWK Set of the moment. */
  readonly readJwks: () => object;
  /** `undefined` for an issuer without such an endpoint. */
  readonly introspection: IntrospectionEndpoint | undefined;
}

/**
 * The places of an issuer that is named by a URL: the well-known ones for metadata, and others below it.
 *
 * @throws TypeError - it is no URL.
 */
export function standardPlaces(issuer: string): IssuerPlaces {
  const base = issuer.replace(/\/$/u, "");
  const jwksUri = `${base}/jwks`;
  const metadata = wellKnownUrls(new URL(issuer)).map((url) => ({ url, issuer }));
  return { base, jwksUri, jwksUris: [jwksUri], introspectionUrl: `${base}/introspect`, metadata };
}

/**
 * Knows the documents of an issuer and its introspection endpoint, by their places. Each is also where {@link toRedirectedUrl}
 * says.
 */
export function createIssuerEndpoints({ issuer, places, readJwks, introspection }: OfferedEndpoints): IssuerEndpoints {
  const { base, jwksUri, introspectionUrl } = places;
  const metadataOf = (name: string): Readonly<Record<string, unknown>> => ({
    issuer: name,
    jwks_uri: jwksUri,
    authorization_endpoint: `${base}/authorize`,
    token_endpoint: `${base}/token`,
    response_types_supported: ["code"],
    subject_types_supported: ["public"],
    ...introspection?.metadata(introspectionUrl),
  });
  const jwksUris = new Set(places.jwksUris.map(toComparable));
  const metadataUrls = new Map(places.metadata.map((one) => [toComparable(one.url), one.issuer]));

  function findDocument(url: string): Pick<IssuerDocument, "place" | "contentType" | "content"> | undefined {
    if (jwksUris.has(url))
      return { place: "jwks", content: { ...readJwks() }, contentType: "application/jwk-set+json" };
    const described = metadataUrls.get(url);
    if (described === undefined) return undefined;
    return { place: "metadata", content: metadataOf(described), contentType: "application/json" };
  }

  const isIntrospection = (url: string): boolean =>
    introspection !== undefined && toComparable(url) === toComparable(introspectionUrl);

  return {
    jwksUri,
    metadata: () => metadataOf(issuer),
    serves: (given) => {
      const { url } = readUrl(given);
      return isIntrospection(url) || jwksUris.has(toComparable(url)) || metadataUrls.has(toComparable(url));
    },
    find: (request) => {
      const { url, isRedirected } = readUrl(request.url);
      if (introspection !== undefined && isIntrospection(url)) {
        const server = { issuer, audiences: [issuer, introspectionUrl, `${base}/token`] };
        return { place: "introspection", url, isRedirected, reply: introspection.answer(request, server) };
      }
      const document = request.method === "GET" ? findDocument(toComparable(url)) : undefined;
      return document && { ...document, url, isRedirected };
    },
  };
}

/** Where a redirect leads from the URL of a document or an endpoint. */
export function toRedirectedUrl(url: string): string {
  return `${url}${REDIRECTED}`;
}

function readUrl(given: string): { readonly url: string; readonly isRedirected: boolean } {
  const isRedirected = given.endsWith(REDIRECTED);
  return { url: isRedirected ? given.slice(0, -REDIRECTED.length) : given, isRedirected };
}

/** Where the metadata of an issuer are (RFC 8414 §3, OpenID Connect Discovery §4). */
export function wellKnownUrls({ origin, pathname }: URL): readonly string[] {
  const path = pathname.replace(/\/$/u, "");
  return [
    `${origin}/.well-known/oauth-authorization-server${path}`,
    `${origin}/.well-known/openid-configuration${path}`,
    `${origin}${path}/.well-known/openid-configuration`,
  ];
}

/** As URLs are written: `https://as.example.com:443` is the same place without the port. */
function toComparable(url: string): string {
  return URL.canParse(url) ? new URL(url).href : url;
}

const REDIRECTED = "?redirected";
