import { randomBytes } from "node:crypto";
import type { Clock, SignatureAlgorithm, VerifierOptions } from "@ostiary/core";
import type { AnyTestIssuer } from "../any-test-issuer.js";
import { createIssuerControls } from "../any-test-issuer.js";
import { checkNames } from "../check-names.js";
import { createNamedForms } from "../defects/find-form.js";
import { addFittingForms } from "../defects/fit-forms.js";
import type { FittingForms } from "../defects/fit-forms.js";
import { createIntrospection, DEFAULT_AUTH_METHODS } from "../introspection/create-introspection.js";
import type { Introspection } from "../introspection/create-introspection.js";
import type { IntrospectionEndpointOptions } from "../introspection/introspection-endpoint.js";
import type { IssuerPlaces } from "../issuer-endpoints.js";
import { createIssuerPlace } from "../issuer-place.js";
import type { IssuerPlace } from "../issuer-place.js";
import { createKeyRing, firstKey } from "../key-ring.js";
import type { KeyRing } from "../key-ring.js";
import type { SigningKey } from "../signing-key.js";
import { createTokenMaker } from "../token-maker.js";
import type { Claims } from "../token-maker.js";
import type { TrustOpaque } from "../verifier-options.js";
import { readGrammar } from "./claim-grammar.js";
import { createDialectKinds } from "./dialect-kinds.js";
import { createDialectMaker } from "./dialect-maker.js";
import type { HowToIssue } from "./dialect-maker.js";
import type { DialectName } from "./dialect-names.js";
import { createDialectOpaque } from "./dialect-opaque.js";
import { createDialectOptions } from "./dialect-options.js";
import type { DialectVerifierOptions } from "./dialect-options.js";
import { DEFAULT_SCOPE } from "./dialect-profile.js";
import type { DialectProfile } from "./dialect-profile.js";
import { readTraits } from "./dialect-traits.js";
import type { Dialect } from "./dialect.js";
import { findDialect } from "./find-dialect.js";
import { readTrust } from "./played-trust.js";
import type { PlayedTrust } from "./played-trust.js";
import { createRelocation, findPlaces, relocateIssuer } from "./relocate.js";

/** What can be said of a test issuer that plays a server. */
export interface DialectIssuerOptions {
  /** The server to play: one of `dialectNames`. Each is a section of `docs/issuers.md`. */
  readonly like: DialectName;
  /** The title of the access token to issue, as `docs/issuers.md` has it. Default: the first one. */
  readonly shape?: string;
  /**
   * What your API is configured with in production, to play the issuer that it trusts (the first one, if there are several).
   * Default: the configuration that `docs/issuers.md` shows.
   */
  readonly trust?: VerifierOptions;
  /** The issuer identifier. Default: that in `trust`. Not together with `listen`. */
  readonly issuer?: string;
  /** The audience of the tokens, written as the server writes it, and that of `verifierOptions()`. Default: that in `trust`. */
  readonly audience?: string;
  /** What its keys sign with. Default: the first of those that the preset accepts. */
  readonly algorithm?: SignatureAlgorithm;
  /** The key to begin with. Default: a new one, which for RSA takes a moment. Not together with `algorithm`. */
  readonly signingKey?: SigningKey;
  /** Gives the instants in tokens, and goes into `verifierOptions()`. Default: the system's clock. */
  readonly clock?: Clock;
  /** The scope of the access tokens, written as the server writes it. Default: `api:read`, where the server writes scopes. */
  readonly scope?: string;
  /** As without `like`. Everything of the issuer is then below its origin, with no regard to where the server has it. Default: false. */
  readonly listen?: boolean;
  /** How its introspection endpoint is; with `false` it has none. */
  readonly introspection?: IntrospectionEndpointOptions | false;
}

/** A test issuer that issues what a certain server issues. */
export interface DialectIssuer extends AnyTestIssuer {
  /** What it plays. */
  readonly dialect: Dialect;
  /** What `issue()` grants, separated by spaces. */
  readonly scope: string;
  /**
   * A good access token of the server, with these claims changed: `sub`, `client_id`, `aud` and `scope` are written where and how
   * the server writes them, all others are taken as they are. An opaque one, if the shape is opaque and nothing is said of how to
   * sign it.
   *
   * @throws TypeError - there is no such shape, or the server issues no access tokens that an API could take.
   */
  issue(claims?: Claims, how?: HowToIssue): string;
  /** The header fields of a request that presents what `issue()` makes. */
  bearer(claims?: Claims, how?: HowToIssue): { authorization: string };
  /**
   * Options for a verifier as the API has them that trusts the server, its preset included; with `clock`, `fetch` (unless the issuer
   * listens), `dangerouslyRevealReason`, and the credentials that the introspection endpoint takes. With `opaque` it introspects
   * in any case.
   */
  verifierOptions(opaque?: TrustOpaque): DialectVerifierOptions;
}

/** @throws TypeError - there is no such dialect, shape or option, or options exclude each other. */
export async function createDialectIssuer(options: DialectIssuerOptions): Promise<DialectIssuer> {
  checkNames(options, OPTION_NAMES, "createTestIssuer({ like })");
  const { clock = SYSTEM_CLOCK, listen = false } = options;
  const dialect = findDialect(options.like);
  const trust = readTrust(dialect, options);
  const keys = createKeyRing(firstKey(options, trust.algorithm));
  const introspection = createIntrospection(introspectionFor(trust, options.introspection), keys, () => clock.now());
  const { resourceServer, register } = introspection;
  const place = await openPlace(options, { trust, keys, endpoint: introspection.endpoint });
  const { issuer } = place;
  const common = { issuer, audience: trust.audience, now: () => clock.now(), signingKey: () => keys.current };
  const { scope, shape } = options;
  const maker = createDialectMaker({
    ...common,
    dialect,
    scope,
    shape,
    register,
    ...describeTokens(dialect, trust, issuer),
  });
  const plain = createTokenMaker({ ...common, scope: scope ?? DEFAULT_SCOPE, typ: "at+jwt" });
  const issuers = relocateAll(trust, issuer, listen);
  const trusted = { options: trust.options, issuers, fetch: listen ? undefined : place.fetch };
  const own: Omit<DialectIssuer, keyof FittingForms> = {
    ...createDialectKinds(dialect, maker, plain),
    ...createDialectOpaque(dialect, maker, register),
    ...createIssuerControls(place, keys),
    ...createNamedForms(() => as),
    dialect,
    issuer,
    audience: trust.audience,
    scope: maker.scope,
    clock,
    get signingKey() {
      return keys.current;
    },
    resourceServer,
    issue: maker.issue,
    bearer: (claims, how) => ({ authorization: `Bearer ${maker.issue(claims, how)}` }),
    verifierOptions: createDialectOptions({ ...trusted, clock, resourceServer, apiKey: registerApiKey(introspection) }),
  };
  const as: DialectIssuer = addFittingForms(own, () => readTraits(dialect, trust, maker.shape));
  return as;
}

interface Played {
  readonly trust: PlayedTrust;
  readonly keys: KeyRing;
  readonly endpoint: Introspection["endpoint"];
}

function openPlace(
  { issuer, listen = false }: DialectIssuerOptions,
  { trust, keys, endpoint }: Played,
): Promise<IssuerPlace> {
  const toPlaces = (name: string): IssuerPlaces => findPlaces(relocateAll(trust, name, listen));
  const name = listen ? issuer : (issuer ?? trust.issuers[0].issuer);
  return createIssuerPlace({ listen, toPlaces, ...(name === undefined ? {} : { issuer: name }) }, keys, endpoint);
}

/** One that listens has one origin, and so one issuer. */
function relocateAll(
  { issuers: [first, ...others] }: PlayedTrust,
  to: string,
  isListening: boolean,
): PlayedTrust["issuers"] {
  const played = relocateIssuer(first, to, isListening);
  return [played, ...(isListening ? [] : others.map((other) => relocateIssuer(other, other.issuer, false)))];
}

function describeTokens(
  dialect: Dialect,
  trust: PlayedTrust,
  issuer: string,
): Pick<DialectProfile, "grammar" | "toPlace" | "allowedClients" | "decryptionKeys" | "isAudienceChanged"> {
  const [played] = trust.issuers;
  const { allowedClients = trust.options.allowedClients } = played;
  const names = trust.shapeAudiences;
  return {
    grammar: readGrammar({ ...trust.options, ...played }, dialect.shapes, [...names, trust.audience]),
    toPlace: createRelocation(trust.shapeIssuer, issuer),
    allowedClients,
    decryptionKeys: trust.options.decryptionKeys ?? [],
    isAudienceChanged: names.length > 0,
  };
}

/** An endpoint that everybody may ask, where the API says nothing of who it is. */
function introspectionFor(
  { issuers: [{ introspection }] }: PlayedTrust,
  options: DialectIssuerOptions["introspection"],
): DialectIssuerOptions["introspection"] {
  const method = introspection?.authentication?.method;
  const isAnonymous = method === "none" || method === "tls_client_auth" || method === "self_signed_tls_client_auth";
  if (options === false || options?.authMethods !== undefined || !isAnonymous) return options;
  return { ...options, authMethods: [...DEFAULT_AUTH_METHODS, "none"] };
}

/** A token of the client that asks about others. */
function registerApiKey({ register, resourceServer }: Introspection): string {
  const apiKey = randomBytes(32).toString("base64url");
  register.add(apiKey, { client_id: resourceServer.clientId });
  return apiKey;
}

const SYSTEM_CLOCK: Clock = { now: () => Date.now() / 1000 };
const OPTION_NAMES = [
  "like",
  "shape",
  "trust",
  "issuer",
  "audience",
  "algorithm",
  "signingKey",
  "clock",
  "scope",
  "listen",
  "introspection",
] as const;
