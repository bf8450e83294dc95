import type { Fetch } from "@ostiary/core";
import type { Exchange, ServerRequest } from "./exchange.js";
import { createFaultSwitch } from "./faults/fault-switch.js";
import type { FaultSwitch, Way } from "./faults/fault-switch.js";
import { createFetch } from "./fetch-exchange.js";
import type { IntrospectionEndpoint } from "./introspection/introspection-endpoint.js";
import { createIssuerEndpoints, standardPlaces } from "./issuer-endpoints.js";
import type { IssuerEndpoints, IssuerPlaces, RequestCounts } from "./issuer-endpoints.js";
import type { KeyRing } from "./key-ring.js";
import { noteTrouble } from "./last-trouble.js";
import { createLoopbackServer } from "./loopback-server.js";
import type { LoopbackServer } from "./loopback-server.js";

/** Where the documents and the endpoint of an issuer are, and whether they can be had at the moment. */
export interface IssuerPlace {
  readonly issuer: string;
  readonly endpoints: IssuerEndpoints;
  readonly requests: RequestCounts;
  readonly faults: FaultSwitch;
  readonly fetch: Fetch;
  readonly stop: () => Promise<void>;
  readonly start: () => Promise<void>;
}

/** How an issuer is reached. */
export interface IssuerPlaceOptions {
  readonly issuer?: string;
  readonly listen?: boolean;
  /** Where an issuer of this name has what it offers. Default: {@link standardPlaces}, for which it must be a URL. */
  readonly toPlaces?: (issuer: string) => IssuerPlaces;
}

/** @throws TypeError - both `issuer` and `listen` are given, `listen` is neither true nor false, or `issuer` is not a URL. */
export async function createIssuerPlace(
  options: IssuerPlaceOptions,
  keys: Pick<KeyRing, "jwks" | "findSigningKey">,
  introspection: IntrospectionEndpoint | undefined,
): Promise<IssuerPlace> {
  checkOptions(options);
  let endpoints: IssuerEndpoints | undefined;
  let stopped = false;
  const requests = { metadata: 0, jwks: 0, introspection: 0 };
  const faults = createFaultSwitch(keys.findSigningKey, () => void (requests.jwks += 1));

  function answer(request: ServerRequest, way: Way): Exchange | undefined {
    const resource = endpoints?.find(request);
    if (resource === undefined) return undefined;
    const exchange = faults.exchange(resource, way);
    if (exchange.kind !== "refused") requests[resource.place] += 1;
    return exchange;
  }

  const server: LoopbackServer | undefined =
    options.listen === true ? await createLoopbackServer((request) => answer(request, "socket")) : undefined;
  const issuer = server?.origin ?? options.issuer ?? "https://auth.example.com";
  const places = (options.toPlaces ?? standardPlaces)(issuer);
  const ready = (endpoints = createIssuerEndpoints({ issuer, places, readJwks: keys.jwks, introspection }));

  const fetch = createFetch((request) => {
    const exchange = stopped ? undefined : answer(request, "fetch");
    if (exchange === undefined) throw toTrouble(issuer, stopped ? undefined : request.url);
    return exchange;
  });

  return {
    issuer,
    endpoints: ready,
    requests,
    faults,
    fetch,
    stop: async () => {
      stopped = true;
      await Promise.all([faults.letGo(), server?.stop()]);
    },
    start: async () => {
      await server?.start();
      stopped = false;
    },
  };
}

/** @param url - Where there is nothing; `undefined` if the issuer is stopped. */
function toTrouble(issuer: string, url: string | undefined): TypeError {
  const message =
    url === undefined
      ? `fetch failed: the test issuer ${issuer} is stopped`
      : `The test issuer ${issuer} has nothing at ${url}`;
  noteTrouble(message);
  return new TypeError(message);
}

function checkOptions({ issuer, listen }: IssuerPlaceOptions): void {
  if (listen !== undefined && typeof listen !== "boolean") {
    throw new TypeError(
      "listen is true or false: it is on 127.0.0.1, on a port of the system's choice, and nowhere else",
    );
  }
  if (listen === true && issuer !== undefined) {
    throw new TypeError("Give either issuer or listen: a listening issuer is named by its own origin");
  }
}
