import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { JsonObject } from "../../src/internal/json-object.js";
import { findStep } from "../../src/token-kind/find-step.js";
import type { TokenKindEvidence } from "../../src/token-kind/rule.js";
import { RULES } from "../../src/token-kind/rules.js";
import { ACCESS_TOKENS, evidenceOf, OTHER_TOKENS } from "./corpus.js";

const CORPUS = [...ACCESS_TOKENS, ...OTHER_TOKENS];
const MARKS = RULES.flatMap(({ marks }) => marks);

/** Claims that marks are looking for: each of these makes one speak, if the rest of a token lets it. */
const TELLING: readonly JsonObject[] = [
  { events: {} },
  { htm: "GET" },
  { token_introspection: {} },
  { vc: {} },
  { vct: "https://credentials.example/identity" },
  { redirect_uri: "https://app.example/cb" },
  { sub: "", state: "s", code: "c" },
  { code: "c" },
  { "urn:openid:params:jwt:claim:auth_req_id": "1" },
  { redirect_uris: [] },
  { jwks: { keys: [] } },
  { status_list: {} },
  { iss: "c1", sub: "c1" },
  { type: "refresh" },
  { type: "access" },
  { type: 2 },
  { token_type: "id_token" },
  { token_type: "access_token" },
  { typ: 7 },
  { typ: "ID" },
  { typ: "verify-email" },
  { typ: "Bearer" },
  { token_use: "id" },
  { token_use: "access" },
  { tokenName: "id_token" },
  { tokenName: "access_token" },
  { tok_type: "RT" },
  { tok_type: "AT" },
  { drn: "DSR" },
  { jti: "ID.1" },
  { jti: "AT.1" },
  { iss: "https://accounts.google.com" },
  { scp: [] },
  { appid: "c1" },
  { ver: "2.0", tid: "t", azp: "c1" },
  { azp: "c1", uid: "u", acr: "goauthentik.io/x" },
  { c_hash: "h" },
  { nonce: null },
  { ver: "1.0", tfp: null },
  { aud: "client" },
  { cnf: { jkt: "k" } },
  { gty: ["password"] },
  { applicationId: "a", authenticationType: "PASSWORD" },
  { aud: [] },
  { scope: "a" },
  { client_id: "c1", aud: "api" },
  { client_id: "c1", aud: ["c1", "api"] },
  { session_id: "s", aal: "aal1" },
  { "https://stytch.com/session": { id: "s" } },
  { "kubernetes.io": { namespace: "n" } },
  { repository_id: "1", run_id: "2" },
  { project_path: "a/b", pipeline_id: "1" },
  { azp: 7 },
  { email: "a@b.c", aud: "c1" },
  { iss: "i", sub: "u", aud: "c1" },
  { azp: "c1", aud: "c1" },
  { azp: "c1", aud: ["c1", "api"], sid: "s" },
  { cid: "c1", aud: "c1", auth_time: 1 },
];

const NAMES = [
  ...new Set([...TELLING, ...CORPUS.map(({ claims }) => claims)].flatMap((claims) => Object.keys(claims))),
];
const STRANGE = [null, "", 0, false, [], {}, [[]], ["c1"], "c1"];

/** A token of the corpus or none, with something left out, and with what is telling and what is strange put in. */
const claims = fc
  .record({
    token: fc.option(fc.constantFrom(...CORPUS.map(({ claims }) => claims)), { nil: {} }),
    less: fc.subarray(NAMES),
    telling: fc.subarray([...TELLING], { maxLength: 4 }),
    strange: fc.dictionary(fc.constantFrom(...NAMES), fc.constantFrom(...STRANGE), { maxKeys: 2 }),
  })
  .map(({ token, less, telling, strange }): JsonObject => {
    const rest = Object.entries(token).filter(([name]) => !less.includes(name));
    return Object.assign(Object.fromEntries(rest), ...telling, strange) as JsonObject;
  });

const evidence = fc
  .record({
    claims,
    typ: fc.constantFrom(undefined, "", "JWT", "at+jwt", "logout+jwt", "partner+jwt"),
    idTokenAudiences: fc.constantFrom([], ["client", "c1"]),
    ignoreIdTokenEvidence: fc.boolean(),
  })
  .map(({ claims, typ, ...settings }) => evidenceOf({ typ, claims }, { ...settings, acceptedTypes: ["partner+jwt"] }));

/** The rules as they stand on paper: one after the other, every mark of each. */
function walk(given: TokenKindEvidence) {
  for (const rule of RULES) {
    for (const mark of rule.marks) if (mark.sees.speaks(given).length > 0) return { rule, mark };
  }
  return undefined;
}

test("the step that is found is that of a walk through all rules", () => {
  fc.assert(
    fc.property(evidence, (given) => {
      expect(findStep(given)).toEqual(walk(given));
    }),
    { numRuns: 3000 },
  );
});

test("every mark is found for some claims", () => {
  const settings = { idTokenAudiences: ["client"] };
  const found = new Set(
    TELLING.map((claims) => findStep(evidenceOf({ claims: { aud: "api", ...claims } }, settings))?.mark),
  );
  const headers = new Set(["at+jwt", "dpop+jwt"].map((typ) => findStep(evidenceOf({ typ, claims: {} }))?.mark));
  const never = MARKS.filter((mark) => !found.has(mark) && !headers.has(mark));
  expect(never.map(({ says, source }) => `${says}, ${source}`)).toEqual([]);
});

test("a mark sees nothing without one of the claims it needs", () => {
  fc.assert(
    fc.property(evidence, fc.constantFrom(...MARKS), (given, { sees }) => {
      const { needs } = sees;
      if (needs === undefined) return;
      const rest = Object.entries(given.claims).filter(([name]) => !needs.includes(name));
      expect(sees.speaks({ ...given, claims: Object.fromEntries(rest) })).toEqual([]);
    }),
    { numRuns: 3000 },
  );
});
