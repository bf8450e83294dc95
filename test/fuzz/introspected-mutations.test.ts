import { manualClock } from "@ostiary/testing";
import fc from "fast-check";
import { afterAll, beforeAll, test } from "vitest";
import { expectProperty, keepSecret, PATIENT, printSeed } from "./support/campaign.js";
import { AUDIENCE, createFuzzIssuer, type FuzzIssuer, ISSUER } from "./support/issuer.js";
import { mutate, tokenPlans } from "./support/token-mutations.js";
import { type Door, rule, type WatchedVerifier, watchVerifier } from "./support/watched-verifier.js";

const ENDPOINT = `${ISSUER}/introspect`;
const CLIENT_SECRET = keepSecret("not-to-be-told-0123456789");

let as: FuzzIssuer;
let watched: WatchedVerifier;
beforeAll(async () => {
  as = await createFuzzIssuer();
  watched = watchVerifier({
    issuer: {
      issuer: ISSUER,
      jwks: { keys: as.keys.map(({ publicJwk }) => publicJwk) },
      introspection: {
        endpoint: ENDPOINT,
        authentication: { method: "client_secret_basic", clientId: "api", clientSecret: CLIENT_SECRET },
        cacheSeconds: 0,
        negativeCacheSeconds: 0,
      },
    },
    audience: AUDIENCE,
    clock: manualClock(as.clock.now()),
    fetch: () => Promise.resolve(Response.json(ANYTHING_GOES)),
  });
});
afterAll(printSeed);

test("a token that any reader takes for a JWT is never asked about, however broken it is", PATIENT, async (context) => {
  const plans = fc.record({ token: tokenPlans, door: fc.constantFrom<Door>("authenticate", "verify") });
  await expectProperty(context, "mutated tokens, with introspection", {
    plans,
    outcomes: { accepted: 30, asked: 13, denied: 2 },
    holds: async ({ token: plan, door }) => {
      const text = mutate(plan, as.goods);
      const before = watched.asked.get(ENDPOINT) ?? 0;
      const verdict = await watched.judge(text, { door, secrets: [CLIENT_SECRET] });
      const calls = (watched.asked.get(ENDPOINT) ?? 0) - before;
      rule(calls <= 1 && watched.asked.size <= 1, "at most one call, to the endpoint");
      if (calls === 1) rule(!beginsWithHeader(text), "what begins with a JOSE header is not asked about");
      if (calls === 0 && !isGood(text, door)) rule(verdict.kind === "denied", "nothing else is accepted");
      const good = await watched.judge(as.goods[0] ?? "");
      rule(good.kind === "accepted", "the next good request passes");
      return calls === 1 ? "asked" : verdict.kind;
    },
  });
});

/** Read as leniently as anybody does: foreign characters are passed over, both alphabets count, padding may be there or not. */
function beginsWithHeader(text: string): boolean {
  const [first = "", ...rest] = text.trim().split(".");
  if (rest.length === 0) return false;
  try {
    const header: unknown = JSON.parse(Buffer.from(first, "base64url").toString("utf8"));
    return typeof header === "object" && header !== null && "alg" in header;
  } catch {
    return false;
  }
}

function isGood(text: string, door: Door): boolean {
  return as.goods.includes(door === "authenticate" ? text.replace(/^ +/u, "") : text);
}

/** What the endpoint says of every token: the worst it can. */
const ANYTHING_GOES = { active: true, iss: ISSUER, sub: "u", aud: AUDIENCE, exp: 2_000_000_000, token_type: "Bearer" };
