import type { CryptoKey } from "jose";
import { isJsonObject } from "../internal/json-object.js";
import { listed } from "../internal/quote.js";
import type { ClientAuthentication } from "../options.js";
import { createAssertionSigner } from "./client-assertion.js";
import { isCryptoKey, pickPrivateJwk } from "./client-authentication-key.js";
import { isBearerToken, MIN_HS256_BYTES } from "./client-authentication-problems.js";
import { IntrospectionNotSentError } from "./introspection-failure.js";

/** What one request carries to say who sends it. */
export interface ClientCredentials {
  /** The `Authorization` field. */
  readonly authorization?: string;
  /** Parameters of the form besides those of the question. */
  readonly form?: Readonly<Record<string, string>>;
}

/** Conditions of one authentication. */
export interface AuthenticationRequest {
  /** The present, NumericDate seconds. */
  readonly now: number;
  /** `introspection_endpoint_auth_methods_supported` of the metadata (RFC 8414 §2), if it is known. */
  readonly methods?: readonly string[] | undefined;
}

/** Gives the credentials of one request. Rejects with an `IntrospectionNotSentError` if there are none to be had. */
export type ClientAuthenticator = (request: AuthenticationRequest) => Promise<ClientCredentials>;

/**
 * Makes what authenticates this resource server to the endpoint, of options that `findAuthenticationProblems` has nothing
 * against. One method is used for each request, and one that is named is used whatever the metadata say.
 *
 * @param issuer - For whom assertions are, unless `assertionAudience` says otherwise.
 * @see RFC 7662 §2.1, RFC 6749 §2.3
 */
export function createClientAuthenticator(authentication: ClientAuthentication, issuer: string): ClientAuthenticator {
  switch (authentication.method) {
    case "private_key_jwt":
      return withPrivateKey(authentication, issuer);
    case "tls_client_auth":
    case "self_signed_tls_client_auth":
      return constant({ form: { client_id: authentication.clientId } });
    case "bearer":
      return withBearerToken(authentication.token);
    case "none":
      return constant(authentication.clientId === undefined ? {} : { form: { client_id: authentication.clientId } });
    default:
      return withClientSecret(authentication, issuer);
  }
}

type SecretAuthentication = Extract<ClientAuthentication, { readonly clientSecret: string }>;
type PrivateKeyAuthentication = Extract<ClientAuthentication, { readonly privateKey: object }>;
type BearerToken = Extract<ClientAuthentication, { readonly method: "bearer" }>["token"];

function withClientSecret(
  { method, clientId, clientSecret }: SecretAuthentication,
  issuer: string,
): ClientAuthenticator {
  const secret = new TextEncoder().encode(clientSecret);
  const sign = createAssertionSigner({ clientId, audience: issuer, alg: "HS256", importKey: () => secret });
  const basic = `Basic ${btoa(`${formEncode(clientId)}:${formEncode(clientSecret)}`)}`;
  const ways = {
    client_secret_basic: constant({ authorization: basic }),
    client_secret_post: constant({ form: { client_id: clientId, client_secret: clientSecret } }),
    client_secret_jwt: async ({ now }: AuthenticationRequest) => ({ form: await sign(now) }),
  };
  if (method !== undefined) return ways[method];

  return async (request) => {
    const { methods = [] } = request;
    // RFC 8414 §2: where nothing is listed it is client_secret_basic.
    const chosen = methods.length === 0 ? "client_secret_basic" : SECRET_METHODS.find((way) => methods.includes(way));
    if (chosen === undefined) {
      throw new IntrospectionNotSentError(
        `The introspection endpoint of ${issuer} takes ${listed(methods)}, none of which is done with a client secret: ` +
          "set authentication.method, and what belongs to it",
      );
    }
    if (chosen === "client_secret_jwt" && secret.length < MIN_HS256_BYTES) {
      throw new IntrospectionNotSentError(
        `The introspection endpoint of ${issuer} takes ${listed(methods)}, and the client secret is too short for ` +
          `client_secret_jwt: it needs ${MIN_HS256_BYTES} bytes (RFC 7518 §3.2)`,
      );
    }
    return ways[chosen](request);
  };
}

function withPrivateKey(authentication: PrivateKeyAuthentication, issuer: string): ClientAuthenticator {
  const { clientId, privateKey, algorithm, keyId, assertionAudience: audience = issuer } = authentication;
  // Copied now: what the application does to its object later changes nothing.
  const jwk = isCryptoKey(privateKey) || !isJsonObject(privateKey) ? undefined : pickPrivateJwk(privateKey);
  const { alg, kid } = jwk === undefined ? {} : (privateKey as { readonly alg?: string; readonly kid?: string });
  const chosen = algorithm ?? alg ?? "";
  const importKey = async (): Promise<CryptoKey> => {
    if (jwk === undefined) return privateKey as CryptoKey;
    // Here, and not at the start: few applications sign, and loading it takes most of the time that loading us takes.
    const { importJWK } = await import("jose/key/import");
    return (await importJWK(jwk, chosen)) as CryptoKey;
  };
  const sign = createAssertionSigner({ clientId, audience, alg: chosen, keyId: keyId ?? kid, importKey });
  return async ({ now }) => ({ form: await sign(now) });
}

function withBearerToken(token: BearerToken): ClientAuthenticator {
  if (typeof token === "string") return constant({ authorization: `Bearer ${token}` });
  return async () => {
    let own: unknown;
    try {
      own = await token();
    } catch (cause) {
      throw new IntrospectionNotSentError("The function authentication.token failed", { cause });
    }
    if (!isBearerToken(own)) {
      throw new IntrospectionNotSentError("The function authentication.token gave no bearer token (RFC 6750 §2.1)");
    }
    return { authorization: `Bearer ${own}` };
  };
}

function constant(credentials: ClientCredentials): ClientAuthenticator {
  return () => Promise.resolve(credentials);
}

/** `application/x-www-form-urlencoded`, as RFC 6749 §2.3.1 has it for both halves of Basic credentials. */
function formEncode(text: string): string {
  return new URLSearchParams({ "": text }).toString().slice(1);
}

/** In the order of preference: what leaves the secret out of the form comes before what does not. */
const SECRET_METHODS = ["client_secret_basic", "client_secret_post", "client_secret_jwt"] as const;
