import { beginsLikeJwt } from "./credentials/token-form.js";
import { ExtensionError } from "./errors.js";
import { listed, quoteUntrusted } from "./internal/quote.js";
import { isThenable } from "./internal/thenable.js";
import { OTHER_TOKEN_PREFIXES } from "./introspection/introspection-options.js";
import { deny, type Denied } from "./outcome.js";
import type { ResolvedOptions } from "./resolve-options.js";
import { denyKind } from "./token-kind/deny-kind.js";
import { type Bench, type IntrospectingIssuer, isIntrospecting } from "./trusted-issuer.js";

/**
 * Finds the issuer to ask about a token that is no JWT: the one of whose prefixes it begins with one, else the one that
 * `chooseIssuer` names, else the only one without prefixes. What begins as tokens of another kind do is refused.
 *
 * Nobody else is ever asked: a token is a secret between its client, its issuer and us.
 *
 * Denies with `malformed_token` (no issuer takes such tokens), `not_an_access_token` or `unknown_issuer`.
 *
 * @throws ExtensionError - `chooseIssuer` threw, or named an issuer that does not introspect.
 */
export function routeOpaqueToken(
  token: string,
  { issuers, options }: Pick<Bench<unknown>, "issuers"> & { readonly options: RoutingOptions },
): Denied | { readonly kind: "found"; readonly issuer: IntrospectingIssuer } {
  if (token.includes(" ")) {
    return deny("malformed_token", "there is a space in the token: hand it in alone, without its scheme");
  }
  const introspecting = [...issuers.values()].filter(isIntrospecting);
  if (introspecting.length === 0) {
    return deny("malformed_token", "the token is not a JWT, and no issuer introspects tokens");
  }
  if (!VISIBLE.test(token)) return deny("malformed_token", "the token is empty, or has characters that no token has");
  if (beginsLikeJwt(token)) {
    return deny("malformed_token", "the token begins like a JWT and is none, or is one in another spelling");
  }
  const other = OTHER_TOKEN_PREFIXES.find(({ prefix }) => token.startsWith(prefix));
  if (other !== undefined) {
    const detail = `it begins with ${other.prefix}, as ${other.begins} do. No setting admits it.`;
    return denyKind("not_an_access_token", detail, other.kind);
  }
  const byPrefix = introspecting.find((issuer) => bears(issuer, token));
  const issuer = byPrefix ?? choose(token, introspecting, options.chooseIssuer);
  if (issuer !== undefined) return { kind: "found", issuer };
  return deny("unknown_issuer", "no prefix of an introspecting issuer fits the token, and none was chosen for it");
}

type RoutingOptions = Pick<ResolvedOptions<unknown>, "chooseIssuer">;

function bears({ introspection }: IntrospectingIssuer, token: string): boolean {
  return introspection.prefixes.some((prefix) => token.startsWith(prefix));
}

function choose(
  token: string,
  introspecting: readonly IntrospectingIssuer[],
  chooseIssuer: ((token: string) => string | undefined) | undefined,
): IntrospectingIssuer | undefined {
  if (chooseIssuer === undefined) {
    return introspecting.find(({ introspection }) => introspection.prefixes.length === 0);
  }
  const name = callSafely(chooseIssuer, token);
  if (isThenable(name)) {
    // Nobody waits for it: without this its failure would end the process on some runtimes.
    Promise.resolve(name).catch(() => {});
    throw new ExtensionError("chooseIssuer answered a promise: it must say at once which issuer to ask");
  }
  if (name === undefined) return undefined;
  const issuer = introspecting.find((candidate) => candidate.issuer === name);
  if (issuer !== undefined) return issuer;
  const known = listed(introspecting.map((candidate) => candidate.issuer));
  throw new ExtensionError(`chooseIssuer answered ${quoteUntrusted(name)}; those that introspect are ${known}`);
}

function callSafely(chooseIssuer: (token: string) => string | undefined, token: string): unknown {
  try {
    return chooseIssuer(token);
  } catch (cause) {
    throw new ExtensionError("chooseIssuer threw an error", { cause });
  }
}

/** What an access token is made of (RFC 6749, appendix A.12). */
const VISIBLE = /^[\x21-\x7e]+$/;
