import type { Fetch } from "@ostiary/core";
import { createIssuerEndpoints } from "./issuer-endpoints.js";
import type { IssuerEndpoints } from "./issuer-endpoints.js";
import { createLoopbackServer } from "./loopback-server.js";
import type { LoopbackServer } from "./loopback-server.js";

/** Where the documents of an issuer are, and whether they can be had at the moment. */
export interface IssuerPlace {
  readonly issuer: string;
  readonly endpoints: IssuerEndpoints;
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
export async function createIssuerPlace(options: IssuerPlaceOptions, readJwks: () => object): Promise<IssuerPlace> {
  if (options.listen === true && options.issuer !== undefined) {
    throw new TypeError("Give either issuer or listen: a listening issuer is named by its own origin");
  }
  let endpoints: IssuerEndpoints | undefined;
  const server: LoopbackServer | undefined =
    options.listen === true ? await createLoopbackServer((url) => endpoints?.answer(url)) : undefined;
  const issuer = server?.origin ?? options.issuer ?? "https://auth.example.com";
  const ready = (endpoints = createIssuerEndpoints(issuer, readJwks));
  let stopped = false;
  return {
    issuer,
    endpoints: ready,
    fetch: async (url, init) => {
      init.signal?.throwIfAborted();
      if (stopped) throw new TypeError(`fetch failed: the test issuer ${issuer} is stopped`);
      const response = ready.answer(url);
      if (response === undefined) throw new TypeError(`The test issuer ${issuer} has nothing at ${url}`);
      return response;
    },
    stop: async () => {
      stopped = true;
      await server?.stop();
    },
    start: async () => {
      await server?.start();
      stopped = false;
    },
  };
}
