import { createPrivateKey, generateKeyPairSync, type JsonWebKey } from "node:crypto";
import { exportJWK, generateKeyPair, type JWK } from "jose";
import { beforeAll, describe, expect, test } from "vitest";
import { findAuthenticationProblems } from "../../src/introspection/client-authentication-problems.js";
import type { ClientAuthentication } from "../../src/options.js";
import { createKeyPair } from "../support/key-pair.js";

const find = (authentication: unknown): string[] => findAuthenticationProblems(authentication as ClientAuthentication);

const clientId = "api-1";
const clientSecret = "5ecret-of-at-least-thirty-two-bytes";
let ec: JWK;
let rsa: JWK;

beforeAll(async () => {
  const keys = await Promise.all([generateKeyPair("ES256", { extractable: true }), createKeyPair("RS256")]);
  [ec, rsa] = (await Promise.all(keys.map(({ privateKey }) => exportJWK(privateKey)))) as [JWK, JWK];
});

describe("there is nothing wrong with", () => {
  test.each([
    [{ clientId, clientSecret: "s" }],
    [{ method: undefined, clientId, clientSecret: "s" }],
    [{ method: "client_secret_basic", clientId, clientSecret: "ß €" }],
    [{ method: "client_secret_post", clientId, clientSecret: "s" }],
    [{ method: "client_secret_jwt", clientId, clientSecret: "ß".repeat(16) }],
    [{ method: "tls_client_auth", clientId }],
    [{ method: "self_signed_tls_client_auth", clientId }],
    [{ method: "bearer", token: "a-._~+/9==" }],
    [{ method: "bearer", token: () => "t" }],
    [{ method: "none" }],
    [{ method: "none", clientId }],
  ])("%j", (authentication) => {
    expect(find(authentication)).toEqual([]);
  });

  test.each(["client_secret_post", "client_secret_jwt"])("32 bytes of a secret for %s (RFC 7518 §3.2)", (method) => {
    expect(find({ method, clientId, clientSecret: "x".repeat(32) })).toEqual([]);
  });

  test("a private key that says that it signs (RFC 7517 §4.3)", () => {
    const privateKey = { ...ec, key_ops: ["sign"], use: "sig", kid: "k" };
    expect(find({ method: "private_key_jwt", clientId, privateKey, algorithm: "ES256" })).toEqual([]);
  });

  test("private keys of all kinds", async () => {
    const ed = await exportJWK((await generateKeyPair("Ed25519", { extractable: true })).privateKey);
    const { privateKey: handle } = await generateKeyPair("PS512");
    const privateKeyJwt = { method: "private_key_jwt", clientId };
    expect(find({ ...privateKeyJwt, privateKey: { ...ec, alg: "ES256" } })).toEqual([]);
    expect(find({ ...privateKeyJwt, privateKey: rsa, algorithm: "PS256", keyId: "k", assertionAudience: "a" })).toEqual(
      [],
    );
    expect(find({ ...privateKeyJwt, privateKey: { ...rsa, alg: "RS256" }, algorithm: "RS256" })).toEqual([]);
    expect(find({ ...privateKeyJwt, privateKey: { ...ed, alg: "EdDSA" } })).toEqual([]);
    expect(find({ ...privateKeyJwt, privateKey: handle, algorithm: "PS512" })).toEqual([]);
  });
});

const METHODS =
  "authentication.method must be one of client_secret_basic, client_secret_post, client_secret_jwt, private_key_jwt, " +
  "tls_client_auth, self_signed_tls_client_auth, bearer, none; with clientId and clientSecret it may be left out";
const TOKEN =
  "authentication.token must be a bearer token (RFC 6750 §2.1), without its scheme, or a function that gives one";
const NO_ID = "authentication.clientId must be a text of at least one character";
const NO_SECRET = "authentication.clientSecret must be a text of at least one character";
const LINE_BREAK = "holds a line break or another control character: trim what was read";

describe("what is wrong is named, and never quoted", () => {
  test.each<[unknown, string[]]>([
    [
      undefined,
      ['authentication must say who we are to the endpoint, such as { clientId, clientSecret } or { method: "none" }'],
    ],
    [
      "5ecret",
      ['authentication must say who we are to the endpoint, such as { clientId, clientSecret } or { method: "none" }'],
    ],
    [{ method: "5ecret", clientId }, [METHODS]],
    [{ method: "", clientId, clientSecret }, [METHODS]],
    [{ method: null, clientId, clientSecret }, [METHODS]],
    [{ method: "constructor", clientId }, [METHODS]],
    [{}, [NO_ID, NO_SECRET]],
    [{ clientId: "", clientSecret: "" }, [NO_ID, NO_SECRET]],
    [{ clientId: 1, clientSecret: ["5ecret"] }, [NO_ID, NO_SECRET]],
    [{ clientId, clientSecret: "5ecret\n" }, [`authentication.clientSecret ${LINE_BREAK}`]],
    [{ clientId: "api\u0000", clientSecret }, [`authentication.clientId ${LINE_BREAK}`]],
    [
      { clientId, clientSecret, client_secret: "5ecret" },
      ['there is no option "client_secret" of authentication: did you mean clientSecret?'],
    ],
    [
      { method: "client_secret_jwt", clientId, clientSecret: "5ecret" },
      [
        "authentication.clientSecret must have 32 bytes at least for client_secret_jwt (RFC 7518 §3.2): take a longer one, or another method",
      ],
    ],
    [{ method: "client_secret_jwt", clientId, clientSecret: "" }, [NO_SECRET]],
    [{ method: "client_secret_jwt", clientId, clientSecret: 5 }, [NO_SECRET]],
    [
      { method: "tls_client_auth", clientId, clientSecret },
      ['there is no option "clientSecret" of authentication by tls_client_auth: known are method, clientId'],
    ],
    [{ method: "self_signed_tls_client_auth" }, [NO_ID]],
    [{ method: "bearer" }, [TOKEN]],
    [{ method: "bearer", token: "" }, [TOKEN]],
    [{ method: "bearer", token: "Bearer 5ecret" }, [TOKEN]],
    [{ method: "bearer", token: "5ecret\n" }, [TOKEN]],
    [{ method: "bearer", token: "5ecret=x" }, [TOKEN]],
    [
      { method: "bearer", token: "t", clientId },
      ['there is no option "clientId" of authentication by bearer: known are method, token'],
    ],
    [{ method: "none", clientId: "" }, [NO_ID]],
  ])("%j", (authentication, problems) => {
    expect(find(authentication)).toEqual(problems);
    expect(problems.join()).not.toContain("5ecret");
  });

  const strip = (jwk: JWK, ...names: string[]): object =>
    Object.fromEntries(Object.entries(jwk).filter(([name]) => !names.includes(name)));

  test.each<[string, () => object, string]>([
    [
      "no key",
      () => ({}),
      "privateKey must be a private JWK or a CryptoKey; PEM text is imported with importPKCS8() of jose",
    ],
    [
      "null for a key",
      () => ({ privateKey: null, algorithm: "ES256" }),
      "privateKey must be a private JWK or a CryptoKey; PEM text is imported with importPKCS8() of jose",
    ],
    [
      "PEM text",
      () => ({ privateKey: "-----BEGIN PRIVATE KEY-----", algorithm: "ES256" }),
      "privateKey must be a private JWK or a CryptoKey; PEM text is imported with importPKCS8() of jose",
    ],
    [
      "a KeyObject",
      () => ({ privateKey: createPrivateKey({ key: ec as JsonWebKey, format: "jwk" }), algorithm: "ES256" }),
      'privateKey is a KeyObject: give its JWK, key.export({ format: "jwk" })',
    ],
    [
      "a public JWK",
      () => ({ privateKey: strip(ec, "d"), algorithm: "ES256" }),
      "privateKey is a public JWK: give the private one, which has d",
    ],
    [
      "an oct key",
      () => ({ privateKey: { kty: "oct", k: "5ecret", alg: "HS256" } }),
      "privateKey is symmetric (oct): give a private RSA, EC or OKP key, or use client_secret_jwt",
    ],
    ["no alg", () => ({ privateKey: ec }), "privateKey comes without an alg: set algorithm, such as ES256 or RS256"],
    [
      "another alg",
      () => ({ privateKey: { ...rsa, alg: "RS256" }, algorithm: "PS256" }),
      "privateKey has another alg than algorithm says: leave one of them out",
    ],
    [
      "an alg of another key type",
      () => ({ privateKey: ec, algorithm: "RS256" }),
      "privateKey has an alg that does not fit its key type",
    ],
    [
      "an alg that does not sign",
      () => ({ privateKey: { ...rsa, alg: "RSA-OAEP" } }),
      "privateKey has an alg that is no signature algorithm known here",
    ],
    [
      "a symmetric alg",
      () => ({ privateKey: ec, algorithm: "HS256" }),
      "algorithm must be one of RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512, EdDSA, Ed25519",
    ],
    [
      "a weak RSA key",
      () => ({
        privateKey: generateKeyPairSync("rsa", { modulusLength: 1024 }).privateKey.export({ format: "jwk" }),
        algorithm: "RS256",
      }),
      "privateKey has an RSA modulus of 1024 bits, and 2048 is the least",
    ],
    [
      "an RSA key without its primes",
      () => ({ privateKey: strip(rsa, "p", "q", "dp", "dq", "qi"), algorithm: "RS256" }),
      "privateKey has private members that are missing or not whole canonical base64url",
    ],
    [
      "a private value that is cut off",
      () => ({ privateKey: { ...ec, d: ec.d?.slice(0, 20) }, algorithm: "ES256" }),
      "privateKey has private members that are missing or not whole canonical base64url",
    ],
    [
      "a private value that is no base64url",
      () => ({ privateKey: { ...ec, d: "5ecret!" }, algorithm: "ES256" }),
      "privateKey has private members that are missing or not whole canonical base64url",
    ],
    [
      "a kid that is no text",
      () => ({ privateKey: { ...ec, kid: 7 }, algorithm: "ES256" }),
      "privateKey has a kid that is not a string",
    ],
    [
      "a key of three primes",
      () => ({ privateKey: { ...rsa, oth: [] }, algorithm: "RS256" }),
      "privateKey has more than two primes (oth), which is not supported",
    ],
    [
      "a key for encryption",
      () => ({ privateKey: { ...ec, use: "enc" }, algorithm: "ES256" }),
      "privateKey is not for signatures (use)",
    ],
    [
      "a key that may only verify",
      () => ({ privateKey: { ...ec, key_ops: ["verify"] }, algorithm: "ES256" }),
      "privateKey is not for signing (key_ops)",
    ],
    [
      "an empty kid",
      () => ({ privateKey: ec, algorithm: "ES256", keyId: "" }),
      "keyId must be a text of at least one character",
    ],
    [
      "an audience that is a list",
      () => ({ privateKey: ec, algorithm: "ES256", assertionAudience: ["a"] }),
      "assertionAudience must be a text of at least one character",
    ],
  ])("private_key_jwt with %s", (_, given, problem) => {
    expect(find({ method: "private_key_jwt", clientId, ...given() })).toEqual([`authentication.${problem}`]);
  });

  const ALGORITHMS = ["RS256", "RS384", "PS256", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"] as const;

  test.each(ALGORITHMS)(
    "a key of Web Cryptography that was made for %s is for that alone (RFC 7518 §3.1)",
    async (alg) => {
      const { privateKey } = await createKeyPair(alg);
      const fitting = ALGORITHMS.filter(
        (algorithm) => find({ method: "private_key_jwt", clientId, privateKey, algorithm }).length === 0,
      );
      // RFC 9864 §2.2: two names of one algorithm.
      expect(fitting).toEqual(alg === "EdDSA" || alg === "Ed25519" ? ["EdDSA", "Ed25519"] : [alg]);
    },
  );

  test("a symmetric key of Web Cryptography", async () => {
    const privateKey = await crypto.subtle.generateKey({ name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
    expect(find({ method: "private_key_jwt", clientId, privateKey, algorithm: "ES256" })).toEqual([
      "authentication.privateKey is a symmetric CryptoKey: give the private one",
    ]);
  });

  test("keys of Web Cryptography that do not fit", async () => {
    const signing = await createKeyPair("RS256");
    const weak = await crypto.subtle.generateKey(
      { name: "RSASSA-PKCS1-v1_5", modulusLength: 1024, publicExponent: new Uint8Array([1, 0, 1]), hash: "SHA-256" },
      false,
      ["sign", "verify"],
    );
    const agreeing = await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, false, ["deriveBits"]);
    const problemsOf = (privateKey: object, algorithm?: string): string[] =>
      find({ method: "private_key_jwt", clientId, privateKey, ...(algorithm === undefined ? {} : { algorithm }) });
    expect(problemsOf(signing.publicKey, "RS256")).toEqual([
      "authentication.privateKey is a public CryptoKey: give the private one",
    ]);
    expect(problemsOf(signing.privateKey)).toEqual([
      "authentication.privateKey comes without an alg: set algorithm, such as ES256 or RS256",
    ]);
    for (const other of ["RS512", "PS256", "ES256", "EdDSA"]) {
      expect(problemsOf(signing.privateKey, other)).toEqual([
        `authentication.privateKey is a CryptoKey that was not made for ${other}`,
      ]);
    }
    expect(problemsOf(weak.privateKey, "RS256")).toEqual([
      "authentication.privateKey has an RSA modulus of 1024 bits, and 2048 is the least",
    ]);
    expect(problemsOf(agreeing.privateKey, "ES256")).toEqual([
      "authentication.privateKey is a CryptoKey that may not sign (usages)",
    ]);
  });
});
