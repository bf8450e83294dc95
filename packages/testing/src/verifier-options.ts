import type { Clock, Fetch, IntrospectionOptions, TokenFormat } from "@ostiary/core";
import { dangerouslyRevealReason } from "@ostiary/core/danger";
import { checkNames } from "./check-names.js";
import type { ResourceServer } from "./introspection/resource-server.js";

/** What a verifier needs to trust a test issuer. */
export interface TestVerifierOptions {
  readonly issuer: string;
  readonly audience: string;
  readonly clock: Clock;
  readonly fetch?: Fetch;
  readonly [dangerouslyRevealReason]: true;
}

/** What a verifier needs to trust a test issuer, and to ask it about opaque tokens. */
export interface TestOpaqueVerifierOptions extends Omit<TestVerifierOptions, "issuer"> {
  readonly issuer: {
    readonly issuer: string;
    readonly introspection: IntrospectionOptions;
    readonly tokenFormat?: TokenFormat;
  };
}

/** How a verifier is to ask a test issuer about tokens. */
export interface TrustOpaque {
  readonly opaque: true;
  /** What the verifier is told besides who it is, or in place of that. */
  readonly introspection?: IntrospectionOptions;
  /** Default: that of the verifier, `both`. */
  readonly tokenFormat?: TokenFormat;
}

/** Gives options for a verifier that trusts an issuer. */
export interface CreateVerifierOptions {
  (): TestVerifierOptions;
  (trust: TrustOpaque): TestOpaqueVerifierOptions;
}

/** @param given - Without `fetch` the verifier takes that of the platform. */
export function createVerifierOptions(
  given: Omit<TestVerifierOptions, typeof dangerouslyRevealReason>,
  { clientId, clientSecret }: ResourceServer,
): CreateVerifierOptions {
  const plain: TestVerifierOptions = { ...given, [dangerouslyRevealReason]: true };

  function verifierOptions(): TestVerifierOptions;
  function verifierOptions(trust: TrustOpaque): TestOpaqueVerifierOptions;
  function verifierOptions(trust?: TrustOpaque): TestVerifierOptions | TestOpaqueVerifierOptions {
    checkNames(trust, TRUST_NAMES, "verifierOptions()");
    if (trust === undefined) return { ...plain };
    if ((trust.opaque as unknown) !== true)
      throw new TypeError("verifierOptions() takes { opaque: true, ... }, or nothing");
    const { introspection = {}, tokenFormat } = trust;
    // A client of the application's own asks in its own way, and takes no other.
    const who = introspection.client === undefined ? { authentication: { clientId, clientSecret } } : {};
    return {
      ...plain,
      issuer: {
        issuer: given.issuer,
        introspection: { ...who, ...introspection },
        ...(tokenFormat === undefined ? {} : { tokenFormat }),
      },
    };
  }

  return verifierOptions;
}

/** What {@link TrustOpaque} has. */
export const TRUST_NAMES: readonly string[] = ["opaque", "introspection", "tokenFormat"];
