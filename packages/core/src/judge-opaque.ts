import type { AccessToken } from "./access-token.js";
import { ExtensionError, UnavailableError } from "./errors.js";
import type { JsonObject } from "./internal/json-object.js";
import { listed, quoteUntrusted } from "./internal/quote.js";
import { parseRegisteredClaims } from "./jwt/claims.js";
import { deny, type Denied, PASS, type Pass } from "./outcome.js";
import { checkLifetime } from "./policy/lifetime.js";
import { readAccessToken } from "./read-access-token.js";
import type { ResolvedOptions } from "./resolve-options.js";
import { routeOpaqueToken } from "./route-opaque-token.js";
import type { IntrospectionResponse } from "./seams/introspection-client.js";
import { checkIntrospectedKind, checkToldKind } from "./token-kind/introspected-kind.js";
import type { Bench, IntrospectingIssuer, VerifiedToken } from "./trusted-issuer.js";

/** As much of a bench as is the same whatever the claims become. */
export type OpaqueBench = Pick<Bench<unknown>, "issuers" | "now"> & {
  readonly options: Pick<ResolvedOptions<unknown>, "clockToleranceSeconds" | "chooseIssuer">;
};

/**
 * Steps 4 to 7 for a token that is no JWT: who is asked about it, what that says, and whether that is said of an access token.
 *
 * Denies with `not_an_access_token`, `unknown_issuer`, `token_inactive`, `missing_claim`, `malformed_token` or `binding_required`.
 *
 * @throws UnavailableError - there was no answer.
 * @throws ExtensionError - `chooseIssuer` broke its contract.
 * @see RFC 7662 §2.2
 */
export async function verifyOpaque(token: string, bench: OpaqueBench): Promise<VerifiedToken | Denied> {
  const issuer = routeOpaqueToken(token, bench);
  if (issuer.kind === "denied") return issuer;
  const response = await askAbout(token, issuer.issuer, bench.now);
  return response.active ? readIntrospected(response.claims, token, issuer.issuer) : denyInactive(issuer.issuer);
}

/**
 * Asks about a JWT that has passed everything else whether it is still active. The token goes on being what its issuer signed; the
 * answer can only refuse it.
 *
 * Denies with `token_inactive`, or, if the answer says so, with `malformed_token`, `token_expired`, `token_not_yet_valid`,
 * `not_an_access_token` or `binding_required`.
 *
 * @throws UnavailableError - there was no answer, or one about another token.
 */
export async function confirmActive(
  token: AccessToken,
  issuer: IntrospectingIssuer,
  { now, options }: OpaqueBench,
): Promise<Denied | undefined> {
  const response = await askAbout(token.value, issuer, now);
  if (!response.active) return denyInactive(issuer);
  const { claims } = response;
  const other = IDENTIFYING.find(
    (name) => isText(claims[name]) && isText(token.claims[name]) && claims[name] !== token.claims[name],
  );
  if (other !== undefined) {
    throw new UnavailableError(`The introspection of ${issuer.issuer} answered about another token (${other} differs)`);
  }
  // The rest of what was signed has been judged; these may have become less since (RFC 7662 §2.2).
  const lifetime = parseRegisteredClaims({ exp: claims["exp"] ?? token.expiresAt, nbf: claims["nbf"] });
  if (lifetime.kind === "denied") return lifetime;
  const { expiresAt, notBefore } = lifetime;
  const tolerance = { clockToleranceSeconds: options.clockToleranceSeconds, maxLifetimeSeconds: undefined };
  const answers: readonly (Pass | Denied)[] = [
    checkLifetime({ expiresAt, notBefore, issuedAt: undefined }, tolerance, now),
    checkToldKind(claims, issuer.introspection),
    saysDpop(claims) || claims["cnf"] !== undefined ? BOUND : PASS,
  ];
  return answers.find((answer) => answer.kind === "denied");
}

/**
 * What the issuer says of a token, or has said lately, without the members that are `null`. Other than in a JWT these count as
 * absent: an answer is made for whoever asks, and some servers write the members they have no value for so.
 *
 * @throws UnavailableError - there was no answer.
 */
export async function askAbout(
  token: string,
  { issuer, introspector }: IntrospectingIssuer,
  now: number,
): Promise<IntrospectionResponse> {
  try {
    const response = await introspector.introspect(token, now);
    return response.active ? { active: true, claims: withoutNulls(response.claims) } : response;
  } catch (cause) {
    if (cause instanceof UnavailableError || cause instanceof ExtensionError) throw cause;
    throw new ExtensionError(`The introspection of ${issuer} failed`, { cause });
  }
}

/** Frozen, as the answer is. The same object, if there is nothing to take out. */
function withoutNulls(claims: JsonObject): JsonObject {
  if (!Object.values(claims).includes(null)) return claims;
  return Object.freeze(Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== null)));
}

/** What the server said of an active token becomes what a JWT becomes, and is held to the same policy after this. */
function readIntrospected(claims: JsonObject, token: string, issuer: IntrospectingIssuer): VerifiedToken | Denied {
  const answer = checkAnswerIssuer(claims, issuer);
  if (answer.kind === "denied") return answer;
  const registered = parseRegisteredClaims(claims, issuer.clientClaims);
  if (registered.kind === "denied") return registered;
  const kind = checkAnswerKind(claims, registered.audience, issuer);
  if (kind.kind === "denied") return kind;
  const binding = checkToldBinding(claims);
  if (binding.kind === "denied") return binding;
  return readAccessToken(registered, { claims, format: "opaque", value: token }, issuer);
}

/** The answer is about a token of the issuer that was asked. Denies with `unknown_issuer`. */
export function checkAnswerIssuer({ iss }: { readonly iss?: unknown }, { issuer }: IntrospectingIssuer): Pass | Denied {
  return iss === undefined || iss === issuer
    ? PASS
    : deny("unknown_issuer", `iss of the answer is ${quoteUntrusted(iss)}; asked was ${listed([issuer])}`);
}

/** The answer is about an access token, as far as the policy of its answers asks for that. Denies with `not_an_access_token`. */
export function checkAnswerKind(
  claims: JsonObject,
  audience: readonly string[],
  { idTokenAudiences, ignoreIdTokenEvidence, introspection }: IntrospectingIssuer,
): Pass | Denied {
  const evidence = { claims, audience, idTokenAudiences, ignoreIdTokenEvidence };
  return checkIntrospectedKind(evidence, introspection);
}

/**
 * A token that says it is bound, and not to what, can be proven by nobody. Denies with `binding_required`.
 *
 * @see RFC 9449 §6.2
 */
export function checkToldBinding(claims: JsonObject): Pass | Denied {
  return saysDpop(claims) && claims["cnf"] === undefined
    ? deny("binding_required", "token_type is DPoP, and there is no cnf")
    : PASS;
}

function saysDpop({ token_type: type }: { readonly token_type?: unknown }): boolean {
  return typeof type === "string" && type.toLowerCase() === "dpop";
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

/** Whatever else the server may have said, it was not `true`. */
export function denyInactive({ issuer }: IntrospectingIssuer): Denied {
  return deny("token_inactive", `${issuer} did not say that it is active`);
}

const BOUND = deny("binding_required", "introspection says that the token is bound to a key, and it was not signed so");
/** Members that are the same in a token and in what is said of it. */
const IDENTIFYING = ["iss", "sub", "client_id", "jti"] as const;
