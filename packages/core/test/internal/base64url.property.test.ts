import * as fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import * as node from "../../src/internal/signature/node.js";
import * as portable from "../../src/internal/signature/portable-base64url.js";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".split("");
/** What a lenient decoder may take or pass over: the other alphabet, padding, white space, letters of more than one byte. */
const STRANGE = [..."+/=. \n\t\r\0".split(""), "Ł", "\u4e41", "\u{1f511}", "é", "\ud800", "\udc41", "\u0141", "\u2d2d"];

const canonical = fc.uint8Array({ maxLength: 80 }).map((bytes) => Buffer.from(bytes).toString("base64url"));
const nearlyCanonical = fc
  .tuple(canonical, fc.constantFrom(...STRANGE, ...ALPHABET), fc.nat(), fc.boolean())
  .map(([text, letter, place, replaces]) => {
    const at = place % (text.length + 1);
    return text.slice(0, at) + letter + text.slice(replaces ? at + 1 : at);
  });
const anyText = fc.string({ unit: "binary", maxLength: 40 });
const halfCharacters = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 12 })
  .map((codes) => String.fromCharCode(...codes));

describe("both decoders of base64url agree", () => {
  const asNumbers = (bytes: Uint8Array | undefined): number[] | undefined => bytes && [...bytes];

  test.each([
    ["canonical text", canonical],
    ["text that is canonical but for one character", nearlyCanonical],
    ["any text", anyText],
    ["halves of characters", halfCharacters],
  ])("on %s (RFC 4648 §3.5, §5)", (_, texts) => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(asNumbers(node.decodeBase64url(text))).toEqual(asNumbers(portable.decodeBase64url(text)));
      }),
      { numRuns: 1000 },
    );
  });

  test("on what they decode: it is the one spelling of these bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5000 }), (bytes) => {
        const text = portable.encodeBase64url(bytes);
        expect(asNumbers(node.decodeBase64url(text))).toEqual([...bytes]);
        expect(asNumbers(portable.decodeBase64url(text))).toEqual([...bytes]);
      }),
      { numRuns: 60 },
    );
  });

  test("on every ending of up to two characters, and on a sample of three and four, after nothing and after four others", () => {
    const endings = [
      "",
      ...ALPHABET,
      ...STRANGE,
      ...ALPHABET.flatMap((a) => [...ALPHABET, ...STRANGE].map((b) => a + b)),
    ];
    const longer = ["A", "AB", "Aw"].flatMap((start) =>
      ["A", "-w", "_"].flatMap((next) => [...ALPHABET, ...STRANGE].map((b) => start + next + b)),
    );
    for (const ending of [...endings, ...longer]) {
      for (const text of [ending, `AAEC${ending}`]) {
        const [native, other] = [node.decodeBase64url(text), portable.decodeBase64url(text)];
        if (native?.length !== other?.length || native?.some((byte, at) => byte !== other?.[at])) {
          expect.fail(`not alike on ${JSON.stringify(text)}`);
        }
      }
    }
  });
});

describe("where Buffer does not know base64url", () => {
  afterEach(() => {
    vi.doUnmock("node:buffer");
    vi.resetModules();
  });

  test.each<[string, (text: string, encoding: string) => unknown]>([
    ["and says so", () => expect.fail("Unknown encoding")],
    ["and takes it for another", (text) => Buffer.from(text, "latin1")],
  ])("%s, the other decoder is used", async (_, from) => {
    vi.resetModules();
    vi.doMock("node:buffer", () => ({ Buffer: { from } }));
    const older = await import("../../src/internal/signature/node.js");
    expect([...(older.decodeBase64url("-_8") ?? [])]).toEqual([0xfb, 0xff]);
    expect(older.decodeBase64url("-_9")).toBeUndefined();
  });
});
