import { inspect } from "node:util";
import { exportJWK, generateKeyPair } from "jose";
import { describe, expect, test } from "vitest";
import {
  dangerouslyAcceptAnyAudience,
  dangerouslyAcceptMissingAudience,
  dangerouslyIgnoreIdTokenEvidence,
  dangerouslyRevealReason,
} from "../../src/danger.js";
import { INTROSPECTION_ROWS } from "../../src/describe/introspection-rows.js";
import { ISSUER_ROWS } from "../../src/describe/issuer-rows.js";
import type { Entry } from "../../src/describe/rows.js";
import { VERIFIER_ROWS } from "../../src/describe/verifier-rows.js";
import { createVerifier, PASS, type VerifierDescription, type VerifierOptions } from "../../src/index.js";
import type { IntrospectionOptions, IssuerOptions } from "../../src/options.js";
import { resolveOptions } from "../../src/resolve-options.js";
import { createRecipient } from "../support/encryption.js";
import { answeringClient } from "../support/introspection.js";
import { createSigner } from "../support/issuer.js";

const ISSUER = "https://as.example";
const AUDIENCE = "https://api.example";
const signer = await createSigner();
const recipient = await createRecipient("RSA-OAEP-256");
const shared = await createRecipient("dir", { kid: "e2" });
const { privateKey } = await generateKeyPair("ES256", { extractable: true });
const ours = await exportJWK(privateKey);
const authentication = { clientId: "api", clientSecret: "secret-of-ours" };
const schema = (vendor: string) => ({
  "~standard": { version: 1 as const, vendor, validate: (value: unknown) => ({ value }) },
});

const describeWith = (options: Partial<VerifierOptions<never>> = {}): VerifierDescription =>
  createVerifier<never>({ issuer: ISSUER, audience: AUDIENCE, ...options }).describe();
const issuerWith = (issuer: Partial<IssuerOptions>): Partial<VerifierOptions<never>> => ({
  issuer: { issuer: ISSUER, ...issuer },
});
const introspectingWith = (introspection: IntrospectionOptions): Partial<VerifierOptions<never>> =>
  issuerWith({ introspection: { authentication, ...introspection } });

/** The words for one check of the only issuer. */
const demandsOf = (options: Partial<VerifierOptions<never>>, name: string): string | undefined => {
  const { checks, issuers } = describeWith(options);
  return [...checks, ...(issuers[0]?.checks ?? [])].find(({ check }) => check === name)?.demands;
};

test("without any settings, all that is checked by default is described", () => {
  expect(describeWith().toMarkdown()).toBe(String.raw`### Issuer ${"`"}https://as.example${"`"}

| check | demands | source |
| --- | --- | --- |
| issuer | iss is exactly "https://as.example" | RFC 9068 §4 |
| token format | JWTs alone, verified by the keys of the issuer |  |
| encryption | encrypted JWTs are refused: there is no key | RFC 7516 |
| algorithm | alg is one of "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519" | RFC 8725 §3.1 |
| type | header typ is "at+jwt", "JWT", or absent | RFC 9068 §4, RFC 8725 §3.11 |
| keys | the JWK Set that the metadata at the issuer's well-known place name; kept fresh for 600 s unless the server says otherwise, and used for 3600 s more while it is down | RFC 7517 §5 |
| token kind | tokenKind "balanced": it must not look like another kind of token | RFC 8725 §3.12 |
| audience | one of aud is exactly "https://api.example" | RFC 9068 §4, RFC 7519 §4.1.3 |
| lifetime | exp is there and not over, nbf not to come, with a tolerance of 5 s, iat not ahead by more than 60 s | RFC 7519 §4.1.4 to §4.1.6 |
| client | any, named by the first of "client\_id", "azp", "cid", "appid" that is there | RFC 9068 §2.2, RFC 8693 §4.3 |
| scopes | what the first of "scope", "scp", "scopes" says that is there | RFC 6749 §3.3, RFC 9068 §2.2.3 |

### Every issuer

| check | demands | source |
| --- | --- | --- |
| form | one spelling: canonical base64url, and no member of header or claims twice | RFC 7515 §2, RFC 8725 §3 |
| header | no extension is demanded (crit), and keys that it brings along are ignored | RFC 7515 §4 |
| binding | a token that is bound to a key (cnf) is refused | RFC 7800 §3.1, RFC 9449 §7.2, RFC 8705 §3 |
| size | a token of more than 16384 bytes is not looked at |  |
| claims schema | none |  |
| application checks | none |  |
| realm | challenges name "api" | RFC 9110 §11.5 |

### Switched off

Nothing: all protections are on.`);
});

test("as text it has the same rows", () => {
  const description = describeWith();
  const text = String(description);
  for (const { check, demands, source } of [...description.checks, ...(description.issuers[0]?.checks ?? [])]) {
    expect(text).toContain(`  ${check.padEnd("application checks".length)}  ${demands}${source ? ` [${source}]` : ""}`);
  }
  expect(text.startsWith("https://as.example\n  issuer ")).toBe(true);
  expect(text.endsWith("\nSwitched off\n  Nothing: all protections are on.")).toBe(true);
});

test("what is demanded of an opaque token is said beside what is of a JWT, or in its place", () => {
  const opaque = "of an opaque token, token_type or token_use must call it an access token";
  const both = { ...introspectingWith({}), tokenKind: "rfc9068" as const };
  expect(demandsOf(both, "token kind")).toBe(
    `tokenKind "rfc9068": only header typ "at+jwt" makes an access token; ${opaque}`,
  );
  const alone = issuerWith({ tokenFormat: "opaque", introspection: { authentication } });
  expect(demandsOf({ ...alone, tokenKind: "strict" }, "token kind")).toBe(`tokenKind "strict": ${opaque}`);
});

test("what is demanded of an opaque token by a policy of its own is said with the name of that", () => {
  const introspection = { authentication, tokenKind: "balanced" } as const;
  const opaque = "what is told must not look like another kind of token";
  const both = issuerWith({ tokenKind: "rfc9068", introspection });
  expect(demandsOf(both, "token kind")).toBe(
    `tokenKind "rfc9068": only header typ "at+jwt" makes an access token; of an opaque token, tokenKind "balanced": ${opaque}`,
  );
  const profile = '"sub", "client_id", "iat", "jti" present and not empty';
  expect(demandsOf(both, "profile claims")).toBe(`of a JWT, ${profile}`);
  const alone = issuerWith({ tokenFormat: "opaque", introspection });
  expect(demandsOf(alone, "token kind")).toBe(`tokenKind "balanced": of an opaque token, ${opaque}`);
  expect(demandsOf(alone, "profile claims")).toBeUndefined();
  const more = issuerWith({ introspection: { authentication, tokenKind: "rfc9068" } });
  expect(demandsOf(more, "profile claims")).toBe(`of an opaque token, ${profile}`);
  const same = { ...introspectingWith({}), tokenKind: "rfc9068" as const };
  expect(demandsOf(same, "profile claims")).toBe(profile);
});

test("a token that names several clients is said to be refused where some are allowed and nobody said which claim counts", () => {
  const defaults = '"client_id", "azp", "cid", "appid"';
  expect(demandsOf({ allowedClients: ["web"] }, "client")).toBe(
    `one of "web", named by the first of ${defaults} that is there, and no other of them names another one`,
  );
  const chosen = { allowedClients: ["web"], clientClaims: ["azp", "cid"] };
  expect(demandsOf(chosen, "client")).toBe('one of "web", named by the first of "azp", "cid" that is there');
  expect(demandsOf({}, "client")).toBe(`any, named by the first of ${defaults} that is there`);
});

test("the claims that a profile asks for and those of the settings are told apart, with the section of the first", () => {
  const { issuers } = describeWith({ tokenKind: "rfc9068", requiredClaims: ["tid", ["scp", "roles"]] });
  expect(issuers[0]?.checks.filter(({ check }) => check.endsWith("claims"))).toEqual([
    {
      check: "profile claims",
      demands: '"sub", "client_id", "iat", "jti" present and not empty',
      source: "RFC 9068 §2.2",
    },
    { check: "required claims", demands: '"tid", one of "scp", "roles" present and not empty' },
  ]);
});

test("an opaque token is not among those that must be encrypted", () => {
  const encrypted = { decryptionKeys: [{ key: recipient.jwk }], requireEncryption: true };
  expect(demandsOf({ ...introspectingWith({}), ...encrypted }, "encryption")).toMatch(/; other JWTs are refused$/);
});

describe("every option changes what is described:", () => {
  test.each<[string, Partial<VerifierOptions<never>>]>([
    ["issuer", { issuer: "https://other.example" }],
    ["several issuers", { issuer: [ISSUER, "https://other.example"] }],
    ["audience", { audience: "https://other.example" }],
    ["soleAudience", { soleAudience: true }],
    ["algorithms", { algorithms: ["ES256"] }],
    ["tokenKind", { tokenKind: "strict" }],
    ["acceptedTypes", { acceptedTypes: ["x+jwt"] }],
    ["requiredClaims", { requiredClaims: ["jti", ["sub", "oid"]] }],
    ["optionalClaims", { tokenKind: "rfc9068", optionalClaims: ["jti"] }],
    ["rejectedClaims", { rejectedClaims: ["act"] }],
    ["allowedClients", { allowedClients: ["c1"] }],
    ["clientClaims", { clientClaims: ["azp"] }],
    ["idTokenAudiences", { idTokenAudiences: ["c1"] }],
    ["scopeClaims", { scopeClaims: ["scp"] }],
    ["permissionClaims", { permissionClaims: [{ path: ["realm_access", "roles"], prefix: "role:" }] }],
    ["impliedScopes", { impliedScopes: { "api:write": ["api:read"] } }],
    ["decryptionKeys", { decryptionKeys: [{ key: recipient.jwk }] }],
    ["requireEncryption", { decryptionKeys: [{ key: recipient.jwk }], requireEncryption: true }],
    ["maxLifetimeSeconds", { maxLifetimeSeconds: 900 }],
    ["checks", { checks: [() => PASS] }],
    ["claimsSchema", { claimsSchema: schema("zod") as never }],
    ["clockToleranceSeconds", { clockToleranceSeconds: 90 }],
    ["chooseIssuer", { ...introspectingWith({}), chooseIssuer: () => ISSUER }],
    ["maxTokenBytes", { maxTokenBytes: 4096 }],
    ["realm", { realm: "orders" }],
    ["keys", { keys: { freshSeconds: 300 } }],
    ["revealReason", { [dangerouslyRevealReason]: true }],
    ["metadataUrl", issuerWith({ metadataUrl: "https://as.example/metadata" })],
    ["jwksUri", issuerWith({ jwksUri: "https://as.example/jwks" })],
    ["jwks", issuerWith({ jwks: { keys: [signer.jwk] } })],
    ["keySource", issuerWith({ keySource: { find: () => undefined } })],
    ["introspection", introspectingWith({})],
    [
      "tokenFormat",
      { ...introspectingWith({}), ...issuerWith({ tokenFormat: "introspect-all", introspection: { authentication } }) },
    ],
    ["acceptMissingAudience", issuerWith({ [dangerouslyAcceptMissingAudience]: true })],
    ["ignoreIdTokenEvidence", issuerWith({ [dangerouslyIgnoreIdTokenEvidence]: true })],
  ])("%s", (_, options) => {
    expect(String(describeWith(options))).not.toBe(String(describeWith()));
  });

  test.each<[string, IntrospectionOptions]>([
    ["authentication", { authentication: { method: "none" } }],
    ["endpoint", { endpoint: "https://as.example/introspect" }],
    ["prefixes", { prefixes: ["at_"] }],
    ["tokenTypeHint", { tokenTypeHint: false }],
    ["signedResponse", { signedResponse: true }],
    ["requireTokenType", { requireTokenType: true }],
    ["requireTokenUse", { requireTokenUse: true }],
    ["tokenKind", { tokenKind: "strict" }],
    ["cacheSeconds", { cacheSeconds: 0 }],
    ["negativeCacheSeconds", { negativeCacheSeconds: 1 }],
    ["timeoutSeconds", { timeoutSeconds: 1 }],
    ["cache", { cache: { get: () => undefined, set: () => undefined } }],
    ["acceptMissingAudience", { [dangerouslyAcceptMissingAudience]: true }],
  ])("introspection: %s", (_, options) => {
    expect(String(describeWith(introspectingWith(options)))).not.toBe(String(describeWith(introspectingWith({}))));
  });

  test("introspection: client", () => {
    const demands = demandsOf(issuerWith({ introspection: { client: answeringClient() } }), "introspection");
    expect(demands).toBe("a client of the application asks; active must be exactly true");
  });
});

describe("no setting is forgotten:", () => {
  const resolved = resolveOptions({
    audience: AUDIENCE,
    issuer: { issuer: ISSUER, introspection: { authentication } },
  });
  const issuer = resolved.issuers.get(ISSUER);

  test.each<[string, Readonly<Record<string, Entry<never>>>, object | undefined]>([
    ["of a verifier", VERIFIER_ROWS, resolved],
    ["of an issuer", ISSUER_ROWS, issuer],
    ["of introspection", INTROSPECTION_ROWS, issuer?.introspection],
  ])("each one %s has rows, or is described elsewhere, or is said not to be", (_, table, settings = {}) => {
    expect(Object.keys(table).toSorted()).toEqual(Object.keys(settings).toSorted());
  });

  test("what is not described decides nothing about a token", () => {
    const tables = [VERIFIER_ROWS, ISSUER_ROWS, INTROSPECTION_ROWS] as Readonly<Record<string, Entry<never>>>[];
    const left = tables.flatMap((table) => Object.entries(table).filter(([, entry]) => "notDescribed" in entry));
    expect(left.map(([name]) => name)).toEqual(["clock", "fetch", "signatureMemory", "onEvent"]);
  });
});

describe("what is switched off", () => {
  test("stands under a heading of its own, for each issuer", () => {
    const description = describeWith({
      audience: dangerouslyAcceptAnyAudience,
      issuer: [
        { issuer: "https://a.example", [dangerouslyIgnoreIdTokenEvidence]: true },
        { issuer: "https://b.example", audience: AUDIENCE, [dangerouslyAcceptMissingAudience]: true },
        {
          issuer: "https://c.example",
          audience: AUDIENCE,
          introspection: { authentication, [dangerouslyAcceptMissingAudience]: true },
        },
        { issuer: "https://d.example", audience: AUDIENCE },
      ],
      [dangerouslyRevealReason]: true,
    });
    expect(description.switchedOff.map((entry) => [entry.switch, entry.issuer])).toEqual([
      ["dangerouslyAcceptAnyAudience", "https://a.example"],
      ["dangerouslyIgnoreIdTokenEvidence", "https://a.example"],
      ["dangerouslyAcceptMissingAudience", "https://b.example"],
      ["dangerouslyAcceptMissingAudience", "https://c.example"],
      ["dangerouslyRevealReason", undefined],
    ]);
    const [, off = ""] = description.toMarkdown().split("### Switched off\n\n");
    expect(off.split("\n")).toHaveLength(7);
    expect(off).toContain("| dangerouslyRevealReason | every one | the reason of each denial is told to the client");
    const [, lines = ""] = String(description).split("Switched off\n");
    expect(lines).toContain("  dangerouslyAcceptAnyAudience (https://a.example): the audience is NOT CHECKED");
  });

  test.each<[string, Partial<VerifierOptions<never>>, string, string]>([
    [
      "any audience",
      { audience: dangerouslyAcceptAnyAudience },
      "audience",
      "NOT CHECKED (dangerouslyAcceptAnyAudience)",
    ],
    [
      "a missing audience",
      issuerWith({ [dangerouslyAcceptMissingAudience]: true }),
      "audience",
      'one of aud is exactly "https://api.example"; of a token without aud it is NOT CHECKED (dangerouslyAcceptMissingAudience)',
    ],
    [
      "the marks of ID tokens",
      issuerWith({ [dangerouslyIgnoreIdTokenEvidence]: true }),
      "token kind",
      'tokenKind "balanced": it must not look like another kind of token; the marks of ID tokens are NOT CHECKED, but for c_hash (dangerouslyIgnoreIdTokenEvidence)',
    ],
  ])("is said where it belongs, too: %s", (_, options, check, demands) => {
    expect(demandsOf(options, check)).toBe(demands);
  });
});

describe("no secret is in it", () => {
  const SENTINEL = "c2VudGluZWw-secret-sentinel-0123456789";
  const secrets: readonly [string, Partial<VerifierOptions<never>>, readonly (string | undefined)[]][] = [
    ["a client secret", introspectingWith({ authentication: { clientId: "api", clientSecret: SENTINEL } }), [SENTINEL]],
    ["a bearer token", introspectingWith({ authentication: { method: "bearer", token: SENTINEL } }), [SENTINEL]],
    [
      "a function that gives one",
      introspectingWith({ authentication: { method: "bearer", token: () => SENTINEL } }),
      [SENTINEL],
    ],
    [
      "a private key",
      introspectingWith({
        authentication: { method: "private_key_jwt", clientId: "api", privateKey: { ...ours, alg: "ES256" } },
      }),
      [ours.d],
    ],
    ["a decryption key", { decryptionKeys: [{ key: recipient.jwk }] }, [recipient.jwk.d, recipient.jwk.p]],
    ["a shared key", { decryptionKeys: [{ key: shared.jwk, algorithm: "dir" }] }, [shared.jwk.k]],
    [
      "the query of a URL",
      introspectingWith({ endpoint: `https://as.example/introspect?key=${SENTINEL}` }),
      [SENTINEL],
    ],
  ];

  test.each(secrets)("%s", (_, options, hidden) => {
    const description = describeWith(options);
    const texts = [
      String(description),
      description.toMarkdown(),
      JSON.stringify(description),
      inspect(description, { depth: null, showHidden: true }),
    ];
    for (const secret of hidden) {
      expect(secret).toMatch(/.{10}/);
      for (const text of texts) expect(text).not.toContain(secret);
    }
  });

  test.each<[IntrospectionOptions["authentication"], string]>([
    [authentication, 'with a client secret as "api", by the method that the metadata name'],
    [{ ...authentication, method: "client_secret_post" }, 'client_secret_post as "api"'],
    [{ method: "bearer", token: "t" }, "a bearer token from the settings"],
    [{ method: "bearer", token: () => "t" }, "a bearer token that a function gives"],
    [{ method: "tls_client_auth", clientId: "api" }, 'tls_client_auth as "api"'],
    [{ method: "none" }, "no authentication"],
  ])("but the way to authenticate is: %#", (given, demands) => {
    expect(demandsOf(introspectingWith({ authentication: given! }), "introspection: who asks")).toBe(demands);
  });
});

test("it is frozen, and as JSON it is its members", () => {
  const description = describeWith();
  const { checks, issuers } = description;
  for (const part of [description, checks, checks[0], issuers, issuers[0], issuers[0]?.checks, issuers[0]?.checks[0]]) {
    expect(Object.isFrozen(part)).toBe(true);
  }
  expect(Object.keys(JSON.parse(JSON.stringify(description)))).toEqual(["checks", "issuers", "switchedOff"]);
});

test("opaque tokens alone need neither algorithms nor keys", () => {
  const [issuer] = describeWith(issuerWith({ tokenFormat: "opaque", introspection: { authentication } })).issuers;
  const names = issuer?.checks.map(({ check }) => check) ?? [];
  expect(names).not.toEqual(expect.arrayContaining(["algorithm"]));
  expect(names).not.toEqual(expect.arrayContaining(["keys"]));
  expect(names).not.toEqual(expect.arrayContaining(["type"]));
});
