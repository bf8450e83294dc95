import type { IssuerOptions } from "@ostiary/core";
import { wellKnownUrls } from "../issuer-endpoints.js";
import type { IssuerPlaces } from "../issuer-endpoints.js";

/** Writes a text anew in which one issuer, or a place below it, may be named: for another issuer. */
export type Relocation = (text: string) => string;

/** @param to - The name that the issuer `from` has now. */
export function createRelocation(from: string, to: string): Relocation {
  if (from === to) return (text) => text;
  const [oldBase, newBase] = [withoutFinalSlash(from), withoutFinalSlash(to)];
  const [oldOrigin, newOrigin] = [originOf(from), originOf(to)];
  return (text) => {
    if (text === from) return to;
    if (text.startsWith(`${oldBase}/`)) return newBase + text.slice(oldBase.length);
    if (oldOrigin === undefined || newOrigin === undefined || !text.startsWith(`${oldOrigin}/`)) return text;
    return newOrigin + text.slice(oldOrigin.length);
  };
}

/**
 * The options of an issuer that a test issuer plays under the name `to`, with its keys fetched. One that listens has all of its
 * places where its metadata say.
 */
export function relocateIssuer(options: IssuerOptions, to: string, isListening: boolean): IssuerOptions {
  const { jwks, keySource, metadataUrl, jwksUri, introspection, ...policy } = options;
  const { endpoint, ...asking } = introspection ?? {};
  const move = createRelocation(options.issuer, to);
  const isElsewhere = jwks !== undefined || keySource !== undefined;
  const places = isListening
    ? {}
    : {
        ...(metadataUrl === undefined ? {} : { metadataUrl: move(metadataUrl) }),
        ...(jwksUri === undefined ? {} : { jwksUri: move(jwksUri) }),
        ...(isElsewhere ? { jwksUri: `${baseOf({ issuer: to })}/jwks` } : {}),
      };
  const asked = endpoint === undefined || isListening ? asking : { ...asking, endpoint: move(endpoint) };
  return { ...policy, issuer: to, ...places, ...(introspection === undefined ? {} : { introspection: asked }) };
}

/** Where a verifier with these options looks for what it needs. */
export function findPlaces(issuers: readonly [IssuerOptions, ...IssuerOptions[]]): IssuerPlaces {
  const [first] = issuers;
  const base = baseOf(first);
  const jwksUri = first.jwksUri ?? `${base}/jwks`;
  return {
    base,
    jwksUri,
    jwksUris: [jwksUri, ...issuers.flatMap((issuer) => issuer.jwksUri ?? [])],
    introspectionUrl: first.introspection?.endpoint ?? `${base}/introspect`,
    metadata: issuers.flatMap(({ issuer, metadataUrl }) =>
      [
        ...(metadataUrl === undefined ? [] : [metadataUrl]),
        ...(URL.canParse(issuer) ? wellKnownUrls(new URL(issuer)) : []),
      ].map((url) => ({ url, issuer })),
    ),
  };
}

/** Not every issuer is named by a URL: then its other places tell where it is. */
function baseOf({ issuer, jwksUri, metadataUrl }: IssuerOptions): string {
  if (URL.canParse(issuer)) return withoutFinalSlash(issuer);
  return originOf(metadataUrl ?? jwksUri ?? "") ?? "https://auth.example.com";
}

function withoutFinalSlash(text: string): string {
  return text.endsWith("/") ? text.slice(0, -1) : text;
}

function originOf(text: string): string | undefined {
  return URL.canParse(text) ? new URL(text).origin : undefined;
}
