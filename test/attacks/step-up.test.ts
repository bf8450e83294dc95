import { type ConfigurationError, createVerifier, deny, PASS, type Requirement } from "@ostiary/core";
import { createAuth as createExpressAuth } from "@ostiary/express";
import { ostiary } from "@ostiary/fastify";
import { createAuth as createHonoAuth } from "@ostiary/hono";
import fastify from "fastify";
import { describe, expect, test } from "vitest";
import { noteTried } from "../contract/targets/tried.js";
import { createArena } from "./support/arena.js";
import { expectAccepted, expectRefused, refusalOf } from "./support/expect-refused.js";

// How a user was authenticated, and authorization details, cannot be asked for yet. What is asked for all the same is refused when the
// route is defined: a route that seems to ask for more than it does would stand open.

const arena = await createArena();
const { a, clock } = arena;
const verifier = createVerifier(a.verifierOptions());

const WISHES: readonly (readonly [id: string, wish: Readonly<Record<string, unknown>>])[] = [
  ["P-01", { acrValues: ["urn:mfa"] }],
  ["P-01", { acr: "urn:mfa" }],
  ["P-01", { acr_values: "urn:mfa" }],
  ["P-03", { maxAgeSeconds: 300 }],
  ["P-04", { max_age: 300 }],
  ["P-05", { amr: ["otp"] }],
  ["P-07", { scopes: ["api:read"], acrValues: ["urn:mfa"] }],
  ["P-08", { maxAgeSeconds: -1 }],
  ["P-08", { maxAgeSeconds: Number.NaN }],
  ["P-08", { acrValues: ['a "b'] }],
  ["P-09", { authorizationDetails: [{ type: "payment", amount: "100.00" }] }],
  ["P-10", { authorization_details: [{ type: "payment" }, { type: "account" }] }],
  ["P-10", { scopes: ["api:read"], authorizationDetails: [] }],
];

describe.each(WISHES)("%s: a route that asks for %j", (_, wish) => {
  const requirement = wish as Requirement;
  const refused = expect.objectContaining({
    code: "configuration",
    problems: expect.arrayContaining([expect.stringMatching(/in a requirement/)]),
  }) as ConfigurationError;

  test("cannot be defined, on any adapter (RFC 9470 §4, RFC 9396 §2)", async () => {
    expect(() => createExpressAuth(verifier).require(requirement)).toThrow(refused);
    expect(() => createHonoAuth(verifier).require(requirement)).toThrow(refused);
    const app = fastify();
    await app.register(ostiary, { verifier });
    expect(() => app.require(requirement)).toThrow(refused);
    for (const name of ["Express", "Hono", "Fastify"]) noteTried(name);
  });

  test("accepts nothing in code (RFC 9470 §4, RFC 9396 §2)", async () => {
    const token = a.issue({ acr: "urn:mfa", auth_time: clock.now(), amr: ["otp"] });
    await expect(verifier.verify(token, requirement)).rejects.toThrow(refused);
    const request = { authorization: [`Bearer ${token}`] };
    await expect(verifier.authenticate(request, requirement)).rejects.toThrow(refused);
    expect(() => verifier.authorize({} as never, requirement)).toThrow(refused);
  });
});

test("P-06: who has no good token learns nothing of what a route asks (RFC 9470 §9, RFC 6750 §3.1)", async () => {
  const { status, headers, body } = refusalOf("token_expired");
  for (const { name, ask } of arena.targets) {
    for (const path of ["/orders", "/admin", "/me", "/open"]) {
      const answer = await ask({ authorization: [`Bearer ${a.issueExpired()}`], path });
      expect(answer, `${name} ${path}`).toEqual({ status, headers, body });
    }
  }
});

test.each<[id: string, what: string, claims: Record<string, unknown>]>([
  ["P-01", "a weaker context than others have", { acr: "0", auth_time: 1 }],
  ["P-03", "a login long ago", { auth_time: 1 }],
  ["P-04", "a login to come", { auth_time: clock.now() + 3600 }],
  ["P-05", "no context at all", {}],
])("%s: a token that tells of %s is as good as any, where nothing was asked for", (_, __, claims) =>
  expectAccepted(arena, a.issue(claims)),
);

/** Until it can be asked for: a rule of the application. */
const guarded = await createArena({
  checks: [
    ({ claims }, { now }) => {
      const { acr, auth_time: at } = claims;
      return acr === "urn:mfa" && typeof at === "number" && at <= now && now - at < 300
        ? PASS
        : deny("check_denied", "it does not tell of a strong login a short while ago");
    },
  ],
});
const strong = { acr: "urn:mfa", auth_time: clock.now() - 10 };

test("a check of the application lets a strong login in", () =>
  expectAccepted({ ...guarded, good: () => guarded.a.issue(strong) }, guarded.a.issue(strong)));

test.each<[id: string, what: string, claims: Record<string, unknown>]>([
  ["P-01", "no acr", { acr: undefined }],
  ["P-01", "a lower acr", { acr: "urn:pwd" }],
  ["P-01", "a number for acr", { acr: 2 }],
  ["P-01", "a list for acr", { acr: ["urn:mfa"] }],
  ["P-01", "another case", { acr: "URN:MFA" }],
  ["P-03", "no auth_time, though iat is new", { auth_time: undefined }],
  ["P-03", "an old auth_time, though iat is new", { auth_time: clock.now() - 3600 }],
  ["P-04", "an auth_time to come", { auth_time: clock.now() + 3600 }],
  ["P-04", "an auth_time that is a text", { auth_time: String(clock.now()) }],
  ["P-05", "amr alone", { acr: undefined, amr: ["mfa"] }],
])("%s: a check of the application sees the claims as they were signed: %s", (_, __, claims) =>
  expectRefused(
    { ...guarded, good: () => guarded.a.issue(strong) },
    guarded.a.issue({ ...strong, ...claims }),
    "check_denied",
  ),
);
