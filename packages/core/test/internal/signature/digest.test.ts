import * as nodeCrypto from "node:crypto";
import { afterEach, describe, expect, test, vi } from "vitest";
import * as node from "../../../src/internal/signature/node.js";
import * as webcrypto from "../../../src/internal/signature/webcrypto.js";

afterEach(() => {
  vi.doUnmock("node:crypto");
  vi.resetModules();
});

const texts: Record<string, string> = {
  "no text": "",
  "a long one": "ory_at_".repeat(200),
  "one that is not ASCII": "clé \u{1f511}\n\0",
  "one with half a character": "a\ud800b",
};

describe.each<[string, typeof webcrypto.digest]>([
  ["with Node's own cryptography", node.digest],
  ["with WebCrypto", webcrypto.digest],
])("the digest %s", (_, digest) => {
  test("is the SHA-256 in base64url without padding (FIPS 180-4, RFC 4648 §5)", async () => {
    expect(await digest("abc")).toBe("ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0");
  });

  test.each(Object.entries(texts))("is of the text in UTF-8: %s", async (__, text) => {
    expect(await digest(text)).toBe(nodeCrypto.createHash("sha256").update(text, "utf8").digest("base64url"));
  });
});

describe("on Node", () => {
  test("the digest comes without a promise", () => {
    expect(node.digest("abc")).toBeTypeOf("string");
  });

  test("it is the same where there is no crypto.hash, as on older runtimes", async () => {
    vi.resetModules();
    vi.doMock("node:crypto", () => ({ ...nodeCrypto, hash: undefined }));
    const older = await import("../../../src/internal/signature/node.js");
    const all = Object.values(texts);
    expect(all.map((text) => older.digest(text))).toEqual(all.map((text) => node.digest(text)));
  });

  test("#signature is the file that uses Node", async () => {
    const { digest } = await import("#signature");
    expect(digest("abc")).toBeTypeOf("string");
  });
});
