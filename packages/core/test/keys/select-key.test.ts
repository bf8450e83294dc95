import { describe, expect, test } from "vitest";
import { createKnownKey } from "../../src/keys/known-key.js";
import { createKeyIndex, findSharedKids } from "../../src/keys/select-key.js";
import { makeJwk } from "./doubles.js";

const ec = await makeJwk("ES256");
const ec2 = await makeJwk("ES256");
const rsa = await makeJwk("RS256");

const indexOf = (...jwks: object[]) =>
  createKeyIndex(
    jwks.map((jwk) => createKnownKey({ ...jwk })),
    [],
  );

describe("with a kid (RFC 7515 §4.1.4, RFC 7517 §4.5)", () => {
  const keys = indexOf({ ...ec, kid: "a" }, { ...ec2, kid: "b" }, rsa);

  test("finds the key that bears it", () => {
    expect(keys.select({ alg: "ES256", kid: "b" })?.kid).toBe("b");
    expect(keys.knows({ alg: "ES256", kid: "b" })).toBe(true);
  });

  test.each(["A", "a ", "а", "", "c", "__proto__", "constructor", "toString"])("finds nothing for %j", (kid) => {
    expect(keys.select({ alg: "ES256", kid })).toBeUndefined();
    expect(keys.knows({ alg: "ES256", kid })).toBe(false);
  });

  test("finds nothing when the key does not fit the algorithm, but knows the kid", () => {
    expect(keys.select({ alg: "ES384", kid: "a" })).toBeUndefined();
    expect(keys.select({ alg: "RS256", kid: "a" })).toBeUndefined();
    expect(keys.knows({ alg: "RS256", kid: "a" })).toBe(true);
  });

  test("finds nothing for a key that was left out, but knows its kid", () => {
    const index = createKeyIndex([createKnownKey({ ...ec, kid: "a" })], ["e"]);
    expect(index.select({ alg: "ES256", kid: "e" })).toBeUndefined();
    expect(index.knows({ alg: "ES256", kid: "e" })).toBe(true);
  });

  test("takes an empty kid as any other", () => {
    expect(indexOf({ ...ec, kid: "" }, { ...ec2, kid: "b" }).select({ alg: "ES256", kid: "" })?.kid).toBe("");
  });

  test("tells keys that share it apart by key type", () => {
    const shared = indexOf({ ...rsa, kid: "a" }, { ...ec, kid: "a" });
    expect(shared.select({ alg: "ES256", kid: "a" })?.algorithms).toEqual(["ES256"]);
    expect(shared.select({ alg: "PS256", kid: "a" })?.algorithms).toContain("PS256");
  });

  test("tells keys that share it apart by their own alg", () => {
    const shared = indexOf({ ...rsa, kid: "a", alg: "RS256" }, { ...rsa, kid: "a", alg: "PS256" });
    expect(shared.select({ alg: "PS256", kid: "a" })?.algorithms).toEqual(["PS256"]);
  });

  test("guesses none among several that fit, and cannot tell: that is no fault of the token", () => {
    const shared = indexOf({ ...ec, kid: "a" }, { ...ec2, kid: "a" }, { ...rsa, kid: "a" });
    expect(() => shared.select({ alg: "ES256", kid: "a" })).toThrow(
      expect.objectContaining({ code: "unavailable", detail: 'The issuer publishes several ES256 keys as "a"' }),
    );
    expect(shared.select({ alg: "RS256", kid: "a" })?.kid).toBe("a");
    expect(shared.select({ alg: "ES384", kid: "a" })).toBeUndefined();
  });
});

describe("without a kid", () => {
  test("finds the only key that fits, whether it bears a kid or not", () => {
    expect(indexOf({ ...ec, kid: "a" }, rsa).select({ alg: "ES256" })?.kid).toBe("a");
    expect(indexOf({ ...ec, kid: "a" }, rsa).select({ alg: "RS384", kid: undefined })?.kid).toBeUndefined();
  });

  test("finds nothing among several that fit, and nothing that does not fit", () => {
    expect(indexOf({ ...ec, kid: "a" }, { ...ec2, kid: "b" }).select({ alg: "ES256" })).toBeUndefined();
    expect(indexOf(ec).select({ alg: "ES384" })).toBeUndefined();
    expect(indexOf(ec).select({ alg: "constructor" })).toBeUndefined();
  });

  test("knows whether any key fits, be it one or several", () => {
    const several = indexOf({ ...ec, kid: "a" }, { ...ec2, kid: "b" });
    const asked = ["ES256", "ES384", "constructor"].map((alg) => several.knows({ alg }));
    expect(asked).toEqual([true, false, false]);
    expect(indexOf(rsa).knows({ alg: "RS384", kid: undefined })).toBe(true);
  });
});

describe("a kid that several keys bear (RFC 7517 §4.5)", () => {
  const sharedIn = (...jwks: object[]) => findSharedKids(jwks.map((jwk) => createKnownKey({ ...jwk, kid: "a" })));
  const bound = (alg: string) => ({ ...rsa, alg });

  test.each<[string, object[], string[], boolean]>([
    ["for different algorithms", [ec, rsa], [], false],
    ["for one algorithm", [ec, ec2], ["ES256"], true],
    ["for several algorithms", [rsa, bound("RS256"), bound("PS512")], ["RS256", "PS512"], false],
    ["for one algorithm, beside a key for another", [ec, ec2, rsa], ["ES256"], false],
  ])("is named %s, and whether any is left", (_, jwks, shared, isAll) => {
    const problems = shared.length === 0 ? [] : [`several keys bear the kid "a" and fit ${shared.join(", ")}`];
    expect(sharedIn(...jwks)).toEqual({ problems, isAll });
  });
});
