import type { Fetch } from "../../src/index.js";
import { ACTIVE, introspectingVerifier } from "./introspection.js";
import { createSigner, ISSUER, type TestSigner } from "./issuer.js";

/** Where it publishes its metadata: at the first of these, or at the others if a test says so. */
export const OAUTH = "https://as.example/.well-known/oauth-authorization-server/t1";
export const OIDC_INSERTED = "https://as.example/.well-known/openid-configuration/t1";
export const OIDC_APPENDED = "https://as.example/t1/.well-known/openid-configuration";
export const JWKS = "https://as.example/t1/jwks";
export const ENDPOINT = "https://as.example/t1/introspect";
export const DOCUMENT = { issuer: ISSUER, jwks_uri: JWKS, introspection_endpoint: ENDPOINT };

export const authentication = { clientId: "api", clientSecret: "s3cret-of-ours" };

export type Answer = (init: RequestInit) => Response | Promise<Response>;

export const json =
  (document: unknown, status = 200): Answer =>
  () =>
    Response.json(document, { status });
export const failing: Answer = () => Promise.reject(new Error("no connection"));

/** The key of the server, and a good JWT of it. */
export const signer: TestSigner = await createSigner();
export const jwt: string = await signer.sign();

/** An authorization server that is all right, but for what a test changes; an address it does not know is 404. */
export function server(changes: Readonly<Record<string, Answer>> = {}) {
  const answers: Record<string, Answer> = {
    [OAUTH]: json(DOCUMENT),
    [JWKS]: json({ keys: [signer.jwk] }),
    [ENDPOINT]: json({ active: true, ...ACTIVE }),
    ...changes,
  };
  const requests: { readonly url: string; readonly init: RequestInit }[] = [];
  const fetch: Fetch = async (url, init) => {
    requests.push({ url, init });
    return (answers[url] ?? json({}, 404))(init);
  };
  return {
    fetch,
    answers,
    requests,
    /** The addresses asked so far; forgets them. */
    takeUrls: () => requests.splice(0).map(({ url }) => url),
    forms: () =>
      requests.flatMap(({ url, init }) =>
        url === ENDPOINT ? [Object.fromEntries(new URLSearchParams(init.body as string))] : [],
      ),
  };
}

type Changes = Parameters<typeof introspectingVerifier>[1] & object;

/** A verifier that asks the endpoint of a server. */
export function connect({ fetch }: { readonly fetch: Fetch }, { introspection, ...changes }: Changes = {}) {
  return introspectingVerifier(undefined, { fetch, ...changes, introspection: { authentication, ...introspection } });
}

export const settle = () => new Promise((resolve) => setImmediate(resolve));
