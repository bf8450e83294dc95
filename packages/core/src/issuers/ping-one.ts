import type { IssuerOptions } from "../options.js";
import { NOT_SET, audiences, guid, oneOf, optional } from "./option-rules.js";
import { hostName, toHost } from "./place-rules.js";
import { type PresetOptions, toAudience } from "./preset-options.js";
import { checkPresetOptions } from "./preset-problems.js";

/** The regions of PingOne, by the codes its console shows. */
export type PingOneRegion = keyof typeof DOMAINS;

/** What {@link pingOne} takes. */
export interface PingOneOptions extends PresetOptions {
  /** The id of the environment. */
  readonly environmentId?: string;
  /** The region of the environment: `NA`, `CA`, `EU`, `AU`, `SG` or `AP`. */
  readonly region?: PingOneRegion;
  /** A domain of your own, in place of `environmentId` and `region`. */
  readonly domain?: string;
}

/**
 * PingOne. Its access tokens are JWTs; `audience` is that of the resource in PingOne.
 *
 * From 2 March 2027 on they carry `typ: at+jwt`. Both forms are accepted; when the time has come, `tokenKind: "rfc9068"` says
 * more: `{ ...pingOne(...), tokenKind: "rfc9068", optionalClaims: ["sub"] }`, since client credentials give no `sub`.
 *
 * Introspection is not set up: the endpoint answers only the client that got the token.
 *
 * @example
 * ```ts
 * createVerifier({
 *   issuer: pingOne({ environmentId: "abfba8f6-49eb-49f5-a5d9-80ad5c98f9f6", region: "EU" }),
 *   audience: "https://api.acme.example",
 * });
 * ```
 *
 * Not certain: the issuer of a domain of your own, `https://<domain>/as` (both forms stay in use, and one token has one
 * of them); and the form of refresh tokens that are JWTs: they would have to lack `client_id` or name another `aud`.
 *
 * @throws ConfigurationError - naming everything that is wrong with the options.
 */
export function pingOne(options: PingOneOptions): IssuerOptions {
  checkPresetOptions("pingOne", options, {
    rules: {
      environmentId: optional(guid),
      region: optional(oneOf(...Object.keys(DOMAINS))),
      domain: optional(hostName("auth.acme.example")),
      audience: audiences,
    },
    together: findPlaceProblems,
  });
  return {
    issuer: toIssuer(options),
    ...toAudience(options),
    algorithms: ["RS256"],
    tokenKind: "strict",
    requiredClaims: ["client_id"],
    rejectedClaims: ["nonce", "at_hash", "c_hash", "s_hash"],
    clientClaims: ["client_id"],
    scopeClaims: ["scope"],
  };
}

function findPlaceProblems({ environmentId, region, domain }: PingOneOptions): readonly string[] {
  const hasEnvironment = environmentId !== undefined && region !== undefined;
  const hasPart = environmentId !== undefined || region !== undefined;
  if (domain === undefined ? hasEnvironment : !hasPart) return [];
  return [`give either environmentId and region, or domain ${NOT_SET}`];
}

function toIssuer({ environmentId = "", region = "NA", domain }: PingOneOptions): string {
  if (domain !== undefined) return `https://${toHost(domain)}/as`;
  return `https://auth.pingone.${DOMAINS[region]}/${environmentId.toLowerCase()}/as`;
}

/** What stands after `auth.pingone.` in each region. */
const DOMAINS = { NA: "com", CA: "ca", EU: "eu", AU: "com.au", SG: "sg", AP: "asia" } as const;
