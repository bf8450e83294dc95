// Published advisories about headers and encryption: what must hold here, under the id of each.
import { randomBytes } from "node:crypto";
import { deflateRawSync } from "node:zlib";
import { afterEach, describe, expect, test, vi } from "vitest";
import { createArena } from "../attacks/support/arena.js";
import { expectAccepted, expectRefused } from "../attacks/support/expect-refused.js";
import { forgeJwe } from "../attacks/support/forge-jwe.js";
import { encode, forge, signWith } from "../attacks/support/forge.js";

const secret = randomBytes(32);
const wide = randomBytes(64);
const arena = await createArena();
const opening = await createArena({
  decryptionKeys: [
    { key: { kty: "oct", k: secret.toString("base64url") }, algorithm: "dir", keyId: "gcm" },
    { key: { kty: "oct", k: wide.toString("base64url") }, algorithm: "dir", keyId: "cbc" },
  ],
});
const { a, header, claims } = arena;
const sign = signWith("sha256", { key: a.signingKey.privateKey, dsaEncoding: "ieee-p1363" });

test.each([
  ["an extension nobody knows", { crit: ["x"], x: 1 }],
  ["no extension", { crit: [] }],
  ["a text for the list", { crit: "x" }],
  ["null for the list", { crit: null }],
  ["a parameter that every header has", { crit: ["alg"] }],
  ["a parameter that is not there", { crit: ["exp"] }],
  ["a number for a name", { crit: [1] }],
  ["the same extension twice", { crit: ["x", "x"], x: 1 }],
  ["an unencoded payload", { crit: ["b64"], b64: false }],
  ["an encoded payload", { crit: ["b64"], b64: true }],
])("CVE-2026-35042, GHSA-hm7r-c7qw-ghp6: a header that demands %s is refused", async (_, changes) => {
  await expectAccepted(arena, forge({ ...header, x: 1 }, claims, sign));
  await expectRefused(arena, forge({ ...header, ...changes }, claims, sign), "malformed_token");
});

test("CVE-2026-35042, GHSA-hm7r-c7qw-ghp6: an unencoded payload that is not demanded is refused too", async () => {
  await expectAccepted(arena, forge({ ...header, b64: true }, claims, sign));
  await expectRefused(arena, forge({ ...header, b64: false }, claims, sign), "malformed_token");
});

describe("encrypted tokens", () => {
  const { subtle } = globalThis.crypto;
  const derive = vi.spyOn(subtle, "deriveBits");
  const decrypt = vi.spyOn(subtle, "decrypt");
  afterEach(() => void [derive, decrypt].map((spy) => spy.mockClear()));
  const seal = (content: string | Buffer, changes: object = {}): string =>
    forgeJwe(content, { header: { alg: "dir", enc: "A256GCM", kid: "gcm", ...changes }, to: secret });
  const sealWide = (content: string): string =>
    forgeJwe(content, { header: { alg: "dir", enc: "A256CBC-HS512", kid: "cbc" }, to: wide, mode: "cbc" });
  const token = opening.a.issue();

  test("CVE-2024-28176, CVE-2022-36083, CVE-2021-29443: nothing is decrypted without keys for it", async () => {
    await expectAccepted(opening, seal(token));
    decrypt.mockClear();
    await expectRefused(arena, seal(token), "malformed_token");
    expect(decrypt).not.toHaveBeenCalled();
  });

  test("CVE-2024-28176: a compressed token is refused before it is decrypted", { timeout: 2000 }, async () => {
    const bomb = deflateRawSync(Buffer.alloc(8_000_000));
    expect(bomb.length).toBeLessThan(10_000);
    for (const content of [bomb, deflateRawSync(Buffer.from(token))]) {
      await expectAccepted(opening, seal(token));
      decrypt.mockClear();
      for (const zip of ["DEF", "", null]) {
        await expectRefused(opening, seal(content, { zip }), "malformed_token");
      }
      expect(decrypt).not.toHaveBeenCalled();
    }
  });

  test("CVE-2022-36083: how long we work is never for the token to say", { timeout: 2000 }, async () => {
    for (const p2c of [1, 10_000_000, 2 ** 31 - 1, Number.MAX_SAFE_INTEGER, "1000"]) {
      const parameters = { alg: "PBES2-HS256+A128KW", enc: "A256GCM", p2s: encode("salt"), p2c };
      await expectRefused(opening, seal(token, parameters), "malformed_token");
    }
    expect(derive).not.toHaveBeenCalled();
  });

  test("CVE-2021-29443: how a ciphertext is broken shows in no answer", async () => {
    const good = sealWide(token);
    const answers = new Set<string>();
    const broken = [0, 1, 15, 16, -17, -16, -1].map((at) => withByte(good, 3, at));
    for (const one of [...broken, withByte(good, 2, 0), withByte(good, 4, 0), withByte(good, 4, -1)]) {
      await expectRefused(opening, one, "malformed_token");
      const answer = await opening.answerTo(`Bearer ${one}`);
      answers.add(`${answer.status} ${answer.headers.get("www-authenticate")} ${await answer.text()}`);
      answers.add(JSON.stringify(opening.events.filter(({ type }) => type === "token.denied").at(-1)));
    }
    await expectAccepted(opening, good);
    expect(answers.size).toBe(2);
  });

  test("CVE-2021-29443: RSA1_5 is refused by its name", async () => {
    await expectRefused(opening, seal(token, { alg: "RSA1_5" }), "malformed_token");
  });
});

/** The token with a bit changed in one of its parts; negative positions count from the end. */
function withByte(token: string, part: number, at: number): string {
  const parts = token.split(".");
  const bytes = Buffer.from(parts[part] ?? "", "base64url");
  const index = at < 0 ? bytes.length + at : at;
  bytes[index] = (bytes[index] ?? 0) ^ 1;
  parts[part] = bytes.toString("base64url");
  return parts.join(".");
}
