import { describe, expect, test } from "vitest";
import { readJwkSet } from "../../src/keys/jwk-set.js";
import { createKnownKey } from "../../src/keys/known-key.js";
import { makeJwk } from "./doubles.js";

const limits = { maxKeys: 3, issuer: "https://auth.example.com", known: new Map() };
const a = await makeJwk("ES256", { kid: "a" });
const b = await makeJwk("RS256", { kid: "b" });

describe("a JWK Set (RFC 7517 §5)", () => {
  test("gives its keys, and ignores members it does not know", async () => {
    const { keys, leftOut } = await readJwkSet({ keys: [a, b], note: "x" }, limits);
    expect(keys.map(({ kid }) => kid)).toEqual(["a", "b"]);
    expect(leftOut).toEqual([]);
  });

  test("gives the good ones among its keys, wherever they stand", async () => {
    const offCurve = { ...a, kid: "off", x: a["y"] };
    const { keys, leftOut, leftOutKids } = await readJwkSet({ keys: [{ kty: "?", kid: 'q"' }, offCurve, a] }, limits);
    // Broken ones may be mended under the same name, so they do not count as known.
    expect(leftOutKids).toEqual([]);
    expect(keys.map(({ kid }) => kid)).toEqual(["a"]);
    expect(leftOut).toEqual([
      String.raw`key 1 (kid "q\"") has a key type (kty) that verifies no signature here`,
      'key 2 (kid "off") cannot be imported',
    ]);
  });

  test("gives the kids of keys for something else, where they are texts", async () => {
    const others = [1, undefined, "e"].map((kid) => ({ ...a, kid, use: "enc" }));
    const generous = { ...limits, maxKeys: 9 };
    const { leftOutKids } = await readJwkSet({ keys: [...others, { ...a, kid: "broken", x: "" }, null, a] }, generous);
    expect(leftOutKids).toEqual(["e"]);
  });

  test.each([
    ["another tenant's issuer", "https://login.example.com/other/v2.0"],
    ["the issuer with a slash more", "https://auth.example.com/"],
  ])("leaves out a key that is bound to %s", async (_, issuer) => {
    const { keys, leftOut, leftOutKids } = await readJwkSet({ keys: [{ ...a, issuer }, b] }, limits);
    expect(keys.map(({ kid }) => kid)).toEqual(["b"]);
    expect(leftOut).toEqual(['key 1 (kid "a") is for tokens of another issuer (issuer)']);
    expect(leftOutKids).toEqual(["a"]);
    await expect(readJwkSet({ keys: [{ ...a, issuer }] }, limits)).rejects.toThrow("no usable key");
  });

  test.each([
    ["to this issuer", "https://auth.example.com"],
    ["to any tenant", "https://login.example.com/{tenantid}/v2.0"],
    ["to nothing that is a URL", "CN=auth.example.com"],
    ["to nothing that is a text", 7],
  ])("gives a key that is bound %s", async (_, issuer) => {
    const { keys, leftOut } = await readJwkSet({ keys: [{ ...a, issuer }] }, limits);
    expect(keys.map(({ kid }) => kid)).toEqual(["a"]);
    expect(leftOut).toEqual([]);
  });

  test.each([
    ["version 1", "https://sts.windows.net/30663132-6464-4665-8032-326466613934/"],
    ["version 2", "https://login.microsoftonline.com/30663132-6464-4665-8032-326466613934/v2.0"],
    [
      "an external tenant",
      "https://30663132-6464-4665-8032-326466613934.ciamlogin.com/30663132-6464-4665-8032-326466613934/v2.0",
    ],
  ])("gives a key that is bound to the same tenant by another of its names: issuer of %s", async (_, issuer) => {
    const read = async (bound: string) =>
      (await readJwkSet({ keys: [{ ...a, issuer: bound }, b] }, { ...limits, issuer })).keys.map(({ kid }) => kid);
    const names = (tenant: string) => [
      `https://login.microsoftonline.com/${tenant}/v2.0`,
      `https://sts.windows.net/${tenant}/`,
    ];
    for (const bound of names("30663132-6464-4665-8032-326466613934")) {
      expect([await read(bound), await read(bound.toUpperCase().replace("HTTPS", "https"))]).toEqual([
        ["a", "b"],
        ["a", "b"],
      ]);
    }
    for (const bound of names("9188040d-6c67-4c5b-b112-36a304b66dad")) expect(await read(bound)).toEqual(["b"]);
    // A tenant is named by a segment of the path; elsewhere the same text may be anything.
    for (const bound of ["https://evil.example/?t=30663132-6464-4665-8032-326466613934", "https://evil.example/"]) {
      expect(await read(bound)).toEqual(["b"]);
    }
  });

  test("tells which kids stand for several keys that fit the same, since none of those can be named", async () => {
    const twin = { ...(await makeJwk("ES256")), kid: "a" };
    const { keys, leftOut } = await readJwkSet({ keys: [a, twin, b] }, limits);
    expect(keys).toHaveLength(3);
    expect(leftOut).toEqual(['several keys bear the kid "a" and fit ES256']);
    await expect(readJwkSet({ keys: [a, twin] }, limits)).rejects.toThrow(
      'The JWK Set has no usable key; several keys bear the kid "a" and fit ES256',
    );
  });

  test("has nothing against keys that share a kid and differ in what they fit, or have none", async () => {
    const { leftOut } = await readJwkSet({ keys: [a, { ...b, kid: "a" }] }, limits);
    expect(leftOut).toEqual([]);
    const nameless = await Promise.all([makeJwk("ES256"), makeJwk("ES256")]);
    await expect(readJwkSet({ keys: nameless }, limits)).resolves.toMatchObject({ leftOut: [] });
  });

  test("counts a key that is listed twice as one", async () => {
    const { keys } = await readJwkSet({ keys: [a, { ...a, use: "sig" }] }, limits);
    expect(keys).toHaveLength(1);
  });

  test("keeps the key that is known already, and only if all of it is the same", async () => {
    const before = createKnownKey(a);
    const known = new Map([[before.fingerprint, before]]);
    const set = { keys: [a, { ...a, kid: "c" }, { ...a, alg: "ES256" }] };
    const { keys } = await readJwkSet(set, { ...limits, known });
    expect(keys.map((key) => key === before)).toEqual([true, false, false]);
  });

  test.each([
    ["nothing", undefined, "The document is not a JWK Set"],
    ["a list", [], "The document is not a JWK Set"],
    ["an object without keys", {}, "The document is not a JWK Set"],
    ["keys that are null", { keys: null }, "The document is not a JWK Set"],
    ["keys that are an object", { keys: {} }, "The document is not a JWK Set"],
    ["no key", { keys: [] }, "The JWK Set has no usable key"],
    ["too many keys", { keys: [a, a, a, a] }, "The JWK Set has 4 keys, and at most 3 are read"],
    [
      "nothing that is a key",
      { keys: [1, null, []] },
      "The JWK Set has no usable key; key 1 is not a JSON object; key 2 is not a JSON object; key 3 is not a JSON object",
    ],
  ])("is refused when it is %s", async (_, document, message) => {
    await expect(readJwkSet(document, limits)).rejects.toMatchObject({ name: "RejectedKeySetError", message });
  });

  test("never shows private material in what it says", async () => {
    const { leftOut } = await readJwkSet({ keys: [a, { ...a, kid: "p", d: "c2VjcmV0" }] }, limits);
    expect(leftOut).toHaveLength(1);
    expect(leftOut.join()).not.toContain("c2VjcmV0");
  });
});
