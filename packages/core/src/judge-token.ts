import { verifySignature } from "#signature";
import { type AccessToken, createAccessToken, withClaims } from "./access-token.js";
import { checkConfirmation } from "./binding/confirmation.js";
import { classifyToken } from "./credentials/token-form.js";
import { ExtensionError, UnavailableError } from "./errors.js";
import { algorithmTraits } from "./internal/algorithms.js";
import { listed, quoteUntrusted } from "./internal/quote.js";
import { parseRegisteredClaims } from "./jwt/claims.js";
import { type JwtParts, parseUnverifiedJwt, type UnverifiedJwt } from "./jwt/unverified-jwt.js";
import { toKnownKey } from "./keys/known-key.js";
import { type Accepted, deny, type Denied, type Pass } from "./outcome.js";
import { applyClaimsSchema, runChecks } from "./policy/application-checks.js";
import { checkAudience } from "./policy/audience.js";
import { checkLifetime, isExpired } from "./policy/lifetime.js";
import { checkRequiredClaims } from "./policy/required-claims.js";
import { parseScopes } from "./policy/scope.js";
import type { ResolvedIssuer } from "./resolve-issuers.js";
import type { ResolvedOptions } from "./resolve-options.js";
import type { KeySource } from "./seams/key-source.js";
import { checkHeaderType, checkTokenKind } from "./token-kind/token-kind.js";

/** An issuer with the keys that its tokens are verified with. */
export interface TrustedIssuer extends ResolvedIssuer {
  readonly keys: KeySource;
}

/** What a token is judged by, and when. */
export interface Bench<Claims> {
  readonly issuers: ReadonlyMap<string, TrustedIssuer>;
  readonly options: ResolvedOptions<Claims>;
  readonly now: number;
}

/**
 * Judges a token by everything but the requirement of a route.
 *
 * Until the signature has been checked, what the token says is used only to refuse it and to find its issuer.
 *
 * @throws UnavailableError - keys, or a check of the application, could not be reached.
 * @throws ExtensionError - a key source, schema or check of the application broke its contract.
 * @see RFC 9068 §4, RFC 8725 §3
 */
export async function judgeToken<Claims>(token: string, bench: Bench<Claims>): Promise<Accepted<Claims> | Denied> {
  const { options, now } = bench;
  if (token.length > options.maxTokenBytes) {
    return deny("token_too_large", `${token.length} bytes, at most ${options.maxTokenBytes} are read`);
  }
  const form = classifyToken(token);
  if (form.form === "encrypted")
    return deny("malformed_token", "the token is encrypted (JWE), and no key is configured");
  if (form.form === "opaque" && token.includes(" ")) {
    return deny("malformed_token", "there is a space in the token: hand it in alone, without its scheme");
  }
  if (form.form === "opaque")
    return deny("malformed_token", "the token is not a JWT, and no issuer introspects tokens");
  const verified = await verifyJwt(form, bench);
  return verified.kind === "denied" ? verified : applyPolicy(verified, options, now);
}

/** As much of a bench as is the same whatever the claims become. */
type JwtBench = Pick<Bench<unknown>, "issuers" | "now"> & {
  readonly options: Pick<ResolvedOptions<unknown>, "clockToleranceSeconds">;
};

interface VerifiedToken {
  readonly kind: "verified";
  readonly token: AccessToken;
  readonly notBefore: number | undefined;
  readonly issuer: TrustedIssuer;
}

/** Steps 5 to 7: from three parts to an access token whose origin and kind are certain. */
async function verifyJwt(parts: JwtParts, bench: JwtBench): Promise<VerifiedToken | Denied> {
  const unverified = parseUnverifiedJwt(parts);
  if (unverified.kind === "denied") return unverified;
  const issuer = bench.issuers.get(unverified.issuer);
  if (issuer === undefined) {
    return deny(
      "unknown_issuer",
      `iss is ${quoteUntrusted(unverified.issuer)}; trusted are ${listed(bench.issuers.keys())}`,
    );
  }

  const refusal = refuseEarly(unverified, issuer, bench) ?? (await checkSignature(unverified, issuer, bench.now));
  if (refusal !== undefined) return refusal;

  const { claims, typ, token: value } = unverified;
  const registered = parseRegisteredClaims(claims);
  if (registered.kind === "denied") return registered;
  const kind = checkTokenKind(
    { typ, claims, issuer: issuer.issuer, audience: registered.audience, acceptedTypes: issuer.acceptedTypes },
    issuer.tokenKind,
  );
  if (kind.kind === "denied") return kind;
  const { notBefore, kind: _, ...names } = registered;
  const scopes = parseScopes(claims);
  const token = createAccessToken({ issuer: issuer.issuer, ...names, scopes, format: "jwt", claims, value });
  return { kind: "verified", token, notBefore, issuer };
}

/** What can be refused without a key: spares the signature check, and a fetch for a key nobody needs. */
function refuseEarly(
  { alg, typ, claims }: UnverifiedJwt,
  issuer: TrustedIssuer,
  { options, now }: JwtBench,
): Denied | undefined {
  if (!issuer.algorithms.has(alg)) {
    return deny("algorithm_not_allowed", `alg is ${quoteUntrusted(alg)}; allowed are ${listed(issuer.algorithms)}`);
  }
  const type = checkHeaderType(typ, issuer.acceptedTypes);
  if (type.kind === "denied") return type;
  const expiresAt = claims["exp"];
  return typeof expiresAt === "number" && isExpired(expiresAt, options.clockToleranceSeconds, now)
    ? deny("token_expired", `exp is ${expiresAt}, now is ${now}`)
    : undefined;
}

async function checkSignature(
  { token, alg, kid, signatureBytes }: UnverifiedJwt,
  issuer: TrustedIssuer,
  now: number,
): Promise<Denied | undefined> {
  const expected = algorithmTraits(alg)?.signatureBytes ?? signatureBytes;
  if (signatureBytes === 0 || signatureBytes !== expected) {
    return deny("signature_invalid", `a signature of ${signatureBytes} bytes, where ${alg} has another length`);
  }
  try {
    const key = toKnownKey(await issuer.keys.find({ alg, kid }, now), issuer.issuer);
    // A source of the application's may go by kid alone: a key for another algorithm is not the one that was asked for.
    if (key === undefined || !key.algorithms.includes(alg)) {
      return deny("no_matching_key", `${describeKid(kid)}, alg is ${alg}`);
    }
    const valid = await verifySignature(token, alg, await key.forAlgorithm(alg));
    return valid ? undefined : deny("signature_invalid", describeKid(kid));
  } catch (cause) {
    if (cause instanceof UnavailableError || cause instanceof ExtensionError) throw cause;
    throw new ExtensionError(`The key source of issuer ${issuer.issuer} failed`, { cause });
  }
}

function describeKid(kid: string | undefined): string {
  return kid === undefined ? "kid is absent" : `kid is ${quoteUntrusted(kid)}`;
}

/** Steps 8 and 9: the issuer's policy, then the application's, then the binding. */
async function applyPolicy<Claims>(
  { token, notBefore, issuer }: VerifiedToken,
  options: ResolvedOptions<Claims>,
  now: number,
): Promise<Accepted<Claims> | Denied> {
  const { expiresAt, issuedAt } = token;
  const { clockToleranceSeconds } = options;
  const { maxLifetimeSeconds } = issuer;
  const answers: readonly (Pass | Denied)[] = [
    checkAudience(token, issuer),
    checkLifetime({ expiresAt, issuedAt, notBefore }, { clockToleranceSeconds, maxLifetimeSeconds }, now),
    checkRequiredClaims(token, issuer.requiredClaims),
  ];
  for (const answer of answers) if (answer.kind === "denied") return answer;
  const typed = await applySchema(token, options);
  if ("kind" in typed) return typed;
  const answer = await runChecks(typed, options.checks, { now });
  if (answer.kind === "denied") return answer;
  const binding = checkConfirmation(token);
  if (binding.kind === "denied") return binding;
  return { kind: "accepted", token: typed };
}

/** Without a schema `Claims` is what the issuer signed. */
async function applySchema<Claims>(
  token: AccessToken,
  { claimsSchema }: Pick<ResolvedOptions<Claims>, "claimsSchema">,
): Promise<AccessToken<Claims> | Denied> {
  if (claimsSchema === undefined) return token as AccessToken<Claims>;
  const result = await applyClaimsSchema(token.claims, claimsSchema);
  return result.kind === "denied" ? result : withClaims(token, result.claims);
}
