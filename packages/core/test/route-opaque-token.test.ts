import { describe, expect, test, vi } from "vitest";
import { createVerifier, ExtensionError, type IssuerOptions, type VerifierOptions } from "../src/index.js";
import { activeWith, answeringClient, judge } from "./support/introspection.js";
import { AUDIENCE, createSigner, manualClock } from "./support/issuer.js";

const A = "https://a.example";
const B = "https://b.example";

type Client = ReturnType<typeof answeringClient>;

/** A client of an issuer that says `active` to everything. */
const clientOf = (iss: string): Client => answeringClient(activeWith({ iss }));

function verifierOf(issuer: readonly IssuerOptions[], options: Partial<VerifierOptions> = {}) {
  const fetch = vi.fn<NonNullable<VerifierOptions["fetch"]>>().mockRejectedValue(new Error("unexpected"));
  return { fetch, ...createVerifier({ audience: AUDIENCE, clock: manualClock(), fetch, ...options, issuer }) };
}

function introspecting(issuer: string, client: Client, prefixes?: readonly string[]): IssuerOptions {
  return { issuer, tokenFormat: "opaque", introspection: { client, ...(prefixes === undefined ? {} : { prefixes }) } };
}

describe("a token that begins like a JWT is nobody's to ask about", () => {
  const encode = (text: string): string => btoa(text).replaceAll("=", "");
  const header = encode('{"alg":"ES256"}');
  test.each([
    ["one more part", `${header}.e30.c2ln.x`],
    ["white space before the header", `${encode(' {"alg":"ES256"}')}.e30.c2ln.`],
    ["a character too many in its header", `${header}A.e30.c2ln`],
    ["a byte order mark", `${encode('\u00ef\u00bb\u00bf{"alg":"ES256"}')}.e30.c2ln`],
    ["two parts", `${header}.e30`],
    ["a header that is not whole", `${encode('{"alg"')}.e30.c2ln`],
    ["a foreign character before its header", `~${header}.e30.c2ln`],
    ["foreign characters within its header", `${header.slice(0, 7)}~~~${header.slice(7)}.e30.c2ln`],
    [
      "two algs, the letters of their names escaped",
      `${encode('{"\\u0061lg":"none","a\\u006C\\u0067":"ES256"}')}.e30.c2ln`,
    ],
    ["the other alphabet of base64", `${encode('{"alg":"ES256","k":"\u00ff\u00fe?>"}')}.e30.c2ln.`],
  ])("with %s", async (_, token) => {
    const client = clientOf(A);
    const verifier = verifierOf([introspecting(A, client)]);
    expect(await judge(verifier, token)).toMatchObject({ kind: "denied", reason: "malformed_token" });
    expect(client.asked()).toEqual([]);
  });

  test("with padding, handed in by code", async () => {
    const client = clientOf(A);
    await expect(verifierOf([introspecting(A, client)]).verify(`${header}=.e30.c2ln`)).rejects.toMatchObject({
      reason: "malformed_token",
    });
    expect(client.asked()).toEqual([]);
  });

  test.each([
    "ory_at_aGVsbG8.d29ybGQ",
    "e30.e30",
    "eyI4.d29ybGQ",
    "e3t7e3t7.",
    "IHsi.x",
    "eyJub2RvdCI",
    "a.b.c",
    "....",
  ])("but %s does not", async (token) => {
    const client = clientOf(A);
    expect(await judge(verifierOf([introspecting(A, client)]), token)).toMatchObject({ kind: "accepted" });
    expect(client.asked()).toEqual([token]);
  });
});

describe("the issuer to ask about a token that is no JWT", () => {
  test("is the only one that introspects, among however many", async () => {
    const client = clientOf(A);
    const verifier = verifierOf([introspecting(A, client), { issuer: B }]);
    expect(await judge(verifier, "t")).toMatchObject({ kind: "accepted", token: { issuer: A } });
    expect(client.asked()).toEqual(["t"]);
    expect(verifier.fetch).not.toHaveBeenCalled();
  });

  test.each([
    ["a_1", A],
    ["aa", A],
    ["b_1", B],
    ["b_a_1", B],
  ])("of %s is that of the prefix it begins with", async (token, issuer) => {
    const [a, b] = [clientOf(A), clientOf(B)];
    const verifier = verifierOf([introspecting(A, a, ["a_", "aa"]), introspecting(B, b, ["b_"])]);
    expect(await judge(verifier, token)).toMatchObject({ kind: "accepted", token: { issuer } });
    expect([a.asked(), b.asked()]).toEqual(issuer === A ? [[token], []] : [[], [token]]);
  });

  test.each(["c_1", "A_1", "xa_1", "a", "_a_"])(
    "is none for %s, which begins with no prefix: nobody gets to see it (RFC 7662 §4)",
    async (token) => {
      const [a, b] = [clientOf(A), clientOf(B)];
      const verifier = verifierOf([introspecting(A, a, ["a_"]), introspecting(B, b, ["b_"])]);
      expect(await judge(verifier, token)).toMatchObject({ kind: "denied", reason: "unknown_issuer" });
      expect([...a.asked(), ...b.asked()]).toEqual([]);
    },
  );

  test("is none for a token without its prefix where there is but one issuer", async () => {
    const a = clientOf(A);
    const verifier = verifierOf([introspecting(A, a, ["a_"])]);
    expect(await judge(verifier, "b_1")).toMatchObject({ reason: "unknown_issuer" });
    expect(a.asked()).toEqual([]);
  });

  test("is the one without prefixes for what begins with none, in whatever order they are given", async () => {
    for (const order of [0, 1]) {
      const [a, b] = [clientOf(A), clientOf(B)];
      const both = [introspecting(A, a), introspecting(B, b, ["b_"])];
      const verifier = verifierOf(order === 0 ? both : both.toReversed());
      await judge(verifier, "b_1");
      await judge(verifier, "c_1");
      expect([a.asked(), b.asked()]).toEqual([["c_1"], ["b_1"]]);
    }
  });

  test("is never taken from the answer: one about a token of another issuer is refused (CVE-2025-46647)", async () => {
    const verifier = verifierOf([introspecting(A, clientOf(B)), { issuer: B }]);
    expect(await judge(verifier, "t")).toMatchObject({ reason: "unknown_issuer" });
  });
});

describe("chooseIssuer", () => {
  function choosing(chooseIssuer: (token: string) => string | undefined) {
    const [a, b] = [clientOf(A), clientOf(B)];
    const chosen = vi.fn(chooseIssuer);
    const issuers = [
      introspecting(A, a, ["a_"]),
      introspecting(B, b),
      introspecting("https://c.example", clientOf("c")),
    ];
    const verifier = verifierOf([...issuers, { issuer: "https://jwt.example" }], { chooseIssuer: chosen });
    return { a, b, chosen, verifier };
  }

  test("names the issuer where no prefix does", async () => {
    const { b, chosen, verifier } = choosing(() => B);
    expect(await judge(verifier, "t")).toMatchObject({ kind: "accepted", token: { issuer: B } });
    expect([b.asked(), chosen.mock.calls]).toEqual([["t"], [["t"]]]);
  });

  test("may name an issuer with prefixes for a token without one", async () => {
    const { a, verifier } = choosing(() => A);
    expect(await judge(verifier, "t")).toMatchObject({ kind: "accepted", token: { issuer: A } });
    expect(a.asked()).toEqual(["t"]);
  });

  test("is not asked where a prefix tells", async () => {
    const { a, chosen, verifier } = choosing(() => B);
    await judge(verifier, "a_1");
    expect([a.asked(), chosen.mock.calls]).toEqual([["a_1"], []]);
  });

  test("is asked about a token that could only be of the one issuer, too", async () => {
    const a = clientOf(A);
    const verifier = verifierOf([introspecting(A, a)], { chooseIssuer: () => undefined });
    expect(await judge(verifier, "t")).toMatchObject({ reason: "unknown_issuer" });
    expect(a.asked()).toEqual([]);
  });

  test("says undefined for a token of none: it is refused, and nobody is asked", async () => {
    const { a, b, verifier } = choosing(() => undefined);
    expect(await judge(verifier, "t")).toMatchObject({ kind: "denied", reason: "unknown_issuer" });
    expect([...a.asked(), ...b.asked()]).toEqual([]);
  });

  test.each<[string, () => unknown, RegExp]>([
    [
      "an issuer that is not configured",
      () => "https://d.example",
      /"https:\/\/d\.example"; those that introspect are/,
    ],
    [
      "an issuer that does not introspect",
      () => "https://jwt.example",
      /"https:\/\/jwt\.example"; those that introspect/,
    ],
    ["an issuer with a slash more", () => `${B}/`, /those that introspect are \["https:\/\/a\.example"/],
    ["null", () => null, /chooseIssuer answered null/],
    ["an object", () => ({ issuer: B }), /chooseIssuer answered \{"issuer"/],
    ["true", () => true, /chooseIssuer answered true/],
    ["the empty text", () => "", /chooseIssuer answered ""/],
    ["a promise", () => Promise.resolve(B), /chooseIssuer answered a promise/],
  ])("breaks its contract with %s, and nothing is accepted or denied by that", async (_, answer, detail) => {
    const { a, b, verifier } = choosing(answer as () => string);
    const error: unknown = await judge(verifier, "t").catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ExtensionError);
    expect(error).toMatchObject({ detail: expect.stringMatching(detail) });
    expect([...a.asked(), ...b.asked()]).toEqual([]);
  });

  test("does not end the process with a promise that fails", async () => {
    const unhandled = vi.fn<() => void>();
    process.on("unhandledRejection", unhandled);
    // Not a mock: those look after what they give.
    const chooseIssuer = (): never => Promise.reject(new Error("x")) as never;
    const verifier = verifierOf([introspecting(A, clientOf(A))], { chooseIssuer });
    await expect(judge(verifier, "t")).rejects.toMatchObject({ code: "extension" });
    await new Promise((resolve) => setImmediate(resolve));
    process.off("unhandledRejection", unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });

  test("breaks its contract when it throws", async () => {
    const cause = new Error("x");
    const { verifier } = choosing(() => {
      throw cause;
    });
    const error: unknown = await judge(verifier, "secret-token").catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ExtensionError);
    expect(error).toMatchObject({ detail: "chooseIssuer threw an error", cause });
    expect(String(error) + JSON.stringify(error)).not.toContain("secret-token");
  });

  test("is not asked about a JWT, nor about what begins as refresh tokens do", async () => {
    const { chosen, verifier } = choosing(() => B);
    await judge(verifier, await (await createSigner()).sign());
    await judge(verifier, "ory_rt_x");
    expect(chosen).not.toHaveBeenCalled();
  });
});

describe("nobody is asked about", () => {
  test.each([
    ["a refresh token of Ory Hydra", "ory_rt_abc", "not_an_access_token", "ory_rt_", "refresh_token"],
    ["an authorization code of Ory Hydra", "ory_ac_abc", "not_an_access_token", "ory_ac_", "authorization_code"],
    ["a refresh token of Google", "1//abc", "not_an_access_token", "1//", "refresh_token"],
    ["an encrypted token", "eyJhbGciOiJkaXIifQ.a.b.c.d", "malformed_token", "JWE"],
  ])("%s", async (_, token, reason, text, ...kind) => {
    const a = clientOf(A);
    const verifier = verifierOf([introspecting(A, a)]);
    const denied = await judge(verifier, token);
    expect(denied).toMatchObject({ kind: "denied", reason, detail: expect.stringContaining(text) });
    expect("tokenKind" in denied ? [denied.tokenKind] : []).toEqual(kind);
    expect(a.asked()).toEqual([]);
  });

  test.each([
    ["with its scheme", "Bearer abc", "hand it in alone"],
    ["with a space at its end", "abc ", "hand it in alone"],
    ["that is empty", "", "the token is empty"],
    ["with a line break", "abc\n", "characters that no token has"],
    ["with a NUL", "abc\u0000", "characters that no token has"],
    ["beyond ASCII", "abc\u00e9", "characters that no token has"],
  ])("a token %s (RFC 6749, appendix A.12)", async (_, token, text) => {
    const a = clientOf(A);
    const verifier = verifierOf([introspecting(A, a)]);
    await expect(verifier.verify(token)).rejects.toMatchObject({
      reason: "malformed_token",
      detail: expect.stringContaining(text),
    });
    expect(a.asked()).toEqual([]);
  });

  test("a token that is too large", async () => {
    const a = clientOf(A);
    const verifier = verifierOf([introspecting(A, a)], { maxTokenBytes: 256 });
    await expect(verifier.verify("x".repeat(257))).rejects.toMatchObject({ reason: "token_too_large" });
    await expect(verifier.verify("x".repeat(256))).resolves.toMatchObject({ issuer: A });
  });

  test("any token where no issuer introspects", async () => {
    const verifier = verifierOf([{ issuer: A }]);
    for (const token of ["abc", "ory_rt_x", "\u0000"]) {
      await expect(verifier.verify(token)).rejects.toMatchObject({
        reason: "malformed_token",
        detail: "the token is not a JWT, and no issuer introspects tokens",
      });
    }
  });
});

test.each(["abc&token_type_hint=x&client_id=evil", "%00", "a+b/c=", "~._-"])(
  "the token %s reaches the client as it came (RFC 7662 §2.1)",
  async (token) => {
    const a = clientOf(A);
    await verifierOf([introspecting(A, a)]).verify(token);
    expect(a.asked()).toEqual([token]);
  },
);
