import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectProperty, PATIENT, printSeed } from "./support/campaign.js";
import { checkFetches, checkGoodPasses, checkVerdict, createFuzzIssuer, type FuzzIssuer } from "./support/issuer.js";
import { mutate, tokenPlans } from "./support/token-mutations.js";
import { type Door, rule, wordFor } from "./support/watched-verifier.js";

let as: FuzzIssuer;
beforeAll(async () => {
  as = await createFuzzIssuer();
});
afterAll(printSeed);

test(
  "of all texts a token can be changed into, only the original is accepted (RFC 7515 §5.2)",
  PATIENT,
  async (context) => {
    const plans = fc.record({ token: tokenPlans, door: fc.constantFrom<Door>("authenticate", "verify") });
    await expectProperty(context, "mutated tokens", {
      plans,
      outcomes: { accepted: 30, signature_invalid: 7, malformed_token: 2, malformed_credentials: 7 },
      holds: async ({ token: plan, door }) => {
        const text = mutate(plan, as.goods);
        const verdict = await as.watched.judge(text, { door });
        checkVerdict(verdict, isGood(text, door) ? "accepted" : "denied");
        checkFetches(as.watched);
        await checkGoodPasses(as);
        return wordFor(verdict);
      },
    });
  },
);

test("explain() says the same of them, and repeats nothing of what they hold", PATIENT, async (context) => {
  await expectProperty(context, "mutated tokens, explained", {
    plans: tokenPlans,
    outcomes: { accepted: 28, signature_invalid: 7, malformed_token: 2 },
    holds: async (plan) => {
      const text = mutate(plan, as.goods);
      const said = wordFor(await as.watched.judge(text, { door: "verify" }));
      const explained = wordFor(await as.watched.judge(text, { door: "explain" }));
      rule(said === explained, `what is ${said} is explained as such, and not as ${explained}`);
      checkFetches(as.watched);
      return said;
    },
  });
});

/**
 * Of a pair (r, s) made by ECDSA, (r, n - s) is a signature too, and servers write the one as often as the other. So it cannot
 * be refused; whoever keeps a list of tokens must go by `jti` and not by the text.
 */
test("the twin of an ECDSA signature is the one other text that passes, and says the same (FIPS 186-5 §6.4)", async () => {
  const good = as.goods[0] ?? "";
  const [header, claims, signature = ""] = good.split(".");
  const [r, s] = [0, 32].map((start) => Buffer.from(signature, "base64url").subarray(start, start + 32));
  const twin = (P256_ORDER - BigInt(`0x${s?.toString("hex")}`)).toString(16).padStart(64, "0");
  const text = `${header}.${claims}.${Buffer.concat([r ?? Buffer.of(), Buffer.from(twin, "hex")]).toString("base64url")}`;
  expect(text).not.toBe(good);
  const tokens = await Promise.all([good, text].map((token) => as.watched.verifier.verify(token)));
  expect(tokens[1]).toEqual(tokens[0]);
});

/** A scheme may be followed by several spaces (RFC 9110 §11.4). */
function isGood(text: string, door: Door): boolean {
  return as.goods.includes(door === "authenticate" ? text.replace(/^ +/u, "") : text);
}

const P256_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
