import { verifySignature } from "#signature";
import { classifyToken } from "../credentials/token-form.js";
import { algorithmTraits } from "../internal/algorithms.js";
import { isJsonObject, type JsonObject } from "../internal/json-object.js";
import { quoteUntrusted } from "../internal/quote.js";
import { isNumericDate } from "../jwt/claims.js";
import { parseUnverifiedJwt, type UnverifiedJwt } from "../jwt/unverified-jwt.js";
import { toKnownKey } from "../keys/known-key.js";
import type { IntrospectionResponse } from "../seams/introspection-client.js";
import type { KeySource } from "../seams/key-source.js";
import { toTypeName } from "../token-kind/header-type.js";
import { UnusableIntrospectionError } from "./introspection-failure.js";
import { toIntrospectionResponse } from "./introspection-response.js";

/** What a signed answer is held to. */
export interface SignedResponseTerms {
  /** Who must have signed it. */
  readonly issuer: string;
  readonly keys: KeySource;
  /** The `alg` values that are accepted. */
  readonly algorithms: ReadonlySet<string>;
  /** Who we are in its `aud`: one of them must be there. */
  readonly audiences: ReadonlySet<string>;
  readonly clockToleranceSeconds: number;
  /** The present, NumericDate seconds. */
  readonly now: number;
}

/**
 * Reads a signed answer: a JWT of the type `token-introspection+jwt`, signed by the issuer, for us, made just now. The type is
 * what keeps other JWTs of the issuer, an access or ID token of somebody, from being taken for an answer.
 *
 * What counts is in `token_introspection`, and then nothing beside it does. Without that member the answer is taken to be flat,
 * as servers older than the RFC give it: `active` and the rest beside `iss`, `aud` and `iat`. Those three then
 * are the envelope's alone and do not become claims of the token: an `aud` that says that the answer is for us does not say that
 * the token is, and the `iat` of the answer is not its age.
 *
 * Nothing in it says which token was asked about: for that we rely on the connection.
 *
 * @throws UnusableIntrospectionError - it is anything else. What the key source throws is passed on.
 * @see RFC 9701 §5 and §8.1
 */
export async function readSignedResponse(
  bytes: Uint8Array,
  terms: SignedResponseTerms,
): Promise<IntrospectionResponse> {
  const envelope = parseEnvelope(bytes);
  const problem = findHeaderProblem(envelope, terms) ?? (await findSignatureProblem(envelope, terms));
  if (problem !== undefined) throw unusable(problem);
  const mismatch = findClaimProblem(envelope.claims, terms);
  if (mismatch !== undefined) throw unusable(mismatch);
  return toIntrospectionResponse(pickContent(envelope.claims));
}

function parseEnvelope(bytes: Uint8Array): UnverifiedJwt {
  const form = classifyToken(new TextDecoder().decode(bytes));
  if (form.form === "encrypted") throw unusable("is encrypted (JWE), and no key is configured");
  if (form.form === "opaque") throw unusable("is not a signed JWT");
  const envelope = parseUnverifiedJwt(form);
  if (envelope.kind === "denied") throw unusable(`is malformed: ${envelope.detail}`);
  return envelope;
}

/** What can be refused without a key. */
function findHeaderProblem(
  { typ, alg, signatureBytes }: UnverifiedJwt,
  { algorithms }: SignedResponseTerms,
): string | undefined {
  if (typ === undefined || toTypeName(typ) !== "token-introspection+jwt") {
    return `has the typ ${quoteUntrusted(typ ?? null)}, where token-introspection+jwt is needed`;
  }
  if (!algorithms.has(alg)) return `is signed with ${quoteUntrusted(alg)}, which is not among the algorithms`;
  const expected = algorithmTraits(alg)?.signatureBytes ?? signatureBytes;
  return signatureBytes === 0 || signatureBytes !== expected ? "has a signature of the wrong length" : undefined;
}

async function findSignatureProblem(
  { token, alg, kid }: UnverifiedJwt,
  { keys, issuer, now }: SignedResponseTerms,
): Promise<string | undefined> {
  const key = toKnownKey(await keys.find({ alg, kid }, now), issuer);
  if (key === undefined || !key.algorithms.includes(alg)) {
    return `is signed with a key that ${issuer} does not have, kid ${quoteUntrusted(kid ?? null)}`;
  }
  return (await verifySignature(token, alg, await key.forAlgorithm(alg))) ? undefined : "has a signature that is wrong";
}

function findClaimProblem({ iss, aud, iat }: JsonObject, terms: SignedResponseTerms): string | undefined {
  if (iss !== terms.issuer) return `was made by ${quoteUntrusted(iss)}`;
  const named: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
  if (!named.some((value) => typeof value === "string" && terms.audiences.has(value))) {
    return `is for ${quoteUntrusted(aud ?? null)}, not for this resource server`;
  }
  const leeway = MAX_AGE_SECONDS + terms.clockToleranceSeconds;
  if (isNumericDate(iat) && Math.abs(terms.now - iat) <= leeway) return undefined;
  return `was not made just now: iat is ${quoteUntrusted(iat ?? null)}, now is ${terms.now}`;
}

function pickContent(claims: JsonObject): JsonObject {
  if (Object.hasOwn(claims, "token_introspection")) {
    const content = claims["token_introspection"];
    if (isJsonObject(content)) return content;
    throw unusable("has a token_introspection that is not an object");
  }
  if (!Object.hasOwn(claims, "active")) throw unusable("has neither token_introspection nor active");
  const { iss: _iss, aud: _aud, iat: _iat, ...content } = claims;
  return content;
}

function unusable(problem: string): UnusableIntrospectionError {
  return new UnusableIntrospectionError(`The signed answer of the introspection endpoint ${problem}`);
}

/** How far the `iat` of an answer may be from now: an old one could be sent again. */
const MAX_AGE_SECONDS = 60;
