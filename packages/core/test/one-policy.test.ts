import { describe, expect, test } from "vitest";
import { dangerouslyAcceptAnyAudience, dangerouslyAcceptMissingAudience } from "../src/danger.js";
import { deny, PASS, UnavailableError, type VerifierOptions } from "../src/index.js";
import { ACTIVE, activeWith, answeringClient, introspectingVerifier, judge } from "./support/introspection.js";
import { AUDIENCE, createSigner, ISSUER, NOW, verifierFor } from "./support/issuer.js";

const signer = await createSigner();
const OTHER = "https://other.example";

interface Row {
  readonly title: string;
  readonly claims?: object;
  readonly options?: Omit<Partial<VerifierOptions>, "issuer">;
  /** What the route asks. */
  readonly scopes?: readonly string[];
  readonly expected: string;
}

const withTenant: Row["options"] & object = {
  claimsSchema: {
    "~standard": {
      version: 1,
      vendor: "test",
      validate: (value) =>
        (value as { tenant?: unknown }).tenant === "t1"
          ? { value: value as Record<string, unknown> }
          : { issues: [{ message: "no tenant" }] },
    },
  },
};

const rows: readonly Row[] = [
  { title: "without a defect", expected: "accepted" },

  { title: "of another issuer (RFC 7662 §2.2)", claims: { iss: "https://evil.example" }, expected: "unknown_issuer" },

  { title: "for another audience (RFC 9068 §4)", claims: { aud: OTHER }, expected: "audience_mismatch" },
  { title: "for an audience with a slash more", claims: { aud: `${AUDIENCE}/` }, expected: "audience_mismatch" },
  { title: "for us and for others", claims: { aud: [OTHER, AUDIENCE] }, expected: "accepted" },
  { title: "for nobody in particular", claims: { aud: undefined }, expected: "audience_mismatch" },
  { title: "for an empty list of audiences", claims: { aud: [] }, expected: "audience_mismatch" },
  { title: "with an audience that is a number", claims: { aud: 7 }, expected: "malformed_token" },
  { title: "with an audience in a list in a list", claims: { aud: [[AUDIENCE]] }, expected: "malformed_token" },
  {
    title: "for us and for others under soleAudience (RFC 9700 §2.3)",
    claims: { aud: [OTHER, AUDIENCE] },
    options: { soleAudience: true },
    expected: "audience_mismatch",
  },
  {
    title: "for us alone under soleAudience",
    claims: { aud: [AUDIENCE] },
    options: { soleAudience: true },
    expected: "accepted",
  },

  { title: "that has expired (RFC 7519 §4.1.4)", claims: { exp: NOW - 5 }, expected: "token_expired" },
  { title: "that has just expired, within the tolerance", claims: { exp: NOW - 4 }, expected: "accepted" },
  {
    title: "that has expired, within a tolerance that was chosen",
    claims: { exp: NOW - 59, iat: NOW - 90 },
    options: { clockToleranceSeconds: 60 },
    expected: "accepted",
  },
  {
    title: "that has just expired, without a tolerance",
    claims: { exp: NOW },
    options: { clockToleranceSeconds: 0 },
    expected: "token_expired",
  },
  { title: "without exp", claims: { exp: undefined }, expected: "missing_claim" },
  { title: "with an exp that is a text", claims: { exp: "9999999999" }, expected: "malformed_token" },
  { title: "with an exp in milliseconds", claims: { exp: (NOW + 300) * 1000 }, expected: "malformed_token" },
  { title: "that is not valid yet (RFC 7519 §4.1.5)", claims: { nbf: NOW + 6 }, expected: "token_not_yet_valid" },
  { title: "that is not valid yet, within the tolerance", claims: { nbf: NOW + 5 }, expected: "accepted" },
  { title: "with an nbf that is a text", claims: { nbf: "0" }, expected: "malformed_token" },
  { title: "that ends before it begins", claims: { nbf: NOW + 300 }, expected: "malformed_token" },
  { title: "issued in the future", claims: { iat: NOW + 61 }, expected: "token_not_yet_valid" },
  { title: "issued a minute ahead", claims: { iat: NOW + 60 }, expected: "accepted" },
  { title: "with an iat that is a text", claims: { iat: "1" }, expected: "malformed_token" },
  {
    title: "issued for too long",
    claims: { iat: NOW, exp: NOW + 601 },
    options: { maxLifetimeSeconds: 600 },
    expected: "claims_rejected",
  },
  {
    title: "without iat under maxLifetimeSeconds",
    claims: { iat: undefined },
    options: { maxLifetimeSeconds: 600 },
    expected: "missing_claim",
  },

  { title: "with a sub that is a number", claims: { sub: 1 }, expected: "malformed_token" },
  { title: "with a jti that is empty", claims: { jti: "" }, expected: "malformed_token" },
  { title: "with a client_id that is a list", claims: { client_id: ["c1"] }, expected: "malformed_token" },
  { title: "without sub", claims: { sub: undefined }, expected: "accepted" },
  {
    title: "without a claim that is required",
    options: { requiredClaims: ["tenant"] },
    expected: "missing_claim",
  },
  {
    title: "with null for a claim that is required",
    claims: { tenant: null },
    options: { requiredClaims: ["tenant"] },
    expected: "missing_claim",
  },
  {
    title: "with a claim that is required",
    claims: { tenant: "t1" },
    options: { requiredClaims: ["tenant"] },
    expected: "accepted",
  },
  ...["sub", "client_id", "iat", "jti"].map((name) => ({
    title: `without ${name} under rfc9068 (RFC 9068 §2.2)`,
    claims: { [name]: undefined },
    options: { tokenKind: "rfc9068" } as const,
    expected: "missing_claim",
  })),
  {
    title: "without jti under rfc9068 where that is optional",
    claims: { jti: undefined },
    options: { tokenKind: "rfc9068", optionalClaims: ["jti"] },
    expected: "accepted",
  },

  {
    title: "without any claim of a group of which one is required",
    options: { requiredClaims: [["tenant", "org"]] },
    expected: "missing_claim",
  },
  {
    title: "with one claim of a group of which one is required",
    claims: { org: "o1" },
    options: { requiredClaims: [["tenant", "org"]] },
    expected: "accepted",
  },
  ...["x", "", []].map((nonce) => ({
    title: `with ${JSON.stringify(nonce)} for a claim that is rejected`,
    claims: { nonce_hint: nonce },
    options: { rejectedClaims: ["nonce_hint"] },
    expected: "claims_rejected",
  })),
  {
    title: "without a claim that is rejected",
    options: { rejectedClaims: ["nonce_hint"] },
    expected: "accepted",
  },
  { title: "of a client that is allowed", options: { allowedClients: ["c0", "c1"] }, expected: "accepted" },
  { title: "of another client", options: { allowedClients: ["c2"] }, expected: "claims_rejected" },
  {
    title: "of a client that is named elsewhere than it should",
    claims: { client_id: "c2", azp: "c1" },
    options: { allowedClients: ["c1"] },
    expected: "claims_rejected",
  },
  {
    title: "of a client that is named where it should",
    claims: { client_id: "c2", azp: "c1" },
    options: { allowedClients: ["c1"], clientClaims: ["azp"] },
    expected: "accepted",
  },
  {
    title: "of no client where some are allowed",
    claims: { client_id: undefined },
    options: { allowedClients: ["c1"] },
    expected: "missing_claim",
  },
  {
    title: "of a client with a name of the wrong type where some are allowed",
    claims: { client_id: undefined, azp: ["c2"], appid: "c1" },
    options: { allowedClients: ["c1"] },
    expected: "missing_claim",
  },
  { title: "with an actor (RFC 8693 §4.1)", claims: { act: { sub: "a1" } }, expected: "accepted" },
  { title: "with an actor that is no object", claims: { act: "a1" }, expected: "malformed_token" },
  { title: "with an actor whose subject is a number", claims: { act: { sub: 1 } }, expected: "malformed_token" },

  { title: "that the schema has something against", options: withTenant, expected: "claims_rejected" },
  {
    title: "that the schema has nothing against",
    claims: { tenant: "t1" },
    options: withTenant,
    expected: "accepted",
  },
  {
    title: "that a check denies",
    options: { checks: [() => PASS, () => deny("token_revoked", "x")] },
    expected: "token_revoked",
  },
  {
    title: "that a check cannot tell of",
    options: {
      checks: [
        () => {
          throw new UnavailableError("down");
        },
      ],
    },
    expected: "unavailable",
  },
  {
    title: "that the check of its subject lets pass",
    options: { checks: [({ subject }) => (subject === "u1" ? PASS : deny("check_denied", "x"))] },
    expected: "accepted",
  },

  { title: "bound to a key (RFC 9449 §6, RFC 8705 §3)", claims: { cnf: { jkt: "x" } }, expected: "binding_required" },
  { title: "bound to a certificate", claims: { cnf: { "x5t#S256": "x" } }, expected: "binding_required" },
  { title: "bound to something malformed", claims: { cnf: "x" }, expected: "binding_required" },

  { title: "with the scope that is asked for", scopes: ["api:read"], expected: "accepted" },
  { title: "without the scope that is asked for", scopes: ["api:write"], expected: "scope_insufficient" },
  { title: "without any scope", claims: { scope: undefined }, scopes: ["api:read"], expected: "scope_insufficient" },
  {
    title: "with scopes in a list",
    claims: { scope: ["api:read"] },
    scopes: ["api:read"],
    expected: "accepted",
  },
  {
    title: "with scopes under another name",
    claims: { scope: undefined, scp: "api:read" },
    scopes: ["api:read"],
    expected: "accepted",
  },
  {
    title: "with scopes and commas between them",
    claims: { scope: "api:read,api:write" },
    scopes: ["api:read"],
    expected: "scope_insufficient",
  },
  {
    title: "with scopes under a name that was not chosen",
    options: { scopeClaims: ["grants"] },
    scopes: ["api:read"],
    expected: "scope_insufficient",
  },
  {
    title: "with scopes under a name that was chosen",
    claims: { grants: ["api:write"] },
    options: { scopeClaims: ["grants"] },
    scopes: ["api:write"],
    expected: "accepted",
  },
  { title: "with roles that are no scopes", claims: { roles: ["r"] }, scopes: ["r"], expected: "scope_insufficient" },
  {
    title: "with roles that count as scopes (RFC 9068 §2.2.3.1)",
    claims: { resource_access: { orders: { roles: ["reader"] } } },
    options: { permissionClaims: [{ path: ["resource_access", "*", "roles"] }] },
    scopes: ["api:read", "orders:reader"],
    expected: "accepted",
  },
  {
    title: "with a scope that implies the one that is asked for",
    claims: { scope: "api:write" },
    options: { impliedScopes: { "api:admin": ["api:write"], "api:write": ["api:read"] } },
    scopes: ["api:read"],
    expected: "accepted",
  },
  {
    title: "with a role that implies the scope that is asked for",
    claims: { scope: "", roles: ["writer"] },
    options: {
      permissionClaims: [{ path: ["roles"], prefix: "role:" }],
      impliedScopes: { "role:writer": ["api:write"], "api:write": ["api:read"] },
    },
    scopes: ["api:read"],
    expected: "accepted",
  },
  {
    title: "with a scope that is implied by the one that is asked for",
    options: { impliedScopes: { "api:write": ["api:read"] } },
    scopes: ["api:write"],
    expected: "scope_insufficient",
  },
  {
    title: "with scopes as an object",
    claims: { scope: { "api:read": true } },
    scopes: ["api:read"],
    expected: "scope_insufficient",
  },
];

const outcomeOf = (outcome: Awaited<ReturnType<typeof judge>>): string =>
  outcome.kind === "denied" ? outcome.reason : outcome.kind;

describe("one policy: the same becomes of a JWT and of an opaque token", () => {
  test.each(rows)("$title: $expected", async ({ claims = {}, options = {}, scopes = [], expected }) => {
    const jwt = await judge(verifierFor(signer, options), await signer.sign(claims), scopes);
    const { verifier } = introspectingVerifier(answeringClient(activeWith(claims)), options);
    const opaque = await judge(verifier, "opaque-1", scopes);
    expect({ jwt: outcomeOf(jwt), opaque: outcomeOf(opaque) }).toEqual({ jwt: expected, opaque: expected });
  });

  test("also where an opaque token of an issuer with keys is judged", async () => {
    const client = answeringClient(activeWith({ aud: OTHER }));
    const { verifier } = introspectingVerifier(client, {
      issuer: { tokenFormat: "both", jwks: { keys: [signer.jwk] } },
    });
    expect(await judge(verifier)).toMatchObject({ reason: "audience_mismatch" });
    expect(await judge(verifier, await signer.sign({ aud: OTHER }))).toMatchObject({ reason: "audience_mismatch" });
  });

  test("any audience is accepted of both where that is chosen, and still nothing else is", async () => {
    const options = { audience: dangerouslyAcceptAnyAudience } as const;
    for (const aud of [OTHER, undefined]) {
      const { verifier } = introspectingVerifier(answeringClient(activeWith({ aud })), options);
      expect(await judge(verifier)).toMatchObject({ kind: "accepted" });
    }
    const { verifier } = introspectingVerifier(answeringClient(activeWith({ exp: NOW - 5 })), options);
    expect(await judge(verifier)).toMatchObject({ reason: "token_expired" });
  });
});

// The one difference: a server says `null` of what it has no value for, while a JWT is as its issuer meant it.
test.each<[string, string, string, object?]>([
  ["exp", "malformed_token", "missing_claim"],
  ["aud", "malformed_token", "audience_mismatch"],
  ["sub", "malformed_token", "accepted"],
  ["cnf", "binding_required", "accepted"],
  ["nonce_hint", "claims_rejected", "accepted", { rejectedClaims: ["nonce_hint"] }],
  ["tenant", "missing_claim", "missing_claim", { requiredClaims: ["tenant"] }],
])(
  "%s that is null: %s in a JWT, %s in an answer, where it counts as absent",
  async (name, ofJwt, ofAnswer, options) => {
    const claims = { [name]: null };
    const { verifier } = introspectingVerifier(answeringClient(activeWith(claims)), options);
    expect(outcomeOf(await judge(verifierFor(signer, options), await signer.sign(claims)))).toBe(ofJwt);
    expect(outcomeOf(await judge(verifier))).toBe(ofAnswer);
  },
);

describe("an audience that may be missing", () => {
  const outcomesOf = async (aud: unknown, options: Partial<VerifierOptions>): Promise<readonly string[]> => {
    const issuer = { issuer: ISSUER, [dangerouslyAcceptMissingAudience]: true } as const;
    const jwks = { keys: [signer.jwk] };
    const jwt = verifierFor(signer, { ...options, issuer: { ...issuer, jwks } });
    const { verifier } = introspectingVerifier(answeringClient(activeWith({ aud })), { ...options, issuer });
    return [outcomeOf(await judge(jwt, await signer.sign({ aud }))), outcomeOf(await judge(verifier))];
  };

  test.each([
    ["absent", undefined, "accepted"],
    ["an empty list", [], "accepted"],
    ["ours", AUDIENCE, "accepted"],
    ["another one", OTHER, "audience_mismatch"],
    ["an empty string", "", "audience_mismatch"],
    ["a number", 7, "malformed_token"],
  ])("may be %s", async (_, aud, expected) => {
    expect(await outcomesOf(aud, {})).toEqual([expected, expected]);
  });

  test("must be missing where none is ours", async () => {
    expect(await outcomesOf(undefined, { audience: undefined as never })).toEqual(["accepted", "accepted"]);
    expect(await outcomesOf(AUDIENCE, { audience: undefined as never })).toEqual([
      "audience_mismatch",
      "audience_mismatch",
    ]);
  });

  test("lets nothing else pass", async () => {
    const others = { allowedClients: ["c2"] };
    expect(await outcomesOf(undefined, others)).toEqual(["claims_rejected", "claims_rejected"]);
  });
});

describe("an accepted token", () => {
  test("is the same whichever way it came, but for its format", async () => {
    const more = { act: { sub: "a1", act: { sub: "a0" } }, roles: ["writer"] };
    const options = { permissionClaims: ["roles"], impliedScopes: { writer: ["api:write"] } };
    const jwt = await verifierFor(signer, options).verify(await signer.sign(more));
    const { verifier } = introspectingVerifier(answeringClient(activeWith(more)), options);
    const opaque = await verifier.verify("opaque-1");
    const { claims, format, ...same } = opaque;
    expect(same).toEqual({ ...jwt, claims: undefined, format: undefined });
    expect([jwt.format, format]).toEqual(["jwt", "opaque"]);
    expect([...jwt.scopes]).toEqual(["api:read", "writer", "api:write"]);
    expect(jwt.actor).toMatchObject({ subject: "a1", actor: { subject: "a0" } });
    expect(claims).toEqual({ ...ACTIVE, ...more });
    expect(opaque.value).toBe("opaque-1");
  });

  test("is frozen, and shows the token itself to nobody by accident", async () => {
    const { verifier } = introspectingVerifier(answeringClient(activeWith({ tenants: ["t1"] })));
    const token = await verifier.verify("opaque-1");
    expect(Object.isFrozen(token) && Object.isFrozen(token.claims)).toBe(true);
    expect(() => (token.claims["tenants"] as string[]).push("t2")).toThrow(TypeError);
    expect(JSON.stringify(token)).not.toContain("opaque-1");
  });

  test("is of the issuer that was asked, when the answer does not name one", async () => {
    const { verifier } = introspectingVerifier(answeringClient(activeWith({ iss: undefined })));
    expect(await verifier.verify("opaque-1")).toMatchObject({ issuer: ISSUER });
  });

  test.each(["", 7, [ISSUER], `${ISSUER}/`])("has no iss that is %j", async (iss) => {
    const { verifier } = introspectingVerifier(answeringClient(activeWith({ iss })));
    expect(await judge(verifier)).toMatchObject({ reason: "unknown_issuer", detail: expect.stringContaining(ISSUER) });
  });
});
