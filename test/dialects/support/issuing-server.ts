import type { DecryptionKey, Fetch, IssuerOptions, SignatureAlgorithm } from "@ostiary/core";
import { createSigningKey, signCompact, type SigningKey } from "@ostiary/testing";
import type { Shape } from "@ostiary/testing/dialects";
import { encryptToken } from "./encrypt-token.js";

/** Stands in for an authorization server: makes its tokens, and answers for its keys, metadata and introspection. */
export interface IssuingServer {
  /** The token of a shape, as a client presents it: signed, encrypted or opaque. Introspection knows it, whatever it is. */
  issue(shape: Shape): Promise<string>;
  /** Answers what a verifier asks such a server, and throws at any other request. */
  readonly fetch: Fetch;
}

/** Whom a server stands in for. */
export interface IssuedBy {
  readonly issuers: readonly IssuerOptions[];
  /** What its tokens are signed with. */
  readonly algorithm: SignatureAlgorithm;
  /** The keys of the resource server, to the first of which tokens are encrypted. */
  readonly decryptionKeys: readonly DecryptionKey[];
}

export function createIssuingServer({ issuers, algorithm, decryptionKeys }: IssuedBy): IssuingServer {
  const key = signingKeyFor(algorithm);
  const answers = new Map<string, unknown>();

  async function issueJwt({ token: title, header, claims, encrypted = false }: Shape): Promise<string> {
    const token = signOnce({ alg: algorithm, kid: key.kid, ...header }, claims, key);
    const [encryptTo] = decryptionKeys;
    if (!encrypted) return token;
    if (encryptTo === undefined) throw new Error(`${title}: there is no key to encrypt it to`);
    return encryptToken(token, encryptTo);
  }

  return {
    issue: async (shape) => {
      const { format = "jwt", prefix = "", claims, told } = shape;
      const token = format === "opaque" ? `${prefix}opaque-${answers.size + 1}` : await issueJwt(shape);
      answers.set(token, { active: true, ...claims, ...told });
      return token;
    },
    fetch: async (url, init) => {
      if (init.method === "POST") return Response.json(answers.get(await readToken(url, init)) ?? { active: false });
      if (url === JWKS_URI || issuers.some(({ jwksUri }) => jwksUri === url)) {
        return Response.json({ keys: [key.publicJwk] });
      }
      const issuer = issuers.find((candidate) => hasMetadataAt(candidate, url));
      if (issuer === undefined) throw new Error(`nobody was to ask for ${url}`);
      return Response.json({
        issuer: issuer.issuer,
        jwks_uri: JWKS_URI,
        introspection_endpoint: INTROSPECTION_ENDPOINT,
      });
    },
  };
}

/** Where the keys of servers are that do not say so themselves. */
export const JWKS_URI = "https://keys.example/jwks";
export const INTROSPECTION_ENDPOINT = "https://introspection.example/introspect";

async function readToken(url: string, init: RequestInit): Promise<string> {
  const form = new URLSearchParams(await new Request(url, init).text());
  return form.get("token") ?? "";
}

/** At the place that was configured, or at a well-known one: there the issuer is written as URLs are, without `:443`. */
function hasMetadataAt({ issuer, metadataUrl }: IssuerOptions, url: string): boolean {
  if (url === metadataUrl) return true;
  const place = url.replace(WELL_KNOWN, "");
  return URL.canParse(issuer) && withoutFinalSlash(place) === withoutFinalSlash(new URL(issuer).href);
}

function withoutFinalSlash(url: string): string {
  return url.endsWith("/") ? url.slice(0, -1) : url;
}

/** Servers of one product sign the same tokens, and signing is what takes longest: each is signed once. */
function signOnce(header: object, claims: object, key: SigningKey): string {
  const content = JSON.stringify([header, claims]);
  const token = signedTokens.get(content) ?? signCompact({ ...header }, { ...claims }, key);
  signedTokens.set(content, token);
  return token;
}

const signedTokens = new Map<string, string>();

/** Making an RSA key takes a moment: one for each algorithm will do. */
function signingKeyFor(algorithm: SignatureAlgorithm): SigningKey {
  const known = signingKeys.get(algorithm) ?? createSigningKey(algorithm, `test-${algorithm}`);
  signingKeys.set(algorithm, known);
  return known;
}

const signingKeys = new Map<SignatureAlgorithm, SigningKey>();
const WELL_KNOWN = /\/\.well-known\/(?:oauth-authorization-server|openid-configuration)/;
