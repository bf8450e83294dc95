import { manualClock } from "@ostiary/testing";
import fc from "fast-check";
import { afterAll, beforeAll, test } from "vitest";
import { expectProperty, PATIENT, printSeed } from "./support/campaign.js";
import { findDefects } from "./support/claims-oracle.js";
import {
  AUDIENCE,
  checkFetches,
  checkGoodPasses,
  createFuzzIssuer,
  type FuzzIssuer,
  ISSUER,
} from "./support/issuer.js";
import { type Door, rule, wordFor } from "./support/watched-verifier.js";

let as: FuzzIssuer;
beforeAll(async () => {
  as = await createFuzzIssuer();
});
afterAll(printSeed);

const NOW = manualClock().now();
const GOOD = {
  iss: ISSUER,
  sub: "u",
  aud: AUDIENCE,
  client_id: "c",
  jti: "t",
  iat: NOW - 10,
  exp: NOW + 300,
  scope: "a",
};

/** Around the present, a tolerance away from it, and around the bounds of what an instant can be. */
const instants = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(-3600, -61, -60, -6, -5, -4.5, -1, 0, 1, 4.5, 5, 6, 60, 60.5, 61, 3600) },
  { weight: 2, arbitrary: fc.double({ min: -100, max: 100, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(-NOW, -NOW - 1, 253_402_300_799 - NOW, 253_402_300_800 - NOW, NOW * 999) },
);
const numericDates = instants.map((offset) => NOW + offset);
const identifiers = fc.oneof(
  fc.constantFrom("u1", " ", "\u0000", "https://as.example.com"),
  fc.string({ minLength: 1 }),
);
const audiences = fc.constantFrom<unknown>(
  ...[AUDIENCE, AUDIENCE, AUDIENCE, [AUDIENCE], ["https://other.example", AUDIENCE], [AUDIENCE, AUDIENCE]],
  ...["https://other.example", [], [""], `${AUDIENCE}/`, AUDIENCE.toUpperCase(), [AUDIENCE, 1], [[AUDIENCE]]],
  ...[`${AUDIENCE} https://other.example`, { 0: AUDIENCE }, AUDIENCE.slice(0, -1), `${AUDIENCE}\u0000`],
);
const actors = fc.constantFrom<unknown>(
  ...[{ sub: "a" }, { sub: "a", act: { client_id: "b" } }, {}, { sub: 1 }, { act: [] }, "a", [], nest(16), nest(17)],
);

/** What a claim can be that is not as it was: something else of its type, or of any type, or gone. */
function edit(
  name: string,
  ...arbitraries: readonly fc.Arbitrary<unknown>[]
): fc.Arbitrary<readonly [string, unknown]> {
  const any = fc.oneof(
    { weight: 1, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constantFrom<unknown>(null, "", true, 0, [], {}, [null], ["", 1]) },
    { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
  );
  const known = arbitraries.map((arbitrary) => ({ weight: 10, arbitrary }));
  return fc.tuple(fc.constant(name), fc.oneof(...known, { weight: 3, arbitrary: any }));
}

const edits = fc.oneof(
  edit("iss", fc.constantFrom(`${ISSUER}/`, ISSUER.toUpperCase(), "https://x.example", [ISSUER])),
  edit("aud", audiences),
  { weight: 2, arbitrary: edit("exp", numericDates) },
  { weight: 2, arbitrary: edit("nbf", numericDates) },
  { weight: 2, arbitrary: edit("iat", numericDates) },
  edit("sub", identifiers),
  edit("client_id", identifiers),
  edit("jti", identifiers),
  edit("act", actors),
  fc.tuple(fc.constantFrom("cnf", "__proto__", "Exp", "nonce", "x"), fc.jsonValue({ maxDepth: 2 })),
  fc.tuple(fc.string({ maxLength: 10 }), fc.jsonValue({ maxDepth: 2 })),
);

const plans = fc.record({
  key: fc.constantFrom(0, 1),
  edits: fc.array(edits, { maxLength: 4, size: "max" }),
  /** Instants as other writers of JSON give them. */
  exponents: fc.boolean(),
  door: fc.constantFrom<Door>("authenticate", "verify"),
});

test(
  "an access token is accepted if its claims are such as the RFCs ask for, and else for that reason refused (RFC 9068 §4)",
  PATIENT,
  async (context) => {
    await expectProperty(context, "claims", {
      plans,
      outcomes: {
        ...{ accepted: 3, missing_claim: 44, malformed_token: 4, unknown_issuer: 16, token_expired: 25 },
        ...{ token_not_yet_valid: 40, audience_mismatch: 32, binding_required: 90 },
      },
      holds: async ({ key: index, edits: changes, exponents, door }) => {
        const key = as.keys[index];
        rule(key !== undefined, "there are keys");
        const text = write(Object.fromEntries([...Object.entries(GOOD), ...changes]), exponents);
        const said = JSON.parse(text) as Readonly<Record<string, unknown>>;
        const verdict = await as.watched.judge(as.sign(text, key), { door });
        const defects = findDefects(said, { issuer: ISSUER, audience: AUDIENCE, now: NOW });
        const word = wordFor(verdict);
        rule((defects.size === 0) === (word === "accepted"), `found are ${[...defects].join(", ")}, and it is ${word}`);
        rule(defects.size === 0 || defects.has(word), `found are ${[...defects].join(", ")}, and it is ${word}`);
        if (verdict.kind === "accepted") {
          const { issuer, subject, expiresAt, issuedAt, claims: kept } = verdict.token ?? {};
          const isKept = issuer === ISSUER && subject === said["sub"] && issuedAt === said["iat"];
          rule(
            isKept && expiresAt === said["exp"] && JSON.stringify(kept) === JSON.stringify(said),
            "it says the same",
          );
        }
        checkFetches(as.watched);
        await checkGoodPasses(as);
        return word;
      },
    });
  },
);

/** A chain of so many actors. */
function nest(depth: number): unknown {
  return depth === 0 ? undefined : { sub: "a", act: nest(depth - 1) };
}

function write(claims: object, exponents: boolean): string {
  const text = JSON.stringify(claims);
  return exponents ? text.replaceAll(/"(exp|nbf|iat)":(-?\d{1,15})(?=[,}])/gu, '"$1":$2.0e+0') : text;
}
