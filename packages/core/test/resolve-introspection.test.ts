import { describe, expect, test } from "vitest";
import { dangerouslyAcceptAnyAudience, dangerouslyAcceptMissingAudience } from "../src/danger.js";
import { ConfigurationError } from "../src/errors.js";
import { INTROSPECTION_DEFAULTS } from "../src/introspection/introspection-options.js";
import type { IssuerOptions, VerifierOptions } from "../src/options.js";
import { presetTokenKind } from "../src/options/preset-token-kind.js";
import { authelia } from "../src/presets.js";
import { needsKeys } from "../src/resolve-introspection.js";
import { resolveOptions } from "../src/resolve-options.js";
import { createSigner } from "./support/issuer.js";

const ISSUER = "https://as.example";
const audience = "https://api.example";
const authentication = { clientId: "api", clientSecret: "s3cret-of-ours" };
const client = { introspect: () => Promise.resolve({ active: false } as const) };
const { jwk } = await createSigner();

function problemsOf(issuer: unknown, options: object = {}): readonly string[] {
  try {
    resolveOptions({ audience, ...options, issuer } as VerifierOptions);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}

function resolve(issuer: Partial<IssuerOptions>) {
  const resolved = resolveOptions({ audience, issuer: { issuer: ISSUER, ...issuer } }).issuers.get(ISSUER);
  if (resolved === undefined) throw new Error("there is no such issuer");
  return resolved;
}

test("signed answers need a name of ours to look for in them", () => {
  const bearer = { method: "bearer", token: "t0ken" } as const;
  const issuer = { issuer: ISSUER, introspection: { authentication: bearer, signedResponse: true } };
  expect(problemsOf(issuer)).toEqual([]);
  expect(problemsOf(issuer, { audience: dangerouslyAcceptAnyAudience })).toEqual([
    expect.stringContaining("signedResponse needs a clientId or an audience"),
  ]);
  const named = { ...issuer, introspection: { authentication, signedResponse: true } };
  expect(problemsOf(named, { audience: dangerouslyAcceptAnyAudience })).toEqual([]);
});

// A pin: what counts where nothing more is said.
test("the defaults of an introspection", () => {
  expect(resolve({ introspection: { authentication } })).toMatchObject({
    tokenFormat: "both",
    introspection: {
      authentication,
      client: undefined,
      endpoint: undefined,
      prefixes: [],
      tokenTypeHint: "access_token",
      signedResponse: false,
      requireTokenType: false,
      requireTokenUse: false,
      tokenKind: "balanced",
      profileClaims: [],
      acceptMissingAudience: false,
      cache: undefined,
      limits: INTROSPECTION_DEFAULTS,
    },
  });
});

test("what is given is taken, and cannot be changed afterwards", () => {
  const prefixes = ["a_"];
  const cache = { get: () => undefined, set: () => {} };
  const { tokenFormat, introspection } = resolve({
    tokenFormat: "introspect-all",
    introspection: {
      client,
      prefixes,
      cache,
      cacheSeconds: 0,
      maxConcurrent: 7,
      timeoutSeconds: undefined as never,
      requireTokenType: true,
      requireTokenUse: true,
      [dangerouslyAcceptMissingAudience]: true,
    },
  });
  prefixes.push("b_");
  expect(tokenFormat).toBe("introspect-all");
  expect(introspection).toMatchObject({
    client,
    cache,
    prefixes: ["a_"],
    requireTokenType: true,
    requireTokenUse: true,
    acceptMissingAudience: true,
    limits: { ...INTROSPECTION_DEFAULTS, cacheSeconds: 0, maxConcurrent: 7 },
  });
  expect([introspection, introspection?.limits, introspection?.prefixes].every(Object.isFrozen)).toBe(true);
  const endpoint = { endpoint: "https://as.example/i", tokenTypeHint: false, signedResponse: true } as const;
  expect(resolve({ introspection: { authentication, ...endpoint } }).introspection).toMatchObject(endpoint);
});

describe("how much evidence an introspected token needs", () => {
  const PROFILE = ["sub", "client_id", "iat", "jti"];

  test.each([
    ["as much as every token of the issuer", "rfc9068", undefined, "rfc9068", PROFILE],
    ["less, with what RFC 9068 asks for alone of its JWTs", "rfc9068", "balanced", "balanced", []],
    ["more", "lenient", "rfc9068", "rfc9068", PROFILE],
  ] as const)("can be %s", (_, ofIssuer, ofAnswers, tokenKind, profileClaims) => {
    const given = ofAnswers === undefined ? {} : { tokenKind: ofAnswers };
    const issuer = resolve({ tokenKind: ofIssuer, introspection: { client, ...given } });
    expect(issuer.introspection).toMatchObject({ tokenKind, profileClaims });
    expect(issuer).toMatchObject({ tokenKind: ofIssuer, profileClaims: ofIssuer === "rfc9068" ? PROFILE : [] });
  });

  test("is the verifier's where neither the issuer nor its introspection says anything", () => {
    const options = { audience, tokenKind: "strict" as const, issuer: { issuer: ISSUER, introspection: { client } } };
    expect(resolveOptions(options).issuers.get(ISSUER)?.introspection?.tokenKind).toBe("strict");
  });

  describe("can be what a preset knows to fit", () => {
    const preset = authelia({ url: ISSUER, introspectAs: authentication });
    const introspection = { ...preset.introspection };

    test.each<[string, Partial<IssuerOptions>, string, readonly string[]]>([
      ["while the issuer has that of the preset", {}, "balanced", []],
      ["with opaque tokens alone", { tokenFormat: "opaque" }, "balanced", []],
      ["until the issuer is given another", { tokenKind: "strict" }, "strict", []],
      ["until the issuer is given less", { tokenKind: "lenient" }, "lenient", []],
      ["until introspection is given one", { introspection: { ...introspection, tokenKind: "strict" } }, "strict", []],
      [
        "until introspection is given that of the issuer",
        { introspection: { ...introspection, tokenKind: "rfc9068" } },
        "rfc9068",
        PROFILE,
      ],
    ])("%s", (_, given, tokenKind, profileClaims) => {
      expect(resolve({ ...preset, ...given }).introspection).toMatchObject({ tokenKind, profileClaims });
    });

    test("not where another issuer takes over what its introspection says", () => {
      expect(resolve({ introspection, tokenKind: "strict" }).introspection).toMatchObject({ tokenKind: "strict" });
      expect(introspection[presetTokenKind]).toEqual({ forTokenKind: "rfc9068", introspected: "balanced" });
    });
  });

  describe("makes a tokenKind idle that only JWTs are held to:", () => {
    const introspection = { client, tokenKind: "balanced" } as const;
    const opaque = { issuer: ISSUER, tokenFormat: "opaque", introspection } as const;
    const preset = authelia({ url: ISSUER, introspectAs: authentication });

    test.each(["rfc9068", "strict", "balanced"])("the %s of an issuer of opaque tokens is refused", (tokenKind) => {
      expect(problemsOf({ ...opaque, tokenKind })).toEqual([
        `issuer "${ISSUER}": tokenKind has no effect with tokenFormat "opaque", since introspection has its own: leave one of them out`,
      ]);
    });

    test("so is one beside issuer, unless another issuer takes it", () => {
      const idle = [expect.stringMatching(/^tokenKind beside issuer has no effect, .* opaque .*: leave it out$/)];
      expect(problemsOf(opaque, { tokenKind: "strict" })).toEqual(idle);
      const own = { issuer: "https://b.example", tokenKind: "strict" };
      expect(problemsOf([opaque, own], { tokenKind: "strict" })).toEqual(idle);
      expect(problemsOf([opaque, "https://b.example"], { tokenKind: "strict" })).toEqual([]);
    });

    test.each<[string, object]>([
      ["where JWTs are taken as well", { ...opaque, tokenKind: "strict", tokenFormat: "both" }],
      ["where introspection has none", { ...opaque, tokenKind: "strict", introspection: { client } }],
      ["where a preset says it", { ...preset, tokenFormat: "opaque" }],
      [
        "where a preset says it, and introspection is given another",
        { ...preset, tokenFormat: "opaque", introspection: { ...preset.introspection, tokenKind: "lenient" } },
      ],
    ])("not %s", (_, issuer) => {
      expect(problemsOf(issuer)).toEqual([]);
    });
  });

  test.each([["any"], [null], [["strict"]], [true]])("is not %j", (tokenKind) => {
    expect(problemsOf({ issuer: ISSUER, introspection: { client, tokenKind } })).toEqual([
      `issuer "${ISSUER}": introspection: tokenKind must be one of rfc9068, strict, balanced, lenient`,
    ]);
  });
});

describe("which tokens of an issuer are taken:", () => {
  test.each([
    ["jwt", {}],
    ["jwt", { tokenFormat: "jwt" }],
    ["both", { introspection: { client } }],
    ["both", { introspection: { client }, tokenFormat: undefined }],
    ["both", { introspection: { client }, tokenFormat: "both" }],
    ["opaque", { introspection: { client }, tokenFormat: "opaque" }],
    ["introspect-all", { introspection: { client }, tokenFormat: "introspect-all" }],
  ] as const)("%s with %j", (tokenFormat, options) => {
    expect(resolve(options as Partial<IssuerOptions>).tokenFormat).toBe(tokenFormat);
  });

  test.each([
    ["jwt", false, true],
    ["both", false, true],
    ["introspect-all", false, true],
    ["opaque", false, false],
    ["opaque", true, true],
  ] as const)("%s with signed answers %s needs keys: %s", (tokenFormat, signedResponse, needed) => {
    expect(needsKeys({ tokenFormat, introspection: { signedResponse } })).toBe(needed);
  });
});

describe("an issuer is refused:", () => {
  const opaque = { issuer: ISSUER, tokenFormat: "opaque", introspection: { client } } as const;

  test.each<[string, object, string]>([
    [
      "an unknown tokenFormat",
      { issuer: ISSUER, tokenFormat: "JWT" },
      "tokenFormat must be one of jwt, opaque, both, introspect-all",
    ],
    [
      "a tokenFormat that is null",
      { ...opaque, tokenFormat: null },
      "tokenFormat must be one of jwt, opaque, both, introspect-all",
    ],
    ...["opaque", "both", "introspect-all"].map((tokenFormat): [string, object, string] => [
      `${tokenFormat} without introspection`,
      { issuer: ISSUER, tokenFormat },
      `tokenFormat "${tokenFormat}" needs introspection: say how to ask the issuer`,
    ]),
    [
      "introspection of an issuer whose tokens are all JWTs",
      { issuer: ISSUER, tokenFormat: "jwt", introspection: { client } },
      'introspection and tokenFormat "jwt" exclude each other: nothing would be asked',
    ],
    [
      "introspection that is null",
      { issuer: ISSUER, introspection: null },
      "introspection must be an object, such as { authentication: { clientId, clientSecret } }",
    ],
    [
      "an issuer that is no URL, and no place to ask",
      { issuer: "acme.com", jwks: { keys: [jwk] }, introspection: { authentication } },
      "introspection: say where it is asked, endpoint or metadataUrl, since the issuer is no URL",
    ],
    [
      "an issuer of opaque tokens that is no URL, and no place to ask",
      { issuer: "acme.com", tokenFormat: "opaque", introspection: { authentication } },
      "introspection: say where it is asked, endpoint or metadataUrl, since the issuer is no URL",
    ],
    ...[
      { jwks: { keys: [jwk] } },
      { jwksUri: "https://as.example/keys" },
      { keySource: { find: () => undefined } },
    ].map((keys): [string, object, string] => [
      `${Object.keys(keys)[0]} that nothing is verified with`,
      { ...opaque, ...keys },
      `tokenFormat "opaque" needs no keys: leave out ${Object.keys(keys)[0]}`,
    ]),
    [
      "an option of introspection given to the issuer",
      { ...opaque, endpoint: "https://as.example/i" },
      "endpoint is no option of an issuer, it belongs to introspection: { endpoint: ... }",
    ],
    [
      "an option of the verifier given to the issuer",
      { ...opaque, chooseIssuer: () => undefined },
      "chooseIssuer is no option of an issuer, it belongs to the verifier, beside issuer: { issuer: ..., chooseIssuer: ... }",
    ],
  ])("%s", (_, issuer, problem) => {
    const { issuer: name } = issuer as { readonly issuer: string };
    expect(problemsOf(issuer)).toEqual([`issuer "${name}": ${problem}`]);
  });

  test.each<[string, object]>([
    ["that is no URL, with an endpoint", { endpoint: "https://as.example/i", authentication }],
    ["that is no URL, with a client of one's own", { client }],
  ])("not one of opaque tokens %s: it needs no keys", (_, introspection) => {
    expect(problemsOf({ issuer: "acme.com", tokenFormat: "opaque", introspection })).toEqual([]);
  });

  test("not one that is no URL, with a place of its metadata", () => {
    const metadataUrl = "https://as.example/metadata";
    expect(problemsOf({ issuer: "acme.com", metadataUrl, introspection: { authentication } })).toEqual([]);
  });

  test("not one of opaque tokens that has keys for signed answers", () => {
    const introspection = { authentication, signedResponse: true, endpoint: "https://as.example/i" };
    expect(problemsOf({ ...opaque, introspection, jwks: { keys: [jwk] } })).toEqual([]);
    expect(problemsOf({ ...opaque, issuer: "acme.com", introspection }).join()).toMatch(/say where its keys are/);
  });

  test.each(["introspection", "tokenFormat"])("%s given to the verifier belongs to an issuer", (name) => {
    expect(problemsOf(ISSUER, { [name]: { client } })).toEqual([
      `${name} is no option of a verifier, it belongs to issuer: { issuer: "https://...", ${name}: ... }`,
    ]);
  });
});

describe("several issuers that introspect", () => {
  const of = (issuer: string, prefixes?: readonly string[]) => ({
    issuer,
    introspection: { client, ...(prefixes === undefined ? {} : { prefixes }) },
  });
  const chooseIssuer = () => undefined;

  test("are refused if nothing tells their tokens apart", () => {
    const both = [of("https://a.example"), of("https://b.example"), of("https://c.example", ["c_"]), ISSUER];
    expect(problemsOf(both)).toEqual([
      "several issuers introspect (https://a.example, https://b.example): give them prefixes, or chooseIssuer",
    ]);
    expect(problemsOf(both, { chooseIssuer })).toEqual([]);
  });

  test("may leave one without prefixes, for the rest", () => {
    expect(problemsOf([of("https://a.example"), of("https://b.example", ["b_"])])).toEqual([]);
    expect(problemsOf([of("https://a.example", ["a_"]), of("https://b.example", ["b_", "a"])])).not.toEqual([]);
  });

  test.each<[readonly string[], readonly string[], readonly string[]]>([
    [["a_"], ["a_"], ["a:a_", "b:a_"]],
    [["a_"], ["b_", "a_b_"], ["a:a_"]],
    [["a_b_"], ["a_"], ["b:a_"]],
    [["a_", "a_b_"], ["b_"], []],
    [["a_"], ["A_"], []],
    [["a_"], ["_a_"], []],
  ])("with the prefixes %j and %j are refused where one fits tokens of both", (ofA, ofB, shared) => {
    const problems = problemsOf([of("https://a.example", ofA), of("https://b.example", ofB)], { chooseIssuer });
    expect(problems).toEqual(
      shared.map((one) => {
        const [name = "", prefix = ""] = one.split(":");
        return `issuer "https://${name}.example": its prefix "${prefix}" fits tokens of another issuer too`;
      }),
    );
  });
});

describe("chooseIssuer", () => {
  const sentence = "chooseIssuer is for tokens that are introspected: give an issuer introspection";

  test("is refused where no issuer introspects", () => {
    expect(problemsOf([ISSUER, "https://b.example"], { chooseIssuer: () => ISSUER })).toEqual([sentence]);
  });

  test("is not what is wrong where something else is, with the issuer that introspects", () => {
    const issuer = { issuer: ISSUER, introspection: { client, cacheSeconds: -1 } };
    expect(problemsOf(issuer, { chooseIssuer: () => ISSUER })).toEqual([expect.stringContaining("cacheSeconds")]);
  });

  test.each(["https://as.example", {}, null, true])("is refused when it is %j", (chooseIssuer) => {
    const issuer = { issuer: ISSUER, introspection: { client } };
    expect(problemsOf(issuer, { chooseIssuer })).toEqual(["chooseIssuer must be a function"]);
  });
});

test("no problem quotes a secret, nor does the error", () => {
  const secret = "s3cret-of-ours";
  const issuer = {
    issuer: ISSUER,
    tokenFormat: "jwt",
    clientSecret: secret,
    introspection: { authentication: { clientId: "api", clientSecret: `${secret}\n`, secret }, endpoint: secret },
  };
  try {
    resolveOptions({ audience, issuer } as never);
    expect.unreachable();
  } catch (error) {
    expect((error as ConfigurationError).problems.length).toBeGreaterThan(3);
    expect(`${(error as Error).stack}${JSON.stringify(error)}`).not.toContain(secret);
  }
});
