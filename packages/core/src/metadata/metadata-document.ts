import { parseJsonObject } from "../internal/json-object.js";
import { quoteUntrusted } from "../internal/quote.js";
import { checkServerUrl } from "../internal/secure-url.js";

/** What is used of a metadata document, or why none of it is; `isBroken` if it is no document at all. */
export type MetadataReading = { readonly jwksUri: string } | { readonly problem: string; readonly isBroken?: true };

/**
 * Reads the metadata of an authorization server: where its JWK Set is, and nothing more.
 *
 * `issuer` in the document must be the configured one, character for character; otherwise nothing of it is used. What
 * the document says of algorithms does NOT widen what is accepted, and `signed_metadata` is ignored.
 *
 * @see RFC 8414 §2, §3.2 and §3.3
 */
export function readMetadata(bytes: Uint8Array, issuer: string): MetadataReading {
  const document = parseJsonObject(bytes);
  if (document === undefined) return { problem: "is not a JSON object", isBroken: true };
  if (document["issuer"] !== issuer) return { problem: `belongs to issuer ${quoteUntrusted(document["issuer"])}` };
  const jwksUri = document["jwks_uri"];
  if (typeof jwksUri !== "string") return { problem: "has no jwks_uri" };
  const problem = checkServerUrl(jwksUri) ?? checkTransport(jwksUri, issuer);
  return problem === undefined ? { jwksUri } : { problem: `has a jwks_uri that ${problem}` };
}

/** Plain http, which is for loopback only, must not be what a document on the network leads to. */
function checkTransport(jwksUri: string, issuer: string): string | undefined {
  if (!HTTP.test(jwksUri) || (HTTP.test(issuer) && checkServerUrl(issuer) === undefined)) return undefined;
  return "must use https (http is for an issuer on loopback)";
}

const HTTP = /^http:/i;
