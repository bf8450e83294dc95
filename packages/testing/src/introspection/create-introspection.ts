import { checkNames } from "../check-names.js";
import type { KeyRing } from "../key-ring.js";
import { createClientCheck } from "./client-check.js";
import type { IntrospectionAuthMethod } from "./client-check.js";
import { createIntrospectionEndpoint } from "./introspection-endpoint.js";
import type { IntrospectionEndpoint, IntrospectionEndpointOptions } from "./introspection-endpoint.js";
import { createResourceServer } from "./resource-server.js";
import type { ResourceServer } from "./resource-server.js";
import { createTokenRegister } from "./token-register.js";
import type { TokenRegister } from "./token-register.js";

/** All that an issuer needs to be asked about tokens. */
export interface Introspection {
  /** `undefined` if it has none. */
  readonly endpoint: IntrospectionEndpoint | undefined;
  readonly register: TokenRegister;
  readonly resourceServer: ResourceServer;
}

/** @param now - The present, NumericDate seconds. */
export function createIntrospection(
  options: IntrospectionEndpointOptions | false = {},
  keys: Pick<KeyRing, "jwks" | "current">,
  now: () => number,
): Introspection {
  const register = createTokenRegister(keys.jwks, now);
  const client = createResourceServer();
  const { key: _, ...resourceServer } = client;
  if (options === false) return { endpoint: undefined, register, resourceServer };
  checkNames(options, ["authMethods", "signedResponse"], "introspection of createTestIssuer()");
  const { authMethods = DEFAULT_AUTH_METHODS, signedResponse = "nested" } = options;
  const { find } = register;
  const { clientId } = client;
  const isTokenOfClient = (token: string): boolean => {
    const said = find(token);
    const members = "json" in said ? (JSON.parse(said.json) as Readonly<Record<string, unknown>> | null) : null;
    return members?.["active"] === true && members["client_id"] === clientId;
  };
  const checkClient = createClientCheck({ client, methods: authMethods, now, isTokenOfClient });
  const signingKey = (): KeyRing["current"] => keys.current;
  const endpoint = createIntrospectionEndpoint({
    authMethods,
    signedResponse,
    clientId,
    checkClient,
    find,
    signingKey,
    now,
  });
  return { endpoint, register, resourceServer };
}

/** In which ways clients may say who they are, if nothing else is said. */
export const DEFAULT_AUTH_METHODS: readonly IntrospectionAuthMethod[] = [
  "client_secret_basic",
  "client_secret_post",
  "client_secret_jwt",
  "private_key_jwt",
  "Bearer",
];
