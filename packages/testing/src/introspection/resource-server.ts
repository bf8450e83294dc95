import { randomBytes } from "node:crypto";
import { createSigningKey } from "../signing-key.js";
import type { SigningKey } from "../signing-key.js";

/** The client that may ask a test issuer about tokens: your API. Made at run time. */
export interface ResourceServer {
  readonly clientId: string;
  /**
   * Long enough for `client_secret_jwt`, and with characters that Basic credentials must encode (RFC 6749 §2.3.1), so
   * that a client which forgets to is found out.
   */
  readonly clientSecret: string;
  /** For `private_key_jwt`: a private JWK for ES256, with `alg` and `kid`. */
  readonly privateJwk: Readonly<Record<string, unknown>>;
}

/** A resource server as it is registered. */
export interface RegisteredClient extends ResourceServer {
  readonly key: SigningKey;
}

export function createResourceServer(): RegisteredClient {
  const key = createSigningKey("ES256");
  return {
    clientId: "resource-server:1",
    clientSecret: `${randomBytes(32).toString("base64url")} +:%/`,
    privateJwk: { ...key.privateKey.export({ format: "jwk" }), kid: key.kid, alg: key.algorithm },
    key,
  };
}
