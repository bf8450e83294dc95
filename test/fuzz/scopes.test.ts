import { ConfigurationError, type Requirement } from "@ostiary/core";
import fc from "fast-check";
import { afterAll, beforeAll, test } from "vitest";
import { expectProperty, PATIENT, printSeed } from "./support/campaign.js";
import { AUDIENCE, checkGoodPasses, createFuzzIssuer, type FuzzIssuer, ISSUER } from "./support/issuer.js";
import { rule, watchVerifier } from "./support/watched-verifier.js";

let as: FuzzIssuer;
beforeAll(async () => {
  as = await createFuzzIssuer();
});
afterAll(printSeed);

const LETTERS = ["a", "b", "c", "d", "e:read", "f!#$%&~["];
const scope = fc.constantFrom(...LETTERS);
const scopeLists = fc.array(scope, { maxLength: 4 });
const asked = fc.option(fc.array(scope, { minLength: 1, maxLength: 3 }), { nil: undefined });
const grants = fc.oneof(
  { weight: 4, arbitrary: scopeLists.map((list) => list.join(" ")) },
  { weight: 3, arbitrary: scopeLists },
  {
    weight: 1,
    arbitrary: fc.constantFrom<unknown>("a  b", " a", "A", "a,b", "a\tb", "a\u00a0b", ["a b"], ["a", 1], ["a", ""]),
  },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 1 }) },
);
const plans = fc.record({
  claims: fc.dictionary(fc.constantFrom("scope", "scp", "scopes", "Scope", "permissions"), grants, { maxKeys: 2 }),
  requirement: fc.record({ scopes: asked, anyScopes: asked }).map(withoutUndefined),
  /** Whom each implies, of those after it: so there are no circles. */
  implied: fc.array(fc.tuple(fc.nat(4), fc.integer({ min: 1, max: 5 })), { maxLength: 5 }),
});

test(
  "what a route asks is granted if the sets say so, implications included (RFC 6749 §3.3, RFC 6750 §3.1)",
  PATIENT,
  async (context) => {
    await expectProperty(context, "granted scopes", {
      plans,
      outcomes: { accepted: 14, denied: 2 },
      holds: async ({ claims, requirement, implied }) => {
        const impliedScopes = toImpliedScopes(implied);
        const watched = watchVerifier({
          issuer: { issuer: ISSUER, jwks: { keys: as.keys.map(({ publicJwk }) => publicJwk) } },
          audience: AUDIENCE,
          clock: as.clock,
          fetch: () => Promise.reject(new Error("unexpected")),
          ...(impliedScopes !== undefined && { impliedScopes }),
        });
        const text = as.issue({ scope: undefined, ...claims });
        const granted = withImplied(readGrant(claims), impliedScopes ?? {});
        const verdict = await watched.judge(text, { requirement });
        const isEnough =
          (requirement.scopes ?? []).every((one) => granted.has(one)) &&
          (requirement.anyScopes ?? [...granted, ""]).some(
            (one) => granted.has(one) || requirement.anyScopes === undefined,
          );
        rule((verdict.kind === "accepted") === isEnough, `it is ${isEnough ? "" : "not "}enough, and ${verdict.kind}`);
        if (verdict.kind === "denied") rule(verdict.reason === "scope_insufficient", "it is the scope");
        const plain = await watched.judge(text, { door: "verify" });
        rule(plain.kind === "accepted" && plain.token !== undefined, "a token needs no scope");
        const { token } = plain;
        rule(
          [...token.scopes].toSorted().join(" ") === [...granted].toSorted().join(" "),
          "the scopes are those granted",
        );
        const again = watched.verifier.authorize(token, requirement);
        rule((again.kind === "accepted") === isEnough, "authorize() says the same");
        return verdict.kind;
      },
    });
  },
);

/** What nobody should write, and anything else a program can hold. */
const requirements = fc.oneof(
  { weight: 2, arbitrary: fc.record({ scopes: asked, anyScopes: asked }, { requiredKeys: [] }) },
  { weight: 2, arbitrary: fc.record({ scopes: anything(), anyScopes: anything() }, { requiredKeys: [] }) },
  { weight: 1, arbitrary: fc.record({ scopes: fc.array(fc.oneof(scope, fc.string(), anything()), { maxLength: 3 }) }) },
  { weight: 1, arbitrary: fc.dictionary(fc.constantFrom("scope", "Scopes", "anyScope", "scopes"), asked) },
  { weight: 1, arbitrary: anything() },
);

test(
  "a requirement is asked, or refused as a mistake: none opens a route that it does not say (RFC 6749 §3.3)",
  PATIENT,
  async (context) => {
    await expectProperty(context, "requirements of any shape", {
      plans: requirements,
      outcomes: { accepted: 13, denied: 7, refused: 2 },
      holds: async (plan) => {
        const requirement = plan as Requirement;
        const text = as.issue({ scope: "a b e:read" });
        try {
          const verdict = await as.watched.judge(text, { requirement });
          rule(plan === undefined || isRequirement(plan), "what is no requirement is not asked");
          const { scopes = [], anyScopes = ["a"] } = (plan ?? {}) as Requirement;
          const isEnough = [scopes.every((one) => OURS.has(one)), anyScopes.some((one) => OURS.has(one))].every(
            Boolean,
          );
          rule((verdict.kind === "accepted") === isEnough, "the sets decide");
          return verdict.kind;
        } catch (error) {
          if (!(error instanceof ConfigurationError)) throw error;
          rule(plan !== undefined && !isRequirement(plan), "what is a requirement is no mistake");
          return "refused";
        } finally {
          await checkGoodPasses(as);
        }
      },
    });
  },
);

function anything(): fc.Arbitrary<unknown> {
  return fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withSparseArray: true });
}

const OURS = new Set(["a", "b", "e:read"]);

/** A plain object of one or two lists, each of at least one scope token, and of nothing else. */
function isRequirement(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype) return false;
  return Object.entries(value).every(
    ([name, list]) =>
      (name === "scopes" || name === "anyScopes") &&
      Array.isArray(list) &&
      list.length > 0 &&
      Array.from<unknown>(list).every((one) => typeof one === "string" && /^[!#-[\]-~]+$/u.test(one)),
  );
}

/** The first of the claims that is there counts; only spaces part scope tokens, and only in a text (RFC 8693 §4.2). */
function readGrant(claims: Readonly<Record<string, unknown>>): readonly string[] {
  const name = ["scope", "scp", "scopes"].find((one) => Object.hasOwn(claims, one));
  const value = name === undefined ? [] : claims[name];
  if (typeof value === "string") return value.split(" ").filter((one) => one !== "");
  const isList = Array.isArray(value) && value.every((one) => typeof one === "string");
  return isList ? value.filter((one) => one !== "") : [];
}

type Implied = Readonly<Record<string, readonly string[]>>;

function toImpliedScopes(edges: readonly (readonly [number, number])[]): Implied | undefined {
  const implied: Record<string, string[]> = {};
  for (const [from, step] of edges) {
    const [scope, other] = [LETTERS[from], LETTERS[from + step]];
    if (scope !== undefined && other !== undefined) (implied[scope] ??= []).push(other);
  }
  return Object.keys(implied).length === 0 ? undefined : implied;
}

/** Until nothing comes of it any more. */
function withImplied(granted: readonly string[], implied: Implied): ReadonlySet<string> {
  const all = new Set(granted);
  for (let before = -1; before !== all.size;) {
    before = all.size;
    for (const scope of [...all])
      for (const other of Object.hasOwn(implied, scope) ? implied[scope]! : []) all.add(other);
  }
  return all;
}

function withoutUndefined(requirement: object): Requirement {
  return Object.fromEntries(Object.entries(requirement).filter(([, value]) => value !== undefined));
}
