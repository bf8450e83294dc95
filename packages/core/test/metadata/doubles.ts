import { createMetadata } from "../../src/metadata/authorization-server-metadata.js";
import { createContext, json, ScriptedServer } from "../keys/doubles.js";

export const ISSUER = "https://as.example.com/t1";
export const OAUTH = "https://as.example.com/.well-known/oauth-authorization-server/t1";
export const OIDC_INSERTED = "https://as.example.com/.well-known/openid-configuration/t1";
export const OIDC_APPENDED = "https://as.example.com/t1/.well-known/openid-configuration";
export const KEYS = "https://keys.example.com/t1";

export const metadata = (jwks_uri = KEYS) => json({ issuer: ISSUER, jwks_uri });
export const status = (code: number) => new Response(null, { status: code, headers: { location: KEYS } });

export const refused = () => Promise.reject(new Error("refused"));

export function setUp(metadataUrl?: string) {
  const context = createContext();
  const server = new ScriptedServer();
  const close = new AbortController();
  const closed = close.signal;
  const place = createMetadata({ ...context, issuer: ISSUER, metadataUrl, fetch: server.fetch, closed });
  return { context, server, place, close };
}

export const MOVED = "https://new.example.com/";

/** Metadata that were read at instant 0. */
export async function warm() {
  const known = setUp();
  known.server.at(OAUTH, () => metadata());
  await known.place.locate({ now: 0 });
  known.server.takeUrls();
  known.context.takeTypes();
  return known;
}
