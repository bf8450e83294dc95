/// <reference lib="esnext.disposable" preserve="true" />
import type { Fetch } from "@ostiary/core";
import type { NamedForms } from "./defects/find-form.js";
import type { FittingForms } from "./defects/fit-forms.js";
import type { TokenSource } from "./defects/token-source.js";
import type { FaultOptions } from "./faults/fault-options.js";
import type { KeyFaultName } from "./faults/key-faults.js";
import type { ResourceServer } from "./introspection/resource-server.js";
import type { RequestCounts } from "./issuer-endpoints.js";
import type { IssuerPlace } from "./issuer-place.js";
import type { JwkSetDocument, KeyRing, RotateOptions } from "./key-ring.js";
import type { SigningKey } from "./signing-key.js";
import type { Claims, HowToSign } from "./token-maker.js";

/** A test issuer, whether it plays a dialect or not: it publishes keys and issues tokens, good ones and every wrong kind. */
export interface AnyTestIssuer extends TokenSource, NamedForms, FittingForms, IssuerControls {
  /** Who your API is to the introspection endpoint. */
  readonly resourceServer: ResourceServer;
  /** The header fields of a request that presents what `issue()` makes. */
  bearer(claims?: Claims, how?: HowToSign): { authorization: string };
}

/** What a test issuer has apart from tokens: its documents, its keys, and how it fails. */
export interface IssuerControls {
  /**
   * How often its documents, and its introspection endpoint, were asked for, by either way. Requests that fail count too, those that are refused aside; a TLS
   * handshake that never ends counts as one for the JWK Set.
   */
  readonly requests: RequestCounts;
  /**
   * Answers requests for the issuer's metadata, JWK Set and introspection from memory. Rejects for every other URL, and while the
   * issuer is stopped.
   */
  readonly fetch: Fetch;
  /** Whether the URL is that of one of its documents, or of its endpoint. */
  serves(url: string): boolean;
  /** Makes a new key, publishes it and signs with it from now on. */
  rotateKeys(options?: RotateOptions): SigningKey;
  /** Adds a key, or anything else, to the JWK Set. */
  publishKey(jwk: Readonly<Record<string, unknown>>): void;
  /** Takes all keys with this `kid` out of the JWK Set. */
  withdrawKey(kid: string): void;
  /** The JWK Set as published, also while a fault serves another one. */
  jwks(): JwkSetDocument;
  /** The metadata as published, also while a fault serves others. */
  metadata(): Readonly<Record<string, unknown>>;
  /**
   * From now on its documents, or its introspection endpoint, fail in this way, however they are asked for. One fault at a time: another one replaces it.
   * Tokens can still be issued.
   *
   * @throws TypeError - there is no such fault, or it cannot be had so; then nothing changes.
   */
  fail(name: KeyFaultName, options?: FaultOptions): void;
  /** Ends a fault. What it keeps waiting is broken off, as it is when another fault begins. */
  recover(): void;
  /** Begins an outage: `fetch` rejects, and the server is gone. Tokens can still be issued, and a fault stays on. */
  stop(): Promise<void>;
  /** Ends an outage. */
  start(): Promise<void>;
  /** Frees the port. The same as `stop()`, for good. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

export function createIssuerControls(place: IssuerPlace, keys: KeyRing): IssuerControls {
  return {
    requests: place.requests,
    fetch: place.fetch,
    serves: place.endpoints.serves,
    rotateKeys: keys.rotate,
    publishKey: keys.publish,
    withdrawKey: keys.withdraw,
    jwks: keys.jwks,
    metadata: place.endpoints.metadata,
    fail: place.faults.fail,
    recover: place.faults.recover,
    stop: place.stop,
    start: place.start,
    close: place.stop,
    [Symbol.asyncDispose]: place.stop,
  };
}
