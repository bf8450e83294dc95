import type { IssuerOptions } from "../options.js";
import { type AsScopes, toPermissionClaims, asScopesRule } from "./as-scopes.js";
import { type NamedClients, namedClients, toNamedClients } from "./named-clients.js";
import { audiences, type OptionRule, text } from "./option-rules.js";
import { hostName, toHost } from "./place-rules.js";
import { type PresetOptions, toAudience } from "./preset-options.js";
import { checkPresetOptions } from "./preset-problems.js";

/** What {@link salesforce} takes. */
export interface SalesforceOptions extends PresetOptions {
  /** My Domain of the org: `acme.my.salesforce.com`, `acme--uat.sandbox.my.salesforce.com`. */
  readonly domain: string;
  /** The consumer keys of the connected apps whose tokens are taken. `any` takes those of every app of the org. */
  readonly clientIds: NamedClients;
  /** Count the user's roles as scopes too, each with a prefix: `{ prefix: "role:" }`. Default: they count for nothing. */
  readonly rolesAsScopes?: AsScopes;
}

/**
 * Salesforce. Let the connected app issue JWT-based access tokens: opaque ones are the default, and have a `!` in them, which
 * no bearer token may have (RFC 6750 §2.1), so they are refused before anybody could be asked about them.
 *
 * `aud` names the org and not your API: `https://<My Domain>` is therefore the default of `audience` here, whatever the verifier
 * says, and every connected app of the org could call you. So say in `clientIds` which ones may.
 *
 * @example
 * ```ts
 * createVerifier({
 *   issuer: salesforce({ domain: "acme.my.salesforce.com", clientIds: ["3MVG9Acme0rdersWeb"] }),
 * });
 * ```
 *
 * Not certain: the claims of ID tokens; which other values `aud` can be given in Salesforce.
 *
 * @throws ConfigurationError - naming everything that is wrong with the options.
 */
export function salesforce(options: SalesforceOptions): IssuerOptions {
  checkPresetOptions("salesforce", options, {
    rules: {
      domain: myDomain,
      clientIds: namedClients(text({ example: "3MVG9Acme0rdersWeb" })),
      rolesAsScopes: asScopesRule,
      audience: audiences,
    },
  });
  const issuer = `https://${toHost(options.domain)}`;
  return {
    issuer,
    audience: issuer,
    ...toAudience(options),
    algorithms: ["RS256"],
    tokenKind: "strict",
    scopeClaims: ["scp"],
    clientClaims: ["client_id"],
    requiredClaims: ["sub", "client_id", "scp"],
    rejectedClaims: ["nonce", "at_hash", "c_hash", "custom_attributes"],
    ...toNamedClients(options.clientIds),
    ...toPermissionClaims([{ path: ["roles"], as: options.rolesAsScopes }]),
  };
}

const myDomain: OptionRule = (value) => {
  const isForAll = typeof value === "string" && /^(login|test)\.salesforce\.com$/i.test(value);
  return isForAll
    ? 'must be My Domain of the org, which is what stands in iss: "acme.my.salesforce.com"'
    : hostName("acme.my.salesforce.com")(value);
};
