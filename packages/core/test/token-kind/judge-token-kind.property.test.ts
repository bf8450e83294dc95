import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { JsonObject } from "../../src/internal/json-object.js";
import type { TokenKindPolicy } from "../../src/options.js";
import { PASS } from "../../src/outcome.js";
import { judgeTokenKind } from "../../src/token-kind/judge-token-kind.js";
import { checkTokenKind } from "../../src/token-kind/token-kind.js";
import { ACCESS_TOKENS, evidenceOf, OTHER_TOKENS } from "./corpus.js";

const CORPUS = [...ACCESS_TOKENS, ...OTHER_TOKENS];
const NAMES = [...new Set(CORPUS.flatMap(({ claims }) => Object.keys(claims)))];
const VALUES = CORPUS.flatMap(({ claims }) => Object.values(claims));
const POLICIES: readonly TokenKindPolicy[] = ["rfc9068", "strict", "balanced", "lenient"];

/** Claims that rules look at, with the values they look for and with any other; and claims of any name. */
const claims = fc
  .tuple(
    fc.dictionary(fc.constantFrom(...NAMES), fc.oneof(fc.constantFrom(...VALUES), fc.jsonValue())),
    fc.dictionary(fc.string(), fc.jsonValue()),
  )
  .map(([known, unknown]): JsonObject => ({ ...unknown, ...known }));

const token = fc.record({
  typ: fc.oneof(fc.constantFrom(undefined, "", "JWT", "at+jwt", "logout+jwt"), fc.string()),
  claims,
});

test("any claims of any type get one of the verdicts, and never throw", () => {
  fc.assert(
    fc.property(token, ({ typ, claims }) => {
      const evidence = evidenceOf({ typ, claims });
      const { verdict, leansIdToken, rule } = judgeTokenKind(evidence);
      expect(["access", "not_access", "undecided"]).toContain(verdict);
      expect(leansIdToken).toBe(rule === "R11");
    }),
    { numRuns: 2000 },
  );
});

test("each policy accepts whatever the stricter ones accept", () => {
  fc.assert(
    fc.property(token, ({ typ, claims }) => {
      const evidence = evidenceOf({ typ, claims });
      const accepting = POLICIES.filter((policy) => checkTokenKind(evidence, policy) === PASS);
      expect(accepting).toEqual(POLICIES.slice(POLICIES.length - accepting.length));
    }),
    { numRuns: 2000 },
  );
});

test("the order of the claims does not matter", () => {
  fc.assert(
    fc.property(token, ({ typ, claims }) => {
      const backwards = Object.fromEntries(Object.entries(claims).toReversed());
      const judge = (given: JsonObject) => judgeTokenKind(evidenceOf({ typ, claims: given }));
      expect(judge(backwards).rule).toBe(judge(claims).rule);
    }),
  );
});
