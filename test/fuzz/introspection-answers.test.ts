import { manualClock, signCompact } from "@ostiary/testing";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, test } from "vitest";
import { expectProperty, keepSecret, PATIENT, printSeed } from "./support/campaign.js";
import { findDefects } from "./support/claims-oracle.js";
import { documents, isReadable, MAX_BODY_BYTES, respond } from "./support/documents.js";
import { AUDIENCE, createFuzzIssuer, type FuzzIssuer, ISSUER } from "./support/issuer.js";
import { mutate, tokenPlans } from "./support/token-mutations.js";
import { type Door, rule, type WatchedVerifier, watchVerifier, wordFor } from "./support/watched-verifier.js";

const ENDPOINT = `${ISSUER}/introspect`;
const CLIENT_SECRET = keepSecret("not-to-be-told-0123456789");
const NOW = manualClock().now();
const GOOD = { active: true, sub: "u", aud: AUDIENCE, client_id: "c", exp: NOW + 300, token_type: "Bearer" };

let as: FuzzIssuer;
/** What the endpoint says next. */
let serve = (): Response => Response.json(GOOD);
let made = 0;
beforeAll(async () => {
  as = await createFuzzIssuer();
});
beforeEach(() => {
  serve = () => Response.json(GOOD);
});
afterAll(printSeed);

function createVerifier(signedResponse: boolean): WatchedVerifier {
  return watchVerifier({
    issuer: {
      issuer: ISSUER,
      jwks: { keys: as.keys.map(({ publicJwk }) => publicJwk) },
      introspection: {
        endpoint: ENDPOINT,
        authentication: { method: "client_secret_basic", clientId: "api", clientSecret: CLIENT_SECRET },
        maxBodyBytes: MAX_BODY_BYTES,
        signedResponse,
        // What fails in one run is not left alone in the next.
        breakerFailures: 1000,
      },
    },
    audience: AUDIENCE,
    clock: as.clock,
    fetch: async () => serve(),
  });
}

/** Good for the most part, else absent or of any form. */
function member(...good: readonly unknown[]): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 40, arbitrary: fc.constantFrom<unknown>(...good) },
    fc.constantFrom<unknown>(undefined, null, "", 0, true, [], {}, "true", 1),
    fc.jsonValue({ maxDepth: 1 }),
  );
}

function repeat(times: number, value: unknown): readonly unknown[] {
  return Array.from({ length: times }, () => value);
}

const answers = documents(
  fc.record({
    active: member(true),
    iss: member(...repeat(5, undefined), ...repeat(5, ISSUER), `${ISSUER}/`, "https://other.example"),
    aud: member(...repeat(9, AUDIENCE), [AUDIENCE, "x"], "https://other.example", [AUDIENCE, 1], [[AUDIENCE]]),
    exp: member(...repeat(12, NOW + 300), NOW - 4, NOW - 5, String(NOW + 300), NOW * 1000),
    nbf: member(...repeat(9, undefined), NOW, NOW + 5, NOW + 6, NOW + 300),
    iat: member(...repeat(5, NOW), NOW + 60, NOW + 61),
    sub: member("u", "u", undefined),
    client_id: member("c", "c", undefined),
    jti: member("t", undefined),
    token_type: member(
      ...[...repeat(9, "Bearer"), "bearer", "access_token", "urn:ietf:params:oauth:token-type:access_token"],
      ...["DPoP", "refresh_token", "id_token", "mac", "N_A"],
    ),
    cnf: fc.oneof({ weight: 20, arbitrary: fc.constant(undefined) }, fc.jsonValue({ maxDepth: 1 })),
  }),
);

test(
  "an opaque token is accepted if the answer says active and meets the policy, and else denied or unavailable (RFC 7662 §2.2)",
  PATIENT,
  async (context) => {
    const watched = createVerifier(false);
    await expectProperty(context, "introspection answers", {
      plans: fc.record({ answer: answers, door: fc.constantFrom<Door>("authenticate", "verify") }),
      outcomes: {
        ...{
          accepted: 8,
          unavailable: 9,
          token_inactive: 45,
          unknown_issuer: 8,
          missing_claim: 250,
          malformed_token: 5,
        },
        ...{ token_expired: 36, token_not_yet_valid: 30, audience_mismatch: 34, not_an_access_token: 15 },
        binding_required: 42,
      },
      holds: async ({ answer, door }) => {
        const members = answer.content as Readonly<Record<string, unknown>>;
        serve = () => respond(answer, members);
        const token = nextToken();
        const before = watched.asked.get(ENDPOINT) ?? 0;
        const ask = (): Promise<string> =>
          watched.judge(token, { door, secrets: [token, CLIENT_SECRET] }).then(wordFor);
        const word = await ask();
        rule((await ask()) === word, "the same is said again");
        const calls = (watched.asked.get(ENDPOINT) ?? 0) - before;
        const allowed = allowedFor(members, isReadable(answer, members, /^application\/json(?:$|;)/u));
        rule(allowed.has(word), `it is ${[...allowed].join(" or ")}, and was ${word}`);
        // An answer is not remembered past the token's own time.
        const isOver = typeof members["exp"] === "number" && members["exp"] <= NOW && members["active"] === true;
        rule(calls === (word === "unavailable" || isOver ? 2 : 1), "what was said is remembered, and nothing else");
        await expectGoodToPass(watched);
        return word;
      },
    });
  },
);

test("a signed answer counts only as it was signed (RFC 9701 §5)", PATIENT, async (context) => {
  const watched = createVerifier(true);
  const [key] = as.keys;
  rule(key !== undefined, "there are keys");
  const envelope = { iss: ISSUER, aud: "api", iat: NOW };
  const sign = (answer: object, typ = "token-introspection+jwt"): string =>
    signCompact({ typ, alg: key.algorithm, kid: key.kid }, { ...envelope, ...answer }, key);
  const active = [
    sign({ token_introspection: GOOD }),
    sign({ ...GOOD, aud: undefined }),
    sign({ token_introspection: GOOD, x: 1 }),
  ];
  const flat = sign({ active: true, sub: "u", exp: NOW + 300, token_type: "Bearer", ...envelope });
  const inactive = [sign({ token_introspection: { active: false } }), sign({ active: false })];
  const others = [as.goods[0] ?? "", as.goods[1] ?? "", sign({ token_introspection: GOOD }, "at+jwt"), sign({}), flat];
  const goods = [active[0] ?? "", active[2] ?? "", ...inactive, ...others];
  await expectProperty(context, "signed introspection answers", {
    // Some are as they were signed, which of changed ones next to none are.
    plans: fc.oneof(
      { weight: 2, arbitrary: tokenPlans },
      { weight: 1, arbitrary: tokenPlans.map(({ good }) => ({ good, mutations: [] })) },
    ),
    outcomes: { accepted: 20, token_inactive: 20, unavailable: 2 },
    holds: async (plan) => {
      const body = mutate(plan, goods);
      const type = { "content-type": "application/token-introspection+jwt" };
      serve = () => new Response(body, { headers: type });
      const token = nextToken();
      const word = wordFor(await watched.judge(token, { secrets: [token, CLIENT_SECRET] }));
      const expected = active.includes(body) ? "accepted" : inactive.includes(body) ? "token_inactive" : "unavailable";
      // A flat answer leaves nothing that says whom the token is for.
      rule(word === (body === flat ? "audience_mismatch" : expected), `it is ${expected}, and was ${word}`);
      serve = () => new Response(active[0], { headers: type });
      rule((await watched.judge(nextToken())).kind === "accepted", "the next good request passes");
      return word;
    },
  });
});

async function expectGoodToPass(watched: WatchedVerifier): Promise<void> {
  serve = () => Response.json(GOOD);
  rule((await watched.judge(nextToken())).kind === "accepted", "the next good request passes");
  rule(watched.asked.size === 1, "nothing but the endpoint is asked");
}

function nextToken(): string {
  made += 1;
  return `opaque-token-number-${String(made).padStart(8, "0")}`;
}

/** What may come of an answer: RFC 7662 §2.2, and for what an active token must be the same as for a JWT. */
function allowedFor(members: Readonly<Record<string, unknown>>, isRead: boolean): ReadonlySet<string> {
  if (!isRead) return new Set(["unavailable"]);
  if (members["active"] !== true) return new Set(["token_inactive"]);
  // What a server has no value for counts as absent, other than in a JWT.
  const present = Object.entries(members).filter(([, value]) => value !== null && value !== undefined);
  const { active: _, iss = ISSUER, token_type: type, ...claims } = Object.fromEntries(present);
  const said = { iss, ...claims };
  const defects = new Set<string>(findDefects(said, { issuer: ISSUER, audience: AUDIENCE, now: NOW }));
  // An answer about another issuer's token, in whatever way that is said.
  if (iss !== ISSUER) defects.add("unknown_issuer");
  if (typeof type === "string" && type.toLowerCase() === "dpop") defects.add("binding_required");
  const isSilent = type === undefined || type === "N_A";
  const isAccess = typeof type === "string" && ACCESS_TYPES.has(type.toLowerCase());
  if (!isSilent && !isAccess) defects.add("not_an_access_token");
  if (defects.size === 0) defects.add("accepted");
  // Then the other members tell what it is, by rules that have tests of their own.
  if (isSilent) defects.add("not_an_access_token");
  return defects;
}

const ACCESS_TYPES = new Set(["bearer", "dpop", "access_token", "urn:ietf:params:oauth:token-type:access_token"]);
