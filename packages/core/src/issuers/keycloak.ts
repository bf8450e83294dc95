import type { IssuerOptions } from "../options.js";
import {
  type IntrospectingPresetOptions,
  type PermissionChoice,
  toAudience,
  toIntrospection,
  toPermissionClaims,
} from "./preset-options.js";
import {
  anything,
  audienceRule,
  checkPresetOptions,
  listOf,
  oneOf,
  optional,
  type OptionRule,
  prefixRule,
  serverUrl,
  text,
  withoutFinalSlash,
} from "./preset-problems.js";

/** What {@link keycloak} takes. */
export interface KeycloakOptions extends IntrospectingPresetOptions {
  /** The URL of the server as clients see it, with `/auth` if it has that path: `https://sso.acme.example`. */
  readonly url: string;
  /** The name of the realm, as it is written in the administration console. */
  readonly realm: string;
  /**
   * `rfc9068` if all clients have the attribute `access.token.header.type.rfc9068` (Keycloak 26.2 and later): then nothing but
   * `at+jwt` is taken. Default: `keycloak`.
   */
  readonly profile?: "keycloak" | "rfc9068";
  /** Count the roles of the realm as scopes too, with this before each, such as `realm:`; `""` for nothing. Default: they count for nothing. */
  readonly realmRolesPrefix?: string;
  /** Clients whose roles count as scopes too, with the id of the client and a colon before each: `orders:reader`. Default: none. */
  readonly clientRoles?: readonly string[];
}

/**
 * Keycloak.
 *
 * `audience` is what an audience mapper puts into the tokens; give a client scope such a mapper, with the name of this API.
 * Without one `aud` is absent or `account`, which is no audience of yours. Access tokens are JWTs, known by the claim `typ`
 * (`Bearer`, `DPoP`). With `introspectAs`, a confidential client, each one that has passed is asked about too, so that the
 * end of a session shows; newer versions ask for the client to be in the token's audience.
 *
 * @example
 * ```ts
 * createVerifier({
 *   issuer: keycloak({ url: "https://sso.acme.example", realm: "acme", clientRoles: ["orders"] }),
 *   audience: "orders",
 * });
 * ```
 *
 * Not certain: unless `hostname` is set on the server, tokens name the host they were got through. If the realm or a client
 * signs with another algorithm than RS256, override `algorithms`. `sub` is absent without the client scope `basic`, and in
 * lightweight tokens.
 *
 * @throws ConfigurationError - naming everything that is wrong with the options.
 */
export function keycloak(options: KeycloakOptions): IssuerOptions {
  checkPresetOptions("keycloak", options, {
    rules: {
      url,
      realm: text({ example: "acme", pattern: /^[^/]+$/ }),
      profile: optional(oneOf("keycloak", "rfc9068")),
      audience,
      realmRolesPrefix: prefixRule,
      clientRoles: optional(listOf(text({ example: "orders" }))),
      introspectAs: anything,
    },
  });
  const { realm, profile = "keycloak", introspectAs, realmRolesPrefix, clientRoles = [] } = options;
  return {
    issuer: `${withoutFinalSlash(options.url)}/realms/${encodeURIComponent(realm)}`,
    algorithms: ["RS256"],
    scopeClaims: ["scope"],
    clientClaims: ["azp", "client_id"],
    requiredClaims: ["azp", "typ"],
    rejectedClaims: ["at_hash", "c_hash", "s_hash"],
    // client_id is there for service accounts and by a mapper alone; azp, which names the client too, always is.
    ...(profile === "rfc9068"
      ? { tokenKind: "rfc9068", optionalClaims: ["sub", "client_id"] }
      : { tokenKind: "strict" }),
    ...toAudience(options),
    ...toPermissionClaims([
      { path: ["realm_access", "roles"], prefix: realmRolesPrefix },
      ...clientRoles.map(toClientRoles),
    ]),
    ...(introspectAs === undefined ? {} : { tokenFormat: "introspect-all" }),
    ...toIntrospection(options, { requireTokenType: true }),
  };
}

function toClientRoles(client: string): PermissionChoice {
  return { path: ["resource_access", client, "roles"], prefix: `${client}:` };
}

const isUrl = serverUrl("https://sso.acme.example");

const url: OptionRule = (value) =>
  isUrl(value) ??
  (/\/realms(\/|$)/.test(value as string)
    ? "must be that of the server: leave out /realms/ and what follows it, and name the realm"
    : undefined);

const audience: OptionRule = (value) =>
  audienceRule(value) ??
  ([value].flat().includes("account")
    ? 'is "account", which stands in the tokens of all clients: add an audience mapper with a name for this API'
    : undefined);
