import { describe, expect, test } from "vitest";
import { ConfigurationError, createStaticKeySource } from "../../src/index.js";
import { checkGivenJwkSet } from "../../src/keys/static-key-source.js";
import { makeJwk } from "./doubles.js";

const [ec, ec2, rsa] = [await makeJwk("ES256"), await makeJwk("ES256"), await makeJwk("RS256")];
const [a, b] = [
  { ...ec, kid: "a" },
  { ...ec2, kid: "b" },
];

async function problemsOf(jwks: unknown): Promise<readonly string[]> {
  const failure: unknown = await createStaticKeySource(jwks as { keys: [] }).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(ConfigurationError);
  return (failure as ConfigurationError).problems;
}

describe("a source of the keys of a JWK Set", () => {
  test("answers at once, with the same object each time (RFC 7517 §4.5)", async () => {
    const source = await createStaticKeySource({ keys: [a, b] });
    const found = source.find({ alg: "ES256", kid: "b" }, 0);
    expect(found).toMatchObject({ kid: "b", algorithms: ["ES256"] });
    expect(source.find({ alg: "ES256", kid: "b" }, 9)).toBe(found);
    expect(source.find({ alg: "ES256", kid: "c" }, 0)).toBeUndefined();
    expect(source.find({ alg: "RS256", kid: "b" }, 0)).toBeUndefined();
  });

  test("guesses none among several, and takes one that is listed twice for one", async () => {
    const one = await createStaticKeySource({ keys: [a, { ...a }, rsa] });
    expect(one.find({ alg: "ES256" }, 0)).toMatchObject({ kid: "a" });
    expect(one.find({ alg: "ES256", kid: "a" }, 0)).toMatchObject({ kid: "a" });
    const several = await createStaticKeySource({ keys: [a, b] });
    expect(several.find({ alg: "ES256" }, 0)).toBeUndefined();
  });

  test("leaves keys for something else alone, and never finds them (RFC 7517 §4.2)", async () => {
    const source = await createStaticKeySource({ keys: [{ ...rsa, kid: "e", use: "enc" }, { use: "tls" }, a] });
    expect(source.find({ alg: "RS256", kid: "e" }, 0)).toBeUndefined();
    expect(source.find({ alg: "RS256" }, 0)).toBeUndefined();
    expect(source.find({ alg: "ES256", kid: "a" }, 0)).toBeDefined();
  });

  test("finds a key that says that it is for signatures (RFC 7517 §4.2)", async () => {
    const source = await createStaticKeySource({ keys: [{ ...a, use: "sig" }] });
    expect(source.find({ alg: "ES256", kid: "a" }, 0)).toMatchObject({ kid: "a" });
  });

  test("has no limit on how many keys there are", async () => {
    const keys = Array.from({ length: 101 }, (_, index) => ({ ...ec, kid: String(index) }));
    const source = await createStaticKeySource({ keys });
    expect(source.find({ alg: "ES256", kid: "100" }, 0)).toBeDefined();
  });

  test.each<[string, unknown, RegExp[]]>([
    ["no set", undefined, [/^jwks must be a JWK Set/]],
    ["keys that are no list (RFC 7517 §5)", { keys: {} }, [/^jwks must be a JWK Set/]],
    ["no key", { keys: [] }, [/no key for signatures/]],
    ["keys for encryption alone", { keys: [{ ...a, use: "enc" }] }, [/no key for signatures/]],
    [
      "keys that are not fit, all of them",
      { keys: [{ ...rsa, use: "enc" }, { kty: "oct", k: "c2VjcmV0" }, a, { ...b, d: "c2VjcmV0" }, null] },
      [/^jwks, key 2: holds private/, /^jwks, key 4: holds private/, /^jwks, key 5: is not a JSON object/],
    ],
    [
      "a point off its curve beside good keys",
      { keys: [{ ...rsa, use: "enc" }, a, { ...b, x: ec["x"] }] },
      [/^jwks, key 3: cannot be imported$/],
    ],
    ["a point off its curve alone", { keys: [{ ...b, x: ec["x"] }] }, [/^jwks, key 1: cannot be imported$/]],
    [
      "keys that share a kid and an algorithm (RFC 7517 §4.5)",
      { keys: [a, { ...b, kid: "a" }] },
      [/^several keys bear the kid "a" and fit ES256$/],
    ],
  ])("is not made of %s", async (_, jwks, expected) => {
    const problems = await problemsOf(jwks);
    expect(problems).toEqual(expected.map((problem) => expect.stringMatching(problem) as string));
    expect(problems.join()).not.toContain("c2VjcmV0");
  });
});

test("what is wrong with the form of a key is said before any is imported, one sentence a key", () => {
  expect(checkGivenJwkSet({ keys: [a, b] })).toEqual([]);
  expect(checkGivenJwkSet({ keys: [{ ...rsa, use: "enc" }, a, null, { ...b, use: "sig", alg: "RS256" }] })).toEqual([
    "jwks, key 3: is not a JSON object",
    "jwks, key 4: has an alg that does not fit its key type",
  ]);
});
