import type {
  ClientAuthentication,
  Clock,
  Fetch,
  IntrospectionOptions,
  IssuerOptions,
  VerifierOptions,
} from "@ostiary/core";
import { dangerouslyRevealReason } from "@ostiary/core/danger";
import { checkNames } from "../check-names.js";
import type { ResourceServer } from "../introspection/resource-server.js";
import { TRUST_NAMES } from "../verifier-options.js";
import type { TrustOpaque } from "../verifier-options.js";

/** What a verifier needs to trust a test issuer that plays a dialect: the preset, as an API has it. */
export interface DialectVerifierOptions extends VerifierOptions {
  readonly issuer: IssuerOptions | readonly IssuerOptions[];
  readonly clock: Clock;
  readonly [dangerouslyRevealReason]: true;
}

/** What the options are made of. */
export interface DialectTrust {
  readonly options: Omit<VerifierOptions, "issuer">;
  /** At the places of the test issuer. The first is played. */
  readonly issuers: readonly [IssuerOptions, ...IssuerOptions[]];
  readonly clock: Clock;
  /** `undefined` for that of the platform. */
  readonly fetch: Fetch | undefined;
  readonly resourceServer: ResourceServer;
  /** A bearer token that the introspection endpoint takes. */
  readonly apiKey: string;
}

/** Gives options for a verifier; with `opaque` for one that introspects, also where the dialect does not. */
export function createDialectOptions(trust: DialectTrust): (opaque?: TrustOpaque) => DialectVerifierOptions {
  const { options, issuers, clock, fetch } = trust;
  return (opaque) => {
    checkNames(opaque, TRUST_NAMES, "verifierOptions()");
    const [first, ...others] = issuers.map((issuer, index) =>
      toIssuer(issuer, trust, index === 0 ? opaque : undefined),
    );
    return {
      ...options,
      issuer:
        others.length === 0 && first !== undefined ? first : [first, ...others].filter((one) => one !== undefined),
      clock,
      ...(fetch === undefined ? {} : { fetch }),
      [dangerouslyRevealReason]: true,
    };
  };
}

function toIssuer(issuer: IssuerOptions, trust: DialectTrust, opaque: TrustOpaque | undefined): IssuerOptions {
  const { introspection: own, ...others } = issuer;
  if (own === undefined && opaque === undefined) return issuer;
  const { introspection: given = {}, tokenFormat } = opaque ?? {};
  const introspection: IntrospectionOptions = {
    ...own,
    ...(own?.client === undefined && given.client === undefined
      ? { authentication: authenticate(own?.authentication, trust) }
      : {}),
    ...given,
  };
  return { ...others, introspection, ...(tokenFormat === undefined ? {} : { tokenFormat }) };
}

/** In the way that the API has chosen, as the client that the test issuer knows. */
function authenticate(
  authentication: ClientAuthentication | undefined,
  { resourceServer, apiKey }: DialectTrust,
): ClientAuthentication {
  const { clientId, clientSecret, privateJwk } = resourceServer;
  switch (authentication?.method) {
    case "none":
    case "tls_client_auth":
    case "self_signed_tls_client_auth":
      return authentication;
    case "bearer":
      return { method: "bearer", token: apiKey };
    case "private_key_jwt":
      return { method: "private_key_jwt", clientId, privateKey: privateJwk };
    default: {
      const method = authentication?.method;
      return { ...(method === undefined ? {} : { method }), clientId, clientSecret };
    }
  }
}
