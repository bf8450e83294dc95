import { setMaxListeners } from "node:events";
import { answerWith, toUtf8 } from "../exchange.js";
import type { Exchange } from "../exchange.js";
import type { IssuerDocument } from "../issuer-endpoints.js";
import { exchangeFaults, toGoodExchange } from "./exchange-faults.js";
import { parseFault } from "./fault-options.js";
import type { ChosenFault, FaultOptions } from "./fault-options.js";
import type { KeyFaultName, SetFaultName } from "./key-faults.js";
import { setFaults } from "./set-faults.js";
import type { FindSigningKey, PublishedJwk } from "./set-faults.js";
import { createSilentPort } from "./silent-port.js";

/** How a document is asked for: through `fetch` in process, or over a socket. */
export type Way = "fetch" | "socket";

/** Makes a test issuer fail, and well again. */
export interface FaultSwitch {
  readonly fail: (name: KeyFaultName, options?: FaultOptions) => void;
  readonly recover: () => void;
  /** What comes of a request for this document. */
  readonly exchange: (document: IssuerDocument, way: Way) => Exchange;
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

  function exchangeWith(running: RunningFault, document: IssuerDocument): Exchange {
    const { name } = running;
    if (!isSetFault(name)) return { ...exchangeFaults[name](document, running), until: connections.signal };
    const { keys } = document.content as { readonly keys: readonly PublishedJwk[] };
    return toGoodExchange({ ...document, content: { keys: keys.flatMap((jwk) => replace(running, name, jwk)) } });
  }

  function replace(running: RunningFault, name: SetFaultName, jwk: PublishedJwk): readonly PublishedJwk[] {
    const known = running.replaced.get(jwk);
    if (known !== undefined) return known;
    const replaced = setFaults[name](jwk, findSigningKey);
    running.replaced.set(jwk, replaced);
    return replaced;
  }

  return {
    fail: (name, options = {}) => {
      const chosen = parseFault(name, options);
      void letGo();
      fault = { ...chosen, left: chosen.times, replaced: new WeakMap() };
    },
    recover: () => {
      void letGo();
      fault = undefined;
    },
    exchange: (document, way) => {
      if (fault === undefined || fault.left === 0 || document.isRedirected) return toGoodExchange(document);
      if (fault.name === "slow_tls" && way === "socket") return leadToTls(document, () => silentPort.open());
      return take(fault, document.place) ? exchangeWith(fault, document) : toGoodExchange(document);
    },
    letGo,
  };
}

interface RunningFault extends ChosenFault {
  /** How many requests are still to fail. */
  left: number;
  /** What stands in place of each key: the same as long as the fault lasts. */
  readonly replaced: WeakMap<PublishedJwk, readonly PublishedJwk[]>;
}

/** Whether a request for this document is to fail; it is counted then. */
function take(fault: RunningFault, place: IssuerDocument["place"]): boolean {
  if (fault.left === 0 || (fault.at !== "both" && fault.at !== place)) return false;
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
