import type { Clock, SignatureAlgorithm } from "@ostiary/core";
import { createIssuerControls } from "./any-test-issuer.js";
import type { AnyTestIssuer } from "./any-test-issuer.js";
import { checkNames } from "./check-names.js";
import { createNamedForms } from "./defects/find-form.js";
import { addFittingForms } from "./defects/fit-forms.js";
import type { FittingForms, IssuerTraits } from "./defects/fit-forms.js";
import type { DialectIssuer, DialectIssuerOptions } from "./dialects/dialect-issuer.js";
import { createIntrospection } from "./introspection/create-introspection.js";
import type { IntrospectionEndpointOptions } from "./introspection/introspection-endpoint.js";
import { createOpaqueTokens } from "./introspection/opaque-tokens.js";
import { createIssuerPlace } from "./issuer-place.js";
import { createKeyRing, firstKey } from "./key-ring.js";
import type { SigningKey } from "./signing-key.js";
import { createTokenMaker } from "./token-maker.js";
import { createVerifierOptions } from "./verifier-options.js";
import type { TestOpaqueVerifierOptions, TestVerifierOptions, TrustOpaque } from "./verifier-options.js";
import { createWrongKinds } from "./wrong-kinds.js";

/** What can be said of a test issuer. */
export interface TestIssuerOptions {
  /** With the name of a server other options apply: {@link DialectIssuerOptions}. */
  readonly like?: undefined;
  /** The issuer identifier. Default: `https://auth.example.com`. Not together with `listen`. */
  readonly issuer?: string;
  /** `aud` of its access tokens, and the audience of `verifierOptions()`. Default: `https://api.example.com`. */
  readonly audience?: string;
  /** What its keys sign with. Default: `ES256`. */
  readonly algorithm?: SignatureAlgorithm;
  /** The key to begin with. Default: a new one, which for RSA takes a moment. Not together with `algorithm`. */
  readonly signingKey?: SigningKey;
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
export interface TestIssuer extends AnyTestIssuer {
  /**
   * Options for a verifier that trusts this issuer: `issuer`, `audience`, `clock`, `fetch` (unless it listens) and
   * `dangerouslyRevealReason`, so that matchers see the reason of a denial in a response.
   */
  verifierOptions(): TestVerifierOptions;
  /** The same for a verifier that takes its opaque tokens too: `issuer` is then an object, with all that introspection takes. */
  verifierOptions(trust: TrustOpaque): TestOpaqueVerifierOptions;
}

/**
 * Starts an authorization server for tests, in this process. No socket is opened, unless it is told to `listen`.
 *
 * @param options - With `like` it plays a server: it issues what that server issues, and `verifierOptions()` are its preset.
 * @throws TypeError - there is no option of such a name, both `issuer` and `listen` are given, `issuer` is not a URL, or there is no
 * such dialect.
 */
export function createTestIssuer(options?: TestIssuerOptions): Promise<TestIssuer>;
export function createTestIssuer(options: DialectIssuerOptions): Promise<DialectIssuer>;
export async function createTestIssuer(
  options: TestIssuerOptions | DialectIssuerOptions = {},
): Promise<TestIssuer | DialectIssuer> {
  if (options.like === undefined) return createPlainIssuer(options);
  // So many dialects are read only by who wants one.
  const { createDialectIssuer } = await import("./dialects/dialect-issuer.js");
  return createDialectIssuer(options);
}

async function createPlainIssuer(options: TestIssuerOptions): Promise<TestIssuer> {
  checkNames(options, OPTION_NAMES, "createTestIssuer()");
  const { clock = SYSTEM_CLOCK, audience = "https://api.example.com", scope = "api:read" } = options;
  const keys = createKeyRing(firstKey(options, "ES256"));
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
  const own: Omit<TestIssuer, keyof FittingForms> = {
    ...createWrongKinds(maker),
    ...createOpaqueTokens(maker, introspection.register),
    ...createIssuerControls(place, keys),
    ...createNamedForms(() => as),
    issuer,
    audience,
    scope,
    clock,
    get signingKey() {
      return keys.current;
    },
    verifierOptions: createVerifierOptions(trusted, introspection.resourceServer),
    resourceServer: introspection.resourceServer,
    issue: maker.issue,
    bearer: (claims, how) => ({ authorization: `Bearer ${maker.issue(claims, how)}` }),
  };
  const as: TestIssuer = addFittingForms(own, () => PLAIN_TRAITS);
  return as;
}

/** As the catalogue is written, whatever the header type: the verifier takes every one that an access token may have. */
const PLAIN_TRAITS: IssuerTraits = {
  algorithms: undefined,
  takesJwts: true,
  unknownOpaque: undefined,
  issuesOpaque: false,
  lacksOpaqueAudience: false,
  rolesGrant: false,
  hasNoParts: false,
  isTyped: true,
  requiresType: false,
  requiresJti: false,
  hasUntypedLogoutToken: false,
  except: {},
  denials: {},
};
const SYSTEM_CLOCK: Clock = { now: () => Date.now() / 1000 };
const OPTION_NAMES = [
  "issuer",
  "audience",
  "algorithm",
  "clock",
  "scope",
  "typ",
  "listen",
  "introspection",
  "like",
  "signingKey",
] as const;
