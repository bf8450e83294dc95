import { isJsonObject, parseJsonObject, type JsonObject } from "../internal/json-object.js";
import { quoteUntrusted } from "../internal/quote.js";
import { checkServerUrl } from "../internal/secure-url.js";

/** What is used of a metadata document. */
export interface IssuerMetadata {
  /** Where the JWK Set is; `undefined` if the document does not say. */
  readonly jwksUri: string | undefined;
  /** `undefined` if the document names none. */
  readonly introspection: IntrospectionPlace | undefined;
}

/** Where tokens are asked about, and how one may authenticate there. */
export interface IntrospectionPlace {
  readonly url: string;
  /** Where to ask with a client certificate, if that is another place (RFC 8705 §5). */
  readonly mtlsUrl: string | undefined;
  /** `introspection_endpoint_auth_methods_supported`; `undefined` if the document does not say. */
  readonly authMethods: readonly string[] | undefined;
}

/** What is looked for in the metadata of an issuer. */
export interface MetadataNeeds {
  readonly jwksUri: boolean;
  readonly introspection: boolean;
}

/** What is used of a metadata document, or why another one is to be looked for. */
export type MetadataReading = IssuerMetadata | UnfitMetadata;

/** A document that lacks something that is needed. */
export interface UnfitMetadata {
  readonly problem: string;
  /** It is no document at all. */
  readonly isBroken?: true;
  /** If something else that is needed is there: what the document is still good for, should no other have all. */
  readonly partial?: IssuerMetadata;
}

/**
 * Reads the metadata of an authorization server: where its JWK Set and its introspection endpoint are, and nothing more.
 *
 * `issuer` in the document must be the configured one, character for character; otherwise nothing of it is used. What
 * the document says of algorithms does NOT widen what is accepted, and `signed_metadata` is ignored.
 *
 * @see RFC 8414 §2, §3.2 and §3.3
 */
export function readMetadata(bytes: Uint8Array, issuer: string, needs: MetadataNeeds = NEEDS_KEYS): MetadataReading {
  const document = parseJsonObject(bytes);
  if (document === undefined) return { problem: "is not a JSON object", isBroken: true };
  if (document["issuer"] !== issuer) return { problem: `belongs to issuer ${quoteUntrusted(document["issuer"])}` };
  const url = readPlace(document, "introspection_endpoint", issuer);
  const metadata: IssuerMetadata = {
    jwksUri: readPlace(document, "jwks_uri", issuer),
    introspection:
      url === undefined
        ? undefined
        : { url, mtlsUrl: readAlias(document, issuer), authMethods: readAuthMethods(document) },
  };
  const noKeys = needs.jwksUri ? checkPlace(document, "jwks_uri", issuer) : undefined;
  const noEndpoint = needs.introspection ? checkPlace(document, "introspection_endpoint", issuer) : undefined;
  if (noKeys === undefined && noEndpoint === undefined) return metadata;
  const problem = [noKeys, noEndpoint].filter((lack) => lack !== undefined).join(" and ");
  // What only the one kind of token needs must not take the other down.
  const serves = (needs.jwksUri && noKeys === undefined) || (needs.introspection && noEndpoint === undefined);
  return serves ? { problem, partial: metadata } : { problem };
}

type PlaceName = "jwks_uri" | "introspection_endpoint";

function readPlace(document: JsonObject, name: PlaceName, issuer: string): string | undefined {
  return checkPlace(document, name, issuer) === undefined ? (document[name] as string) : undefined;
}

function readAlias(document: JsonObject, issuer: string): string | undefined {
  const aliases = document["mtls_endpoint_aliases"];
  return isJsonObject(aliases) ? readPlace(aliases, "introspection_endpoint", issuer) : undefined;
}

function checkPlace(document: JsonObject, name: PlaceName, issuer: string): string | undefined {
  const url = document[name];
  if (typeof url !== "string") return `has no ${name}`;
  const problem = checkServerUrl(url) ?? checkTransport(url, issuer);
  return problem === undefined ? undefined : `has ${name === "jwks_uri" ? "a" : "an"} ${name} that ${problem}`;
}

function readAuthMethods(document: JsonObject): readonly string[] | undefined {
  const methods = document["introspection_endpoint_auth_methods_supported"];
  if (!Array.isArray(methods)) return undefined;
  return Object.freeze(methods.filter((method) => typeof method === "string"));
}

/** Plain http, which is for loopback only, must not be what a document on the network leads to. */
function checkTransport(url: string, issuer: string): string | undefined {
  if (!HTTP.test(url) || (HTTP.test(issuer) && checkServerUrl(issuer) === undefined)) return undefined;
  return "must use https (http is for an issuer on loopback)";
}

const NEEDS_KEYS: MetadataNeeds = Object.freeze({ jwksUri: true, introspection: false });
const HTTP = /^http:/i;
