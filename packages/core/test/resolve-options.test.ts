import { describe, expect, test } from "vitest";
import {
  dangerouslyAcceptAnyAudience,
  dangerouslyIgnoreIdTokenEvidence,
  dangerouslyRevealReason,
} from "../src/danger.js";
import { ConfigurationError } from "../src/errors.js";
import { KEY_DEFAULTS } from "../src/keys/key-options.js";
import type { VerifierOptions } from "../src/options.js";
import { resolveOptions } from "../src/resolve-options.js";
import { createSigner } from "./support/issuer.js";

const issuer = "https://as.example";
const audience = "https://api.example";

function problemsOf(options: unknown): readonly string[] {
  try {
    resolveOptions(options as VerifierOptions);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}

// A pin: what is checked when nothing else is said.
test("the defaults", () => {
  const { issuers, ...rest } = resolveOptions({ issuer, audience });
  expect(issuers.get(issuer)).toEqual({
    issuer,
    audience: new Set([audience]),
    soleAudience: false,
    acceptMissingAudience: false,
    algorithms: new Set([
      ...["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"],
      ...["ES256", "ES384", "ES512", "EdDSA", "Ed25519"],
    ]),
    tokenKind: "balanced",
    acceptedTypes: new Set(),
    idTokenAudiences: new Set(),
    ignoreIdTokenEvidence: false,
    requireEncryption: false,
    profileClaims: [],
    requiredClaims: [],
    rejectedClaims: [],
    allowedClients: undefined,
    clientClaims: ["client_id", "azp", "cid", "appid"],
    clientsMustAgree: true,
    scopeClaims: ["scope", "scp", "scopes"],
    permissionClaims: [],
    impliedScopes: new Map(),
    maxLifetimeSeconds: undefined,
    metadataUrl: undefined,
    jwksUri: undefined,
    jwks: undefined,
    keySource: undefined,
    tokenFormat: "jwt",
    introspection: undefined,
  });
  expect(rest).toMatchObject({
    checks: [],
    claimsSchema: undefined,
    clockToleranceSeconds: 5,
    maxTokenBytes: 16_384,
    realm: "api",
    revealReason: false,
  });
  expect(rest.keys).toEqual(KEY_DEFAULTS);
  expect(rest.signatureMemory).toEqual({ entries: 10_000, maxTokenBytes: 4096 });
  expect(rest.onEvent).toBe(undefined);
});

test("the default clock gives seconds", () => {
  expect(Math.abs(resolveOptions({ issuer, audience }).clock.now() - Date.now() / 1000)).toBeLessThan(60);
});

describe("several issuers", () => {
  test("take from the verifier what they do not say themselves", () => {
    const { issuers } = resolveOptions({
      issuer: [
        "https://a.example",
        { issuer: "https://b.example", audience: ["x", "y"], algorithms: ["ES256"], tokenKind: "rfc9068" },
      ],
      audience,
      tokenKind: "strict",
      soleAudience: true,
      acceptedTypes: undefined as never,
    });
    expect(issuers.get("https://a.example")).toMatchObject({ audience: new Set([audience]), tokenKind: "strict" });
    expect(issuers.get("https://b.example")).toMatchObject({
      audience: new Set(["x", "y"]),
      algorithms: new Set(["ES256"]),
      tokenKind: "rfc9068",
      soleAudience: true,
      profileClaims: ["sub", "client_id", "iat", "jti"],
    });
  });

  test("may each bring the audience alone", () => {
    expect(problemsOf({ issuer: [{ issuer, audience }] })).toEqual([]);
    expect(problemsOf({ issuer: [{ issuer, audience }, "https://b.example"] })).toEqual([
      'issuer "https://b.example": audience is required: the identifier of this API, exactly as it stands in aud',
    ]);
  });
});

test("required claims stand beside those of RFC 9068, which another option makes optional", () => {
  const base = { issuer, audience, tokenKind: "rfc9068" } as const;
  const required = (options: object) => {
    const { profileClaims, requiredClaims } = resolveOptions({ ...base, ...options }).issuers.get(issuer) ?? {};
    return [profileClaims, requiredClaims];
  };
  const profile = ["sub", "client_id", "iat", "jti"];
  expect(required({ requiredClaims: ["tenant", "sub"] })).toEqual([profile, ["tenant", "sub"]]);
  expect(required({ optionalClaims: ["sub", "jti"] })).toEqual([["client_id", "iat"], []]);
  expect(required({ tokenKind: "strict", requiredClaims: ["tenant", "sub"] })).toEqual([[], ["tenant", "sub"]]);
});

test("accepted types are compared without case and without application/", () => {
  const { issuers } = resolveOptions({ issuer, audience, acceptedTypes: ["application/My+JWT"] });
  expect(issuers.get(issuer)?.acceptedTypes).toEqual(new Set(["my+jwt"]));
});

test("idTokenAudiences is a list of names, and the marks of ID tokens are ignored by a switch of one issuer", () => {
  const { issuers } = resolveOptions({
    issuer: [{ issuer, [dangerouslyIgnoreIdTokenEvidence]: true }, "https://b.example"],
    audience,
    idTokenAudiences: ["web"],
  });
  expect(issuers.get(issuer)).toMatchObject({ idTokenAudiences: new Set(["web"]), ignoreIdTokenEvidence: true });
  expect(issuers.get("https://b.example")).toMatchObject({ ignoreIdTokenEvidence: false });
  expect(problemsOf({ issuer, audience, idTokenAudiences: [] }).join()).toMatch(/idTokenAudiences must be a list/);
  expect(problemsOf({ issuer, audience, [dangerouslyIgnoreIdTokenEvidence]: true }).join()).toMatch(
    /^dangerouslyIgnoreIdTokenEvidence is no option of a verifier, it belongs to issuer/,
  );
});

test("the switches of the danger entry", () => {
  const resolved = resolveOptions({ issuer, audience: dangerouslyAcceptAnyAudience, [dangerouslyRevealReason]: true });
  expect(resolved.revealReason).toBe(true);
  expect(resolved.issuers.get(issuer)?.audience).toBe(undefined);
});

test.each([
  "https://as.example/",
  "https://as.example/t1",
  "https://as.example:8443",
  "http://localhost:3000",
  "http://127.0.0.1:3000/oidc",
  "http://[::1]:3000",
])("the issuer %s is fine, and kept to the letter", (name) => {
  expect([...resolveOptions({ issuer: name, audience }).issuers.keys()]).toEqual([name]);
});

test("an issuer that is a URN is fine if its keys can be found otherwise", () => {
  expect(problemsOf({ issuer: { issuer: "urn:example:as", jwksUri: "https://auth.example/jwks" }, audience })).toEqual(
    [],
  );
  expect(problemsOf({ issuer: "urn:example:as", audience }).join()).toMatch(/is not a URL/);
});

test("an issuer that is no URL is fine if its keys can be found otherwise", () => {
  const jwksUri = "https://auth.example/jwks";
  expect(problemsOf({ issuer: { issuer: "acme.com", jwksUri }, audience })).toEqual([]);
  expect(problemsOf({ issuer: { issuer: "acme.com", metadataUrl: jwksUri }, audience })).toEqual([]);
  expect(problemsOf({ issuer: { issuer: "acme.com", keySource: { find: () => undefined } }, audience })).toEqual([]);
  expect(problemsOf({ issuer: "acme.com", audience })).toEqual([
    'issuer "acme.com": is not a URL: write it with https://, or, if its tokens name it so, say where its keys are: metadataUrl, jwksUri, jwks or keySource',
  ]);
});

describe("wrong options", () => {
  const base = { issuer, audience };
  test.each<[string, unknown, RegExp]>([
    ["nothing", undefined, /options must be an object/],
    ["null", null, /options must be an object/],
    ["a list", [], /options must be an object/],
    ["no issuer", { audience }, /issuer is required/],
    ["an empty issuer", { ...base, issuer: "" }, /issuer is required/],
    ["no issuer in the list", { ...base, issuer: [] }, /issuer is an empty list/],
    ["an issuer that is a number", { ...base, issuer: [1] }, /issuer is required/],
    [
      "a list among the issuers",
      { ...base, issuer: [[{ issuer: "https://a.example" }], "https://b.example"] },
      /^issuer: entry 1 of the list is a list itself: spread it, issuer: \[\.\.\.entra\(\{ tenantIds: \[.*\] \}\), .*\]$/,
    ],
    ["an issuer that is a pattern", { ...base, issuer: /^https:\/\/as/ }, /issuer is required/],
    ["an issuer over http (RFC 8414 §2)", { ...base, issuer: "http://as.example" }, /https/],
    ["an issuer over ftp", { ...base, issuer: "ftp://as.example" }, /https/],
    ["an issuer with a query (RFC 8414 §2)", { ...base, issuer: "https://as.example?x" }, /no query/],
    ["an issuer with a fragment (RFC 8414 §2)", { ...base, issuer: "https://as.example#x" }, /fragment/],
    ["an issuer with user information", { ...base, issuer: "https://u:p@as.example" }, /user/],
    ["an issuer twice", { ...base, issuer: [issuer, { issuer }] }, /is given twice/],
    ["an unknown name of an issuer", { ...base, issuer: { issuer, jwksURL: "x" } }, /did you mean jwksUri\?/],
    ["a jwksUri over http", { ...base, issuer: { issuer, jwksUri: "http://as.example/k" } }, /jwksUri: .*https/],
    ["a metadataUrl that is no URL", { ...base, issuer: { issuer, metadataUrl: "x" } }, /metadataUrl: /],
    [
      "two ways to the keys",
      { ...base, issuer: { issuer, jwksUri: "https://as.example/k", metadataUrl: "https://as.example/m" } },
      /metadataUrl and jwksUri exclude each other/,
    ],
    [
      "a key source beside given keys",
      { ...base, issuer: { issuer, jwks: { keys: [] }, keySource: { find: () => undefined } } },
      /jwks and keySource exclude each other/,
    ],
    [
      "a key source beside a place of keys",
      { ...base, issuer: { issuer, jwksUri: "https://as.example/k", keySource: { find: () => undefined } } },
      /jwksUri and keySource exclude each other/,
    ],
    [
      "a key source that is a function",
      { ...base, issuer: { issuer, keySource: () => {} } },
      /object with a function find/,
    ],
    ["a key source that is null", { ...base, issuer: { issuer, keySource: null } }, /object with a function find/],
    [
      "a key source without find",
      { ...base, issuer: { issuer, keySource: { find: 1 } } },
      /answers a key or undefined$/,
    ],
    [
      "a key source not awaited",
      { ...base, issuer: { issuer, keySource: Promise.resolve() } },
      /promise: await it first/,
    ],
    [
      "a key source given to the verifier",
      { ...base, keySource: { find: () => undefined } },
      /keySource is no option of a verifier, it belongs to issuer: \{/,
    ],
    ["no audience", { issuer }, /audience is required/],
    ["an empty audience", { issuer, audience: "" }, /audience must name at least one value/],
    ["no audience in the list", { issuer, audience: [] }, /audience must name at least one value/],
    ["an undefined audience in the list", { issuer, audience: [undefined] }, /audience must name/],
    ["an audience that is a pattern", { issuer, audience: /^https:\/\/api/ }, /audience must name/],
    ["a pattern in the list of audiences", { issuer, audience: [/^https:\/\/api/] }, /audience must name/],
    ["a symbol of one's own", { issuer, audience: Symbol("x") }, /audience must name/],
    ["an unknown name", { ...base, audiance: audience }, /no option "audiance" of a verifier: did you mean audience\?/],
    ["an unknown name like no other", { ...base, zzzzzzzzzz: 1 }, /known are issuer, /],
    ["no algorithm", { ...base, algorithms: [] }, /algorithms must be a list that names/],
    ["an algorithm for a string", { ...base, algorithms: "ES256" }, /algorithms must be a list that names/],
    [
      "a symmetric algorithm",
      { ...base, algorithms: ["HS256"] },
      /"HS256" is not supported, since whoever can verify it can forge/,
    ],
    ["the algorithm none (RFC 8725 §3.2)", { ...base, algorithms: ["none"] }, /"none" is not supported/],
    ["an algorithm in lower case", { ...base, algorithms: ["es256"] }, /"es256" is not supported/],
    ["an inherited name for an algorithm", { ...base, algorithms: ["constructor"] }, /"constructor" is not supported/],
    ["an unknown policy", { ...base, tokenKind: "loose" }, /tokenKind must be one of rfc9068, strict/],
    ["a type that is none", { ...base, acceptedTypes: ["a b"] }, /acceptedTypes: "a b" is not a media type/],
    ["no type", { ...base, acceptedTypes: [] }, /acceptedTypes must be a list that names/],
    ["types beside rfc9068", { ...base, tokenKind: "rfc9068", acceptedTypes: ["x"] }, /exclude each other/],
    ["claims that are no list", { ...base, requiredClaims: "sub" }, /requiredClaims must be a list/],
    ["no claim", { ...base, requiredClaims: [] }, /requiredClaims must be a list/],
    ["no optional claim", { ...base, tokenKind: "rfc9068", optionalClaims: [] }, /optionalClaims must be a list/],
    [
      "a claim that is optional anyway",
      { ...base, tokenKind: "rfc9068", optionalClaims: ["scope"] },
      /only sub, client_id/,
    ],
    ["aud as optional", { ...base, tokenKind: "rfc9068", optionalClaims: ["aud"] }, /only sub, client_id, iat, jti/],
    [
      "optional claims without rfc9068",
      { ...base, optionalClaims: ["sub"] },
      /optionalClaims is for issuers with tokenKind/,
    ],
    [
      "a claim that is required and optional",
      { ...base, tokenKind: "rfc9068", requiredClaims: ["sub"], optionalClaims: ["sub"] },
      /name the same claim/,
    ],
    ["a lifetime that is null", { ...base, maxLifetimeSeconds: null }, /maxLifetimeSeconds must be/],
    ["keys that are a list", { ...base, keys: [] }, /keys must be an object/],
    ["a claim without a name", { ...base, requiredClaims: [""] }, /requiredClaims must be a list/],
    ["a lifetime of nothing", { ...base, maxLifetimeSeconds: 0 }, /maxLifetimeSeconds must be/],
    ["a lifetime that is no number", { ...base, maxLifetimeSeconds: NaN }, /maxLifetimeSeconds must be/],
    ["soleAudience that is no boolean", { ...base, soleAudience: "yes" }, /soleAudience must be true or false/],
    [
      "one audience and any",
      { issuer, audience: dangerouslyAcceptAnyAudience, soleAudience: true },
      /soleAudience and accepting any audience/,
    ],
    ["a tolerance of an hour", { ...base, clockToleranceSeconds: 3600 }, /from 0 to 300/],
    ["a negative tolerance", { ...base, clockToleranceSeconds: -1 }, /from 0 to 300/],
    ["a tolerance in words", { ...base, clockToleranceSeconds: "5" }, /from 0 to 300/],
    ["a token size of nothing", { ...base, maxTokenBytes: 0 }, /maxTokenBytes must be/],
    ["checks that are no list", { ...base, checks: () => {} }, /checks must be a list/],
    ["a check that is no function", { ...base, checks: [1] }, /checks must be a list/],
    ["a schema that is none", { ...base, claimsSchema: {} }, /claimsSchema must be/],
    ["a schema that is null", { ...base, claimsSchema: null }, /claimsSchema must be/],
    ["a clock that is a function", { ...base, clock: Date.now }, /clock must be/],
    ["a clock that is null", { ...base, clock: null }, /clock must be/],
    ["a clock of milliseconds", { ...base, clock: Date }, /clock must be .* not milliseconds/],
    ["a clock that throws", { ...base, clock: { now: () => JSON.parse("") as number } }, /clock must be/],
    [
      "keys of an issuer given to the verifier",
      { ...base, jwksUri: "x" },
      /jwksUri is no option of a verifier, it belongs to issuer: \{/,
    ],
    [
      "the keys for encrypted tokens given to an issuer",
      { ...base, issuer: { issuer, decryptionKeys: [] } },
      /decryptionKeys is no option of an issuer, it belongs to the verifier, beside issuer: \{/,
    ],
    ["a realm given to an issuer", { ...base, issuer: { issuer, realm: "x" } }, /realm .* belongs to the verifier/],
    ["a hook of the adapter", { ...base, renderBody: () => {} }, /renderBody .* belongs to the adapter's options/],
    [
      "the metadata for the issuer",
      { ...base, issuer: `${issuer}/.well-known/openid-configuration` },
      /is the place of its metadata/,
    ],
    ["an issuer that is not set", { audience, issuer: undefined }, /environment/],
    ["a fetch that is a URL", { ...base, fetch: "https://x" }, /fetch must be/],
    ["a listener that is no function", { ...base, onEvent: {} }, /onEvent must be/],
    ["an empty realm", { ...base, realm: "" }, /realm must be/],
    ["a realm with a line break", { ...base, realm: "a\r\nb" }, /realm must be/],
    ["a realm beyond ASCII", { ...base, realm: "\u00e9" }, /realm must be/],
    ["keys that are a number", { ...base, keys: 600 }, /keys must be an object/],
    ["keys that are null", { ...base, keys: null }, /keys must be an object/],
    [
      "an unknown number",
      { ...base, keys: { freshSecond: 1 } },
      /no option "freshSecond" of keys: did you mean freshSeconds/,
    ],
    ["a freshness of nothing", { ...base, keys: { freshSeconds: 0 } }, /freshSeconds/],
    ["contradicting numbers", { ...base, keys: { minFreshSeconds: 100, maxFreshSeconds: 90 } }, /FreshSeconds/],
  ])("are refused: %s", (_, options, message) => {
    expect(problemsOf(options).join("\n")).toMatch(message);
  });

  test("are all named in one error", () => {
    expect(
      problemsOf({ issuer: "http://as.example", algorithms: ["none"], clockToleranceSeconds: -1, x: 1 }),
    ).toHaveLength(5);
  });
});

describe("static keys", () => {
  const problemsOfJwks = (jwks: unknown) => problemsOf({ issuer: { issuer, jwks }, audience }).join("\n");

  test("are fine when one is for signatures; those for encryption are left alone", async () => {
    const { jwk } = await createSigner();
    expect(problemsOfJwks({ keys: [jwk, { kty: "RSA", use: "enc" }] })).toBe("");
  });

  test.each<[string, unknown, RegExp]>([
    ["no object", "x", /must be a JWK Set/],
    ["null", null, /must be a JWK Set/],
    ["a list", [], /must be a JWK Set/],
    ["keys that are no list", { keys: {} }, /must be a JWK Set/],
    ["no key", { keys: [] }, /no key for signatures/],
    ["a key for encryption alone", { keys: [{ kty: "RSA", use: "enc" }] }, /no key for signatures/],
    ["a key that is null", { keys: [null] }, /key 1: /],
    ["a broken key behind one for encryption", { keys: [{ kty: "RSA", use: "enc" }, { kty: "?" }] }, /^[^]*key 2: /],
    ["a symmetric key", { keys: [{ kty: "oct", k: "AAAA" }] }, /key 1: /],
    [
      "an RSA key of 1024 bits (RFC 7518 §3.3)",
      { keys: [{ kty: "RSA", n: "w".repeat(171), e: "AQAB" }] },
      /key 1: .*2048/,
    ],
  ])("are refused: %s", (_, jwks, message) => {
    expect(problemsOfJwks(jwks)).toMatch(message);
  });

  test("are refused when none is for an algorithm that is allowed", async () => {
    const { jwk } = await createSigner("ES256");
    const trust = { issuer: { issuer, jwks: { keys: [jwk] } }, audience };
    expect(problemsOf({ ...trust, algorithms: ["RS256"] }).join()).toMatch(/no key for any of the algorithms/);
    expect(problemsOf({ ...trust, algorithms: ["ES384"] }).join()).toMatch(/no key for any of the algorithms/);
    expect(problemsOf({ ...trust, algorithms: ["RS256", "ES256"] })).toEqual([]);
  });

  test("are refused when each is bound to another issuer, as Microsoft Entra ID binds keys", async () => {
    const { jwk } = await createSigner();
    const [own, other] = ["30663132-6464-4665-8032-326466613934", "9188040d-6c67-4c5b-b112-36a304b66dad"].map(
      (tenant) => ({ ...jwk, issuer: `https://login.microsoftonline.com/${tenant}/v2.0` }),
    );
    const problemsOfTenant = (keys: readonly unknown[]) =>
      problemsOf({
        issuer: { issuer: "https://sts.windows.net/30663132-6464-4665-8032-326466613934/", jwks: { keys } },
        audience,
      });
    expect(problemsOfTenant([other])).toEqual([
      expect.stringMatching(/: jwks holds no key for tokens of this issuer: each is bound to another one \(issuer\)$/),
    ]);
    expect([problemsOfTenant([own]), problemsOfTenant([other, own])]).toEqual([[], []]);
  });

  test("are refused when private, without showing them", async () => {
    const { jwk } = await createSigner();
    const problems = problemsOfJwks({ keys: [{ ...jwk, d: "c2VjcmV0" }] });
    expect(problems).toMatch(/key 1: /);
    expect(problems).not.toContain("c2VjcmV0");
  });
});
