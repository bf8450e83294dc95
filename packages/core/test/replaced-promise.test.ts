// Tools that follow requests around, and old libraries, put a class of their own into the place of `Promise`. An asynchronous
// function gives a promise of the platform's all the same, which is no instance of that class.
import { generateKeyPairSync } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createGate } from "../src/adapter.js";
import { createVerificationKey, createVerifier } from "../src/index.js";
import * as node from "../src/internal/signature/node.js";
import * as portable from "../src/internal/signature/webcrypto.js";
import { AUDIENCE, CLAIMS, createSigner, ISSUER, manualClock } from "./support/issuer.js";

const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const unbound = { ...publicKey.export({ format: "jwk" }), kid: "k1" };
const signer = await createSigner();
const good = await signer.sign();
const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url");
const forge = (alg: string) =>
  `${encode({ alg, typ: "at+jwt", kid: "k1" })}.${encode(CLAIMS)}.${Buffer.alloc(256, 7).toString("base64url")}`;

const original = globalThis.Promise;
beforeEach(() => {
  globalThis.Promise = class Replaced<T> extends original<T> {};
});
afterEach(() => {
  globalThis.Promise = original;
});

describe("where another class stands in the place of Promise", () => {
  test.each(["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"])(
    "a forged token is refused, whichever algorithm of a key it asks for first: %s",
    async (alg) => {
      const verifier = createVerifier({
        issuer: { issuer: ISSUER, jwks: { keys: [unbound] } },
        audience: AUDIENCE,
        clock: manualClock(),
      });
      for (let time = 1; time <= 3; time += 1) {
        const outcome = await verifier.authenticate({ authorization: [`Bearer ${forge(alg)}`] });
        expect(outcome).toMatchObject({ kind: "denied", reason: "signature_invalid" });
      }
    },
  );

  test.each([true, false])(
    "a forged token is refused, and a good one accepted, with a key that comes later: %s",
    async (later) => {
      const key = await createVerificationKey(signer.jwk);
      const keySource = { find: () => (later ? original.resolve(key) : key) };
      const verifier = createVerifier({
        issuer: { issuer: ISSUER, keySource },
        audience: AUDIENCE,
        clock: manualClock(),
      });
      const forged = `${good.slice(0, good.lastIndexOf("."))}.${"A".repeat(86)}`;
      for (let time = 1; time <= 3; time += 1) {
        await expect(verifier.verify(forged)).rejects.toMatchObject({ reason: "signature_invalid" });
        await expect(verifier.verify(good)).resolves.toMatchObject({ subject: "u1" });
      }
    },
  );

  test.each([
    ["node.ts", node],
    ["webcrypto.ts", portable],
  ])("the signature check of %s gives a verdict, now or later, and none that is neither", async (_, platform) => {
    const { kid: _kid, alg: _alg, use: _use, ...material } = signer.jwk as Record<string, string>;
    const key = await platform.importSignatureKey(material, "ES256");
    expect(await platform.verifySignature(good, "ES256", key as never)).toBe(true);
    expect(await platform.verifySignature(good.slice(0, -4) + "AAAA", "ES256", key as never)).toBe(false);
  });

  test("a gate waits for a verifier of the application's own that answers with a thenable", async () => {
    const verifier = createVerifier({
      issuer: { issuer: ISSUER, jwks: { keys: [signer.jwk] } },
      audience: AUDIENCE,
      clock: manualClock(),
    });
    const thenable = (lines: readonly string[]) => ({
      // oxlint-disable-next-line unicorn/no-thenable -- it is one on purpose
      then: (resolve: (outcome: unknown) => void) => void verifier.authenticate({ authorization: lines }).then(resolve),
    });
    const gate = createGate({
      ...verifier,
      authenticate: ({ authorization }: never) => thenable(authorization),
    } as never);
    const rule = { requirement: {}, optional: false };
    expect(await gate.admit({}, [`Bearer ${good}`], rule)).toMatchObject({ admitted: true });
    expect(await gate.admit({}, [`Bearer ${forge("RS256")}`], rule)).toMatchObject({ admitted: false });
  });
});
