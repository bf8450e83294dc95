import { createHash } from "node:crypto";
import type { JWK } from "jose";
import { describe, expect, test } from "vitest";
import { checkJwk } from "../../../src/keys/jwk.js";
import { caseOf, encode, judge, signerOf } from "./agreement.js";

describe("a key by which strangers could sign is left out before any signature is checked", () => {
  test("RSA with the exponent 1, under which the padded digest is its own signature (RFC 8017 §9.2)", async () => {
    const { jwk } = signerOf("RS256");
    const forged = caseOf({ ...signerOf("RS256"), jwk: { ...jwk, e: "AQ" } }, (input) => {
      const digest = createHash("sha256").update(input).digest("hex");
      const block = `003031300d060960864801650304020105000420${digest}`;
      return Buffer.from(`0001${"f".repeat(512 - 4 - block.length)}${block}`, "hex");
    });
    expect(await judge(forged)).toMatch(/^(good|bad|refused)$/);
    expect(checkJwk(forged.jwk)).toMatch("exponent");
  });

  test.each([
    ["0", "AA"],
    ["2", "Ag"],
    ["65536", "AQAA"],
  ])("RSA with the exponent %s", async (_, e) => {
    const jwk = { ...signerOf("RS256").jwk, e };
    expect(await judge({ ...caseOf(signerOf("RS256")), jwk })).toMatch(/^(bad|refused)$/);
    expect(checkJwk(jwk)).toMatch("exponent");
  });

  test.each([
    ["the identity", `01${"00".repeat(31)}`],
    ["the identity, spelled above the prime", `ee${"ff".repeat(30)}7f`],
    ["the identity with the sign set", `01${"00".repeat(30)}80`],
    ["the point of order two", `ec${"ff".repeat(30)}7f`],
    ["a point of order four", "00".repeat(32)],
    ["a point of order eight", "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"],
  ])("Ed25519 with %s, under which a signature of nobody fits (RFC 8032 §5.1)", async (_, point) => {
    const jwk: JWK = { kty: "OKP", crv: "Ed25519", x: encode(Buffer.from(point, "hex")) };
    const identity = Buffer.from(`01${"00".repeat(31)}`, "hex");
    for (const first of [identity, Buffer.from(point, "hex")]) {
      const forged = Buffer.concat([first, Buffer.alloc(32)]);
      expect(await judge({ ...caseOf(signerOf("EdDSA"), () => forged), jwk })).toMatch(/^(good|bad|refused)$/);
    }
    expect(checkJwk(jwk)).toBe("is an Ed25519 point of small order");
  });
});
