import type { IssuerOptions } from "../options.js";
import { anything, audiences, oneOf, optional } from "./option-rules.js";
import { serverUrl } from "./place-rules.js";
import { type IntrospectingPresetOptions, toAudience, toIntrospection } from "./preset-options.js";
import { checkPresetOptions } from "./preset-problems.js";

/** What {@link openIddict} takes. */
export interface OpenIddictOptions extends IntrospectingPresetOptions {
  /** The address of the server, or what was given to `SetIssuer()`: `https://id.acme.example`. */
  readonly issuer: string;
  /**
   * How the server issues access tokens. Default: `encrypted`.
   *
   * - `encrypted`: as it does if it is not told otherwise. The verifier needs `decryptionKeys`: the key, or the private key of
   *   the certificate, that was given to `AddEncryptionKey()` or `AddEncryptionCertificate()`.
   * - `signed`: after `DisableAccessTokenEncryption()`.
   * - `reference`: after `UseReferenceAccessTokens()`. Needs `introspectAs`.
   */
  readonly accessTokens?: "encrypted" | "signed" | "reference";
}

/**
 * OpenIddict.
 *
 * An issuer without a path gets the slash at its end that the server writes; one with a path is taken as it is given. The
 * audience is what the server calls a resource (`SetResources()`); tokens without any are refused. With `introspectAs`, JWTs are
 * asked about, too, so that a revocation shows; a JWT that is encrypted only once it has been opened with `decryptionKeys`, for
 * without a key it is refused and nobody is asked. The client that asks must be a resource of the token, or it gets no scopes.
 *
 * @example
 * ```ts
 * createVerifier({
 *   issuer: openIddict({ issuer: "https://id.acme.example" }),
 *   audience: "https://api.acme.example",
 *   decryptionKeys: [{ key: encryptionKey, algorithm: "A256KW" }],
 * });
 * ```
 *
 * Not certain: servers that accept anonymous clients (`AcceptAnonymousClients()`) leave `client_id` out, and then it must be
 * listed in `optionalClaims`; with keys that are not RSA the tokens have another algorithm than RS256; `sub` is whatever the
 * application sets.
 *
 * @throws ConfigurationError - naming everything that is wrong with the options.
 */
export function openIddict(options: OpenIddictOptions): IssuerOptions {
  checkPresetOptions("openIddict", options, { rules: RULES, together: findFormProblems });
  const { issuer, accessTokens = "encrypted", introspectAs } = options;
  return {
    issuer: withSlashAfterHost(issuer),
    algorithms: ["RS256"],
    tokenKind: "rfc9068",
    scopeClaims: ["scope"],
    clientClaims: ["client_id"],
    ...toAudience(options),
    ...(accessTokens === "encrypted" ? { requireEncryption: true } : {}),
    ...toIntrospection(options, { requireTokenType: true }),
    ...(introspectAs === undefined ? {} : { tokenFormat: accessTokens === "reference" ? "opaque" : "introspect-all" }),
  };
}

function findFormProblems({ accessTokens, introspectAs }: OpenIddictOptions): string[] {
  return accessTokens === "reference" && introspectAs === undefined
    ? ["reference tokens say nothing by themselves: give introspectAs, to ask the server about them"]
    : [];
}

/** As .NET writes an absolute URI. */
function withSlashAfterHost(issuer: string): string {
  const { origin, pathname } = new URL(issuer);
  return pathname === "/" ? `${origin}/` : issuer;
}

const RULES = {
  issuer: serverUrl("https://id.acme.example"),
  accessTokens: optional(oneOf("encrypted", "signed", "reference")),
  introspectAs: anything,
  audience: audiences,
};
