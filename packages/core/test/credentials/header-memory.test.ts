import { describe, expect, test } from "vitest";
import { HeaderMemory } from "../../src/credentials/header-memory.js";
import { classifyToken } from "../../src/credentials/token-form.js";
import { createSigner, verifierFor } from "../support/issuer.js";

const header = { alg: "ES256" };

describe("a memory of headers", () => {
  test("finds a header by the segment that spells it, and by no other", () => {
    const headers = new HeaderMemory();
    headers.remember("abc", header);
    expect(headers.find("abc")).toBe(header);
    expect(headers.find("ab")).toBeUndefined();
  });

  test("holds a hundred, the latest used, and none that is long", () => {
    const headers = new HeaderMemory();
    for (let n = 0; n < 101; n += 1) headers.remember(`segment ${n}`, header);
    headers.remember("x".repeat(1025), header);
    expect(headers.find("segment 0")).toBeUndefined();
    expect(headers.find("segment 1")).toBe(header);
    expect(headers.find("x".repeat(1025))).toBeUndefined();
  });

  test("spares a token's header its decoding, and changes nothing else of it", async () => {
    const token = await (await createSigner()).sign();
    const headers = new HeaderMemory();
    const first = classifyToken(token, headers);
    if (first.form !== "jwt") throw new Error("it is a JWT");
    headers.remember(token.slice(0, token.indexOf(".")), first.header);
    expect(classifyToken(token, headers)).toEqual({ ...first, headerIsKnown: true });
    expect(first).toMatchObject({ headerIsKnown: false, header: { alg: "ES256", typ: "at+jwt" } });
  });
});

test("a header is remembered of tokens that were signed by a trusted key alone", async () => {
  const [signer, stranger] = [await createSigner(), await createSigner()];
  const remembered: string[] = [];
  const original = HeaderMemory.prototype.remember;
  HeaderMemory.prototype.remember = function remember(segment, found) {
    remembered.push(segment);
    original.call(this, segment, found);
  };
  try {
    const { verify } = verifierFor(signer);
    await expect(verify(await stranger.sign())).rejects.toMatchObject({ reason: "signature_invalid" });
    await expect(verify(await signer.sign({}, { crit: ["b64"], b64: true }))).rejects.toMatchObject({
      reason: "malformed_token",
    });
    expect(remembered).toEqual([]);
    const token = await signer.sign();
    await verify(token);
    await verify(await signer.sign({ sub: "u2" }));
    expect(remembered).toEqual([token.split(".")[0]]);
  } finally {
    HeaderMemory.prototype.remember = original;
  }
});
