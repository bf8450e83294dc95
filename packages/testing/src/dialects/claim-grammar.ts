import type { IssuerOptions } from "@ostiary/core";
import type { Claims } from "../token-maker.js";
import type { Shape } from "./dialect.js";

/** Where a server writes the client and the scopes of its access tokens, and how. */
export interface ClaimGrammar {
  /** The claims that name the client; the first that is there counts. */
  readonly clientClaims: readonly string[];
  /** The claims that hold the scopes. */
  readonly scopeClaims: readonly string[];
  /** Where scopes are written if the token has none yet. */
  readonly scopeForm: ScopeForm;
  /** The names of this API in `aud`. */
  readonly audiences: readonly string[];
}

/** A claim with scopes: one string, or a list. */
export interface ScopeForm {
  readonly claim: string;
  readonly isList: boolean;
}

/** @param shapes - What the server issues: where one of its access tokens has scopes, others have them too. */
export function readGrammar(
  { clientClaims = CLIENT_CLAIMS, scopeClaims = SCOPE_CLAIMS }: IssuerOptions,
  shapes: readonly Shape[],
  audiences: readonly string[],
): ClaimGrammar {
  const accessTokens = shapes.filter(({ kind }) => kind === "access_token");
  const [form] = accessTokens.flatMap(({ claims }) => findScopes(claims, scopeClaims));
  const scopeForm = form ?? { claim: scopeClaims[0] ?? "scope", isList: false };
  return { clientClaims, scopeClaims, scopeForm, audiences };
}

/** The claims of a token that hold scopes. */
export function findScopes(claims: Claims, names: readonly string[]): readonly ScopeForm[] {
  return names
    .filter((name) => Object.hasOwn(claims, name))
    .map((claim) => ({ claim, isList: Array.isArray(claims[claim]) }));
}

/** Whether a token grants anything. */
export function hasScopes(claims: Claims, { scopeClaims }: ClaimGrammar): boolean {
  return scopeClaims.some((name) => {
    const value = claims[name];
    return Array.isArray(value) ? value.length > 0 : typeof value === "string" && value !== "";
  });
}

/** The claim that names the client of a token, and the name, if there is one. */
export function findClient(
  claims: Claims,
  { clientClaims }: ClaimGrammar,
): { readonly claim: string; readonly client: string } | undefined {
  for (const claim of clientClaims) {
    const [client] = [claims[claim]].flat() as readonly unknown[];
    if (typeof client === "string") return { claim, client };
  }
  return undefined;
}

/** As the verifier has them by default. */
const CLIENT_CLAIMS = ["client_id", "azp", "cid", "appid"];
const SCOPE_CLAIMS = ["scope", "scp", "scopes"];
