/** How often each document of a test issuer was asked for. */
export interface RequestCounts {
  readonly metadata: number;
  readonly jwks: number;
}

/** One of an issuer's documents, as it is at the moment. */
export interface IssuerDocument {
  readonly place: keyof RequestCounts;
  readonly url: string;
  readonly contentType: string;
  readonly content: Readonly<Record<string, unknown>>;
  /** Whether it was asked for where a redirect leads. */
  readonly isRedirected: boolean;
}

/** The documents of one test issuer, by URL. */
export interface IssuerEndpoints {
  readonly jwksUri: string;
  /** The authorization server metadata (RFC 8414 §2). */
  readonly metadata: () => Readonly<Record<string, unknown>>;
  /** What is at this URL, if anything. */
  readonly find: (url: string) => IssuerDocument | undefined;
}

/**
 * Knows the documents of an issuer, at its well-known places (RFC 8414 §3, OpenID Connect Discovery §4) and at its JWK Set.
 * Each is also where {@link toRedirectedUrl} says.
 *
 * @param issuer - The issuer identifier, an absolute URL.
 * @param readJwks - The JWK Set of the moment.
 */
export function createIssuerEndpoints(issuer: string, readJwks: () => object): IssuerEndpoints {
  const base = issuer.replace(/\/$/u, "");
  const jwksUri = `${base}/jwks`;
  const metadata = (): Readonly<Record<string, unknown>> => ({
    issuer,
    jwks_uri: jwksUri,
    authorization_endpoint: `${base}/authorize`,
    token_endpoint: `${base}/token`,
    response_types_supported: ["code"],
    subject_types_supported: ["public"],
  });
  const metadataUrls = new Set(wellKnownUrls(issuer));
  return {
    jwksUri,
    metadata,
    find: (asked) => {
      const isRedirected = asked.endsWith(REDIRECTED);
      const url = isRedirected ? asked.slice(0, -REDIRECTED.length) : asked;
      if (url === jwksUri) {
        const content = { ...readJwks() };
        return { place: "jwks", url, isRedirected, content, contentType: "application/jwk-set+json" };
      }
      if (!metadataUrls.has(url)) return undefined;
      return { place: "metadata", url, isRedirected, content: metadata(), contentType: "application/json" };
    },
  };
}

/** Where a redirect leads from a document's own URL. */
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
