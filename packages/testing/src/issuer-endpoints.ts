/** How often each document of a test issuer was asked for. */
export interface RequestCounts {
  readonly metadata: number;
  readonly jwks: number;
}

/** The documents of one test issuer, by URL. */
export interface IssuerEndpoints {
  readonly jwksUri: string;
  readonly requests: RequestCounts;
  /** The authorization server metadata (RFC 8414 §2). */
  readonly metadata: () => Readonly<Record<string, unknown>>;
  /** The response to a GET of this URL, counted; `undefined` if the issuer has nothing there. */
  readonly answer: (url: string) => Response | undefined;
}

/**
 * Answers for an issuer at its well-known places (RFC 8414 §3, OpenID Connect Discovery §4) and at its JWK Set.
 *
 * @param issuer - The issuer identifier, an absolute URL.
 * @param readJwks - The JWK Set of the moment.
 */
export function createIssuerEndpoints(issuer: string, readJwks: () => object): IssuerEndpoints {
  const base = issuer.replace(/\/$/u, "");
  const jwksUri = `${base}/jwks`;
  const requests = { metadata: 0, jwks: 0 };
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
    requests,
    metadata,
    answer: (url) => {
      if (url === jwksUri) {
        requests.jwks += 1;
        return jsonResponse(readJwks(), "application/jwk-set+json");
      }
      if (!metadataUrls.has(url)) return undefined;
      requests.metadata += 1;
      return jsonResponse(metadata(), "application/json");
    },
  };
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

function jsonResponse(document: object, contentType: string): Response {
  return new Response(JSON.stringify(document), { headers: { "content-type": contentType } });
}
