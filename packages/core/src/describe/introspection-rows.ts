import { showUrl } from "../internal/show-url.js";
import type { ClientAuthentication } from "../options.js";
import type { ResolvedIntrospection } from "../resolve-introspection.js";
import type { ResolvedIssuer } from "../resolve-issuers.js";
import type { DescribedCheck } from "./description.js";
import { collectRows, quoted, row, type RowsBySetting } from "./rows.js";

/** How the issuer is asked about tokens; no rows if it is not. */
export function describeAnswers({ introspection, metadataUrl }: ResolvedIssuer): DescribedCheck[] {
  return introspection === undefined ? [] : collectRows(INTROSPECTION_ROWS, { introspection, metadataUrl });
}

interface IntrospectionSubject {
  readonly introspection: ResolvedIntrospection;
  readonly metadataUrl: string | undefined;
}

/** By the setting that says it. Secrets are named by what they are for, never shown. */
export const INTROSPECTION_ROWS: RowsBySetting<keyof ResolvedIntrospection, IntrospectionSubject> = {
  endpoint: { rows: (subject) => [row("introspection", describePlace(subject), "RFC 7662 §2")] },
  client: { describedWith: "endpoint" },
  authentication: {
    rows: ({ introspection: { authentication } }) =>
      authentication === undefined
        ? []
        : [row("introspection: who asks", describeAuthentication(authentication), "RFC 7662 §2.1")],
  },
  prefixes: {
    rows: ({ introspection: { prefixes } }) =>
      prefixes.length === 0 ? [] : [row("introspection: of which tokens", `those that begin with ${quoted(prefixes)}`)],
  },
  tokenTypeHint: {
    rows: ({ introspection: { tokenTypeHint, client } }) => {
      if (client !== undefined) return [];
      const hint = tokenTypeHint === false ? "none" : quoted([tokenTypeHint]);
      return [row("introspection: token_type_hint", hint, "RFC 7662 §2.1")];
    },
  },
  signedResponse: {
    rows: ({ introspection }) => [row("introspection: answers", describeDemands(introspection), "RFC 7662 §2.2")],
  },
  requireTokenType: { describedWith: "signedResponse" },
  requireTokenUse: { describedWith: "signedResponse" },
  tokenKind: { describedWith: "tokenKind of the issuer" },
  profileClaims: { describedWith: "profileClaims of the issuer" },
  acceptMissingAudience: { describedWith: "audience of the issuer" },
  limits: {
    rows: ({ introspection: { limits, cache } }) => {
      const { cacheSeconds, negativeCacheSeconds, timeoutSeconds } = limits;
      const place = cache === undefined ? "in memory" : "in a cache of the application";
      const kept =
        cacheSeconds === 0
          ? "not remembered"
          : `remembered for ${cacheSeconds} s at most, never past exp, ${place}: so long a revocation can go unnoticed`;
      const inactive = `inactive ones for ${negativeCacheSeconds} s`;
      return [
        row(
          "introspection: memory",
          `active answers are ${kept}; ${inactive}; nobody waits longer than ${timeoutSeconds} s`,
        ),
      ];
    },
  },
  cache: { describedWith: "limits" },
};

function describePlace({ introspection: { client, endpoint }, metadataUrl }: IntrospectionSubject): string {
  const always = "active must be exactly true";
  if (client !== undefined) return `a client of the application asks; ${always}`;
  if (endpoint !== undefined) return `${showUrl(endpoint)} is asked; ${always}`;
  const place = metadataUrl === undefined ? "at the issuer's well-known place" : `at ${showUrl(metadataUrl)}`;
  return `the endpoint that the metadata ${place} name is asked; ${always}`;
}

function describeAuthentication(authentication: ClientAuthentication): string {
  const { method } = authentication;
  if (method === "bearer") {
    return `a bearer token ${typeof authentication.token === "function" ? "that a function gives" : "from the settings"}`;
  }
  const name = authentication.clientId === undefined ? "" : ` as ${quoted([authentication.clientId])}`;
  if (method === undefined) return `with a client secret${name}, by the method that the metadata name`;
  return method === "none" ? `no authentication${name}` : `${method}${name}`;
}

function describeDemands({ signedResponse, requireTokenType, requireTokenUse }: ResolvedIntrospection): string {
  const demands = [
    signedResponse ? "must be signed for us (RFC 9701)" : "need not be signed",
    ...(requireTokenType ? ["must name token_type"] : []),
    ...(requireTokenUse ? ["must name token_use or token_usage"] : []),
  ];
  return `${demands.join(", ")}; iss, if it is there, is the issuer; the claims are held to the rows of this table`;
}
