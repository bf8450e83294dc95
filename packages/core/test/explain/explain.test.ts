import { describe, expect, test, vi } from "vitest";
import { dangerouslyAcceptAnyAudience, dangerouslyAcceptMissingAudience } from "../../src/danger.js";
import { ConfigurationError, ExtensionError, UnavailableError } from "../../src/errors.js";
import {
  createVerifier,
  deny,
  type Explanation,
  type OstiaryEvent,
  PASS,
  type StepName,
  type VerifierOptions,
} from "../../src/index.js";
import { connect, failing, jwt, OAUTH, server, JWKS } from "../support/authorization-server.js";
import { activeWith, answeringClient, introspectingVerifier, OPAQUE, withKeysOf } from "../support/introspection.js";
import { AUDIENCE, createSigner, ISSUER, NOW, verifierFor } from "../support/issuer.js";

const signer = await createSigner();
const stranger = await createSigner();
const OTHER = "https://other.example";

/** Verdict and words of one step. */
const stepOf = ({ steps }: Explanation, name: StepName) => steps.find(({ step }) => step === name);
/** The steps with a verdict, by name. */
const namesOf = ({ steps }: Explanation, verdict: string) =>
  steps.filter((step) => step.verdict === verdict).map(({ step }) => step);

describe("a token that is accepted", () => {
  test("passes every step that is asked of it, and all of that is proven", async () => {
    const explanation = await verifierFor(signer).explain(await signer.sign(), { scopes: ["api:read"] });
    expect(explanation).toMatchObject({ outcome: "accepted", header: expect.any(Array), claims: expect.any(Array) });
    expect(explanation).not.toHaveProperty("reason");
    expect(namesOf(explanation, "failed")).toEqual([]);
    expect(namesOf(explanation, "passed")).toEqual([
      ...["size", "form", "header", "content", "issuer", "token_format", "algorithm", "type", "expiry", "signature"],
      ...["claims", "kind", "audience", "lifetime", "binding", "scopes"],
    ]);
    expect(explanation.steps.every(({ proven }) => proven)).toBe(true);
  });

  test("is told what it grants where nothing is asked", async () => {
    const explanation = await verifierFor(signer).explain(await signer.sign());
    expect(stepOf(explanation, "scopes")).toMatchObject({
      verdict: "skipped",
      says: 'none are asked for; it grants ["api:read"]',
    });
  });
});

test("what a stranger's token looks like is not said of it", async () => {
  const explanation = await verifierFor(signer).explain(await stranger.sign({ nonce: "n" }, { typ: "JWT" }));
  expect(stepOf(explanation, "kind")).toMatchObject({ verdict: "failed", proven: false });
  expect(explanation).not.toHaveProperty("tokenKind");
  expect(String(explanation)).not.toContain("it is: id_token");
});

test("the query of a URL is not shown, since some people keep secrets there", async () => {
  const settings = { audience: AUDIENCE, fetch: async () => new Response(null, { status: 404 }) };
  const jwksUri = "https://as.example/keys?code=S3CRET";
  const endpoint = "https://as.example/introspect?key=S3CRET";
  const introspection = { endpoint, authentication: { clientId: "api", clientSecret: "secret" } };
  const verifier = createVerifier({ ...settings, issuer: { issuer: ISSUER, jwksUri, introspection } });
  for (const token of [await signer.sign(), OPAQUE]) {
    const text = String(await verifier.explain(token));
    expect(text).toMatch(/https:\/\/as\.example\/(?:keys|introspect)\?\.\.\. answered 404/);
    expect(text).not.toContain("S3CRET");
  }
});

describe("a token with several faults", () => {
  test("shows all of them, and verify() gives the first", async () => {
    const token = await signer.sign({ exp: NOW - 100, aud: OTHER, cnf: { jkt: "x" } });
    const explanation = await verifierFor(signer).explain(token, { scopes: ["api:write"] });
    expect(explanation).toMatchObject({ outcome: "denied", reason: "token_expired" });
    expect(namesOf(explanation, "failed")).toEqual(["expiry", "audience", "binding", "scopes"]);
    expect(stepOf(explanation, "expiry")?.says).toBe(`exp is ${NOW - 100} (2029-12-31T23:58:20Z), 100 seconds ago`);
    expect(stepOf(explanation, "lifetime")).toMatchObject({ verdict: "skipped", proven: true });
    expect(stepOf(explanation, "signature")).toMatchObject({ verdict: "passed", proven: true });
  });

  test("is judged on as if it were genuine where its signature is not good, and that is said", async () => {
    const explanation = await verifierFor(signer).explain(await stranger.sign({ aud: OTHER }));
    expect(explanation).toMatchObject({ outcome: "denied", reason: "signature_invalid" });
    expect(stepOf(explanation, "audience")).toMatchObject({ verdict: "failed", proven: false });
    expect(stepOf(explanation, "kind")).toMatchObject({ verdict: "passed", proven: false });
    expect(stepOf(explanation, "algorithm")).toMatchObject({ verdict: "passed", proven: true });
    expect(String(explanation)).toContain("judged as if the token were genuine, and proves nothing");
    expect(explanation.toMarkdown()).toContain("failed (not proven)");
  });

  test("has no claims that can be judged where they cannot be read", async () => {
    const [header = "", , signature = ""] = (await signer.sign()).split(".");
    const explanation = await verifierFor(signer).explain(`${header}.${btoa("[]").replaceAll("=", "")}.${signature}`);
    expect(namesOf(explanation, "failed")).toEqual(["content"]);
    expect(stepOf(explanation, "audience")).toMatchObject({ says: "the claims cannot be read" });
    expect(explanation.claims).toEqual([]);
    expect(explanation.header).toContainEqual({ name: "alg", shows: '"ES256"' });
  });

  test("is not asked for its signature by an algorithm that is not allowed", async () => {
    const find = vi.fn<() => undefined>();
    const verifier = verifierFor(signer, { issuer: { issuer: ISSUER, keySource: { find } }, algorithms: ["RS256"] });
    const explanation = await verifier.explain(await signer.sign({ aud: OTHER }));
    expect(namesOf(explanation, "failed")).toEqual(["algorithm", "audience"]);
    expect(stepOf(explanation, "signature")).toMatchObject({ verdict: "skipped", proven: true });
    expect(find).not.toHaveBeenCalled();
  });

  test("of which the header is broken is judged by its claims", async () => {
    const token = await signer.sign({ exp: NOW - 100 }, { crit: ["b64"], b64: true });
    const explanation = await verifierFor(signer).explain(token);
    expect(namesOf(explanation, "failed")).toEqual(["header", "expiry"]);
    expect(stepOf(explanation, "signature")?.says).toBe("the header or iss cannot be read");
  });
});

describe("a token of another issuer", () => {
  test("is judged by what needs no settings", async () => {
    const explanation = await verifierFor(signer).explain(await signer.sign({ iss: OTHER, exp: NOW - 100 }));
    expect(explanation.reason).toBe("unknown_issuer");
    expect(namesOf(explanation, "failed")).toEqual(["issuer", "expiry"]);
    expect(namesOf(explanation, "passed")).toEqual(["size", "form", "header", "content", "claims"]);
    expect(stepOf(explanation, "audience")?.says).toBe("nothing is configured for this issuer");
  });

  test("shows its kind all the same", async () => {
    const explanation = await verifierFor(signer).explain(
      await signer.sign({ iss: undefined, htm: "GET" }, { typ: "dpop+jwt" }),
    );
    expect(explanation.reason).toBe("missing_claim");
    expect(stepOf(explanation, "kind")?.says).toMatch(
      /^the header or iss cannot be read; by itself it shows: R1: .*no access token$/,
    );
  });
});

describe("the kind of a token", () => {
  test("is told with the rule, the marks, the source and what would change it", async () => {
    const idToken = await signer.sign({ nonce: "n", scope: undefined, client_id: undefined }, { typ: "JWT" });
    const explanation = await verifierFor(signer).explain(idToken);
    expect(explanation).toMatchObject({ reason: "not_an_access_token", tokenKind: "id_token" });
    const { says = "", source } = stepOf(explanation, "kind") ?? {};
    expect(says).toMatch(/^R\d+: .*nonce.*No value of tokenKind admits it; .* header typ "at\+jwt"/);
    expect(source).toMatch(/OpenID Connect|OIDC/);
    expect(String(explanation)).toMatch(/^denied: not_an_access_token \(it is: id_token\)\n/);
  });

  test("goes before what is wrong with the claims, where it is known (OpenID Connect Back-Channel Logout §2.4)", async () => {
    const token = await signer.sign({ exp: undefined, events: {} }, { typ: "JWT" });
    const explanation = await verifierFor(signer).explain(token);
    expect(explanation).toMatchObject({ reason: "not_an_access_token", tokenKind: "security_event_token" });
    expect(namesOf(explanation, "failed")).toEqual(["kind"]);
    expect(stepOf(explanation, "claims")).toMatchObject({
      verdict: "skipped",
      says: "exp is absent; but the step kind says that it is something else",
    });
    expect(stepOf(explanation, "audience")).toMatchObject({ verdict: "skipped", says: "the claims failed" });
  });

  test("is shown and decides nothing where the claims are wrong and it is not known", async () => {
    const token = await signer.sign({ exp: undefined }, { typ: "JWT" });
    const explanation = await verifierFor(signer).explain(token);
    expect(explanation.reason).toBe("missing_claim");
    expect(explanation).not.toHaveProperty("tokenKind");
    expect(namesOf(explanation, "failed")).toEqual(["claims"]);
    expect(stepOf(explanation, "kind")).toMatchObject({
      verdict: "skipped",
      says: expect.stringMatching(/^the claims failed; by itself it shows: R6: /) as string,
    });
  });

  test("is told where nothing shows it", async () => {
    const token = await signer.sign({ scope: undefined, client_id: undefined }, { typ: undefined });
    expect(stepOf(await verifierFor(signer).explain(token), "kind")).toMatchObject({
      verdict: "passed",
      says: 'no rule: nothing in it shows its kind, so it is undecided; tokenKind "balanced" takes it nevertheless, "strict" would not',
    });
  });
});

describe("claims that must be there", () => {
  test.each<[string, Partial<VerifierOptions>, object, object]>([
    ["of RFC 9068", { tokenKind: "rfc9068" }, { jti: undefined }, { verdict: "failed", source: "RFC 9068 §2.2" }],
    ["all of them of RFC 9068", { tokenKind: "rfc9068" }, {}, { verdict: "passed", source: "RFC 9068 §2.2" }],
    [
      "of RFC 9068 and of the settings",
      { tokenKind: "rfc9068", requiredClaims: ["tid"] },
      { jti: undefined },
      { verdict: "failed", source: "RFC 9068 §2.2" },
    ],
    [
      "of the settings",
      { tokenKind: "rfc9068", requiredClaims: ["tid"] },
      {},
      { verdict: "failed", source: undefined, says: "tid absent, which requiredClaims of this issuer ask for" },
    ],
    [
      "all of them of the settings",
      { requiredClaims: ["jti", ["scp", "scope"]] },
      {},
      { verdict: "passed", source: undefined, says: "jti, scp or scope present" },
    ],
  ])("have a section where one asks for them: %s", async (_, options, claims, expected) => {
    const { says, verdict, source } =
      stepOf(await verifierFor(signer, options).explain(await signer.sign(claims)), "required_claims") ?? {};
    expect({ says, verdict, source }).toMatchObject(expected);
  });
});

describe("what is not checked", () => {
  test("is called so for every audience", async () => {
    const verifier = verifierFor(signer, { audience: dangerouslyAcceptAnyAudience });
    expect(stepOf(await verifier.explain(await signer.sign()), "audience")).toMatchObject({
      verdict: "skipped",
      says: `NOT CHECKED (dangerouslyAcceptAnyAudience): aud is ["${AUDIENCE}"]`,
    });
  });

  test("is called so for an audience that is missing", async () => {
    const issuer = { issuer: ISSUER, jwks: { keys: [signer.jwk] }, [dangerouslyAcceptMissingAudience]: true } as const;
    const explanation = await verifierFor(signer, { issuer }).explain(await signer.sign({ aud: undefined }));
    expect(explanation.outcome).toBe("accepted");
    expect(stepOf(explanation, "audience")?.says).toMatch(/^NOT CHECKED \(dangerouslyAcceptMissingAudience\)/);
  });
});

describe("rules of the application", () => {
  test("are asked of a token that has passed all others", async () => {
    const isKnown = vi.fn<() => typeof PASS>(() => PASS);
    const verifier = verifierFor(signer, { checks: [isKnown] });
    expect(stepOf(await verifier.explain(await signer.sign()), "checks")).toMatchObject({ verdict: "passed" });
    expect(isKnown).toHaveBeenCalledTimes(1);
    for (const defect of [{ aud: OTHER }, { exp: NOW - 100 }, { scope: { a: 1 }, typ: "Refresh" }]) {
      const explanation = await verifier.explain(await signer.sign(defect, { typ: "JWT" }));
      expect(stepOf(explanation, "checks")).toMatchObject({
        verdict: "skipped",
        says: expect.stringContaining("asked only"),
      });
    }
    expect(isKnown).toHaveBeenCalledTimes(1);
  });

  test("that break their contract are a step that is unknown, told without what they threw", async () => {
    const secret = new TypeError("connection string postgres://user:pass@db");
    const verifier = verifierFor(signer, {
      checks: [
        function isSignedIn() {
          throw secret;
        },
      ],
    });
    const explanation = await verifier.explain(await signer.sign({ cnf: {} }));
    expect(explanation).toMatchObject({ outcome: "unavailable" });
    expect(stepOf(explanation, "checks")).toMatchObject({
      verdict: "unknown",
      says: "The check isSignedIn threw (TypeError)",
    });
    expect(stepOf(explanation, "binding")).toMatchObject({ verdict: "failed" });
  });

  test("deny in words of their own", async () => {
    const verifier = verifierFor(signer, { checks: [() => deny("token_revoked", "signed out at noon")] });
    expect(stepOf(await verifier.explain(await signer.sign()), "checks")).toMatchObject({
      verdict: "failed",
      reason: "token_revoked",
      says: "signed out at noon",
    });
  });
});

describe("what cannot be told now", () => {
  test("is unknown, with the failure that is behind it, and the rest is judged", async () => {
    const { verifier } = connect(server({ [OAUTH]: failing, [JWKS]: failing }), {
      issuer: { tokenFormat: "both", jwksUri: JWKS },
      keys: { retries: 0 },
    });
    const explanation = await verifier.explain(jwt, { scopes: ["api:write"] });
    expect(explanation.outcome).toBe("unavailable");
    expect(explanation).not.toHaveProperty("reason");
    const { verdict, says, proven } = stepOf(explanation, "signature") ?? {};
    expect({ verdict, proven }).toEqual({ verdict: "unknown", proven: true });
    expect(says).toMatch(new RegExp(`^The keys of ${ISSUER} cannot be had: .*${JWKS}`));
    expect(stepOf(explanation, "scopes")).toMatchObject({ verdict: "failed", proven: false });
  });
});

describe("introspection", () => {
  test("is really asked, and remembered as by verify()", async () => {
    const client = answeringClient();
    const { verifier, events } = introspectingVerifier(client);
    expect((await verifier.explain(OPAQUE)).outcome).toBe("accepted");
    await verifier.verify(OPAQUE);
    expect(client.asked()).toEqual([OPAQUE]);
    expect(events.map(({ type }) => type)).toEqual(["token.accepted"]);
  });

  test("is not asked about a JWT that has failed (introspect-all)", async () => {
    const client = answeringClient({ active: false });
    const { verifier } = introspectingVerifier(client, { issuer: withKeysOf(signer, "introspect-all") });
    const failed = await verifier.explain(await signer.sign({ aud: OTHER }));
    expect(stepOf(failed, "introspection")).toMatchObject({ verdict: "skipped" });
    expect(client.asked()).toEqual([]);
    expect(await verifier.explain(await signer.sign())).toMatchObject({ reason: "token_inactive" });
    expect(client.asked()).toHaveLength(1);
  });

  test("leaves nothing to judge of a token that is not active", async () => {
    const explanation = await introspectingVerifier(answeringClient({ active: false })).verifier.explain(OPAQUE);
    expect(explanation).toMatchObject({ outcome: "denied", reason: "token_inactive", claims: [] });
    expect(stepOf(explanation, "audience")).toMatchObject({ verdict: "skipped", says: "nothing is known of it" });
  });

  test("of a token of another kind is judged on", async () => {
    const client = answeringClient(activeWith({ token_use: "refresh_token", aud: OTHER, token_type: undefined }));
    const explanation = await introspectingVerifier(client).verifier.explain(OPAQUE);
    expect(namesOf(explanation, "failed")).toEqual(["kind", "audience"]);
    expect(explanation.steps.every(({ proven }) => proven)).toBe(true);
  });
});

describe("explain()", () => {
  test("tells no event of the token", async () => {
    const events: OstiaryEvent[] = [];
    const verifier = verifierFor(signer, { onEvent: (event) => void events.push(event) });
    for (const token of [await signer.sign(), await signer.sign({ aud: OTHER }), "opaque"])
      await verifier.explain(token);
    expect(events).toEqual([]);
  });

  test("refuses what is no requirement", async () => {
    await expect(verifierFor(signer).explain("x", { scopes: [] })).rejects.toBeInstanceOf(ConfigurationError);
  });

  test("says of what is no text that it is no token", async () => {
    const explanation = await verifierFor(signer).explain(undefined as unknown as string);
    expect(explanation).toMatchObject({ outcome: "denied", reason: "malformed_token" });
  });

  test("cannot be had of a clock that is broken", async () => {
    const clock = { now: vi.fn<() => number>(() => NOW) };
    const verifier = verifierFor(signer, { clock });
    clock.now.mockReturnValue(Number.NaN);
    await expect(verifier.explain(await signer.sign())).rejects.toBeInstanceOf(ExtensionError);
  });

  test("answers with something frozen", async () => {
    const explanation = await verifierFor(signer).explain(await signer.sign());
    for (const part of [explanation, explanation.steps, explanation.steps[0], explanation.claims, explanation.header]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
  });
});

test("an outage of a key source of the application is an outage", async () => {
  const find = () => Promise.reject(new UnavailableError("The key server is down"));
  const verifier = verifierFor(signer, { issuer: { issuer: ISSUER, keySource: { find } } });
  expect(stepOf(await verifier.explain(await signer.sign()), "signature")).toMatchObject({
    verdict: "unknown",
    says: "The key server is down",
  });
});
