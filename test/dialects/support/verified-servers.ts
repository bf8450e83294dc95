import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Dialect, DialectName } from "@ostiary/testing/dialects";
import { readText, ROOT } from "../../docs/markdown.js";

/** What shows that a dialect was verified against a server that nobody here wrote. */
export interface Evidence {
  /** The server that was started: a file of `test/interop/recorded` and a folder of `test/interop/servers`, by this name. */
  readonly record: string;
  /** An access token that was accepted with the dialect's preset, or what the server said of it, by its title in the record. */
  readonly shown: string;
  /** What of the dialect it is good for, if not for its whole configuration. */
  readonly only?: string;
}

/** When, and of which version, it was recorded what a real server issues; the rest is by titles. */
export interface InteropRecord {
  readonly version: string;
  /** Such as `2026-11-20`. */
  readonly date: string;
  readonly [title: string]: unknown;
}

/** What is recorded of real servers, by their names. */
export function readRecords(): ReadonlyMap<string, InteropRecord> {
  const names = readdirSync(join(ROOT, RECORDED)).map((file) => file.replace(/\.json$/, ""));
  return new Map(names.map((name) => [name, JSON.parse(readText(`${RECORDED}/${name}.json`)) as InteropRecord]));
}

/** Where what we say of a dialect is from, in a few words: the real server of a version on a day, or documents. */
export function describeOrigin({ name, product }: Pick<Dialect, "name" | "product">): string {
  const evidence = VERIFIED[name];
  if (evidence === undefined) return FROM_DOCUMENTS;
  const record = readRecords().get(evidence.record);
  if (record === undefined) throw new Error(`${RECORDED} has nothing of ${evidence.record}`);
  const title = readTitle(evidence.record);
  const which = title === product ? "verified:" : `its engine alone: ${title}`;
  const only = evidence.only === undefined ? "" : `, ${evidence.only}`;
  return `${which} ${record.version}, ${record.date}${only}`;
}

/** The product that was started. */
function readTitle(server: string): string {
  const title = /\btitle: "([^"]+)"/.exec(readText(`test/interop/servers/${server}/server.ts`))?.[1];
  if (title === undefined) throw new Error(`test/interop/servers/${server}/server.ts names no title`);
  return title;
}

export const FROM_DOCUMENTS = "from documents only";

/** The dialects whose presets `npm run interop` runs against real servers. */
export const VERIFIED: Readonly<Partial<Record<DialectName, Evidence>>> = {
  "better-auth": { record: "better-auth", shown: "access token, jwt, api:read" },
  "better-auth-opaque": {
    record: "better-auth",
    shown: "introspection of: access token without a resource, at its client",
  },
  glewlwyd: { record: "glewlwyd", shown: "access token, jwt, api:read" },
  "glewlwyd-introspected": { record: "glewlwyd", shown: "introspection of: access token, opaque, api:read" },
  "glewlwyd-no-resource": { record: "glewlwyd", shown: "access token without a resource, scopes as audience" },
  hydra: { record: "hydra", shown: "introspection of: access token, opaque, api:read" },
  "hydra-jwt": { record: "hydra", shown: "access token, jwt, api:read" },
  "hydra-no-audience": {
    record: "hydra",
    shown: "introspection of: access token without audience, opaque, of a client that is named",
  },
  keycloak: { record: "keycloak", shown: "access token of a user, roles count" },
  "keycloak-introspected": { record: "keycloak", shown: "introspection of: access token, opaque, api:read" },
  "keycloak-rfc9068": { record: "keycloak", shown: "access token with typ at+jwt, which is asked for" },
  "lemon-ldap": { record: "lemonldap", shown: "access token, jwt, api:read" },
  "lemon-ldap-opaque": { record: "lemonldap", shown: "introspection of: access token, opaque, api:read" },
  logto: { record: "oidc-provider", shown: "access token as Logto signs it" },
  "oidc-provider": { record: "oidc-provider", shown: "access token, jwt, api:read" },
  "oidc-provider-opaque": {
    record: "oidc-provider",
    shown: "introspection of: access token, opaque, api:read",
    only: "tokens with an audience",
  },
  spring: { record: "spring", shown: "access token, jwt, api:read" },
  "spring-opaque": { record: "spring", shown: "introspection of: access token, opaque, api:read" },
};

const RECORDED = "test/interop/recorded";
