import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, errors, jwtVerify } from "jose";
import { describe, expect, test } from "vitest";
import {
  createSigningKey,
  createTestIssuer,
  manualClock,
  signCompact,
  type TestIssuer,
  tokenDefects,
} from "../src/index.js";

const clock = manualClock();
const NOW = clock.now();
const as = await createTestIssuer({ clock });

/** What an independent library thinks of a token, given the published keys. */
const judge = (token: string, issuer: TestIssuer = as) =>
  jwtVerify(token, createLocalJWKSet(issuer.jwks() as never), {
    issuer: issuer.issuer,
    audience: issuer.audience,
    typ: "at+jwt",
    currentDate: new Date(issuer.clock.now() * 1000),
  });

describe("issue", () => {
  test("makes an access token with the header and the claims of RFC 9068 §2", async () => {
    const { protectedHeader, payload } = await judge(as.issue());
    expect(protectedHeader).toEqual({ typ: "at+jwt", alg: "ES256", kid: as.signingKey.kid });
    expect(payload).toEqual({
      iss: "https://auth.example.com",
      sub: "user-1",
      aud: "https://api.example.com",
      client_id: "client-1",
      iat: NOW,
      exp: NOW + 300,
      jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
      scope: "api:read",
    });
  });

  test.each([
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
    "ES512",
    "EdDSA",
    "Ed25519",
  ] as const)("signs with %s (RFC 7518 §3.1)", async (algorithm) => {
    const issuer = await createTestIssuer({ algorithm, clock });
    const { protectedHeader } = await judge(issuer.issue(), issuer);
    expect(protectedHeader.alg).toBe(algorithm);
    expect(issuer.jwks().keys).toMatchObject([{ alg: algorithm, use: "sig", kid: issuer.signingKey.kid }]);
    expect(Object.keys(issuer.jwks().keys[0]!)).not.toContain("d");
  });

  test("changes any claim, and leaves out those that are undefined", () => {
    const claims = decodeJwt(as.issue({ sub: "user-2", scope: undefined, groups: ["a"], iat: null }));
    expect(claims).toMatchObject({ sub: "user-2", groups: ["a"], iat: null, client_id: "client-1" });
    expect(claims).not.toHaveProperty("scope");
  });

  test("changes any header parameter, and leaves out those that are undefined", () => {
    expect(decodeProtectedHeader(as.issue({}, { typ: "JWT", kid: undefined, header: { x: 1 } }))).toEqual({
      typ: "JWT",
      alg: "ES256",
      x: 1,
    });
    expect(decodeProtectedHeader(as.issue({}, { alg: "ES384", header: { typ: undefined } }))).toEqual({
      alg: "ES384",
      kid: as.signingKey.kid,
    });
  });

  test("names the key it was given", async () => {
    const key = createSigningKey("ES384", "other");
    expect(decodeProtectedHeader(as.issue({}, { key }))).toMatchObject({ alg: "ES384", kid: "other" });
    await jwtVerify(as.issue({}, { key }), key.publicKey, { currentDate: new Date(NOW * 1000) });
  });

  test("gives each token an identifier of its own", () => {
    expect(decodeJwt(as.issue()).jti).not.toBe(decodeJwt(as.issue()).jti);
  });

  test("takes audience, scope and type of the options", async () => {
    const issuer = await createTestIssuer({ audience: "urn:api", scope: "a b", typ: undefined });
    expect(decodeJwt(issuer.issue())).toMatchObject({ aud: "urn:api", scope: "a b" });
    expect(decodeProtectedHeader(issuer.issue())).not.toHaveProperty("typ");
  });

  test("reads the clock for each token", async () => {
    const moving = manualClock(1000.9);
    const issuer = await createTestIssuer({ clock: moving });
    moving.advance(60);
    expect(decodeJwt(issuer.issue())).toMatchObject({ iat: 1060, exp: 1360 });
  });
});

test("bearer puts a token into the field of a request (RFC 6750 §2.1)", async () => {
  const { authorization, ...others } = as.bearer({ sub: "user-3" });
  expect(others).toEqual({});
  expect(authorization).toMatch(/^Bearer [^ ]+$/);
  expect((await judge(authorization.slice("Bearer ".length))).payload.sub).toBe("user-3");
});

test("signCompact takes literal JSON text (RFC 7519 §4)", () => {
  const token = signCompact({ alg: "ES256" }, `{"aud":1,"aud":2}`, as.signingKey);
  expect(Buffer.from(token.split(".")[1]!, "base64url").toString()).toBe(`{"aud":1,"aud":2}`);
});

describe("a wrong token is wrong in one respect", () => {
  const differences = (token: string) => {
    const good = { header: decodeProtectedHeader(as.issue()), claims: decodeJwt(as.issue()) };
    const bad = { header: decodeProtectedHeader(token), claims: decodeJwt(token) };
    const diff = (a: object, b: object) =>
      [...new Set([...Object.keys(a), ...Object.keys(b)])].filter(
        (name) => JSON.stringify(a[name as never]) !== JSON.stringify(b[name as never]) && name !== "jti",
      );
    return { header: diff(good.header, bad.header).sort(), claims: diff(good.claims, bad.claims).sort() };
  };
  const {
    JWSSignatureVerificationFailed,
    JWTClaimValidationFailed,
    JWTExpired,
    JWKSNoMatchingKey,
    JOSENotSupported,
    JOSEError,
  } = errors;

  test.each([
    ["issueForOtherAudience", JWTClaimValidationFailed, { header: [], claims: ["aud"] }],
    ["issueFromOtherIssuer", JWKSNoMatchingKey, { header: ["kid"], claims: ["iss"] }],
    ["issueWithForeignKey", JWSSignatureVerificationFailed, { header: [], claims: [] }],
    ["issueExpired", JWTExpired, { header: [], claims: ["exp", "iat"] }],
    ["issueNotYetValid", JWTClaimValidationFailed, { header: [], claims: ["exp", "nbf"] }],
    ["issueUnsigned", JOSENotSupported, { header: ["alg", "kid"], claims: [] }],
    ["issueHmacWithPublicKey", JOSENotSupported, { header: ["alg"], claims: [] }],
    ["issueWithUnknownKey", JWKSNoMatchingKey, { header: ["kid"], claims: [] }],
    ["issueTampered", JWSSignatureVerificationFailed, { header: [], claims: ["sub"] }],
    ["issueWithEmbeddedKey", JWSSignatureVerificationFailed, { header: ["jwk"], claims: [] }],
    [
      "issueLogoutToken",
      JWTClaimValidationFailed,
      { header: ["typ"], claims: ["aud", "client_id", "events", "scope", "sid"] },
    ],
  ] as const)("%s", async (name, error, expected) => {
    const token = as[name]();
    await expect(judge(token)).rejects.toBeInstanceOf(error);
    expect(differences(token)).toEqual(expected);
  });

  test.each([
    [
      "issueIdToken",
      { header: ["typ"], claims: ["at_hash", "aud", "auth_time", "azp", "client_id", "nonce", "scope"] },
    ],
    ["issueRefreshToken", { header: ["typ"], claims: ["aud", "azp", "client_id", "typ"] }],
    ["issueUntypedLogoutToken", { header: ["typ"], claims: ["aud", "client_id", "events", "scope", "sid"] }],
  ] as const)("%s is a genuine token of another kind", async (name, expected) => {
    expect(differences(as[name]())).toEqual(expected);
    const genuine = as[name]({ aud: as.audience });
    const { protectedHeader } = await jwtVerify(genuine, createLocalJWKSet(as.jwks() as never), {
      audience: as.audience,
      currentDate: new Date(NOW * 1000),
    });
    expect(protectedHeader.typ).toBe("JWT");
  });

  test("issueDpopProof is signed by the key in its header (RFC 9449 §4.2)", async () => {
    const proof = as.issueDpopProof();
    const { jwk, ...header } = decodeProtectedHeader(proof);
    expect(header).toEqual({ typ: "dpop+jwt", alg: "ES256" });
    expect(Object.keys(jwk!).sort()).toEqual(["crv", "kty", "x", "y"]);
    const { payload } = await jwtVerify(proof, jwk!);
    expect(Object.keys(payload).sort()).toEqual(["htm", "htu", "iat", "jti"]);
  });

  test("issueWithEmbeddedKey is signed by the key in its header (RFC 7515 §4.1.3)", async () => {
    const token = as.issueWithEmbeddedKey();
    const { jwk } = decodeProtectedHeader(token);
    expect(Object.keys(jwk!).sort()).toEqual(["crv", "kty", "x", "y"]);
    await jwtVerify(token, jwk!, { currentDate: new Date(NOW * 1000) });
  });

  test("issueHmacWithPublicKey is keyed with the public key as it stands in a file (RFC 8725 §2.1)", async () => {
    const secret = as.signingKey.publicKey.export({ type: "spki", format: "pem" });
    expect(secret).toMatch(/^-----BEGIN PUBLIC KEY-----\n/);
    await jwtVerify(as.issueHmacWithPublicKey(), Buffer.from(secret), { currentDate: new Date(NOW * 1000) });
  });

  test("issueTampered keeps the signature of the claims it replaced (RFC 7515 §5.2)", async () => {
    const tampered = as.issueTampered({ scope: "api:admin" });
    expect(decodeJwt(tampered)).toMatchObject({ scope: "api:admin", sub: "user-1" });
    const [header, payload, signature] = tampered.split(".") as [string, string, string];
    const original = JSON.stringify({ ...JSON.parse(Buffer.from(payload, "base64url").toString()), scope: "api:read" });
    await judge(`${header}.${Buffer.from(original).toString("base64url")}.${signature}`);
  });

  test("issueUnsigned has an empty signature (RFC 7518 §3.6)", () => {
    expect(as.issueUnsigned()).toMatch(/^[\w-]+\.[\w-]+\.$/);
  });

  test("issueOpaque is one random string without dots", () => {
    expect(as.issueOpaque()).toMatch(/^[\w-]{43}$/);
    expect(as.issueOpaque()).not.toBe(as.issueOpaque());
  });

  test("every helper takes claims of the caller's", () => {
    for (const [name, issue] of Object.entries(as)) {
      if (!/^issue[A-Z]/.test(name) || name.startsWith("issueOpaque")) continue;
      expect(decodeJwt((issue as TestIssuer["issue"])({ marker: name })), name).toMatchObject({ marker: name });
    }
  });

  test("an independent library refuses nearly all defects too, and accepts the good token", async () => {
    await expect(judge(as.issue())).resolves.toBeDefined();
    const accepted: string[] = [];
    for (const { id, make } of tokenDefects) {
      await judge(make(as)).then(
        () => accepted.push(id),
        (error: unknown) => expect(error, id).toBeInstanceOf(JOSEError),
      );
    }
    // What a library for all JWTs leaves to its users, or no specification obliges it to look at.
    expect(accepted).toEqual([
      "loose-bits",
      "unencoded-payload",
      "encryption-header",
      "claim-twice",
      "claim-twice-escaped",
      "header-twice",
      "issued-in-the-future",
      "expiry-missing",
      "expiry-in-milliseconds",
      "expiry-infinite",
      "bound-to-key",
      "bound-to-certificate",
      "bound-to-unknown",
      "bound-to-nothing",
    ]);
  });
});
