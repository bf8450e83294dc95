import { setMaxListeners } from "node:events";
import { answerWith, toUtf8 } from "../exchange.js";
import type { Exchange } from "../exchange.js";
import type { IssuerDocument, IssuerResource } from "../issuer-endpoints.js";
import { noteTrouble } from "../last-trouble.js";
import { exchangeFaults, toGoodExchange, toGoodReply } from "./exchange-faults.js";
import { parseFault } from "./fault-options.js";
import type { ChosenFault, FaultOptions } from "./fault-options.js";
import type { KeyFaultName, SetFaultName } from "./key-faults.js";
import { setFaults } from "./set-faults.js";
import type { FindSigningKey, PublishedJwk } from "./set-faults.js";
import { createSilentPort } from "./silent-port.js";

/** How a request is sent: through `fetch` in process, or over a socket. */
export type Way = "fetch" | "socket";

/** Makes a test issuer fail, and well again. */
export interface FaultSwitch {
  readonly fail: (name: KeyFaultName, options?: FaultOptions) => void;
  readonly recover: () => void;
  /** What comes of a request that leads to this. */
  readonly exchange: (resource: IssuerResource, way: Way) => Exchange;
  /** Breaks off what the fault of the moment keeps waiting, and frees its port; the fault stays. */
  readonly letGo: () => Promise<void>;
}

/**
 * @param findSigningKey - Finds the private half of a published key.
 * @param onHandshake - Called for each TLS handshake that is begun.
 */
export function createFaultSwitch(findSigningKey: FindSigningKey, onHandshake: () => void): FaultSwitch {
  let fault: RunningFault | undefined;
  let connections = createConnections();
  const silentPort = createSilentPort(() => {
    const isWanted = fault?.name === "slow_tls" && take(fault, "jwks");
    if (isWanted) onHandshake();
    return isWanted;
  });

  function letGo(): Promise<void> {
    connections.abort();
    connections = createConnections();
    return silentPort.close();
  }

  return {
    fail: (name, options = {}) => {
      const chosen = parseFault(name, options);
      void letGo();
      fault = { ...chosen, left: chosen.times, failWith: createFailure(chosen, findSigningKey) };
    },
    recover: () => {
      void letGo();
      fault = undefined;
    },
    exchange: (resource, way) => {
      if (fault === undefined || fault.left === 0 || resource.isRedirected) {
        return toGoodExchange(toGoodReply(resource));
      }
      if (fault.name === "slow_tls" && way === "socket" && resource.place !== "introspection") {
        return leadToTls(resource, () => silentPort.open());
      }
      if (!take(fault, resource.place)) return toGoodExchange(toGoodReply(resource));
      return { ...fault.failWith(resource), until: connections.signal };
    },
    letGo,
  };
}

interface RunningFault extends ChosenFault {
  /** How many requests are still to fail. */
  left: number;
  readonly failWith: Failure;
}

/** What comes of a request that fails. */
type Failure = (resource: IssuerResource) => Exchange;

function createFailure(chosen: ChosenFault, findSigningKey: FindSigningKey): Failure {
  const { name } = chosen;
  if (!isSetFault(name)) return (resource) => exchangeFaults[name](toGoodReply(resource), chosen);
  // What stands in place of each key is the same as long as the fault lasts.
  const replaced = new WeakMap<PublishedJwk, readonly PublishedJwk[]>();
  const replace = (jwk: PublishedJwk): readonly PublishedJwk[] => {
    const known = replaced.get(jwk) ?? setFaults[name](jwk, findSigningKey);
    replaced.set(jwk, known);
    return known;
  };
  return (resource) => {
    // Such a fault is at the JWK Set alone.
    const document = resource as IssuerDocument & { readonly content: { readonly keys: readonly PublishedJwk[] } };
    const { keys } = document.content;
    return toGoodExchange(toGoodReply({ ...document, content: { keys: keys.flatMap(replace) } }));
  };
}

/** Whether a request that leads there is to fail; it is counted then. */
function take(fault: RunningFault, place: IssuerResource["place"]): boolean {
  const { at } = fault;
  const isConcerned = at === place || at === "everywhere" || (at === "both" && place !== "introspection");
  if (fault.left === 0 || !isConcerned) return false;
  noteTrouble(`a test issuer failed as it was told to: ${fault.name}, at ${place}`);
  fault.left -= 1;
  return true;
}

/** The metadata name a port where TLS never begins, and the old place is gone, so that a verifier looks at them again. */
function leadToTls(document: IssuerDocument, openPort: () => Promise<number>): Exchange {
  if (document.place === "jwks") return answerWith("Not found", "text/plain", { status: 404 });
  return {
    ...answerWith("", document.contentType),
    body: async function* sendMetadata() {
      const jwks_uri = `https://127.0.0.1:${await openPort()}/jwks`;
      yield toUtf8(JSON.stringify({ ...document.content, jwks_uri }));
    },
  };
}

function isSetFault(name: KeyFaultName): name is SetFaultName {
  return Object.hasOwn(setFaults, name);
}

/** Any number of exchanges may wait for its end. */
function createConnections(): AbortController {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  return controller;
}
