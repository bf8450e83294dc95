import * as nodeCrypto from "node:crypto";
import { CompactSign, exportJWK, type JWK } from "jose";
import { afterEach, describe, expect, test, vi } from "vitest";
import { SIGNATURE_ALGORITHMS } from "../../../src/internal/algorithms.js";
import type * as node from "../../../src/internal/signature/node.js";
import { importSignatureKey, verifySignature } from "../../../src/internal/signature/node.js";
import { createKeyPair } from "../../support/key-pair.js";

afterEach(() => {
  vi.doUnmock("node:crypto");
  vi.doUnmock("node:buffer");
  vi.resetModules();
});

interface Signed {
  readonly token: string;
  readonly jwk: JWK;
}

async function sign(alg: string, header: object = {}): Promise<Signed> {
  const { privateKey, publicKey } = await createKeyPair(alg);
  const payload = new TextEncoder().encode("{}");
  const token = await new CompactSign(payload).setProtectedHeader({ alg, ...header }).sign(privateKey);
  return { token, jwk: await exportJWK(publicKey) };
}

const signed = new Map(await Promise.all(SIGNATURE_ALGORITHMS.map(async (alg) => [alg, await sign(alg)] as const)));
const signedWith = (alg: string): Signed => signed.get(alg as "ES256") as Signed;

/** The same with another signature, or more. */
const withSignature = (token: string, change: (signature: string) => string): string =>
  token.slice(0, token.lastIndexOf(".") + 1) + change(token.slice(token.lastIndexOf(".") + 1));

describe("the signature of a compact JWS, with Node's own cryptography (RFC 7515 §5.2)", () => {
  test.each(SIGNATURE_ALGORITHMS)("is verified with %s, and only as it was made", async (alg) => {
    const { token, jwk } = signedWith(alg);
    const key = await importSignatureKey(jwk, alg);
    const [header, , signature] = token.split(".");
    for (const again of [1, 2, 3]) {
      expect([again, await verifySignature(token, alg, key)]).toEqual([again, true]);
      expect([again, await verifySignature(`${header}.e30x.${signature}`, alg, key)]).toEqual([again, false]);
    }
  });

  test.each(["RS256", "PS256", "ES256", "EdDSA"])("of %s comes without a promise when it is alone", async (alg) => {
    const { verifySignature: verify, importSignatureKey: load } = await freshModule();
    const { token, jwk } = signedWith(alg);
    expect(verify(token, alg, await load(jwk, alg))).toBe(true);
  });

  test.each(["ES384", "ES512"])("of %s always comes from the thread pool, because it takes long", async (alg) => {
    const { verifySignature: verify, importSignatureKey: load } = await freshModule();
    const { token, jwk } = signedWith(alg);
    const answer = verify(token, alg, await load(jwk, alg));
    expect(answer).toBeInstanceOf(Promise);
    expect(await answer).toBe(true);
  });

  test("comes from the thread pool when others are under way, and is the same", async () => {
    const { verifySignature: verify, importSignatureKey: load } = await freshModule();
    const { token, jwk } = signedWith("ES256");
    const key = await load(jwk, "ES256");
    const bad = withSignature(token, (signature) => `A${signature.slice(1, -2)}AA`);
    const answers = [token, bad, token, bad].map((each) => verify(each, "ES256", key));
    expect(answers.map((answer) => typeof answer)).toEqual(["boolean", "object", "object", "object"]);
    expect(await Promise.all(answers.map(async (answer) => answer))).toEqual([true, false, true, false]);
  });

  test("of EdDSA and of Ed25519 is verified with the same key (RFC 9864 §2.2)", async () => {
    const { token, jwk } = signedWith("EdDSA");
    const key = await importSignatureKey(jwk, "Ed25519");
    expect(await verifySignature(token, "EdDSA", key)).toBe(true);
    expect(await verifySignature(signedWith("Ed25519").token, "Ed25519", key)).toBe(false);
  });
});

describe("a signature is not judged", () => {
  test("under another algorithm than the header names", async () => {
    const { token, jwk } = signedWith("ES256");
    const key = await importSignatureKey(jwk, "ES256");
    expect(() => verifySignature(token, "ES384", key)).toThrow(TypeError);
    const { token: other } = signedWith("ES384");
    expect(() => verifySignature(other, "ES256", key)).toThrow("does not name this alg");
  });

  test("under the other name of the algorithm, by the header that was seen before", async () => {
    const { token, jwk } = signedWith("EdDSA");
    const key = await importSignatureKey(jwk, "EdDSA");
    expect(await verifySignature(token, "EdDSA", key)).toBe(true);
    expect(() => verifySignature(token, "Ed25519", key)).toThrow("does not name this alg");
    expect(await verifySignature(token, "EdDSA", key)).toBe(true);
  });

  test("by a header that only begins like the one seen before", async () => {
    const { token, jwk } = signedWith("RS256");
    const key = await importSignatureKey(jwk, "RS256");
    expect(await verifySignature(token, "RS256", key)).toBe(true);
    const [header = ""] = token.split(".");
    expect(() => verifySignature(token.replace(header, `${header}AAAA`), "RS256", key)).toThrow(TypeError);
  });

  test("with a key for another algorithm, whoever of the family", async () => {
    const { token } = signedWith("PS256");
    const key = await importSignatureKey(signedWith("RS256").jwk, "RS256");
    expect(() => verifySignature(token, "PS256", key)).toThrow("another algorithm");
  });

  test.each([
    ["none", "e30"],
    ["null in its place", "bnVsbA"],
    ["no JSON", "AAAA"],
  ])("without a header that names its algorithm: %s", async (_, header) => {
    const { token, jwk } = signedWith("ES256");
    const key = await importSignatureKey(jwk, "ES256");
    const [, payload, signature] = token.split(".");
    expect(() => verifySignature(`${header}.${payload}.${signature}`, "ES256", key)).toThrow(TypeError);
  });
});

describe("what is no signature of this key is false", () => {
  test.each<[string, (signature: string) => string]>([
    ["nothing", () => ""],
    ["one byte less", (signature) => signature.slice(0, -2)],
    ["one byte more", (signature) => `${signature}A`],
    ["padding", (signature) => `${signature.slice(0, -2)}==`],
    ["another spelling of the same bytes", (signature) => signature.slice(0, -1) + nextLetter(signature.at(-1) ?? "")],
    ["the alphabet of base64", (signature) => `+${signature.slice(1)}`],
    ["a dot inside", (signature) => `AAAA.${signature.slice(5)}`],
  ])("%s", async (_, change) => {
    const { token, jwk } = signedWith("ES256");
    const key = await importSignatureKey(jwk, "ES256");
    expect(await verifySignature(token, "ES256", key)).toBe(true);
    expect(await verifySignature(withSignature(token, change), "ES256", key)).toBe(false);
  });

  test("another character in place of the last dot", async () => {
    const { token, jwk } = signedWith("ES256");
    const key = await importSignatureKey(jwk, "ES256");
    const dot = token.lastIndexOf(".");
    expect(verifySignature(`${token.slice(0, dot)}A${token.slice(dot + 1)}`, "ES256", key)).toBe(false);
  });

  test("a letter beyond Latin-1 that an encoding would cut down to the one that was signed", async () => {
    const { token, jwk } = signedWith("ES256");
    const key = await importSignatureKey(jwk, "ES256");
    const [header, payload = "", signature] = token.split(".");
    for (const beyond of [0x100, 0x4e00]) {
      const changed = String.fromCharCode(payload.charCodeAt(0) + beyond) + payload.slice(1);
      expect(verifySignature(`${header}.${changed}.${signature}`, "ES256", key)).toBe(false);
    }
  });

  test("a header too long to be kept is read each time", async () => {
    const { token, jwk } = await sign("ES256", { kid: "k".repeat(2000) });
    const key = await importSignatureKey(jwk, "ES256");
    expect([await verifySignature(token, "ES256", key), await verifySignature(token, "ES256", key)]).toEqual([
      true,
      true,
    ]);
  });
});

describe("a key is refused", () => {
  test.each([
    ["a curve of another algorithm", "ES384", "ES256"],
    ["a key type of another algorithm", "ES256", "RS256"],
    ["an algorithm that nobody knows", "ES256", "HS256"],
  ])("for %s", async (_, made, alg) => {
    await expect(importSignatureKey(signedWith(made).jwk, alg)).rejects.toThrow("does not fit");
  });

  test("when its point is not on the curve (RFC 7518 §6.2.1)", async () => {
    const { jwk } = signedWith("ES256");
    await expect(importSignatureKey({ ...jwk, x: "A".repeat(43) }, "ES256")).rejects.toThrow();
  });

  test("when its RSA modulus is too short (RFC 7518 §3.3)", async () => {
    const { publicKey } = nodeCrypto.generateKeyPairSync("rsa", { modulusLength: 1024 });
    const jwk = publicKey.export({ format: "jwk" }) as JWK;
    await expect(importSignatureKey(jwk, "RS256")).rejects.toThrow("too short");
  });
});

describe("where node:crypto is not whole, WebCrypto verifies", () => {
  const genuine = nodeCrypto.verify as (...all: unknown[]) => boolean;

  test.each<[string, object]>([
    ["there is no verify", { verify: undefined }],
    ["there is no createPublicKey", { createPublicKey: undefined }],
    ["there is nothing but digests", { verify: undefined, createPublicKey: undefined, constants: undefined }],
    ["verify always says yes", { verify: () => true }],
    ["verify always says no", { verify: () => false }],
    ["verify throws", { verify: () => expect.fail("not implemented") }],
    ["parameters are passed over", { verify: withoutParameters }],
    ["the length of the salt is passed over", { verify: withAnySalt }],
  ])("%s", async (_, missing) => {
    const { verifySignature: verify, importSignatureKey: load } = await freshModule(missing);
    for (const alg of ["RS256", "PS256", "ES256", "Ed25519"]) {
      const { token, jwk } = signedWith(alg);
      const key = await load(jwk, alg);
      expect(key).toBeInstanceOf(CryptoKey);
      expect(await verify(token, alg, key)).toBe(true);
      expect(
        await verify(
          withSignature(token, () => "AAAA"),
          alg,
          key,
        ),
      ).toBe(false);
    }
  });

  test("a verify without a callback answers as if it had one", async () => {
    const verify = (...[hash, input, key, signature]: unknown[]): boolean => genuine(hash, input, key, signature);
    const module = await freshModule({ verify });
    const { token, jwk } = signedWith("ES512");
    const key = await module.importSignatureKey(jwk, "ES512");
    expect(await module.verifySignature(token, "ES512", key)).toBe(true);
  });

  /** Of a key with its parameters, the key alone. */
  function withoutParameters(...[hash, input, key, signature]: unknown[]): boolean {
    return genuine(hash, input, (key as { readonly key: unknown }).key, signature);
  }

  function withAnySalt(...[hash, input, key, signature]: unknown[]): boolean {
    const any = nodeCrypto.constants.RSA_PSS_SALTLEN_AUTO;
    return genuine(
      hash,
      input,
      { ...(key as object), ...("saltLength" in (key as object) && { saltLength: any }) },
      signature,
    );
  }
});

describe("a check that fails in the thread pool is an error, and does not count as company for ever", () => {
  const failure = new Error("out of memory");

  test.each<[string, (callback: (error: Error, isValid: boolean) => void) => void]>([
    ["at once", () => throwIt(failure)],
    ["later", (callback) => void setImmediate(callback, failure, false)],
  ])("%s", async (_, fail) => {
    const broken = { now: false };
    const verify = (...all: unknown[]): unknown => {
      const callback = all[4] as ((error: Error, isValid: boolean) => void) | undefined;
      if (broken.now && callback !== undefined) return fail(callback);
      return (nodeCrypto.verify as (...same: unknown[]) => unknown)(...all);
    };
    const module = await freshModule({ verify });
    const { token, jwk } = signedWith("ES512");
    const key = await module.importSignatureKey(jwk, "ES512");
    broken.now = true;
    await expect(module.verifySignature(token, "ES512", key)).rejects.toBe(failure);
    const { token: quick, jwk: quickJwk } = signedWith("ES256");
    expect(module.verifySignature(quick, "ES256", await module.importSignatureKey(quickJwk, "ES256"))).toBe(true);
  });

  function throwIt(error: Error): never {
    throw error;
  }
});

/** The module as at the start of a process, with another node:crypto if need be. */
async function freshModule(changes: object = {}): Promise<typeof node> {
  vi.resetModules();
  vi.doMock("node:crypto", () => ({ ...nodeCrypto, ...changes }));
  return import("../../../src/internal/signature/node.js");
}

/** The last character of a canonical spelling and the next one differ only in bits that do not count. */
function nextLetter(letter: string): string {
  return { A: "B", Q: "R", g: "h", w: "x" }[letter] ?? "?";
}
