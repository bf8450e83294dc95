import { decodeBase64url } from "../internal/base64url.js";
import { type JsonObject, parseJsonObject } from "../internal/json-object.js";
import { quoteUntrusted } from "../internal/quote.js";
import { deny, type Denied, PASS, type Pass } from "../outcome.js";

/** A JWT whose signature has not been checked: nothing in it is true yet. It may be used to refuse, and to find the issuer. */
export interface UnverifiedJwt {
  readonly kind: "unverified";
  readonly token: string;
  readonly alg: string;
  readonly typ: string | undefined;
  readonly kid: string | undefined;
  readonly issuer: string;
  readonly claims: JsonObject;
  readonly signatureBytes: number;
}

/** A compact JWS and its three parts, the first of them decoded. */
export interface JwtParts {
  readonly token: string;
  readonly header: JsonObject;
  /** Whether `checkJoseHeader` has passed the same header before. */
  readonly headerIsKnown?: boolean;
  readonly payload: string;
  readonly signature: string;
}

/**
 * Reads the header and the claims of a JWT and refuses every form that could be read in two ways.
 *
 * Key-bearing header parameters (`jwk`, `jku`, `x5c`, `x5u`) are ignored: keys come from the issuer's set only. Does
 * not look at `alg` beyond its type, and at no claim but `iss`.
 *
 * Denies with `malformed_token` or, without `iss`, `missing_claim`.
 *
 * @see RFC 7515 §4 and §5.2, RFC 7519 §7.2, RFC 8725 §3
 */
export function parseUnverifiedJwt(parts: JwtParts): UnverifiedJwt | Denied {
  const header = parts.headerIsKnown === true ? PASS : checkJoseHeader(parts.header);
  if (header.kind === "denied") return header;
  const content = decodeContent(parts);
  if (content.kind === "denied") return content;
  const { claims, signatureBytes } = content;
  const named = checkIssuerClaim(claims);
  if (named.kind === "denied") return named;
  return {
    kind: "unverified",
    token: parts.token,
    alg: parts.header["alg"] as string,
    typ: parts.header["typ"] as string | undefined,
    kid: parts.header["kid"] as string | undefined,
    issuer: claims["iss"] as string,
    claims,
    signatureBytes,
  };
}

/**
 * The header parameters have the types their RFCs give them, and none demands what is not supported.
 *
 * Denies with `malformed_token`.
 */
export function checkJoseHeader(header: JsonObject): Pass | Denied {
  const problem = findHeaderProblem(header);
  return problem === undefined ? PASS : malformed(problem);
}

/** The second and third part of a compact JWS, decoded. */
export interface JwtContent {
  readonly kind: "content";
  readonly claims: JsonObject;
  readonly signatureBytes: number;
}

/** Decodes claims and signature. Denies with `malformed_token`. */
export function decodeContent({ payload, signature }: Pick<JwtParts, "payload" | "signature">): JwtContent | Denied {
  const bytes = decodeBase64url(payload);
  const claims = bytes && parseJsonObject(bytes);
  if (claims === undefined) return malformed("the claims are not one canonical JSON object");
  const signatureBytes = decodeBase64url(signature)?.length;
  return signatureBytes === undefined
    ? malformed("the signature is not canonical base64url")
    : { kind: "content", claims, signatureBytes };
}

/** The claims name an issuer. Denies with `missing_claim` or `malformed_token`. */
export function checkIssuerClaim(claims: JsonObject): Pass | Denied {
  const issuer = claims["iss"];
  if (issuer === undefined) return deny("missing_claim", "iss is absent");
  return typeof issuer === "string" && issuer !== "" ? PASS : malformed(`iss is ${quoteUntrusted(issuer)}`);
}

function findHeaderProblem(header: JsonObject): string | undefined {
  const { typ, kid, b64 } = header;
  if (typ !== undefined && typeof typ !== "string") return "the header parameter typ is not a string";
  if (kid !== undefined && (typeof kid !== "string" || kid === "")) {
    return "the header parameter kid is not a string with at least one character";
  }
  if (Object.hasOwn(header, "crit")) return "the header demands extensions (crit), and none are supported";
  if (b64 !== undefined && b64 !== true) return "an unencoded payload (b64) is not allowed in a JWT";
  const encryption = ENCRYPTION_PARAMETERS.find((name) => Object.hasOwn(header, name));
  return encryption && `the header parameter ${encryption} belongs to encrypted tokens`;
}

function malformed(detail: string): Denied {
  return deny("malformed_token", detail);
}

/** A signed token with one of these tries to be taken for an encrypted one (RFC 7516 §9). */
const ENCRYPTION_PARAMETERS = ["enc", "zip", "epk", "iv", "tag", "p2c", "p2s"] as const;
