import { describe, expect, test } from "vitest";
import { dangerouslyAcceptAnyAudience, dangerouslyAcceptMissingAudience } from "../src/danger.js";
import { duende } from "../src/presets.js";
import { AUDIENCE as audience, ISSUER as issuer } from "./support/issuer.js";
import { issuerWith, problemsOf } from "./support/options.js";

test("requiredClaims keeps its groups, rejectedClaims and clients their names", () => {
  const options = {
    requiredClaims: ["jti", ["scp", "roles"], "jti"],
    rejectedClaims: ["nonce", "nonce"],
    allowedClients: ["web", "mobile"],
    clientClaims: ["azp"],
  };
  expect(issuerWith(options)).toMatchObject({
    requiredClaims: ["jti", ["scp", "roles"]],
    rejectedClaims: ["nonce"],
    allowedClients: new Set(["web", "mobile"]),
    clientClaims: ["azp"],
  });
});

test("clients must agree unless it is said which claims name them", () => {
  expect(issuerWith({ allowedClients: ["web"] })).toMatchObject({ clientsMustAgree: true });
  const clientClaims = ["client_id", "azp", "cid", "appid"];
  expect(issuerWith({ allowedClients: ["web"], clientClaims })).toMatchObject({
    clientsMustAgree: false,
    clientClaims,
  });
});

test("what the options hold cannot be changed once they are read", () => {
  const group = ["scp", "roles"];
  const { requiredClaims } = issuerWith({ requiredClaims: [group] });
  group.push("anything");
  expect(requiredClaims).toEqual([["scp", "roles"]]);
});

test("an issuer says all of this for itself, too", () => {
  const own = { issuer, rejectedClaims: ["nonce"], allowedClients: ["web"], clientClaims: ["azp"] };
  expect(issuerWith({ issuer: own })).toMatchObject({
    rejectedClaims: ["nonce"],
    allowedClients: new Set(["web"]),
    clientClaims: ["azp"],
  });
});

describe("options that cannot be met", () => {
  test.each<[string, object, RegExp]>([
    ["an empty group", { requiredClaims: [[]] }, /requiredClaims must be a list .* or a list of such strings/],
    ["a group in a group", { requiredClaims: [[["a"]]] }, /requiredClaims must be a list/],
    ["a name that is empty in a group", { requiredClaims: [["a", ""]] }, /requiredClaims must be a list/],
    ["a claim that is a number", { requiredClaims: [1] }, /requiredClaims must be a list/],
    ["no rejected claim", { rejectedClaims: [] }, /rejectedClaims must be a list that names at least one/],
    ["rejected claims that are no list", { rejectedClaims: "nonce" }, /rejectedClaims must be a list/],
    ["no client", { allowedClients: [] }, /allowedClients must be a list that names at least one/],
    ["a client that is not set", { allowedClients: [undefined] }, /allowedClients must be a list/],
    ["a client without a name", { allowedClients: [""] }, /allowedClients must be a list/],
    ["no claim for the client", { clientClaims: [] }, /clientClaims must be a list that names at least one/],
    ["a claim for the client that is no list", { clientClaims: "azp" }, /clientClaims must be a list/],
    ["a claim that must be there and must not", { requiredClaims: ["a"], rejectedClaims: ["a"] }, /names a, without/],
    [
      "a group of which none may be there",
      { requiredClaims: [["a", "b"]], rejectedClaims: ["a", "b", "c"] },
      /rejectedClaims names a and b, without which no token is accepted/,
    ],
    ["exp, rejected (RFC 9068 §2.2)", { rejectedClaims: ["exp"] }, /names exp, without which/],
    ["iss, rejected", { rejectedClaims: ["iss"] }, /names iss, without which/],
    ["aud, rejected", { rejectedClaims: ["aud"] }, /names aud, without which/],
    ["a claim of RFC 9068, rejected", { tokenKind: "rfc9068", rejectedClaims: ["jti"] }, /names jti, without which/],
    [
      "every claim that names a client, where some are allowed",
      { allowedClients: ["web"], rejectedClaims: ["client_id", "azp", "cid", "appid"] },
      /rejectedClaims names client_id and azp and cid and appid, without which no token is accepted/,
    ],
    [
      "the one claim that names a client, where some are allowed",
      { allowedClients: ["web"], clientClaims: ["azp"], rejectedClaims: ["azp"] },
      /rejectedClaims names azp, without which/,
    ],
    [
      "iat, rejected, where a lifetime is limited",
      { maxLifetimeSeconds: 60, rejectedClaims: ["iat"] },
      /names iat, without/,
    ],
    [
      "idTokenAudiences with every audience of ours",
      { audience: ["web", "api"], idTokenAudiences: ["mobile", "api", "web"] },
      /idTokenAudiences holds every audience of ours/,
    ],
  ])("are refused: %s", (_, options, message) => {
    expect(problemsOf(options).join("\n")).toMatch(message);
  });

  test.each<[string, object]>([
    ["a group of which one may be there", { requiredClaims: [["a", "b"]], rejectedClaims: ["a"] }],
    [
      "an optional claim of RFC 9068",
      { issuer: { issuer, tokenKind: "rfc9068", optionalClaims: ["jti"] }, rejectedClaims: ["jti"] },
    ],
    ["aud where any audience will do", { audience: dangerouslyAcceptAnyAudience, rejectedClaims: ["aud"] }],
    ["aud where it may be missing", { issuer: missing(), rejectedClaims: ["aud"] }],
    ["all but one claim that names a client", { allowedClients: ["web"], rejectedClaims: ["azp", "cid", "appid"] }],
    [
      "every claim that names a client, where all are allowed",
      { rejectedClaims: ["client_id", "azp", "cid", "appid"] },
    ],
    ["iat where no lifetime is limited", { rejectedClaims: ["iat"] }],
    ["one audience of ours in ID tokens", { audience: ["web", "api"], idTokenAudiences: ["web"] }],
    [
      "ours in ID tokens, where any audience will do",
      { audience: dangerouslyAcceptAnyAudience, idTokenAudiences: ["web"] },
    ],
    ["ours in ID tokens, where none may be named", { issuer: missing(), idTokenAudiences: [audience] }],
  ])("are not: to reject %s", (_, options) => {
    expect(problemsOf(options)).toEqual([]);
  });
});

describe("claims of RFC 9068 §2.2 and the kinds that are in force:", () => {
  const client = { introspect: () => Promise.resolve({ active: false } as const) };
  const answers = { introspection: { client, tokenKind: "rfc9068" } };
  const preset = duende({ url: issuer, introspectAs: { clientId: "api", clientSecret: "made up" } });
  const opaquePreset = { ...preset, tokenFormat: "opaque", requiredClaims: ["client_id"] };

  test.each<[string, object, RegExp]>([
    [
      "jti of opaque tokens alone",
      { ...answers, tokenFormat: "opaque", rejectedClaims: ["jti"] },
      /names jti, without/,
    ],
    ["jti of opaque tokens besides", { ...answers, rejectedClaims: ["jti"] }, /names jti, without/],
    [
      "jti of opaque tokens, held to what the issuer says",
      { introspection: { client }, tokenKind: "rfc9068", tokenFormat: "opaque", rejectedClaims: ["jti"] },
      /names jti, without/,
    ],
    [
      "jti of JWTs, where opaque tokens need none",
      { introspection: { client, tokenKind: "balanced" }, tokenKind: "rfc9068", rejectedClaims: ["jti"] },
      /names jti, without/,
    ],
    [
      "an optional one, where nothing asks for any",
      { introspection: { client, tokenKind: "strict" }, optionalClaims: ["jti"] },
      /optionalClaims is for issuers with tokenKind "rfc9068", their own or that of introspection: /,
    ],
  ])("refused is %s", (_, options, message) => {
    expect(problemsOf({ issuer: { issuer, ...options } })).toEqual([expect.stringMatching(message)]);
  });

  test.each<[string, object]>([
    ["jti of opaque tokens, where JWTs alone would need one", { ...opaquePreset, rejectedClaims: ["jti"] }],
    [
      "jti of opaque tokens, where it is optional",
      { ...answers, tokenFormat: "opaque", rejectedClaims: ["jti"], optionalClaims: ["jti"] },
    ],
    ["an optional one of opaque tokens besides", { ...answers, optionalClaims: ["jti"] }],
    ["an optional one that a preset says of JWTs", { ...preset, tokenFormat: "opaque" }],
  ])("not %s", (_, options) => {
    expect(problemsOf({ issuer: { issuer, ...options } })).toEqual([]);
  });
});

describe("an audience that may be missing", () => {
  test("is a switch of one issuer, with or without audiences of ours", () => {
    expect(issuerWith({ issuer: missing() })).toMatchObject({
      audience: new Set([audience]),
      acceptMissingAudience: true,
    });
    expect(issuerWith({ issuer: missing(), audience: undefined })).toMatchObject({
      audience: new Set(),
      acceptMissingAudience: true,
    });
  });

  test("leaves the audience required for every other issuer, and where it is not switched on", () => {
    expect(problemsOf({ issuer: [missing(), "https://b.example"], audience: undefined })).toEqual([
      'issuer "https://b.example": audience is required: the identifier of this API, exactly as it stands in aud',
    ]);
    const off = { issuer, [dangerouslyAcceptMissingAudience]: undefined };
    expect(problemsOf({ issuer: off, audience: undefined }).join()).toContain("audience is required");
    expect(issuerWith({ issuer: off })).toMatchObject({ acceptMissingAudience: false });
  });

  test("and any audience exclude each other", () => {
    expect(problemsOf({ issuer: missing(), audience: dangerouslyAcceptAnyAudience })).toEqual([
      expect.stringMatching(/a missing audience and accepting any exclude each other/),
    ]);
  });

  test("is no switch of the verifier", () => {
    expect(problemsOf({ [dangerouslyAcceptMissingAudience]: true })).toEqual([
      expect.stringMatching(/^dangerouslyAcceptMissingAudience is no option of a verifier, it belongs to issuer: \{/),
    ]);
  });

  test("leaves a signed answer without anybody it could be for", () => {
    const introspection = {
      signedResponse: true,
      authentication: { method: "none" },
      endpoint: "https://as.example/introspect",
    };
    expect(problemsOf({ issuer: { ...missing(), introspection }, audience: undefined }).join()).toContain(
      "signedResponse needs a clientId or an audience",
    );
  });
});

function missing(): object {
  return { issuer, [dangerouslyAcceptMissingAudience]: true };
}
