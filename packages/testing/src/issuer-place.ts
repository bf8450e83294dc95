import type { Fetch } from "@ostiary/core";
import type { Exchange, ServerRequest } from "./exchange.js";
import { createFaultSwitch } from "./faults/fault-switch.js";
import type { FaultSwitch, Way } from "./faults/fault-switch.js";
import { createFetch } from "./fetch-exchange.js";
import type { IntrospectionEndpoint } from "./introspection/introspection-endpoint.js";
import { createIssuerEndpoints } from "./issuer-endpoints.js";
import type { IssuerEndpoints, RequestCounts } from "./issuer-endpoints.js";
import type { KeyRing } from "./key-ring.js";
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
}

/** @throws TypeError - both `issuer` and `listen` are given, or `issuer` is not a URL. */
export async function createIssuerPlace(
  options: IssuerPlaceOptions,
  keys: Pick<KeyRing, "jwks" | "findSigningKey">,
  introspection: IntrospectionEndpoint | undefined,
): Promise<IssuerPlace> {
  checkOptions(options);
  let endpoints: IssuerEndpoints | undefined;
  let stopped = false;
  const requests = { metadata: 0, jwks: 0, introspection: 0 };
  const faults = createFaultSwitch(keys.findSigningKey, () => {
    requests.jwks += 1;
  });

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
  const ready = (endpoints = createIssuerEndpoints(issuer, keys.jwks, introspection));

  const fetch = createFetch((request) => {
    if (stopped) throw new TypeError(`fetch failed: the test issuer ${issuer} is stopped`);
    const exchange = answer(request, "fetch");
    if (exchange === undefined) throw new TypeError(`The test issuer ${issuer} has nothing at ${request.url}`);
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

function checkOptions({ issuer, listen }: IssuerPlaceOptions): void {
  if (listen === true && issuer !== undefined) {
    throw new TypeError("Give either issuer or listen: a listening issuer is named by its own origin");
  }
}
