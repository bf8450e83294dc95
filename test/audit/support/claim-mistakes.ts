import { allOf, type KnownMistake, mistake } from "./mistake.js";

const later = (exp: unknown, seconds: number): unknown => (typeof exp === "number" ? exp + seconds : exp);

/** Mistakes with what a token says. */
export const claimMistakes: readonly KnownMistake[] = [
  mistake("checks no audience", () => ({ isAudience: () => true }), { accepted_bad: allOf("audience") }),
  mistake(
    "checks the audience only if there is one",
    (_, { isAudience }) => ({ isAudience: (audience) => audience === undefined || isAudience(audience) }),
    { accepted_bad: ["audience-missing"] },
  ),
  mistake(
    "compares the beginning of the audience",
    ({ audience: ours }, { isAudience }) => ({
      isAudience: (audience) => isAudience(audience) || (typeof audience === "string" && audience.startsWith(ours)),
    }),
    { accepted_bad: ["audience-longer", "audience-with-slash"] },
  ),
  mistake(
    "looks for the audience within a text",
    ({ audience: ours }) => ({ isAudience: (audience) => (audience as string | undefined)?.includes?.(ours) === true }),
    { accepted_bad: ["audience-longer", "audience-within", "audience-joined", "audience-with-slash"] },
  ),
  mistake(
    "takes the name of its client for an audience",
    (_, { isAudience }) => ({ isAudience: (audience) => audience === "client-1" || isAudience(audience) }),
    { accepted_bad: ["audience-client"] },
  ),
  mistake("takes no audience in a list", ({ audience: ours }) => ({ isAudience: (audience) => audience === ours }), {
    refused_good: ["audience-in-list", "audience-in-list-of-one"],
  }),
  mistake("checks no issuer", () => ({ isIssuer: () => true }), {
    accepted_bad: allOf("issuer", "wrong-issuer", "issuer-by-url"),
  }),
  mistake(
    "compares issuers without regard to case",
    ({ issuer: ours }) => ({ isIssuer: (issuer) => String(issuer).toLowerCase() === ours }),
    { accepted_bad: ["issuer-in-other-case"] },
  ),
  mistake(
    "compares the beginning of the issuer",
    ({ issuer: ours }) => ({ isIssuer: (issuer) => typeof issuer === "string" && issuer.startsWith(ours) }),
    { accepted_bad: ["issuer-longer", "issuer-with-slash"] },
  ),
  mistake("looks at no time", () => ({ isCurrent: () => true }), {
    accepted_bad: allOf("time", "expiry-infinite", "expired-after-acceptance"),
  }),
  mistake(
    "takes a token without an expiry",
    (_, { isCurrent }) => ({ isCurrent: (claims) => claims["exp"] === undefined || isCurrent(claims) }),
    { accepted_bad: ["expiry-missing"] },
  ),
  mistake(
    "takes an expiry that counts as false for none",
    (_, { isCurrent }) => ({ isCurrent: (claims) => !claims["exp"] || isCurrent(claims) }),
    { accepted_bad: ["expiry-missing", "expiry-null", "expired-at-zero"] },
  ),
  mistake(
    "compares the expiry whatever it is",
    ({ clock }, { isCurrent }) => ({
      isCurrent: (claims) =>
        isCurrent(claims) || (typeof claims["exp"] === "string" && !(Number(claims["exp"]) <= clock.now())),
    }),
    { accepted_bad: ["expiry-in-text", "expiry-as-date"] },
  ),
  mistake(
    "takes tokens for minutes after they expired",
    (_, { isCurrent }) => ({ isCurrent: ({ exp, ...claims }) => isCurrent({ ...claims, exp: later(exp, 300) }) }),
    { accepted_bad: ["expired-minutes-ago"] },
  ),
  mistake(
    "takes tokens for ten minutes after they expired",
    (_, { isCurrent }) => ({ isCurrent: ({ exp, ...claims }) => isCurrent({ ...claims, exp: later(exp, 600) }) }),
    { accepted_bad: ["expired-minutes-ago", "expired-five-minutes-ago"] },
  ),
  mistake(
    "remembers for ever what it has accepted",
    (_, { isCurrent, accept }) => {
      const accepted = new Set<string>();
      return {
        isCurrent: (claims) => isCurrent(claims) || accepted.has(JSON.stringify(claims)),
        accept: (jwt) => {
          accepted.add(JSON.stringify(jwt.claims));
          return accept(jwt);
        },
      };
    },
    { accepted_bad: ["expired-after-acceptance"] },
  ),
  mistake("does not look at nbf", (_, { isCurrent }) => ({ isCurrent: ({ nbf: _, ...claims }) => isCurrent(claims) }), {
    accepted_bad: ["not-yet-valid", "not-yet-valid-in-text"],
  }),
  mistake(
    "takes ID tokens, which have no scope",
    (_, { isAccessToken, hasScope }) => ({
      isAccessToken: (jwt) => isAccessToken(jwt) || jwt.claims["nonce"] !== undefined,
      hasScope: (claims) => hasScope(claims) || claims["nonce"] !== undefined,
    }),
    { accepted_bad: ["id-token-for-api"] },
  ),
  mistake(
    "takes ID tokens where no scope is asked for",
    (_, { isAccessToken }) => ({ isAccessToken: (jwt) => isAccessToken(jwt) || jwt.claims["nonce"] !== undefined }),
    { accepted_bad: ["id-token-for-api"] },
  ),
  mistake(
    "takes refresh tokens",
    (_, { isAccessToken }) => ({ isAccessToken: (jwt) => isAccessToken(jwt) || jwt.claims["token_use"] === "refresh" }),
    { accepted_bad: ["refresh-token-by-use"] },
  ),
  mistake("looks at no type", () => ({ isAccessToken: () => true }), {
    accepted_bad: allOf("kind", "id-token", "dpop-proof", "client-assertion"),
  }),
  mistake("asks for no scope", () => ({ hasScope: () => true }), { accepted_bad: allOf("scope") }),
  mistake(
    "looks for the scope within the text",
    ({ scope: asked }) => ({ hasScope: ({ scope }) => typeof scope === "string" && scope.includes(asked) }),
    { accepted_bad: ["scope-longer", "scope-within", "scope-after-comma", "scope-after-tab"] },
  ),
  mistake(
    "takes a scope that begins the one it asks for",
    ({ scope: asked }) => ({
      hasScope: ({ scope }) =>
        typeof scope === "string" && scope.split(" ").some((one) => one !== "" && asked.startsWith(one)),
    }),
    { accepted_bad: ["scope-shorter"] },
  ),
  mistake(
    "takes roles and permissions for scopes",
    ({ scope: asked }, { hasScope }) => ({
      hasScope: (claims) => hasScope(claims) || [claims["permissions"], claims["roles"]].flat().includes(asked),
    }),
    { accepted_bad: ["scope-in-roles"] },
  ),
  mistake(
    "splits scopes at commas and any white space",
    ({ scope: asked }) => ({
      hasScope: ({ scope }) => typeof scope === "string" && scope.split(/[\s,]+/).includes(asked),
    }),
    { accepted_bad: ["scope-after-comma", "scope-after-tab"] },
  ),
  mistake("takes bound tokens from anybody", () => ({ isFree: () => true }), { accepted_bad: allOf("binding") }),
];
