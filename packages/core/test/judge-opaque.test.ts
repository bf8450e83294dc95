import { describe, expect, test } from "vitest";
import { dangerouslyAcceptMissingAudience } from "../src/danger.js";
import { createVerifier, ExtensionError, UnavailableError } from "../src/index.js";
import { judgeToken } from "../src/judge-token.js";
import type { TokenKindPolicy } from "../src/options.js";
import { resolveOptions } from "../src/resolve-options.js";
import type { IntrospectionResponse } from "../src/seams/introspection-client.js";
import {
  ACTIVE,
  activeWith,
  answeringClient,
  introspectingVerifier,
  judge,
  OPAQUE,
  withKeysOf,
} from "./support/introspection.js";
import { AUDIENCE, createSigner, ISSUER, manualClock, NOW } from "./support/issuer.js";

const signer = await createSigner();
const INACTIVE: IntrospectionResponse = { active: false };

describe("an opaque token", () => {
  test("is denied when it is not active, without a reason that nobody gave (RFC 7662 §2.2)", async () => {
    const { verifier, events } = introspectingVerifier(answeringClient(INACTIVE));
    expect(await judge(verifier)).toMatchObject({
      kind: "denied",
      reason: "token_inactive",
      detail: expect.stringMatching(/^https:.* did not say that it is active$/),
    });
    expect(events).toEqual([
      { type: "token.denied", at: NOW, reason: "token_inactive", detail: expect.any(String) as string },
    ]);
  });

  test("that is accepted is told as one", async () => {
    const { verifier, events } = introspectingVerifier(answeringClient());
    await verifier.verify(OPAQUE);
    expect(events).toEqual([{ type: "token.accepted", at: NOW, issuer: ISSUER, format: "opaque" }]);
  });

  test("of which there is no answer is neither good nor bad: 503 (RFC 7662 §2.3)", async () => {
    const cause = new Error("down");
    const { verifier, events } = introspectingVerifier(answeringClient(cause));
    const outcome = await judge(verifier);
    expect(outcome).toMatchObject({ kind: "unavailable", cause });
    if (outcome.kind === "unavailable") expect(verifier.challenge(outcome)).toMatchObject({ status: 503 });
    expect(events.map(({ type }) => type)).toEqual(["introspection.failed", "token.unavailable"]);
    expect(JSON.stringify(events)).not.toContain(OPAQUE);
  });

  test.each<[string, unknown]>([
    ["undefined", undefined],
    ["null", null],
    ["active as a text", { active: "true", claims: ACTIVE }],
    ["active as a number", { active: 1, claims: ACTIVE }],
    ["no claims", { active: true }],
    ["claims in a list", { active: true, claims: [ACTIVE] }],
  ])("of which a client answers %s is not accepted: 503, not 500", async (_, answer) => {
    const client = answeringClient();
    client.introspect.mockResolvedValueOnce(answer as IntrospectionResponse);
    const { verifier } = introspectingVerifier(client);
    expect(await judge(verifier)).toMatchObject({ kind: "unavailable", cause: expect.any(ExtensionError) as Error });
  });

  test("that is active, and of which nothing more is said, is denied (RFC 7662 §4)", async () => {
    const { verifier } = introspectingVerifier(answeringClient({ active: true, claims: {} }));
    expect(await judge(verifier)).toMatchObject({ reason: "missing_claim", detail: "exp is absent" });
    const withoutAudience = answeringClient({ active: true, claims: { exp: NOW + 300 } });
    expect(await judge(introspectingVerifier(withoutAudience).verifier)).toMatchObject({
      reason: "audience_mismatch",
    });
  });

  test("that says it is bound, and not to what, is denied (RFC 9449 §6.2)", async () => {
    for (const token_type of ["DPoP", "dpop"]) {
      const { verifier } = introspectingVerifier(answeringClient(activeWith({ token_type })));
      expect(await judge(verifier)).toMatchObject({
        reason: "binding_required",
        detail: "token_type is DPoP, and there is no cnf",
      });
    }
    const bound = answeringClient(activeWith({ token_type: "DPoP", cnf: { jkt: "x" } }));
    expect(await judge(introspectingVerifier(bound).verifier)).toMatchObject({ reason: "binding_required" });
  });

  test.each([
    ["a refresh token", { token_type: "refresh_token" }, {}],
    ["a refresh token that is called Bearer", { token_use: "refresh_token" }, {}],
    ["an ID token", { token_type: "id_token" }, {}],
    [
      "what is not told to be an access token, where that is asked for",
      { token_type: undefined },
      { tokenKind: "strict" },
    ],
  ] as const)("is denied when it is %s, although it is active", async (_, claims, policy) => {
    const { verifier } = introspectingVerifier(answeringClient(activeWith(claims)), { issuer: policy });
    expect(await judge(verifier)).toMatchObject({ reason: "not_an_access_token" });
  });

  test.each([
    ["requireTokenType", { token_type: undefined, token_use: "access" }],
    ["requireTokenUse", {}],
  ])("is denied when %s asks for more than the answer says", async (name, claims) => {
    const required = (options: object) =>
      judge(introspectingVerifier(answeringClient(activeWith(claims)), { introspection: options }).verifier);
    expect(await required({ [name]: true })).toMatchObject({ reason: "not_an_access_token" });
    expect(await required({ [name]: false })).toMatchObject({ kind: "accepted" });
  });

  test("needs as much evidence as its introspection asks for, whatever its issuer asks of JWTs", async () => {
    const untold = activeWith({ token_type: undefined, sub: undefined, jti: undefined });
    const judged = (ofIssuer: TokenKindPolicy, ofAnswers: TokenKindPolicy) =>
      judge(
        introspectingVerifier(answeringClient(untold), {
          issuer: { ...withKeysOf(signer, "both"), tokenKind: ofIssuer },
          introspection: { tokenKind: ofAnswers },
        }).verifier,
      );
    expect(await judged("rfc9068", "balanced")).toMatchObject({ kind: "accepted" });
    expect(await judged("balanced", "strict")).toMatchObject({
      reason: "not_an_access_token",
      detail: expect.stringContaining('tokenKind is "strict"'),
    });
    expect(await judged("strict", "lenient")).toMatchObject({ kind: "accepted" });
  });

  test("under rfc9068 for answers alone lacks what RFC 9068 §2.2 asks for", async () => {
    const told = answeringClient(activeWith({ jti: undefined }));
    const issuer = { ...withKeysOf(signer, "both"), tokenKind: "lenient" } as const;
    const options = { issuer, introspection: { tokenKind: "rfc9068" } } as const;
    expect(await judge(introspectingVerifier(told, options).verifier)).toMatchObject({ reason: "missing_claim" });
  });

  test("leaves JWTs of the issuer with the issuer's policy", async () => {
    const { verifier } = introspectingVerifier(answeringClient(), {
      issuer: { ...withKeysOf(signer, "both"), tokenKind: "rfc9068" },
      introspection: { tokenKind: "balanced" },
    });
    expect(await judge(verifier, await signer.sign({}, { typ: "JWT" }))).toMatchObject({ reason: "unexpected_type" });
    expect(await judge(verifier, await signer.sign({ jti: undefined }))).toMatchObject({ reason: "missing_claim" });
    expect(await judge(verifier, await signer.sign())).toMatchObject({ kind: "accepted" });
  });

  test("is asked about once, and judged anew each time: what is remembered is the answer, not the verdict", async () => {
    const client = answeringClient(activeWith({ scope: "a", exp: NOW + 30 }));
    const { verifier, clock } = introspectingVerifier(client);
    expect(await judge(verifier, OPAQUE, ["a"])).toMatchObject({ kind: "accepted" });
    expect(await judge(verifier, OPAQUE, ["b"])).toMatchObject({ reason: "scope_insufficient" });
    expect(client.asked()).toEqual([OPAQUE]);
    clock.at = NOW + 36;
    expect(await judge(verifier)).toMatchObject({ reason: "token_expired" });
    // Past its `exp` an answer is not remembered any more (RFC 7662 §4).
    expect(client.asked()).toEqual([OPAQUE, OPAQUE]);
  });

  test("that was revoked is denied as soon as the answer is not remembered any more (RFC 7662 §4)", async () => {
    const client = answeringClient();
    const { verifier, clock } = introspectingVerifier(client, { introspection: { cacheSeconds: 20 } });
    await verifier.verify(OPAQUE);
    client.introspect.mockResolvedValue(INACTIVE);
    clock.at = NOW + 19;
    expect(await judge(verifier)).toMatchObject({ kind: "accepted" });
    clock.at = NOW + 20;
    expect(await judge(verifier)).toMatchObject({ reason: "token_inactive" });
  });

  test("that is remembered is served while the endpoint is down, and no longer (RFC 7662 §4)", async () => {
    const client = answeringClient();
    const { verifier, clock } = introspectingVerifier(client);
    await verifier.verify(OPAQUE);
    client.introspect.mockRejectedValue(new Error("down"));
    clock.at = NOW + 59;
    expect(await judge(verifier)).toMatchObject({ kind: "accepted" });
    clock.at = NOW + 60;
    expect(await judge(verifier)).toMatchObject({ kind: "unavailable" });
  });

  test("cannot be changed for the next request by the application that got it", async () => {
    const { verifier } = introspectingVerifier(answeringClient(activeWith({ roles: ["user"] })));
    const { claims } = await verifier.verify(OPAQUE);
    expect(() => Object.assign(claims, { roles: ["admin"] })).toThrow(TypeError);
    expect(() => (claims["roles"] as string[]).push("admin")).toThrow(TypeError);
    expect((await verifier.verify(OPAQUE)).claims["roles"]).toEqual(["user"]);
  });
});

describe("an answer without aud", () => {
  const missing = [
    ["is absent", undefined],
    ["is null", null],
    ["is an empty list", []],
  ] as const;
  const accepting = { [dangerouslyAcceptMissingAudience]: true } as const;

  test.each(missing)("is not known to be for us, and refused, when aud %s (RFC 7662 §2.2)", async (_, aud) => {
    const { verifier } = introspectingVerifier(answeringClient(activeWith({ aud })));
    expect(await judge(verifier)).toMatchObject({
      reason: "audience_mismatch",
      detail: `aud is absent or empty; ours are ["${AUDIENCE}"]`,
    });
  });

  test.each(missing)(
    "is taken for one that names us with the switch of the danger entry, when aud %s",
    async (_, aud) => {
      for (const policy of [{}, { soleAudience: true }]) {
        const client = answeringClient(activeWith({ aud }));
        const { verifier } = introspectingVerifier(client, { ...policy, introspection: accepting });
        expect(await judge(verifier)).toMatchObject({ kind: "accepted", token: { audience: [] } });
      }
    },
  );

  test.each([
    ["others", { aud: "https://other.example" }, "audience_mismatch"],
    ["the empty text", { aud: "" }, "audience_mismatch"],
    ["nobody, of a token that has expired", { aud: [], exp: NOW - 5 }, "token_expired"],
    ["nobody, of a refresh token", { aud: [], token_type: "refresh_token" }, "not_an_access_token"],
    ["nobody, of a token that is bound", { aud: [], cnf: {} }, "binding_required"],
  ])("is all that the switch accepts: not one that names %s", async (_, claims, reason) => {
    const { verifier } = introspectingVerifier(answeringClient(activeWith(claims)), { introspection: accepting });
    expect(await judge(verifier)).toMatchObject({ reason });
  });

  test("is refused when the switch is left undefined", async () => {
    const { verifier } = introspectingVerifier(answeringClient(activeWith({ aud: [] })), {
      introspection: { [dangerouslyAcceptMissingAudience]: undefined as never },
    });
    expect(await judge(verifier)).toMatchObject({ reason: "audience_mismatch" });
  });

  test.each(["both", "introspect-all"] as const)("does not help a JWT of an issuer with %s", async (tokenFormat) => {
    const client = answeringClient(activeWith({ aud: [] }));
    const { verifier } = introspectingVerifier(client, {
      issuer: withKeysOf(signer, tokenFormat),
      introspection: accepting,
    });
    expect(await judge(verifier)).toMatchObject({ kind: "accepted" });
    for (const aud of [undefined, []]) {
      expect(await judge(verifier, await signer.sign({ aud }))).toMatchObject({ reason: "audience_mismatch" });
    }
  });

  test("of one issuer is not excused by the switch of another", async () => {
    const b = "https://b.example";
    const ofA = answeringClient(activeWith({ aud: [] }));
    const ofB = answeringClient(activeWith({ iss: b, aud: [] }));
    const verifier = createVerifier({
      audience: AUDIENCE,
      clock: manualClock(),
      issuer: [
        { issuer: ISSUER, tokenFormat: "opaque", introspection: { client: ofA, ...accepting } },
        { issuer: b, tokenFormat: "opaque", introspection: { client: ofB, prefixes: ["b_"] } },
      ],
    });
    expect(await judge(verifier, "a_1")).toMatchObject({ kind: "accepted" });
    expect(await judge(verifier, "b_1")).toMatchObject({ reason: "audience_mismatch" });
  });
});

describe("a member of an answer that is null counts as absent", () => {
  const NULLED = [
    "iss",
    "sub",
    "client_id",
    "nbf",
    "iat",
    "jti",
    "act",
    "cnf",
    "azp",
    "events",
    "nonce",
    "typ",
    "type",
    "username",
  ];

  test.each(NULLED)("%s, which need not be there", async (name) => {
    const { verifier } = introspectingVerifier(answeringClient(activeWith({ [name]: null })));
    expect(await judge(verifier)).toMatchObject({ kind: "accepted" });
    expect((await verifier.verify(OPAQUE)).claims).not.toHaveProperty(name);
    expect(await verifier.explain(OPAQUE)).toMatchObject({ outcome: "accepted" });
  });

  test.each([
    ["aud", {}, "audience_mismatch"],
    ["exp", {}, "missing_claim"],
    ["token_type", { tokenKind: "strict" }, "not_an_access_token"],
    ["scope", { requiredClaims: ["scope"] }, "missing_claim"],
    ["client_id", { allowedClients: ["c1"] }, "missing_claim"],
  ] as const)("%s, which must be there, so the token is denied", async (name, policy, reason) => {
    const { verifier } = introspectingVerifier(answeringClient(activeWith({ [name]: null })), { issuer: policy });
    expect(await judge(verifier)).toMatchObject({ reason });
    expect(await verifier.explain(OPAQUE)).toMatchObject({ reason });
  });

  test.each([
    ["token_use", "requireTokenUse"],
    ["token_type", "requireTokenType"],
  ])("%s, which %s asks for", async (name, required) => {
    const client = answeringClient(activeWith({ [name]: null }));
    const { verifier } = introspectingVerifier(client, { introspection: { [required]: true } });
    expect(await judge(verifier)).toMatchObject({ reason: "not_an_access_token" });
  });

  test("so that no policy rejects it", async () => {
    const policy = { rejectedClaims: ["nonce"] };
    const ask = (nonce: unknown) =>
      judge(introspectingVerifier(answeringClient(activeWith({ nonce })), policy).verifier);
    expect([await ask(null), await ask("n")]).toMatchObject([{ kind: "accepted" }, { reason: "claims_rejected" }]);
  });

  test("also where a JWT is confirmed", async () => {
    const answer = activeWith({
      ...Object.fromEntries(NULLED.map((name) => [name, null])),
      exp: null,
      token_type: null,
    });
    const { verifier } = introspectingVerifier(answeringClient(answer), {
      issuer: withKeysOf(signer, "introspect-all"),
    });
    expect(await judge(verifier, await signer.sign())).toMatchObject({ kind: "accepted" });
  });

  test("but not within other members, nor in a JWT", async () => {
    const { verifier } = introspectingVerifier(answeringClient(activeWith({ act: { sub: null } })), {
      issuer: withKeysOf(signer, "both"),
    });
    expect(await judge(verifier)).toMatchObject({ reason: "malformed_token" });
    expect(await judge(verifier, await signer.sign({ cnf: null }))).toMatchObject({ reason: "binding_required" });
    expect(await judge(verifier, await signer.sign({ aud: null }))).toMatchObject({ reason: "malformed_token" });
  });
});

describe("an introspector", () => {
  function judgeWith(introspect: () => Promise<IntrospectionResponse>) {
    const options = resolveOptions({
      issuer: { issuer: ISSUER, tokenFormat: "opaque", introspection: { client: answeringClient() } },
      audience: AUDIENCE,
    });
    const issuers = new Map(
      [...options.issuers].map(([name, issuer]) => [
        name,
        {
          ...issuer,
          keys: { find: () => undefined },
          introspector: {
            introspect,
            health: () => {
              throw new Error("unexpected");
            },
          },
        },
      ]),
    );
    return judgeToken(OPAQUE, { issuers, options, now: NOW });
  }

  test("that could not tell makes an outage", async () => {
    const error = new UnavailableError("down");
    await expect(judgeWith(() => Promise.reject(error))).rejects.toBe(error);
  });

  test("that fails otherwise accepts and denies nothing", async () => {
    const cause = new Error("x");
    await expect(judgeWith(() => Promise.reject(cause))).rejects.toMatchObject({
      code: "extension",
      detail: `The introspection of ${ISSUER} failed`,
      cause,
    });
  });
});
