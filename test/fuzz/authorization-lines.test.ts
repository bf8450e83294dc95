import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Api, createApis } from "./support/apis.js";
import { expectProperty, PATIENT, printSeed } from "./support/campaign.js";
import { checkFetches, checkGoodPasses, checkVerdict, createFuzzIssuer, type FuzzIssuer } from "./support/issuer.js";
import { rule, wordFor } from "./support/watched-verifier.js";

let as: FuzzIssuer;
let apis: readonly Api[];
beforeAll(async () => {
  as = await createFuzzIssuer();
  apis = await createApis(as.watched.verifier);
});
afterAll(async () => {
  await Promise.all(apis.map((api) => api.close()));
  printSeed();
});

/** What lines are put together from. What is in angle brackets is put in later. */
const pieces = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.constantFrom("Bearer", "bearer", "BEARER", "bEaReR", "Bearer ", "Bearer  ", "Bearer <good>"),
  },
  { weight: 4, arbitrary: fc.constantFrom("<good>", "<good>", "<spoiled>", "<long>", "abc", "e30.e30.", "a.b.c.d.e") },
  { weight: 3, arbitrary: fc.constantFrom(" ", "\t", ",", ", ", "=", "==", '"', "\\", ";", ".", "~", '""', '", "') },
  { weight: 2, arbitrary: fc.constantFrom("Basic ", "DPoP ", "Digest ", "Bearer\t", "Bearer:", "Bearer,", "BearerX") },
  { weight: 2, arbitrary: fc.constantFrom('realm="x', 'realm="x"', "a=b", "a = b", 'nonce="\\""', "charset=") },
  { weight: 1, arbitrary: fc.string({ maxLength: 6, unit: "binary-ascii" }) },
  { weight: 1, arbitrary: fc.string({ maxLength: 3, unit: "binary" }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom("\r\n", "\n", "\0", "\u00a0", "\u200b", "\ufeff", "Ｂｅａｒｅｒ ", "ſ", "K"),
  },
);
const lines = fc.array(pieces, { maxLength: 5, size: "max" }).map((parts) => parts.join(""));
const several = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(lines) },
  { weight: 2, arbitrary: fc.array(lines, { maxLength: 4, size: "max" }) },
);

test(
  "one Bearer credential with the good token is accepted, and nothing else in any number of lines (RFC 6750 §2.1)",
  PATIENT,
  async (context) => {
    await expectProperty(context, "Authorization lines", {
      plans: several,
      outcomes: {
        accepted: 180,
        no_credentials: 4,
        malformed_credentials: 2,
        token_too_large: 190,
        malformed_token: 110,
      },
      holds: async (plan) => {
        const given = plan.map(fill);
        const verdict = await as.watched.judgeLines(given);
        checkVerdict(verdict, isGood(given) ? "accepted" : "denied");
        const word = wordFor(verdict);
        if (given.length === 0) rule(word === "no_credentials", "without a line there are no credentials");
        if (given.length > 1) rule(word === "malformed_credentials", "several lines are malformed");
        const isBearer = given.length === 1 && BEARER.test(given[0] ?? "");
        rule(isBearer !== CREDENTIALS.has(word) || word === "token_too_large", "the token is judged if there is one");
        checkFetches(as.watched);
        await checkGoodPasses(as);
        return word;
      },
    });
  },
);

test("every adapter answers the same to them, and none with a 500", PATIENT, async (context) => {
  await expectProperty(context, "Authorization lines, on every adapter", {
    plans: several.filter((given) => given.every(isFieldValue)),
    outcomes: { 200: 120, 400: 2, 401: 3 },
    holds: async (plan) => {
      const given = plan.map((line) => fill(line).replaceAll(/^[ \t]+|[ \t]+$/gu, ""));
      const answers = await Promise.all(apis.map((api) => api.ask(given)));
      const [first] = answers;
      rule(first !== undefined, "there are adapters");
      for (const { status } of answers) rule([200, 400, 401].includes(status), `${status} is no answer to credentials`);
      for (const { status, isReached } of answers) rule((status === 200) === isReached, "no handler without a token");
      // Where the standard joins lines, what follows the comma may be taken for a parameter of another scheme.
      const alike = given.length > 1 ? answers.filter((_, index) => apis[index]?.joinsLines !== true) : answers;
      for (const answer of alike) expect(answer).toEqual(first);
      rule((first.status === 200) === isGood(given), "only the good token opens a handler");
      if (given.length > 1)
        rule(
          answers.every(({ status }) => status !== 200),
          "several lines open nothing",
        );
      return String(first.status);
    },
  });
});

function fill(line: string): string {
  const good = as.goods[0] ?? "";
  return line
    .replaceAll("<good>", good)
    .replaceAll("<spoiled>", good.slice(0, -1))
    .replaceAll("<long>", "x".repeat(16_385));
}

/** RFC 9110 §11.4 and §11.2. */
function isGood(given: readonly string[]): boolean {
  return given.length === 1 && BEARER.exec(given[0] ?? "")?.[1] === as.goods[0];
}

/** What can be in a field at all (RFC 9110 §5.5); one byte for each character. */
function isFieldValue(line: string): boolean {
  return /^[\t\x20-\x7e\x80-\xff]*$/u.test(line);
}

const BEARER = /^[Bb][Ee][Aa][Rr][Ee][Rr] +([\w.~+/-]+=*)$/u;
const CREDENTIALS = new Set(["no_credentials", "malformed_credentials", "token_too_large"]);
