import { generateKeyPairSync, randomBytes } from "node:crypto";
import { ConfigurationError, createVerifier, type VerifierOptions } from "@ostiary/core";
import { auth0, entra } from "@ostiary/core/presets";
import { createSigningKey } from "@ostiary/testing";
import { expect, test } from "vitest";
import { AUDIENCE } from "./support/arena.js";

const issuer = "https://as.example/t1";
const key = createSigningKey("RS256", "key");
const pem = key.publicKey.export({ type: "spki", format: "pem" }).toString();
const certificateKey = generateKeyPairSync("rsa", { modulusLength: 1024 }).publicKey.export({ format: "jwk" });
const secret = (bytes: number) => ({ kty: "oct", alg: "HS256", k: randomBytes(bytes).toString("base64url") });

/** What is wrong; a function that makes a verifier of it. */
type Mistake = readonly [id: string, what: string, options: unknown, problem: RegExp];
const withJwks = (jwks: unknown): unknown => ({ issuer: { issuer, jwks } });
const withAlgorithms = (algorithms: unknown): unknown => ({ issuer, algorithms });

const keys: readonly Mistake[] = [
  ["A-13", "a PEM file", withJwks(pem), /jwks/],
  ["A-13", "a PEM file after white space", withJwks(`\n ${pem}`), /jwks/],
  ["A-13", "a PEM file after other bytes", withJwks(`\u0000${pem}`), /jwks/],
  ["A-13", "a PEM file for a key of the set", withJwks({ keys: [` ${pem}`] }), /jwks/],
  ...[0, 1, 16, 31, 64].map((bytes): Mistake => [
    "A-42",
    `a secret of ${bytes} bytes`,
    withJwks({ keys: [secret(bytes)] }),
    /jwks/,
  ]),
  ["A-42", "a secret beside a public key", withJwks({ keys: [key.publicJwk, secret(32)] }), /jwks/],
  ...[1, 16, 31].map((bytes): Mistake => [
    "A-42",
    `a client secret of ${bytes} bytes for HS256`,
    {
      issuer: {
        issuer,
        introspection: {
          authentication: { method: "client_secret_jwt", clientId: "api", clientSecret: "x".repeat(bytes) },
        },
      },
    },
    /32 bytes/,
  ]),
  ["A-30", "a key of 1024 bits", withJwks({ keys: [{ ...certificateKey, alg: "RS256" }] }), /1024 bits/],
  ["B-17", "a key for encryption", withJwks({ keys: [{ ...key.publicJwk, use: "enc" }] }), /jwks/],
];

const algorithms: readonly Mistake[] = [
  ["A-24", "no algorithm", withAlgorithms([]), /algorithms/],
  ["A-24", "an algorithm that is not set", withAlgorithms([undefined]), /algorithms/],
  ["A-24", "an algorithm as a text", withAlgorithms("ES256"), /algorithms/],
  ["A-24", "a function of the token's header", withAlgorithms((header: { alg: string }) => [header.alg]), /algorithms/],
  ["A-01", "the algorithm none", withAlgorithms(["ES256", "none"]), /"none" is not supported/],
  ["A-02", "the algorithm None", withAlgorithms(["None"]), /"None" is not supported/],
  ...["HS256", "HS384", "HS512"].map((alg): Mistake => [
    "A-42",
    `the algorithm ${alg}`,
    withAlgorithms(["RS256", alg]),
    /is not supported/,
  ]),
  ["A-21", "a curve of another kind", withAlgorithms(["ES256K"]), /is not supported/],
];

const issuers: readonly Mistake[] = [
  ["E-08", "a pattern for issuers", { issuer: /^https:\/\/as\.example/ }, /issuer is required/],
  ["E-08", "a pattern within an issuer", { issuer: { issuer: /as.example/ } }, /issuer is required/],
  ["E-15", "a function that trusts", { issuer: () => true }, /issuer is required/],
  ["E-15", "no issuer", { issuer: [] }, /at least one trusted issuer/],
  ["E-16", "a function for the keys of an issuer", { issuer: { issuer, jwksUri: (iss: string) => iss } }, /jwksUri/],
  ...[
    "http://169.254.169.254/",
    "http://2852039166",
    "http://[::ffff:a9fe:a9fe]/",
    "http://as.example",
    "https://as.example@evil.example/",
    "https://as.example\\@evil.example/",
    "https://as.example/#evil",
    "https://as.example/\t",
  ].flatMap((url): Mistake[] => [
    ["E-17", `the issuer ${JSON.stringify(url)}`, { issuer: url }, /must/],
    ["E-17", `keys at ${JSON.stringify(url)}`, { issuer: { issuer, jwksUri: url } }, /jwksUri: must/],
    ["E-17", `metadata at ${JSON.stringify(url)}`, { issuer: { issuer, metadataUrl: url } }, /metadataUrl: must/],
  ]),
  ...["file:///etc/passwd", "data:application/json,{}", "gopher://127.0.0.1/", "//as.example/keys"].map(
    (url): Mistake => ["E-17", `keys at ${url}`, { issuer: { issuer, jwksUri: url } }, /jwksUri: must/],
  ),
];

/** Where a preset makes addresses of what it is told. */
test.each([
  ["a tenant that leads elsewhere", () => entra({ tenantId: "@evil.example", version: "v2" })],
  ["a tenant that leads upwards", () => entra({ tenantId: "../../evil", version: "v2" })],
  ["a tenant that cuts off the rest", () => entra({ tenantId: "evil#", version: "v2" })],
  ["a place for any tenant", () => entra({ tenantId: "{tenantid}", version: "v2" })],
  ["all tenants there are", () => entra({ tenantId: "common", version: "v2" })],
  ["a domain with a user name", () => auth0({ domain: "as.example@evil.example" })],
  ["a domain with a path", () => auth0({ domain: "as.example/evil" })],
])("E-16: a preset refuses %s (RFC 8725 §3.10)", (_, create) => {
  expect(create).toThrow(ConfigurationError);
});

test.each([...keys, ...algorithms, ...issuers])(
  "%s: no verifier is made of %s (RFC 8725 §3.1, §3.5, §3.8)",
  (_, __, options, problem) => {
    const create = (): unknown => createVerifier({ audience: AUDIENCE, ...(options as VerifierOptions) });
    expect(create).toThrow(ConfigurationError);
    expect(create).toThrow(problem);
  },
);

test("A-24, A-42: what is asked for properly makes one (RFC 8725 §3.1)", () => {
  const jwks = { keys: [key.publicJwk] };
  expect(() => createVerifier({ issuer: { issuer, jwks }, audience: AUDIENCE, algorithms: ["RS256"] })).not.toThrow();
});

test.each([
  ["A-13", { keys: [` ${pem}`] }],
  ["A-42", { keys: [secret(16)] }],
])("%s: what is wrong with a key does not show the key (RFC 8725 §3.5)", (_, jwks) => {
  const create = (): unknown => createVerifier({ issuer: { issuer, jwks: jwks as never }, audience: AUDIENCE });
  const [given] = jwks.keys;
  const text = typeof given === "string" ? pem.slice(40, 80) : given?.k;
  expect(create).toThrow(expect.objectContaining({ message: expect.not.stringContaining(text ?? "") }));
});
