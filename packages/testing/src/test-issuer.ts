/// <reference lib="esnext.disposable" preserve="true" />
import type { Clock, Fetch, SignatureAlgorithm } from "@ostiary/core";
import type { FaultOptions } from "./faults/fault-options.js";
import type { KeyFaultName } from "./faults/key-faults.js";
import { createIntrospection } from "./introspection/create-introspection.js";
import type { IntrospectionEndpointOptions } from "./introspection/introspection-endpoint.js";
import { createOpaqueTokens } from "./introspection/opaque-tokens.js";
import type { OpaqueTokens } from "./introspection/opaque-tokens.js";
import type { ResourceServer } from "./introspection/resource-server.js";
import type { RequestCounts } from "./issuer-endpoints.js";
import { createIssuerPlace } from "./issuer-place.js";
import { createKeyRing } from "./key-ring.js";
import type { JwkSetDocument, RotateOptions } from "./key-ring.js";
import type { SigningKey } from "./signing-key.js";
import { createTokenMaker } from "./token-maker.js";
import type { Claims, HowToSign } from "./token-maker.js";
import { createVerifierOptions } from "./verifier-options.js";
import type { TestOpaqueVerifierOptions, TestVerifierOptions, TrustOpaque } from "./verifier-options.js";
import { createWrongKinds } from "./wrong-kinds.js";
import type { WrongKinds } from "./wrong-kinds.js";

/** What can be said of a test issuer. */
export interface TestIssuerOptions {
  /** The issuer identifier. Default: `https://auth.example.com`. Not together with `listen`. */
  readonly issuer?: string;
  /** `aud` of its access tokens, and the audience of `verifierOptions()`. Default: `https://api.example.com`. */
  readonly audience?: string;
  /** What its keys sign with. Default: `ES256`. */
  readonly algorithm?: SignatureAlgorithm;
  /** Gives `iat` and `exp` of tokens, and goes into `verifierOptions()`. Default: the system's clock. */
  readonly clock?: Clock;
  /** The `scope` of its access tokens. Default: `api:read`. */
  readonly scope?: string;
  /** Header `typ` of its access tokens; with `undefined` they have none. Default: `at+jwt`. */
  readonly typ?: string | undefined;
  /**
   * Serve the issuer's documents and its endpoint on 127.0.0.1 too, on a port of the system's choice; the issuer identifier is then that
   * origin. For an application that runs in another process. Default: false.
   */
  readonly listen?: boolean;
  /** How its introspection endpoint is; with `false` it has none. */
  readonly introspection?: IntrospectionEndpointOptions | false;
}

/** An authorization server in a test: it publishes keys and issues tokens, good ones and every wrong kind. */
export interface TestIssuer extends WrongKinds, OpaqueTokens {
  readonly issuer: string;
  readonly audience: string;
  readonly clock: Clock;
  /** The key that signs at the moment. */
  readonly signingKey: SigningKey;
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
  /**
   * Options for a verifier that trusts this issuer: `issuer`, `audience`, `clock`, `fetch` (unless it listens) and
   * `dangerouslyRevealReason`, so that matchers see the reason of a denial in a response.
   */
  verifierOptions(): TestVerifierOptions;
  /** The same for a verifier that takes its opaque tokens too: `issuer` is then an object, with all that introspection takes. */
  verifierOptions(trust: TrustOpaque): TestOpaqueVerifierOptions;
  /** Who your API is to the introspection endpoint. */
  readonly resourceServer: ResourceServer;
  /** A good access token, with these claims changed. */
  issue(claims?: Claims, how?: HowToSign): string;
  /** The header fields of a request that presents what `issue()` makes. */
  bearer(claims?: Claims, how?: HowToSign): { authorization: string };
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

/**
 * Starts an authorization server for tests, in this process.
 *
 * @throws TypeError - both `issuer` and `listen` are given, or `issuer` is not a URL.
 */
export async function createTestIssuer(options: TestIssuerOptions = {}): Promise<TestIssuer> {
  const { clock = SYSTEM_CLOCK, audience = "https://api.example.com", scope = "api:read" } = options;
  const keys = createKeyRing(options.algorithm ?? "ES256");
  const introspection = createIntrospection(options.introspection, keys, () => clock.now());
  const place = await createIssuerPlace(options, keys, introspection.endpoint);
  const { issuer, fetch } = place;
  const maker = createTokenMaker({
    issuer,
    audience,
    scope,
    typ: "typ" in options ? options.typ : "at+jwt",
    now: () => clock.now(),
    signingKey: () => keys.current,
  });
  const trusted = { issuer, audience, clock, ...(options.listen === true ? {} : { fetch }) };
  return {
    ...createWrongKinds(maker),
    ...createOpaqueTokens(maker, introspection.register),
    issuer,
    audience,
    clock,
    get signingKey() {
      return keys.current;
    },
    requests: place.requests,
    fetch,
    verifierOptions: createVerifierOptions(trusted, introspection.resourceServer),
    resourceServer: introspection.resourceServer,
    issue: maker.issue,
    bearer: (claims, how) => ({ authorization: `Bearer ${maker.issue(claims, how)}` }),
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

const SYSTEM_CLOCK: Clock = { now: () => Date.now() / 1000 };
