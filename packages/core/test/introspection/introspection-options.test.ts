import { describe, expect, test } from "vitest";
import {
  findIntrospectionProblems,
  INTROSPECTION_DEFAULTS,
  OTHER_TOKEN_PREFIXES,
} from "../../src/introspection/introspection-options.js";
import type { IntrospectionOptions } from "../../src/options.js";

const client = { introspect: () => Promise.resolve({ active: false }) };
const authentication = { clientId: "api", clientSecret: "s3cret-of-ours" };

const TOKEN_KINDS = "rfc9068, strict, balanced, lenient";

const problemsOf = (options: unknown) => findIntrospectionProblems(options as IntrospectionOptions);

// A pin: the numbers of design.md §6.
test("the defaults of the numbers", () => {
  expect(INTROSPECTION_DEFAULTS).toEqual({
    cacheSeconds: 60,
    negativeCacheSeconds: 10,
    cacheEntries: 10_000,
    timeoutSeconds: 3,
    maxBodyBytes: 65_536,
    maxConcurrent: 50,
    breakerFailures: 5,
    breakerPauseSeconds: 5,
  });
  expect(Object.isFrozen(INTROSPECTION_DEFAULTS)).toBe(true);
});

test("what tokens of other kinds begin with", () => {
  expect(OTHER_TOKEN_PREFIXES).toEqual([
    { prefix: "ory_rt_", kind: "refresh_token", begins: "refresh tokens of Ory Hydra" },
    { prefix: "ory_ac_", kind: "authorization_code", begins: "authorization codes of Ory Hydra" },
    { prefix: "1//", kind: "refresh_token", begins: "refresh tokens of Google" },
  ]);
});

describe("nothing is wrong with", () => {
  test.each<[string, IntrospectionOptions]>([
    ["a client and a secret", { authentication }],
    ["no authentication, if that is said", { authentication: { method: "none" } }],
    ["an endpoint", { authentication, endpoint: "https://as.example/introspect" }],
    ["an endpoint on loopback", { authentication, endpoint: "http://127.0.0.1:4445/admin/oauth2/introspect" }],
    ["a client of one's own", { client } as IntrospectionOptions],
    ["no hint", { authentication, tokenTypeHint: false }],
    ["another hint", { authentication, tokenTypeHint: "urn:example:token" }],
    ["prefixes", { authentication, prefixes: ["ory_at_", "x"] }],
    ["a prefix that is the beginning of one of refresh tokens", { authentication, prefixes: ["ory_"] }],
    ["flags", { authentication, signedResponse: true, requireTokenType: true, requireTokenUse: false }],
    ["a policy of the kind of its tokens", { authentication, tokenKind: "rfc9068" }],
    ["a cache", { authentication, cache: { get: () => undefined, set: () => {} } }],
    ["no caching", { authentication, cacheSeconds: 0, negativeCacheSeconds: 0 }],
    ["options that are undefined", { authentication, endpoint: undefined, cache: undefined } as never],
  ])("%s", (_, options) => {
    expect(problemsOf(options)).toEqual([]);
  });
});

describe("is refused:", () => {
  test.each([undefined, null, true, "https://as.example/introspect", [authentication], () => {}])(
    "%j in place of options",
    (options) => {
      expect(problemsOf(options)).toEqual([
        "introspection must be an object, such as { authentication: { clientId, clientSecret } }",
      ]);
    },
  );

  test.each<[string, object, string]>([
    [
      "an unknown name",
      { authentication, endpiont: "x" },
      'introspection: there is no option "endpiont" of introspection: did you mean endpoint?',
    ],
    [
      "the switch of the danger entry as a text, which JSON could hold",
      { authentication, dangerouslyAcceptMissingAudience: true },
      'introspection: there is no option "dangerouslyAcceptMissingAudience" of introspection: switches that turn a protection ' +
        "off are symbols; import it from @ostiary/core/danger and write it in brackets, [dangerouslyAcceptMissingAudience]: true",
    ],
    ...["clientId", "clientSecret", "method", "privateKey", "token"].map((name): [string, object, string] => [
      `${name}, without its place`,
      { authentication, [name]: "x" },
      `introspection: ${name} is no option of introspection, it belongs to authentication: { ${name}: ... }`,
    ]),
    ...["jwt", "", null, true].map((tokenKind): [string, object, string] => [
      `the kind of token ${JSON.stringify(tokenKind)}`,
      { authentication, tokenKind },
      `introspection: tokenKind must be one of ${TOKEN_KINDS}`,
    ]),
    [
      "no authentication (RFC 7662 §2.1)",
      {},
      "introspection: authentication must say who we are to the endpoint, such as { clientId, clientSecret } or " +
        '{ method: "none" }',
    ],
    [
      "an authentication without a secret",
      { authentication: { clientId: "api" } },
      "introspection: authentication.clientSecret must be a text of at least one character",
    ],
    [
      "an endpoint without TLS (RFC 7662 §2.1)",
      { authentication, endpoint: "http://as.example/introspect" },
      "introspection: endpoint: must use https (http is for loopback)",
    ],
    [
      "an endpoint that is no URL",
      { authentication, endpoint: "/introspect" },
      "introspection: endpoint: must be an absolute https URL",
    ],
    [
      "an endpoint with a password",
      { authentication, endpoint: "https://u:p@as.example/" },
      "introspection: endpoint: must not contain a user name or password",
    ],
    ...[true, "", 1, null].map((tokenTypeHint): [string, object, string] => [
      `the hint ${JSON.stringify(tokenTypeHint)}`,
      { authentication, tokenTypeHint },
      'introspection: tokenTypeHint must be a text such as "access_token", or false',
    ]),
    ...[[], "ory_at_", [""], [1], [undefined], {}].map((prefixes): [string, object, string] => [
      `the prefixes ${JSON.stringify(prefixes)}`,
      { authentication, prefixes },
      "introspection: prefixes must be a list that names at least one text that tokens begin with",
    ]),
    ...[
      ["ory_rt_", "refresh tokens of Ory Hydra"],
      ["ory_rt_2", "refresh tokens of Ory Hydra"],
      ["ory_ac_", "authorization codes of Ory Hydra"],
      ["1//", "refresh tokens of Google"],
    ].map(([prefix, begun]): [string, object, string] => [
      `the prefix ${prefix}`,
      { authentication, prefixes: ["ory_at_", prefix] },
      `introspection: prefixes: "${prefix}" begins ${begun}, which are never taken`,
    ]),
    ...["signedResponse", "requireTokenType", "requireTokenUse"].map((name): [string, object, string] => [
      `${name} that is no boolean`,
      { authentication, [name]: "yes" },
      `introspection: ${name} must be true or false`,
    ]),
    ...[null, () => {}, { get: () => undefined }, { get: 1, set: 1 }].map((cache): [string, object, string] => [
      `the cache ${JSON.stringify(cache)}`,
      { authentication, cache },
      "introspection: cache must be an object with functions get() and set()",
    ]),
    ...[null, "x", () => {}, {}, { introspect: 1 }].map((given): [string, object, string] => [
      `the client ${JSON.stringify(given)}`,
      { client: given },
      "introspection: client must be an object with a function introspect()",
    ]),
    ...["endpoint", "authentication", "tokenTypeHint", "signedResponse", "maxBodyBytes"].map(
      (name): [string, object, string] => [
        `${name} beside a client of one's own`,
        { client, [name]: false },
        `introspection: client and ${name} exclude each other: a client of your own asks in its own way`,
      ],
    ),
  ])("%s", (_, options, problem) => {
    expect(problemsOf(options)).toContain(problem);
  });

  test("nothing but what is wrong", () => {
    expect(problemsOf({ authentication, cacheSeconds: -1 })).toHaveLength(1);
    expect(problemsOf({ client: {} })).toHaveLength(1);
    expect(problemsOf({ client, endpoint: "https://as.example" })).toHaveLength(1);
  });

  test("all at once", () => {
    const given = {
      x: 1,
      endpoint: "x",
      tokenTypeHint: 1,
      prefixes: [],
      signedResponse: 1,
      timeoutSeconds: 0,
      cache: 1,
    };
    expect(problemsOf(given)).toHaveLength(Object.keys(given).length + 1);
  });
});

describe("a number", () => {
  const bounds: readonly [keyof typeof INTROSPECTION_DEFAULTS, number, number, boolean][] = [
    ["cacheSeconds", 0, 3600, false],
    ["negativeCacheSeconds", 0, 3600, false],
    ["cacheEntries", 1, 1_000_000, true],
    ["timeoutSeconds", 0.01, 30, false],
    ["maxBodyBytes", 1, 16_777_216, true],
    ["maxConcurrent", 1, 10_000, true],
    ["breakerFailures", 1, 1000, true],
    ["breakerPauseSeconds", 0.01, 3600, false],
  ];

  test("has bounds, whichever it is", () => {
    expect(bounds.map(([name]) => name).toSorted()).toEqual(Object.keys(INTROSPECTION_DEFAULTS).toSorted());
  });

  test.each(bounds)("%s is from %d to %d, whole: %s", (name, least, most, whole) => {
    const sentence = `introspection: ${name} must be a ${whole ? "whole " : ""}number from ${least} to ${most}`;
    const check = (value: unknown) => problemsOf({ authentication, [name]: value });
    expect([least, most, undefined].map(check)).toEqual([[], [], []]);
    for (const wrong of [least - 0.001, most + 1, -1, Number.NaN, Infinity, "1", null, {}]) {
      expect(check(wrong)).toEqual([sentence]);
    }
    expect(check(least + 0.5)).toEqual(whole ? [sentence] : []);
  });
});

describe("a secret is never quoted,", () => {
  const SECRET = "c2VjcmV0LW9mLW91cnM";
  const jwk = { kty: "EC", crv: "P-256", d: SECRET, x: SECRET, y: SECRET };

  test.each<[string, object]>([
    ["whatever else is wrong", { x: SECRET, endpoint: SECRET, authentication: { clientId: "", clientSecret: SECRET } }],
    ["as an endpoint with a password", { authentication, endpoint: `https://api:${SECRET}@as.example/` }],
    ["in the wrong place", { clientSecret: SECRET, authentication }],
    ["in place of the authentication", { authentication: SECRET }],
    ["as a secret with a line break", { authentication: { clientId: "api", clientSecret: `${SECRET}\n` } }],
    [
      "as one that is too short for a method",
      { authentication: { method: "client_secret_jwt", clientId: "api", clientSecret: SECRET } },
    ],
    ["as a method", { authentication: { ...authentication, method: SECRET } }],
    [
      "as a private key without alg",
      { authentication: { method: "private_key_jwt", clientId: "api", privateKey: jwk } },
    ],
    ["as a bearer token", { authentication: { method: "bearer", token: `Bearer ${SECRET}` } }],
    ["as a hint", { authentication, tokenTypeHint: [SECRET] }],
    ["as a cache", { authentication, cache: SECRET }],
    ["as a client", { client: SECRET, authentication: { clientSecret: SECRET } }],
    ["as a flag", { authentication, signedResponse: SECRET }],
    ["as a number", { authentication, cacheSeconds: SECRET }],
  ])("%s", (_, options) => {
    const problems = problemsOf(options);
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.join("\n")).not.toContain(SECRET);
  });
});
