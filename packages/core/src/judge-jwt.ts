import { verifySignature } from "#signature";
import { createAccessToken } from "./access-token.js";
import { ExtensionError, UnavailableError } from "./errors.js";
import { algorithmTraits } from "./internal/algorithms.js";
import { listed, quoteUntrusted } from "./internal/quote.js";
import { parseRegisteredClaims } from "./jwt/claims.js";
import { type JwtParts, parseUnverifiedJwt, type UnverifiedJwt } from "./jwt/unverified-jwt.js";
import { toKnownKey } from "./keys/known-key.js";
import { deny, type Denied } from "./outcome.js";
import { isExpired } from "./policy/lifetime.js";
import { parseScopes } from "./policy/scope.js";
import type { ResolvedOptions } from "./resolve-options.js";
import { checkHeaderType, checkTokenKind } from "./token-kind/token-kind.js";
import type { Bench, TrustedIssuer, VerifiedToken } from "./trusted-issuer.js";

/** As much of a bench as is the same whatever the claims become. */
type JwtBench = Pick<Bench<unknown>, "issuers" | "now"> & {
  readonly options: Pick<ResolvedOptions<unknown>, "clockToleranceSeconds">;
};

/** Steps 5 to 7: from three parts to an access token whose origin and kind are certain. */
export async function verifyJwt(parts: JwtParts, bench: JwtBench): Promise<VerifiedToken | Denied> {
  const unverified = parseUnverifiedJwt(parts);
  if (unverified.kind === "denied") return unverified;
  const issuer = bench.issuers.get(unverified.issuer);
  if (issuer === undefined) {
    return deny(
      "unknown_issuer",
      `iss is ${quoteUntrusted(unverified.issuer)}; trusted are ${listed(bench.issuers.keys())}`,
    );
  }

  if (issuer.tokenFormat === "opaque") {
    return deny("malformed_token", `it is a JWT, and of ${issuer.issuer} only opaque tokens are taken (tokenFormat)`);
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
