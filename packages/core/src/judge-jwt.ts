import { verifySignature } from "#signature";
import { ExtensionError, UnavailableError } from "./errors.js";
import { algorithmTraits } from "./internal/algorithms.js";
import type { JsonObject } from "./internal/json-object.js";
import { isPending, type MaybePromise, whenThere } from "./internal/maybe-promise.js";
import { listed, quoteUntrusted } from "./internal/quote.js";
import { parseRegisteredClaims } from "./jwt/claims.js";
import { type JwtParts, parseUnverifiedJwt, type UnverifiedJwt } from "./jwt/unverified-jwt.js";
import { type KnownKey, toKnownKey } from "./keys/known-key.js";
import { deny, type Denied, PASS, type Pass } from "./outcome.js";
import { isExpired } from "./policy/lifetime.js";
import { readAccessToken } from "./read-access-token.js";
import type { ResolvedOptions } from "./resolve-options.js";
import type { KeyQuery } from "./seams/key-source.js";
import type { TokenKindEvidence } from "./token-kind/rule.js";
import { checkHeaderType, checkTokenKind } from "./token-kind/token-kind.js";
import type { Bench, TrustedIssuer, VerifiedToken } from "./trusted-issuer.js";

/** As much of a bench as is the same whatever the claims become. */
export type JwtBench = Pick<Bench<unknown>, "issuers" | "now"> & {
  readonly options: Pick<ResolvedOptions<unknown>, "clockToleranceSeconds">;
  /** The key that the issuer has been asked for already, for this very token. */
  readonly keyAtHand?: KnownKey;
};

/**
 * Steps 5 to 7: from three parts to an access token whose origin and kind are certain.
 *
 * What it is made of is exported, for `explain()` walks the same steps and goes on where this stops.
 */
export function verifyJwt(parts: JwtParts, bench: JwtBench): MaybePromise<VerifiedJwt | Denied> {
  const jwt = parseUnverifiedJwt(parts);
  if (jwt.kind === "denied") return jwt;
  const issuer = bench.issuers.get(jwt.issuer);
  if (issuer === undefined) return denyIssuer(jwt.issuer, bench);
  for (const { check } of EARLY_STEPS) {
    const answer = check(jwt, issuer, bench);
    if (answer.kind === "denied") return answer;
  }
  return whenThere(checkSignature(jwt, issuer, bench), (signature) =>
    signature.kind === "denied" ? signature : readSignedJwt(jwt, issuer, signature),
  );
}

/** A token of which it is known who signed it. */
export interface VerifiedJwt extends VerifiedToken {
  readonly signature: Signature;
}

/** The key that made a signature, and how it was asked for. */
export interface Signature {
  readonly kind: "signature";
  readonly query: KeyQuery;
  readonly key: KnownKey;
}

function readSignedJwt(jwt: UnverifiedJwt, issuer: TrustedIssuer, signature: Signature): VerifiedJwt | Denied {
  const registered = parseRegisteredClaims(jwt.claims, issuer.clientClaims);
  if (registered.kind === "denied") return findOtherKind(jwt, issuer) ?? registered;
  const kind = checkTokenKind(toKindEvidence(jwt, registered.audience, issuer), issuer.tokenKind);
  if (kind.kind === "denied") return kind;
  const source = { claims: jwt.claims, format: "jwt", value: jwt.token } as const;
  return { ...readAccessToken(registered, source, issuer), signature };
}

/**
 * What a token is whose registered claims are not those of an access token, if that is known: many logout tokens and answers
 * have no `exp`, and are to be refused as what they are.
 */
export function findOtherKind(jwt: Pick<UnverifiedJwt, "typ" | "claims">, issuer: TrustedIssuer): Denied | undefined {
  const kind = checkTokenKind(toKindEvidence(jwt, toAudience(jwt.claims), issuer), issuer.tokenKind);
  return kind.kind === "denied" && kind.tokenKind !== undefined ? kind : undefined;
}

/** As far as `aud` can be read. */
export function toAudience({ aud }: JsonObject): readonly string[] {
  const values: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
  return values.filter((value) => typeof value === "string");
}

/** One check of a JWT whose signature has not been checked: it can only refuse. */
export interface EarlyStep {
  readonly step: "token_format" | "algorithm" | "type" | "expiry";
  readonly check: (jwt: UnverifiedJwt, issuer: TrustedIssuer, bench: JwtBench) => Pass | Denied;
}

/** What can be refused without a key, in this order: spares the signature check, and a fetch for a key nobody needs. */
export const EARLY_STEPS: readonly EarlyStep[] = [
  { step: "token_format", check: checkFormat },
  { step: "algorithm", check: checkAlgorithm },
  { step: "type", check: ({ typ }, { acceptedTypes }) => checkHeaderType(typ, acceptedTypes) },
  { step: "expiry", check: ({ claims }, _, bench) => checkExpiry(claims["exp"], bench) },
];

/** Nothing is configured for the issuer that the token names, so there is nothing to judge it by. */
export function denyIssuer(issuer: string, { issuers }: Pick<JwtBench, "issuers">): Denied {
  return deny("unknown_issuer", `iss is ${quoteUntrusted(issuer)}; trusted are ${listed(issuers.keys())}`);
}

function checkFormat(_: UnverifiedJwt, { issuer, tokenFormat }: TrustedIssuer): Pass | Denied {
  return tokenFormat === "opaque"
    ? deny("malformed_token", `it is a JWT, and of ${issuer} only opaque tokens are taken (tokenFormat)`)
    : PASS;
}

function checkAlgorithm({ alg }: UnverifiedJwt, { algorithms }: TrustedIssuer): Pass | Denied {
  return algorithms.has(alg)
    ? PASS
    : deny("algorithm_not_allowed", `alg is ${quoteUntrusted(alg)}; allowed are ${listed(algorithms)}`);
}

/** That `exp` is over can be said of a token that nobody has verified; that it is not, means nothing yet. */
export function checkExpiry(expiresAt: unknown, { options, now }: JwtBench): Pass | Denied {
  return typeof expiresAt === "number" && isExpired(expiresAt, options.clockToleranceSeconds, now)
    ? deny("token_expired", `exp is ${expiresAt}, now is ${now}`)
    : PASS;
}

/**
 * A key of this issuer, and of no other, made the signature.
 *
 * Denies with `signature_invalid` or `no_matching_key`.
 *
 * @throws UnavailableError - the keys could not be had.
 * @throws ExtensionError - the key source broke its contract.
 * @see RFC 7515 §5.2
 */
export function checkSignature(
  jwt: UnverifiedJwt,
  issuer: TrustedIssuer,
  { now, keyAtHand }: Pick<JwtBench, "now" | "keyAtHand">,
): MaybePromise<Signature | Denied> {
  const { alg, kid, signatureBytes } = jwt;
  const expected = algorithmTraits(alg)?.signatureBytes ?? signatureBytes;
  if (signatureBytes === 0 || signatureBytes !== expected) {
    return deny("signature_invalid", `a signature of ${signatureBytes} bytes, where ${alg} has another length`);
  }
  const query = { alg, kid };
  return whenThere(keyAtHand ?? findKey(query, issuer, { now }), (key) =>
    "reason" in key ? key : checkSigner(jwt, { kind: "signature", query, key }, issuer),
  );
}

/**
 * The key of this issuer that is asked for.
 *
 * Denies with `no_matching_key`.
 *
 * @throws UnavailableError - the keys could not be had.
 * @throws ExtensionError - the key source broke its contract.
 */
export function findKey(
  query: KeyQuery,
  { issuer, keys }: TrustedIssuer,
  { now, expected }: KeySearch,
): MaybePromise<KnownKey | Denied> {
  try {
    const found = keys.find(query, now);
    if (expected !== undefined && found === expected) return expected;
    if (!isPending(found)) return toFittingKey(found, query, issuer);
    return found
      .then((key) => toFittingKey(key, query, issuer))
      .catch((cause: unknown) => throwSourceFailure(cause, issuer));
  } catch (cause) {
    return throwSourceFailure(cause, issuer);
  }
}

/** When a key is asked for, and which answer has been found fit before. */
export interface KeySearch {
  readonly now: number;
  readonly expected?: KnownKey;
}

/** A source of the application's may go by kid alone: a key for another algorithm is not the one that was asked for. */
function toFittingKey(found: unknown, { alg, kid }: KeyQuery, issuer: string): KnownKey | Denied {
  const key = toKnownKey(found, issuer);
  return key?.algorithms.includes(alg) === true
    ? key
    : deny("no_matching_key", `${issuer} has no such key: ${describeKid(kid)}, alg is ${alg}`);
}

function checkSigner(
  { token, alg, kid }: UnverifiedJwt,
  signature: Signature,
  { issuer }: TrustedIssuer,
): MaybePromise<Signature | Denied> {
  // Nothing but this one value: whatever else should come out of a platform some day, it is no good signature.
  const conclude = (isValid: unknown): Signature | Denied =>
    isValid === true
      ? signature
      : deny("signature_invalid", `the key that is meant did not make it: ${describeKid(kid)}`);
  const fail = (cause: unknown): never => throwSourceFailure(cause, issuer);
  const { key } = signature;
  try {
    const material = key.importedFor(alg) ?? key.forAlgorithm(alg);
    const isValid = whenThere(material, (imported) => verifySignature(token, alg, imported));
    return isPending(isValid) ? isValid.then(conclude, fail) : conclude(isValid);
  } catch (cause) {
    return fail(cause);
  }
}

function throwSourceFailure(cause: unknown, issuer: string): never {
  if (cause instanceof UnavailableError || cause instanceof ExtensionError) throw cause;
  throw new ExtensionError(`The key source of issuer ${issuer} failed`, { cause });
}

/** What there is to tell the kind of a JWT by. */
export function toKindEvidence(
  { typ, claims }: Pick<UnverifiedJwt, "typ" | "claims">,
  audience: readonly string[],
  { issuer, acceptedTypes, idTokenAudiences, ignoreIdTokenEvidence }: TrustedIssuer,
): TokenKindEvidence {
  return { typ, claims, issuer, audience, acceptedTypes, idTokenAudiences, ignoreIdTokenEvidence };
}

/** For the operator: the name is a stranger's. */
export function describeKid(kid: string | undefined): string {
  return kid === undefined ? "kid is absent" : `kid is ${quoteUntrusted(kid)}`;
}
