import type { IssuerOptions } from "../options.js";
import { audienceRule, type AudienceRule } from "../options/audience-rule.js";
import { type AsScopes, type PermissionChoice, toPermissionClaims, asScopesRule } from "./as-scopes.js";
import { anything, audiences, readOnlyMember, listOf, oneOf, optional, type OptionRule, text } from "./option-rules.js";
import { baseUrl, withoutFinalSlash } from "./place-rules.js";
import { type IntrospectingPresetOptions, toAudience, toIntrospection } from "./preset-options.js";
import { checkPresetOptions } from "./preset-problems.js";

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
  /** Count the roles of the realm as scopes too, each with a prefix: `{ prefix: "realm:" }`. Default: they count for nothing. */
  readonly realmRolesAsScopes?: AsScopes;
  /**
   * Count the roles of clients as scopes too: `{ clients: ["orders"] }`. The id of the client and a colon stand before each:
   * `orders:reader`. Default: they count for nothing.
   */
  readonly clientRolesAsScopes?: ClientRolesAsScopes;
}

/** Whose roles count as scopes. */
export interface ClientRolesAsScopes {
  /** The ids of the clients. */
  readonly clients: readonly string[];
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
 *   issuer: keycloak({ url: "https://sso.acme.example", realm: "acme", clientRolesAsScopes: { clients: ["orders"] } }),
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
      audience: audiences,
      realmRolesAsScopes: asScopesRule,
      clientRolesAsScopes: optional(clientRoles),
      introspectAs: anything,
    },
    together: findRoleProblems,
  });
  const { realm, profile = "keycloak", introspectAs, realmRolesAsScopes, clientRolesAsScopes } = options;
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
    [audienceRule]: ofAllClients,
    ...toPermissionClaims([
      { path: ["realm_access", "roles"], as: realmRolesAsScopes },
      ...(clientRolesAsScopes?.clients ?? []).map(toClientRoles),
    ]),
    ...(introspectAs === undefined ? {} : { tokenFormat: "introspect-all" }),
    // The answer calls the token `Bearer` in `typ`, which it has been judged by; not all versions say token_type.
    ...toIntrospection(options),
  };
}

function toClientRoles(client: string): PermissionChoice {
  return { path: ["resource_access", client, "roles"], as: { prefix: `${client}:` } };
}

/** No role may pass for one of somebody else, whatever the two are called. */
function findRoleProblems({ realmRolesAsScopes, clientRolesAsScopes }: KeycloakOptions): string[] {
  const ofRealm = realmRolesAsScopes?.prefix;
  const clients = clientRolesAsScopes?.clients ?? [];
  return clients.flatMap((client) => {
    const own = `${client}:`;
    const others = clients.filter((other) => other !== client).map((other) => `${other}:`);
    const isShared = ofRealm !== undefined && (own.startsWith(ofRealm) || ofRealm.startsWith(own));
    return [...(isShared ? [ofRealm] : []), ...others.filter((other) => other.startsWith(own))].map(
      (prefix) =>
        `the roles of the client ${JSON.stringify(client)} could pass for those with ${JSON.stringify(prefix)} before them: ` +
        "give realmRolesAsScopes another prefix, or leave that client out of clientRolesAsScopes and name its roles in permissionClaims",
    );
  });
}

const isUrl = baseUrl("https://sso.acme.example");

const url: OptionRule = (value) =>
  isUrl(value) ??
  (/\/realms(\/|$)/.test(value as string)
    ? "must be that of the server: leave out /realms/ and what follows it, and name the realm"
    : undefined);

const isClients = listOf(text({ example: "orders" }));

const clientRoles: OptionRule = (value) => {
  const clients = readOnlyMember(value, "clients");
  if (clients === undefined) return 'must be { clients: ["orders"] }, with the clients whose roles count';
  const problem = isClients(clients);
  return problem === undefined ? undefined : `has clients, which ${problem}`;
};

const ofAllClients: AudienceRule = (names) =>
  names.includes("account")
    ? [
        'audience is "account", which stands in the tokens of all clients: add an audience mapper with a name for this API',
      ]
    : [];
