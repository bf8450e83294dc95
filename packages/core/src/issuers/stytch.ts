import type { IssuerOptions } from "../options.js";
import { type AsScopes, toPermissionClaims, asScopesRule } from "./as-scopes.js";
import { oneOf, optional, text } from "./option-rules.js";
import { hostName, toHost } from "./place-rules.js";
import { checkPresetOptions } from "./preset-problems.js";

/** What {@link stytch} takes. */
export interface StytchOptions {
  /** The id of the project: `project-live-...` or `project-test-...`. It becomes `audience`, for it is all that `aud` names. */
  readonly projectId: string;
  /** Which tokens are meant: those of connected apps, of machines, or the session JWTs of your own application. */
  readonly tokens: "connected-app" | "m2m" | "session";
  /** The domain of the project, if tokens are obtained there: then it stands in `iss`. Default: none, and `iss` is `stytch.com/<project id>`. */
  readonly domain?: string;
  /** Which of the two products the project is. It says where the keys are, if there is no `domain`. Default: `consumer`. */
  readonly product?: "consumer" | "b2b";
  /** Count the roles of a session as scopes too, each with a prefix: `{ prefix: "role:" }`. Default: they count for nothing. */
  readonly rolesAsScopes?: AsScopes;
}

/**
 * Stytch. One project issues three kinds of access tokens with the same `iss`, `aud` and keys, and `tokens` says which of them
 * is meant; the two others are refused.
 *
 * `connected-app`: `client_id` and `scope`. `m2m`: `scope`, and the client is `sub`. `session`: no scopes, but the
 * claim `https://stytch.com/session`; these live for five minutes.
 *
 * Introspection is not set up, for all tokens are JWTs.
 *
 * @example
 * ```ts
 * createVerifier({
 *   issuer: stytch({ projectId: "project-live-8d7c2c1e-9b3a-4c07-b1f6-52b0b7d0a2c4", tokens: "connected-app" }),
 * });
 * ```
 *
 * Not certain: that `domain` stands in `iss` of all three kinds; where the roles of a session are, of which
 * `https://stytch.com/session` → `roles` is read; whether tokens of machines without scopes have `scope`: without it they are refused.
 *
 * @throws ConfigurationError - naming everything that is wrong with the options.
 */
export function stytch(options: StytchOptions): IssuerOptions {
  checkPresetOptions("stytch", options, {
    rules: {
      projectId: text({
        example: "project-live-8d7c2c1e-9b3a-4c07-b1f6-52b0b7d0a2c4",
        pattern: /^project-(live|test)-/,
      }),
      tokens: oneOf("connected-app", "m2m", "session"),
      domain: optional(hostName("login.acme.example")),
      product: optional(oneOf("consumer", "b2b")),
      rolesAsScopes: asScopesRule,
    },
    together: ({ tokens, rolesAsScopes }) =>
      rolesAsScopes !== undefined && tokens !== "session" ? ['rolesAsScopes is for tokens: "session"'] : [],
  });
  const { projectId, tokens, domain, rolesAsScopes } = options;
  return {
    issuer: domain === undefined ? `stytch.com/${projectId}` : `https://${toHost(domain)}`,
    jwksUri: toJwksUri(options),
    audience: projectId,
    algorithms: ["RS256"],
    tokenKind: "strict",
    scopeClaims: ["scope"],
    ...CLAIMS[tokens],
    ...toPermissionClaims([{ path: [SESSION, "roles"], as: rolesAsScopes }]),
  };
}

function toJwksUri({ projectId, domain, product = "consumer" }: StytchOptions): string {
  if (domain !== undefined) return `https://${toHost(domain)}/.well-known/jwks.json`;
  const host = projectId.startsWith("project-test-") ? "test.stytch.com" : "api.stytch.com";
  return `https://${host}/v1/${product === "b2b" ? "b2b/" : ""}sessions/jwks/${projectId}`;
}

const SESSION = "https://stytch.com/session";
const TIES_TO_A_LOGIN = ["nonce", "at_hash", "c_hash"];

/** What tells the kinds apart. */
const CLAIMS: Readonly<
  Record<StytchOptions["tokens"], Pick<IssuerOptions, "requiredClaims" | "rejectedClaims" | "clientClaims">>
> = {
  "connected-app": {
    requiredClaims: ["sub", "client_id", "jti"],
    rejectedClaims: [...TIES_TO_A_LOGIN, SESSION],
    clientClaims: ["client_id"],
  },
  m2m: {
    requiredClaims: ["sub"],
    rejectedClaims: [...TIES_TO_A_LOGIN, SESSION, "client_id"],
    clientClaims: ["sub"],
  },
  session: {
    requiredClaims: ["sub", SESSION],
    rejectedClaims: [...TIES_TO_A_LOGIN, "client_id"],
    clientClaims: ["client_id"],
  },
};
