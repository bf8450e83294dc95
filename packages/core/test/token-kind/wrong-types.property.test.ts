import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/internal/json-object.js";
import { parseRegisteredClaims } from "../../src/jwt/claims.js";
import type { TokenKindPolicy } from "../../src/options.js";
import { checkIntrospectedKind } from "../../src/token-kind/introspected-kind.js";
import { checkTokenKind } from "../../src/token-kind/token-kind.js";
import { ACCESS_TOKENS, evidenceOf, NAMES_OF_LOGIN_TIES, OTHER_TOKENS } from "./corpus.js";

const POLICIES: readonly TokenKindPolicy[] = ["rfc9068", "strict", "balanced", "lenient"];

/** Tokens that are refused at least by the strictest policies; ID tokens also without what gives them away. */
const CORPUS = [
  ...ACCESS_TOKENS,
  ...OTHER_TOKENS,
  ...OTHER_TOKENS.map((token) => ({
    ...token,
    claims: Object.fromEntries(Object.entries(token.claims).filter(([name]) => !NAMES_OF_LOGIN_TIES.includes(name))),
  })),
  ...[
    { ver: "2.0", tid: "t", aud: "c1" },
    { azp: "c1", aud: "c1" },
    { azp: "c1", aud: ["c1", "api"], sid: "s" },
    { azp: "api", client_id: "c1", aud: "api", email: "a@b.c" },
    { azp: "c1", client_id: "c1", aud: ["c1", "api"], sid: "s" },
    { cid: "c1", aud: "c1", auth_time: 1 },
    { aud: "c1" },
    { aud: [], drn: "DSR" },
    { aud: "api", scope: "a", type: "refresh" },
    { aud: "api", scope: "a", token_type: "refresh" },
    { aud: "api", scope: "a", tokenName: "refresh_token" },
    { aud: "api", scope: "a", tok_type: "RT" },
    { aud: "api", client_id: "c1", jti: "ID.1" },
    { iss: "c1", sub: "c1", aud: "api", client_id: "c1" },
    { sub: undefined, aud: "api", client_id: "c1", state: "s", code: "c" },
  ].map((claims) => ({
    typ: "JWT",
    claims: JSON.parse(
      JSON.stringify({ iss: "https://as.example/t1", sub: "u1", exp: 2, iat: 1, ...claims }),
    ) as JsonObject,
  })),
];

const text = fc.string({ minLength: 1 });
/** What no claim that a rule reads as a string, a number, a list of strings or an object of names is meant to be. */
const WRONG = {
  string: fc.oneof(
    fc.constant(null),
    fc.boolean(),
    fc.integer(),
    fc.array(fc.jsonValue()),
    fc.dictionary(text, fc.jsonValue()),
  ),
  number: fc.oneof(
    fc.constant(null),
    fc.boolean(),
    fc.string(),
    fc.array(fc.jsonValue()),
    fc.dictionary(text, fc.jsonValue()),
  ),
  boolean: fc.oneof(
    fc.constant(null),
    fc.integer(),
    fc.string(),
    fc.array(fc.jsonValue()),
    fc.dictionary(text, fc.jsonValue()),
  ),
  object: fc.oneof(fc.constant(null), fc.boolean(), fc.integer(), fc.array(fc.array(fc.jsonValue()), { minLength: 1 })),
};

/** A value of a wrong type for a claim that has this one. Where a list may stand for a string, one of strings is not wrong. */
function wrongFor(name: string, value: unknown): fc.Arbitrary<unknown> {
  const wrong: fc.Arbitrary<unknown> = WRONG[(value === null ? "string" : typeof value) as keyof typeof WRONG];
  const isList = (given: unknown) => Array.isArray(given) && given.every((entry) => typeof entry === "string");
  const canBeList = ["aud", "scope", "scp", "scopes", "gty"].includes(name);
  return wrong.filter((given) => !canBeList || !(isList(given) || typeof given === "string"));
}

interface Damage {
  readonly typ: string | undefined;
  readonly claims: JsonObject;
  readonly name: string;
  readonly wrong: unknown;
}

const damage: fc.Arbitrary<Damage> = fc
  .constantFrom(...CORPUS)
  .chain(({ typ, claims }) => fc.constantFrom(...Object.keys(claims)).map((name) => ({ typ, claims, name })))
  .chain((token) => wrongFor(token.name, token.claims[token.name]).map((wrong) => ({ ...token, wrong })));

/** As a verifier does it: `iss` was compared, and the types of registered claims are checked, before the kind is. */
function isAccepted(typ: string | undefined, claims: JsonObject, policy: TokenKindPolicy): boolean {
  const registered = parseRegisteredClaims({ exp: 2, ...claims });
  if (typeof claims["iss"] !== "string" || registered.kind === "denied") return false;
  return checkTokenKind(evidenceOf({ typ, claims }), policy).kind === "pass";
}

/**
 * A `type` that is no string tells nobody what it meant; applications use the name for other things. So it is a doubt, and
 * `lenient` accepts what is doubted.
 */
const isDoubtAlone = (name: string, policy: TokenKindPolicy) => name === "type" && policy === "lenient";

describe("claims of a wrong type", () => {
  test("make no refused token acceptable, under any policy", () => {
    fc.assert(
      fc.property(damage, fc.constantFrom(...POLICIES), ({ typ, claims, name, wrong }, policy) => {
        fc.pre(!isAccepted(typ, claims, policy) && !isDoubtAlone(name, policy));
        expect(isAccepted(typ, { ...claims, [name]: wrong }, policy)).toBe(false);
      }),
      { numRuns: 5000 },
    );
  });

  test("make no token more of an access token than it would be without them", () => {
    const strict = (typ: string | undefined, claims: JsonObject) => isAccepted(typ, claims, "strict");
    fc.assert(
      fc.property(damage, ({ typ, claims, name, wrong }) => {
        const { [name]: _, ...rest } = claims;
        fc.pre(!strict(typ, rest));
        expect(strict(typ, { ...claims, [name]: wrong })).toBe(false);
      }),
      { numRuns: 5000 },
    );
  });

  test("make no refused answer of introspection acceptable", () => {
    const accepts = (claims: JsonObject, tokenKind: TokenKindPolicy) => {
      const { audience, idTokenAudiences, ignoreIdTokenEvidence } = evidenceOf({ claims });
      const evidence = { claims, audience, idTokenAudiences, ignoreIdTokenEvidence };
      const policy = { tokenKind, requireTokenType: false, requireTokenUse: false };
      const isOfIssuer = ["string", "undefined"].includes(typeof claims["iss"]);
      const isRegistered = parseRegisteredClaims({ exp: 2, ...claims }).kind === "registered";
      return isOfIssuer && isRegistered && checkIntrospectedKind(evidence, policy).kind === "pass";
    };
    fc.assert(
      fc.property(damage, fc.constantFrom(...POLICIES), ({ claims, name, wrong }, policy) => {
        fc.pre(!accepts(claims, policy) && !isDoubtAlone(name, policy));
        expect(accepts({ ...claims, [name]: wrong }, policy)).toBe(false);
      }),
      { numRuns: 5000 },
    );
  });
});
