import { UnavailableError } from "./errors.js";
import type { EventListener } from "./events.js";
import type { LookedAfter } from "./every-issuer.js";
import { createEndpointClient, type LocateEndpoint } from "./introspection/endpoint-client.js";
import { createIntrospector, type Introspector } from "./introspection/introspector.js";
import { createIssuerKeys } from "./keys/issuer-keys.js";
import type { IssuerKeys } from "./keys/keys-lifecycle.js";
import { createNoKeys } from "./keys/no-keys.js";
import { createMetadata, type IntrospectionPlaceSource } from "./metadata/authorization-server-metadata.js";
import { needsKeys, type ResolvedIntrospection } from "./resolve-introspection.js";
import type { ResolvedIssuer } from "./resolve-issuers.js";
import type { ResolvedOptions } from "./resolve-options.js";
import type { Clock } from "./seams/clock.js";
import type { IntrospectionClient } from "./seams/introspection-client.js";
import type { TrustedIssuer } from "./trusted-issuer.js";

/** An issuer with all that is looked after of it. */
export interface RunningIssuer extends TrustedIssuer, LookedAfter {
  readonly keys: IssuerKeys;
  readonly introspector: Introspector | undefined;
}

/** What an issuer shares with the others of its verifier. */
export type IssuerSurroundings = Pick<
  ResolvedOptions<unknown>,
  "fetch" | "clock" | "keys" | "clockToleranceSeconds"
> & { readonly emit: EventListener };

/** Makes the keys and the introspector that an issuer needs. Fetches nothing. */
export function createTrustedIssuer(issuer: ResolvedIssuer, around: IssuerSurroundings): RunningIssuer {
  const closing = new AbortController();
  const { keys: options, ...rest } = around;
  const { introspection } = issuer;
  const needs = {
    jwksUri:
      needsKeys(issuer) && [issuer.jwksUri, issuer.jwks, issuer.keySource].every((source) => source === undefined),
    introspection:
      introspection !== undefined && introspection.client === undefined && introspection.endpoint === undefined,
  };
  const metadata =
    needs.jwksUri || needs.introspection
      ? createMetadata({ ...issuer, ...rest, options, needs, closed: closing.signal })
      : undefined;
  const keys = needsKeys(issuer)
    ? createIssuerKeys({ ...issuer, ...rest, options, metadata })
    : createNoKeys(issuer.issuer);
  const introspector =
    introspection && createIntrospectorOf(issuer, introspection, { around, keys, metadata, closed: closing.signal });
  const located = needs.introspection ? metadata : undefined;
  return { ...issuer, keys: closingToo(keys, closing, { metadata: located, clock: around.clock }), introspector };
}

interface IntrospectorParts {
  readonly around: IssuerSurroundings;
  readonly keys: IssuerKeys;
  readonly metadata: IntrospectionPlaceSource | undefined;
  readonly closed: AbortSignal;
}

function createIntrospectorOf(
  issuer: ResolvedIssuer,
  introspection: ResolvedIntrospection,
  { around, keys, metadata, closed }: IntrospectorParts,
): Introspector {
  const { limits, cache } = introspection;
  return createIntrospector({
    issuer: issuer.issuer,
    options: limits,
    client: introspection.client ?? createClient(issuer, introspection, { around, keys, metadata, closed }),
    cache,
    // At the first token: some platforms give no random numbers before there is a request.
    askedAs: () => describeAsker(issuer, introspection),
    clock: around.clock,
    emit: around.emit,
    closed,
  });
}

/**
 * What keeps apart those who share a cache: servers may tell different clients different things (RFC 7662 §2.2). It may hold a
 * secret, and is for a digest only.
 */
function describeAsker(
  { metadataUrl }: ResolvedIssuer,
  { authentication, endpoint, signedResponse }: ResolvedIntrospection,
): string {
  const place = endpoint === undefined ? { metadataUrl } : { endpoint };
  return JSON.stringify([authentication?.method, identityOf(authentication), place, signedResponse]);
}

/** Who asks, as far as that can be told; whoever cannot be told from others is like nobody else. */
function identityOf(authentication: ResolvedIntrospection["authentication"]): object {
  if (authentication?.method === "bearer" && typeof authentication.token === "string") {
    return { token: authentication.token };
  }
  if (authentication !== undefined && "clientId" in authentication && authentication.clientId !== undefined) {
    return { clientId: authentication.clientId };
  }
  return { unlike: crypto.randomUUID() };
}

function createClient(
  issuer: ResolvedIssuer,
  introspection: ResolvedIntrospection,
  { around, keys, metadata }: IntrospectorParts,
): IntrospectionClient {
  const { authentication, endpoint, tokenTypeHint, signedResponse, limits } = introspection;
  if (authentication === undefined) throw new TypeError("an introspection without a client has an authentication");
  const locate: LocateEndpoint = async (request) => {
    if (endpoint !== undefined) return { url: endpoint };
    if (metadata === undefined) throw new TypeError("an endpoint that is not given is in the metadata");
    return metadata.locateIntrospection(request);
  };
  return createEndpointClient({
    issuer: issuer.issuer,
    authentication,
    locate,
    tokenTypeHint,
    signedResponse,
    keys,
    audiences: issuer.audience ?? [],
    algorithms: issuer.algorithms,
    clockToleranceSeconds: around.clockToleranceSeconds,
    timeoutSeconds: limits.timeoutSeconds,
    maxBodyBytes: limits.maxBodyBytes,
    fetch: around.fetch,
  });
}

/** The keys of an issuer, closing and warming up what is around them as well. */
function closingToo(
  keys: IssuerKeys,
  closing: AbortController,
  { metadata, clock }: { readonly metadata: IntrospectionPlaceSource | undefined; readonly clock: Clock },
): IssuerKeys {
  return {
    ...keys,
    async warmUp(now, deadlineSeconds) {
      await keys.warmUp(now, deadlineSeconds);
      // The keys may have taken their time.
      await metadata?.locateIntrospection({ now: clock.now() }).catch(toOutage);
    },
    close() {
      closing.abort();
      keys.close();
    },
  };
}

function toOutage(cause: unknown): never {
  throw new UnavailableError("The introspection endpoint could not be found", { cause });
}
