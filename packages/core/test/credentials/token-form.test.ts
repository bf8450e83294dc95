import { describe, expect, test } from "vitest";
import { classifyToken } from "../../src/credentials/token-form.js";
import { encodeBase64url } from "../../src/internal/base64url.js";

const encode = (text: string): string => encodeBase64url(new TextEncoder().encode(text));
const header = encode('{"alg":"ES256"}');

describe("the form of a token (RFC 7515 §3.1)", () => {
  test("takes three parts with a JOSE header for a JWT", () => {
    expect(classifyToken(`${header}.payload.signature`)).toEqual({
      form: "jwt",
      headerIsKnown: false,
      token: `${header}.payload.signature`,
      header: { alg: "ES256" },
      payload: "payload",
      signature: "signature",
    });
  });

  test.each([
    ["an unreadable payload", `${header}.%%.x`],
    ["an empty signature", `${header}.e30.`],
    ["a signature with padding", `${header}.e30.AA==`],
  ])("does not call a JWT opaque because of %s", (_, token) => {
    expect(classifyToken(token).form).toBe("jwt");
  });

  test("takes five parts with a JOSE header for an encrypted token (RFC 7516 §3.1)", () => {
    const token = `${encode('{"alg":"dir","enc":"A256GCM"}')}..a.b.c`;
    expect(classifyToken(token)).toEqual({
      form: "encrypted",
      token,
      header: { alg: "dir", enc: "A256GCM" },
      encryptedKey: "",
      initializationVector: "a",
      ciphertext: "b",
      authenticationTag: "c",
    });
  });

  test.each([
    ["no dot", "abc"],
    ["one dot, as Hydra writes", "ory_at_abc.def"],
    ["four parts", `${header}.a.b.c`],
    ["five parts without a JOSE header", "a.b.c.d.e"],
    ["five parts whose header says alg twice", `${encode('{"alg":"dir","alg":"RSA-OAEP"}')}.a.b.c.d`],
    ["six parts", `${header}.a.b.c.d.e`],
    ["dots alone", ".."],
    ["a million dots", ".".repeat(1_000_000)],
    ["a header that is not base64url", `${header}=.a.b`],
    ["a header that is no JSON object", `${encode("[]")}.a.b`],
    ["a header without alg", `${encode("{}")}.a.b`],
    ["an alg that is no string", `${encode('{"alg":["ES256"]}')}.a.b`],
    ["two algs", `${encode('{"alg":"none","alg":"ES256"}')}.a.b`],
    ["two algs, one of them escaped", `${encode('{"alg":"ES256","a\\u006cg":"none"}')}.a.b`],
    ["an empty text", ""],
  ])("takes %s for opaque", (_, token) => {
    expect(classifyToken(token).form).toBe("opaque");
  });
});
