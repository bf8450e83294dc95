import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { JsonObject } from "../../src/internal/json-object.js";
import { PASS } from "../../src/outcome.js";
import { type ImpliedScopes, toChallengeScopes } from "../../src/policy/implied-scopes.js";
import { checkScopes, DEFAULT_SCOPE_SOURCES, parseScopes } from "../../src/policy/scope.js";
import type { Requirement } from "../../src/requirement.js";
import { resolveImpliedScopes } from "../../src/resolve-implied-scopes.js";
import { accessTokenWith } from "../support/access-token.js";

type Hierarchy = Readonly<Record<string, readonly string[]>>;

const SCOPES = ["s0", "s1", "s2", "s3", "s4", "s5", "s6"];
const scope = fc.constantFrom(...SCOPES);
const scopes = fc.array(scope, { maxLength: 5 });

/** What scopes imply directly: later ones only, so that nothing goes in a circle. */
const hierarchy: fc.Arbitrary<Hierarchy> = fc
  .array(fc.tuple(fc.nat(6), fc.nat(6)), { minLength: 1, maxLength: 12 })
  .map((pairs) => {
    const below = (index: number) => pairs.filter(([from, to]) => from === index && to > index);
    const entries = SCOPES.map((name, index) => [name, below(index).map(([, to]) => `s${to}`)] as const);
    return Object.fromEntries(entries.filter(([, implied]) => implied.length > 0));
  })
  .filter((implied) => Object.keys(implied).length > 0);

function toImplied(option: Hierarchy): ImpliedScopes {
  const problems: string[] = [];
  const implied = resolveImpliedScopes(option, problems);
  expect(problems).toEqual([]);
  return implied;
}

function grantedBy(claims: JsonObject, impliedScopes: ImpliedScopes): ReadonlySet<string> {
  return parseScopes(claims, { ...DEFAULT_SCOPE_SOURCES, impliedScopes });
}

/** One step after the other until nothing new comes. */
function closureOf(granted: readonly string[], option: Hierarchy): Set<string> {
  const closure = new Set(granted);
  for (let size = -1; size < closure.size;) {
    size = closure.size;
    for (const name of [...closure]) for (const other of option[name] ?? []) closure.add(other);
  }
  return closure;
}

test("a token grants what it says and all that this implies, and nothing else", () => {
  fc.assert(
    fc.property(scopes, hierarchy, (granted, option) => {
      const effective = grantedBy({ scope: granted.join(" ") }, toImplied(option));
      expect(new Set(effective)).toEqual(closureOf(granted, option));
    }),
    { numRuns: 500 },
  );
});

const requirement: fc.Arbitrary<Requirement> = fc
  .record({ scopes, anyScopes: scopes })
  .filter((asked) => asked.scopes.length + asked.anyScopes.length > 0);

/** Whether a token with these scopes meets a requirement. */
function meets(granted: readonly string[], asked: Requirement, impliedScopes: ImpliedScopes): boolean {
  const token = { ...accessTokenWith(), scopes: grantedBy({ scope: granted }, impliedScopes) };
  return checkScopes(token, asked) === PASS;
}

test("a challenge asks for what is enough, whichever of its alternatives is granted (RFC 6750 §3)", () => {
  fc.assert(
    fc.property(requirement, hierarchy, (asked, option) => {
      const implied = toImplied(option);
      const challenge = toChallengeScopes(asked, implied);
      const needed = challenge.filter((name) => asked.scopes?.includes(name));
      const choices = challenge.filter((name) => !needed.includes(name));
      const ways = choices.length === 0 ? [needed] : choices.map((choice) => [...needed, choice]);
      for (const way of ways) expect(meets(way, asked, implied)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test("a challenge asks for nothing that could be left out (RFC 6750 §3)", () => {
  fc.assert(
    fc.property(requirement, hierarchy, (asked, option) => {
      const implied = toImplied(option);
      const challenge = toChallengeScopes(asked, implied);
      expect(new Set(challenge).size).toBe(challenge.length);
      const needed = challenge.filter((name) => asked.scopes?.includes(name));
      const choices = challenge.filter((name) => !needed.includes(name));
      if (choices.length > 0) expect(meets(needed, asked, implied)).toBe(false);
      for (const left of needed) {
        const rest = needed.filter((name) => name !== left);
        const ways = choices.length === 0 ? [rest] : choices.map((choice) => [...rest, choice]);
        expect(ways.every((way) => meets(way, asked, implied))).toBe(false);
      }
      for (const choice of choices) for (const other of choices) expect(implied.get(choice)?.has(other)).not.toBe(true);
    }),
    { numRuns: 500 },
  );
});

const SOURCES = {
  ...DEFAULT_SCOPE_SOURCES,
  permissionClaims: [
    { path: ["permissions"], prefix: "" },
    { path: ["resource_access", "*", "roles"], prefix: "" },
  ],
  impliedScopes: toImplied({ s0: ["s1", "s2"], s2: ["s3"] }),
};
const text = fc.oneof(
  scope,
  scopes.map((list) => list.join(" ")),
);
const rightType = fc.oneof(text, fc.array(text, { maxLength: 3 }));
/** What grants nothing, wherever it stands. */
const wrongType = fc.oneof(
  fc.constantFrom(null, true, false, 0, 1, {}, [1], [null], [["s0"]], [{}]),
  fc.double(),
  fc.array(text).map((list) => [...list, 1]),
  fc.array(text).map((list) => [list]),
);
const value = fc.oneof(rightType, wrongType);
const claims = fc.record(
  {
    scope: value,
    scp: value,
    scopes: value,
    permissions: value,
    resource_access: fc.oneof(
      fc.dictionary(fc.constantFrom("orders", "a:b"), fc.oneof(fc.record({ roles: value }), value)),
      wrongType,
    ),
  },
  { requiredKeys: [] },
);

test("a claim of the wrong type never grants more, in place of whatever was there or was not (RFC 9068 §2.2.3)", () => {
  const name = fc.constantFrom("scope", "scp", "scopes", "permissions", "resource_access");
  fc.assert(
    fc.property(claims, name, wrongType, (before, changed, wrong) => {
      const granted = parseScopes({ ...before }, SOURCES);
      const now = parseScopes({ ...before, [changed]: wrong }, SOURCES);
      expect([...now].filter((scope) => !granted.has(scope))).toEqual([]);
    }),
    { numRuns: 2000 },
  );
});

test("claims of any type and name grant strings and never throw", () => {
  fc.assert(
    fc.property(
      fc.jsonValue({ maxDepth: 4 }),
      fc.constantFrom("scope", "permissions", "resource_access"),
      (any, at) => {
        for (const granted of parseScopes({ [at]: any }, SOURCES)) expect(granted).toMatch(/^[^]+$/);
      },
    ),
    { numRuns: 1000 },
  );
});
