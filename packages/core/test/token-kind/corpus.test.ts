import { describe, expect, test } from "vitest";
import type { TokenKindPolicy } from "../../src/options.js";
import { PASS } from "../../src/outcome.js";
import { judgeTokenKind } from "../../src/token-kind/judge-token-kind.js";
import { checkTokenKind } from "../../src/token-kind/token-kind.js";
import { ACCESS_TOKENS, type CorpusToken, evidenceOf, ID_TOKENS, NAMES_OF_LOGIN_TIES, OTHER_TOKENS } from "./corpus.js";

const POLICIES: readonly TokenKindPolicy[] = ["rfc9068", "strict", "balanced", "lenient"];

test("the corpus covers twelve servers with 25 access tokens and 17 others", () => {
  expect(new Set([...ACCESS_TOKENS, ...OTHER_TOKENS].map(({ server }) => server)).size).toBe(12);
  expect([ACCESS_TOKENS.length, OTHER_TOKENS.length, ID_TOKENS.length]).toEqual([25, 17, 12]);
});

test.each(ACCESS_TOKENS)("$rule makes the $token of $server an access token", (token) => {
  expect(judgeTokenKind(evidenceOf(token))).toMatchObject({ verdict: "access", rule: token.rule });
});

test.each(OTHER_TOKENS)("$rule refuses the $token of $server", (token) => {
  expect(judgeTokenKind(evidenceOf(token))).toMatchObject({ verdict: "not_access", rule: token.rule });
});

describe("of 25 access tokens and 17 others", () => {
  test.each([
    { policy: "rfc9068", access: 7, other: 0 },
    { policy: "strict", access: 25, other: 0 },
    { policy: "balanced", access: 25, other: 0 },
    { policy: "lenient", access: 25, other: 0 },
  ] as const)("policy $policy accepts $access and $other", ({ policy, access, other }) => {
    expect(accepted(ACCESS_TOKENS, policy)).toHaveLength(access);
    expect(accepted(OTHER_TOKENS, policy)).toHaveLength(other);
  });
});

describe("ID tokens without nonce and hashes", () => {
  const bare = ID_TOKENS.map((token) => without(token, ...NAMES_OF_LOGIN_TIES));

  test.each([
    { policy: "rfc9068", slips: [] },
    // It has a scope claim, as ID tokens of other servers have not. That its hashes are always there is not certain.
    { policy: "strict", slips: ["FusionAuth"] },
    { policy: "balanced", slips: ["FusionAuth"] },
    {
      policy: "lenient",
      slips: ["Logto", "Hydra", "Duende", "Auth0", "Zitadel", "authentik", "FusionAuth"],
    },
  ] as const)("policy $policy lets $slips through", ({ policy, slips }) => {
    expect(accepted(bare, policy)).toEqual(slips);
  });

  test("Kinde's has an audience without its client, so it slips through, too", () => {
    const iss = "https://acme.kinde.com";
    const claims = { iss, sub: "kp_1", aud: [iss], azp: "c1", iat: 1, exp: 2, jti: "j1", auth_time: 1, email: "a@b.c" };
    expect(judgeTokenKind(evidenceOf({ claims })).rule).toBe("R7");
    expect(judgeTokenKind(evidenceOf({ claims: { ...claims, at_hash: "h" } })).rule).toBe("R4");
  });

  test("Entra's of a login without the scope profile shows nothing but its form, and is refused for that", () => {
    const { claims } = bare.find(({ server }) => server === "Entra") as CorpusToken;
    const { name: _, preferred_username: __, ...rest } = claims;
    expect(judgeTokenKind(evidenceOf({ typ: "JWT", claims: rest }))).toMatchObject({ rule: "R4a", kind: "id_token" });
  });

  test("all but Zitadel's, which is for its project as well, are refused where the client is on the list", () => {
    const admitted = bare.filter((token) => {
      const clients = [token.claims["aud"]].flat() as string[];
      const settings = { idTokenAudiences: clients.filter((client) => client !== "160") };
      return checkTokenKind(evidenceOf(token, settings), "lenient") === PASS;
    });
    expect(admitted.map(({ server }) => server)).toEqual(["Zitadel"]);
  });
});

describe("when API and client share one registration", () => {
  test.each(ID_TOKENS)("the ID token of $server is refused although it names this API as aud", (token) => {
    const own = token.claims["azp"] === undefined ? { aud: "shared" } : { aud: "shared", azp: "shared" };
    const evidence = evidenceOf({ ...token, claims: { ...token.claims, ...own } });
    for (const policy of POLICIES) expect(checkTokenKind(evidence, policy)).toMatchObject({ kind: "denied" });
  });
});

describe("an access token that lost one claim", () => {
  test("stays accepted by balanced, but for the marks without which it is an ID token", () => {
    const turned = ACCESS_TOKENS.flatMap((token) =>
      Object.keys(token.claims)
        .filter((name) => accepted([without(token, name)], "balanced").length === 0)
        .map((name) => `${token.server} ${token.token} without ${name}`),
    );
    expect(turned).toEqual([
      "authentik access token without acr",
      "authentik access token without azp",
      "authentik access token without uid",
    ]);
  });

  test("FusionAuth below 1.50, which writes no scope, is known by its application", () => {
    const token = ACCESS_TOKENS.find(({ server }) => server === "FusionAuth") as CorpusToken;
    expect(judgeTokenKind(evidenceOf(without(token, "scope")))).toMatchObject({ verdict: "access", rule: "R4b" });
  });
});

describe("Dex, whose access tokens are ID tokens by their make", () => {
  const claims = {
    iss: "https://dex.acme.example",
    aud: "web",
    sub: "u1",
    exp: 2,
    iat: 1,
    at_hash: "h",
    email: "a@b.c",
  };
  const check = (more: object, ignoreIdTokenEvidence: boolean) =>
    checkTokenKind(evidenceOf({ claims: { ...claims, ...more } }, { ignoreIdTokenEvidence }), "balanced");

  test("needs dangerouslyIgnoreIdTokenEvidence, which admits its ID tokens of a refresh as well", () => {
    expect(check({ nonce: "n" }, false)).toMatchObject({ kind: "denied", tokenKind: "id_token" });
    expect(check({ nonce: "n" }, true)).toBe(PASS);
    expect(check({}, true)).toBe(PASS);
  });

  test("is told apart by c_hash in the code flow of newer versions", () => {
    expect(check({ nonce: "n", c_hash: "c" }, true)).toMatchObject({ kind: "denied", tokenKind: "id_token" });
  });
});

test("Google's ID tokens can be had on purpose, by name (dangerouslyIgnoreIdTokenEvidence)", () => {
  const google = ID_TOKENS.find(({ server }) => server === "Google") as CorpusToken;
  const check = (ignoreIdTokenEvidence: boolean) =>
    checkTokenKind(evidenceOf(google, { ignoreIdTokenEvidence }), "balanced").kind;
  expect([check(false), check(true)]).toEqual(["denied", "pass"]);
});

describe("servers beside the twelve", () => {
  const time = { iat: 1795000000, exp: 1795003600 };

  test.each([
    {
      token: "Firebase's ID token, which applications present on purpose,",
      claims: {
        iss: "https://securetoken.google.com/acme",
        aud: "acme",
        sub: "u1",
        user_id: "u1",
        auth_time: 1,
        ...time,
        email: "ada@acme.example",
        email_verified: false,
        firebase: { sign_in_provider: "password" },
      },
      rule: "R11",
    },
    {
      token: "Apple's ID token",
      claims: {
        iss: "https://appleid.apple.com",
        aud: "com.acme.app",
        sub: "u1",
        email: "a@privaterelay.example",
        ...time,
      },
      rule: "R2",
    },
    {
      token: "Google's ID token of old, without a scheme,",
      claims: {
        iss: "accounts.google.com",
        aud: "1070-web",
        azp: "1070-web",
        sub: "1070",
        hd: "acme.example",
        ...time,
      },
      rule: "R2",
    },
    {
      token: "Dex's access token, an ID token by its make,",
      claims: {
        iss: "https://dex.acme.example",
        aud: "web",
        sub: "u1",
        nonce: "n",
        at_hash: "h",
        email: "a@b.c",
        ...time,
      },
      rule: "R4",
    },
    {
      token: "Spring's access token without scope",
      claims: { iss: "https://as.acme.example", aud: "m2m", sub: "m2m", nbf: 1795000000, jti: "j1", ...time },
      rule: "none",
    },
    {
      token: "Spring's ID token without nonce and sid",
      claims: { iss: "https://as.acme.example", aud: "web", azp: "web", sub: "u1", jti: "j1", ...time },
      rule: "R11",
    },
    {
      token: "Zitadel's access token for its own client alone",
      claims: {
        iss: "https://acme.zitadel.cloud",
        aud: ["172"],
        client_id: "172",
        sub: "163",
        jti: "j",
        nbf: 1,
        ...time,
      },
      rule: "none",
    },
    {
      token: "Kinde's M2M token, without an API,",
      claims: {
        iss: "https://acme.kinde.com",
        aud: [],
        azp: "m2m",
        gty: ["client_credentials"],
        scope: "",
        jti: "j",
        ...time,
      },
      rule: "R4b",
    },
    {
      token: "Supabase's session token",
      claims: {
        iss: "https://x.supabase.co/auth/v1",
        aud: "authenticated",
        sub: "u1",
        email: "a@b.c",
        role: "authenticated",
        aal: "aal1",
        amr: [{ method: "password", timestamp: 1 }],
        session_id: "s1",
        ...time,
      },
      rule: "R9",
    },
    {
      token: "GitHub's token of a workflow run",
      claims: {
        iss: "https://token.actions.githubusercontent.com",
        aud: "https://github.com/acme",
        sub: "repo:acme/orders:ref:refs/heads/main",
        repository_id: "74",
        run_id: "1001",
        ...time,
      },
      rule: "R9",
    },
    {
      token: "Kubernetes' token of a service account",
      claims: {
        iss: "https://kubernetes.default.svc.cluster.local",
        aud: ["https://api.acme.example"],
        sub: "system:serviceaccount:orders:api",
        "kubernetes.io": { namespace: "orders", serviceaccount: { name: "api", uid: "1" } },
        ...time,
      },
      rule: "R9",
    },
    {
      token: "a client assertion",
      claims: { iss: "c1", sub: "c1", aud: "https://as.acme.example", jti: "j", ...time },
      rule: "R2",
    },
    {
      token: "a home-made token of user claims",
      claims: {
        iss: "https://as.acme.example",
        aud: "https://api.acme.example",
        sub: "u1",
        email: "a@b.c",
        roles: [],
        ...time,
      },
      rule: "R11",
    },
    {
      token: "a signed UserInfo response",
      claims: { iss: "https://as.acme.example", aud: "web", sub: "u1", name: "Ada" },
      rule: "R11",
    },
    {
      token: "a token for resetting a password, of the application's own make,",
      claims: { iss: "https://as.acme.example", aud: "web", sub: "u1", purpose: "reset", ...time },
      rule: "none",
    },
  ])("$token is judged by $rule", ({ claims, rule }) => {
    expect(judgeTokenKind(evidenceOf({ typ: "JWT", claims })).rule).toBe(rule);
  });
});

function accepted(tokens: readonly CorpusToken[], policy: TokenKindPolicy): string[] {
  return tokens.filter((token) => checkTokenKind(evidenceOf(token), policy) === PASS).map(({ server }) => server);
}

function without(token: CorpusToken, ...names: readonly string[]): CorpusToken {
  const claims = Object.fromEntries(Object.entries(token.claims).filter(([name]) => !names.includes(name)));
  return { ...token, claims };
}
