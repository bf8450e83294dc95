import { dangerouslyAcceptMissingAudience } from "../danger.js";
import type { ClientAuthentication, IssuerOptions, TokenFormat } from "../options.js";
import { clientIdsRule, toAllowedClients } from "./missing-audience.js";
import { type OptionRule, NOT_SET, anything, audiences, oneOf, optional, text } from "./option-rules.js";
import { baseUrl, hostName, isLoopbackUrl, serverUrl, withoutFinalSlash } from "./place-rules.js";
import { type PresetOptions, toAudience, toIntrospection } from "./preset-options.js";
import { checkPresetOptions } from "./preset-problems.js";

/** What {@link oryHydra} and {@link oryNetwork} take both. */
interface OryOptions extends PresetOptions {
  /** What the access tokens are: `opaque` as the server's default is, `jwt` with the strategy `jwt`, `both` if clients differ. Default: `opaque`. */
  readonly tokenFormat?: Extract<TokenFormat, "opaque" | "jwt" | "both">;
  /** The clients whose tokens are taken. Default: every client. */
  readonly clientIds?: readonly string[];
  /**
   * Take tokens that name no audience (`aud: []`), for servers where audiences are not used. Needs `clientIds`, which are the
   * audience then. See `@ostiary/core/danger`.
   */
  readonly [dangerouslyAcceptMissingAudience]?: true;
}

/** What {@link oryHydra} takes. */
export interface OryHydraOptions extends OryOptions {
  /** `urls.self.issuer` of the configuration, exactly: with a slash at the end if it stands there with one. */
  readonly issuer: string;
  /** The URL of the admin port, where opaque tokens are asked about. Required unless `tokenFormat` is `jwt`. */
  readonly adminUrl?: string;
  /** Who we are to a gateway before the admin port. Default: nobody, `{ method: "none" }`, which is what Hydra itself asks. */
  readonly introspectAs?: ClientAuthentication;
}

/** What {@link oryNetwork} takes. */
export interface OryNetworkOptions extends OryOptions {
  /** The slug of the project: `acme-x1y2z3` of `https://acme-x1y2z3.projects.oryapis.com`. */
  readonly projectSlug: string;
  /** A custom domain that is the issuer in place of the project's: `auth.acme.example`. Default: none. */
  readonly customDomain?: string;
  /** An API key of the project (`ory_pat_...`), to ask about opaque tokens. Required unless `tokenFormat` is `jwt`. */
  readonly apiKey?: string;
}

/**
 * Ory Hydra, self-hosted. For Ory's cloud see {@link oryNetwork}.
 *
 * Access tokens are opaque unless `strategies.access_token` or a client says `jwt`. Opaque ones are asked about at the admin
 * port, which the metadata do not name. It has to be reached by https, or by http on this machine, and not by
 * `http://hydra-admin:4445`, as within a cluster. There are four ways:
 *
 * - a sidecar beside the API that forwards `http://127.0.0.1:4445`;
 * - a certificate for Hydra (`serve.admin.tls`);
 * - `adminUrl: "http://127.0.0.1:4445"`, and a `fetch` of the verifier that sends what is for it to where Hydra is;
 * - the same, and a client of your own put into what this function gives:
 *   `introspection: { client, prefixes: ["ory_at_"], requireTokenUse: true }`.
 *
 * A token has an audience only if the client may ask for it, does, and is granted it. Where audiences are not used, say
 * `[dangerouslyAcceptMissingAudience]: true` and, with `clientIds`, whose tokens are taken.
 *
 * @example
 * ```ts
 * createVerifier({
 *   issuer: oryHydra({ issuer: "https://auth.acme.example", adminUrl: "http://127.0.0.1:4445" }),
 *   audience: "https://api.acme.example",
 * });
 * ```
 *
 * Not certain: ID tokens and access tokens in the form of JWTs have the same header, and their keys stand in one JWK Set;
 * they are told apart by their claims, which custom claims of a consent application could blur. Opaque tokens of
 * Hydra 1 do not begin with `ory_at_`: for these override `introspection`.
 *
 * @throws ConfigurationError - naming everything that is wrong with the options.
 */
export function oryHydra(options: OryHydraOptions): IssuerOptions {
  checkPresetOptions("oryHydra", options, {
    rules: {
      issuer: serverUrl("https://auth.acme.example"),
      adminUrl: optional(adminUrlRule),
      introspectAs: anything,
      ...ORY_RULES,
    },
    together: (given) => [
      ...findPlaceProblems(given.tokenFormat, {
        given: [given.adminUrl, given.introspectAs],
        missing: `adminUrl is required: opaque tokens are asked about at the admin port ${NOT_SET}`,
        useless: 'adminUrl and introspectAs are for opaque tokens, and tokenFormat is "jwt": leave them out',
      }),
      ...findClientProblems(given),
    ],
  });
  const { issuer, adminUrl, introspectAs = { method: "none" } } = options;
  return toOryIssuer(issuer, options, { asker: introspectAs, at: adminUrl });
}

/**
 * Ory Network, Ory's cloud.
 *
 * As {@link oryHydra}, with the admin endpoint at the project's own address, where an API key is asked for.
 *
 * @example
 * ```ts
 * createVerifier({
 *   issuer: oryNetwork({ projectSlug: "acme-x1y2z3", apiKey: process.env["ORY_API_KEY"] ?? "" }),
 *   audience: "https://api.acme.example",
 * });
 * ```
 *
 * Not certain: that a custom domain becomes the issuer; look at `iss` of a token, or at `issuer` in the metadata.
 *
 * @throws ConfigurationError - naming everything that is wrong with the options.
 */
export function oryNetwork(options: OryNetworkOptions): IssuerOptions {
  checkPresetOptions("oryNetwork", options, {
    rules: {
      projectSlug: text({ example: "acme-x1y2z3", pattern: /^[a-z0-9]+(-[a-z0-9]+)*$/ }),
      customDomain: optional(hostName("auth.acme.example")),
      apiKey: anything,
      ...ORY_RULES,
    },
    together: (given) => [
      ...findPlaceProblems(given.tokenFormat, {
        given: [given.apiKey === "" ? undefined : given.apiKey],
        missing: `apiKey is required: it is asked for where opaque tokens are asked about ${NOT_SET}`,
        useless: 'apiKey is for opaque tokens, and tokenFormat is "jwt": leave it out',
      }),
      ...findClientProblems(given),
    ],
  });
  const { projectSlug, customDomain, apiKey = "" } = options;
  const project = `https://${projectSlug}.projects.oryapis.com`;
  const issuer = customDomain === undefined ? project : `https://${customDomain.toLowerCase()}`;
  const at = options.tokenFormat === "jwt" ? undefined : project;
  return toOryIssuer(issuer, options, { asker: { method: "bearer", token: apiKey }, at });
}

function toOryIssuer(
  issuer: string,
  options: OryOptions,
  { asker, at }: { readonly asker: ClientAuthentication; readonly at: string | undefined },
): IssuerOptions {
  const { tokenFormat = "opaque" } = options;
  return {
    issuer,
    algorithms: ["RS256"],
    tokenKind: "strict",
    tokenFormat,
    scopeClaims: ["scp", "scope"],
    clientClaims: ["client_id"],
    // ID tokens have no client_id, and these marks instead.
    requiredClaims: ["client_id"],
    rejectedClaims: ["nonce", "at_hash", "c_hash", "rat"],
    ...toAllowedClients(options),
    ...(options[dangerouslyAcceptMissingAudience] === true ? { [dangerouslyAcceptMissingAudience]: true } : {}),
    ...toAudience(options),
    ...(at === undefined
      ? {}
      : toIntrospection(
          { introspectAs: asker },
          {
            endpoint: `${withoutFinalSlash(at)}/admin/oauth2/introspect`,
            prefixes: ["ory_at_"],
            // Of a refresh token it is said that it is active and a "Bearer": only token_use tells.
            requireTokenUse: true,
          },
        )),
  };
}

/** The first of `given` is what opaque tokens cannot do without. */
function findPlaceProblems(
  tokenFormat: OryOptions["tokenFormat"],
  {
    given,
    missing,
    useless,
  }: { readonly given: readonly unknown[]; readonly missing: string; readonly useless: string },
): readonly string[] {
  if (tokenFormat === "jwt") return given.every((value) => value === undefined) ? [] : [useless];
  return given[0] === undefined ? [missing] : [];
}

function findClientProblems({
  clientIds,
  [dangerouslyAcceptMissingAudience]: isAccepted,
}: OryOptions): readonly string[] {
  return isAccepted === true && clientIds === undefined
    ? ["dangerouslyAcceptMissingAudience opens this API to tokens for no API at all: say with clientIds whose"]
    : [];
}

const isAdminUrl = baseUrl("http://127.0.0.1:4445");

const adminUrlRule: OptionRule = (value) => {
  const problem = isAdminUrl(value);
  const isHttpElsewhere = /^http:/i.test(String(value)) && !isLoopbackUrl(value);
  if (problem !== undefined) return isHttpElsewhere ? `${problem}${HTTP_ADVICE}` : problem;
  const { pathname } = new URL(value as string);
  return /\/admin(?:\/|$)/.test(pathname)
    ? "must be that of the port: leave out /admin and what follows it"
    : undefined;
};

const HTTP_ADVICE =
  ": put a sidecar beside the API that forwards http://127.0.0.1:4445 to it, or give Hydra a certificate (serve.admin.tls); " +
  "or give the address of the sidecar all the same, and beside it a fetch that sends what is for it elsewhere, or " +
  'introspection with a client of your own: { ...oryHydra(...), introspection: { client, prefixes: ["ory_at_"], requireTokenUse: true } }';

const ORY_RULES = {
  audience: audiences,
  tokenFormat: optional(oneOf("opaque", "jwt", "both")),
  clientIds: clientIdsRule,
};
