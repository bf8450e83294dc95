import fc from "fast-check";

/** One change to the text of a token. Positions count from the start and begin anew at its end. */
export type Mutation =
  | { readonly kind: "flip a bit of a part"; readonly part: number; readonly bit: number }
  | { readonly kind: "flip a bit of a character"; readonly at: number; readonly bit: number }
  | { readonly kind: "insert"; readonly at: number; readonly text: string }
  | { readonly kind: "overwrite"; readonly at: number; readonly text: string }
  | { readonly kind: "cut out"; readonly at: number; readonly length: number }
  | { readonly kind: "cut off"; readonly at: number }
  | { readonly kind: "append"; readonly text: string }
  | { readonly kind: "take the part of another"; readonly part: number; readonly other: number }
  | { readonly kind: "reorder the parts"; readonly order: readonly number[] }
  | { readonly kind: "set unused bits"; readonly part: number; readonly bits: number }
  | { readonly kind: "pad"; readonly part: number; readonly count: number }
  | { readonly kind: "write + and /" }
  | { readonly kind: "encode for a URL"; readonly at: number }
  | { readonly kind: "change case"; readonly at: number };

/** Any text that a lenient reader might pass over, and any other. */
const texts = fc.oneof(
  fc.constantFrom(
    ...Array.from(" \t\n\r\0\u00a0\u200b\ufeff=+/~.,;:\"'%&{}[]()\\|<>@!?*#$^`-_"),
    "..",
    "==",
    "%2E",
    ".e30.",
  ),
  fc.string({ minLength: 1, maxLength: 6, unit: "binary-ascii" }),
  fc.string({ minLength: 1, maxLength: 3, unit: "binary" }),
  fc.stringMatching(/^[\w-]{1,8}$/),
);
const position = fc.nat(4095);
const part = fc.nat(4);
const kind = <const Kind extends Mutation["kind"]>(name: Kind): fc.Arbitrary<Kind> => fc.constant(name);

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: kind("flip a bit of a part"), part, bit: position }) },
  { weight: 2, arbitrary: fc.record({ kind: kind("flip a bit of a character"), at: position, bit: fc.nat(7) }) },
  { weight: 2, arbitrary: fc.record({ kind: kind("insert"), at: position, text: texts }) },
  { weight: 2, arbitrary: fc.record({ kind: kind("overwrite"), at: position, text: texts }) },
  { weight: 1, arbitrary: fc.record({ kind: kind("cut out"), at: position, length: fc.integer({ min: 1, max: 40 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: kind("cut off"), at: position }) },
  { weight: 1, arbitrary: fc.record({ kind: kind("append"), text: texts }) },
  { weight: 4, arbitrary: fc.record({ kind: kind("take the part of another"), part, other: fc.nat(11) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: kind("reorder the parts"), order: fc.array(part, { minLength: 1, maxLength: 6 }) }),
  },
  { weight: 3, arbitrary: fc.record({ kind: kind("set unused bits"), part, bits: fc.integer({ min: 1, max: 15 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: kind("pad"), part, count: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: kind("write + and /") }) },
  { weight: 1, arbitrary: fc.record({ kind: kind("encode for a URL"), at: position }) },
  { weight: 1, arbitrary: fc.record({ kind: kind("change case"), at: position }) },
);

/** What is done to one of the good tokens. */
export interface TokenPlan {
  readonly good: number;
  readonly mutations: readonly Mutation[];
}

export const tokenPlans: fc.Arbitrary<TokenPlan> = fc.record({
  good: fc.nat(11),
  mutations: fc.array(mutation, { minLength: 1, maxLength: 3, size: "max" }),
});

/** Carries a plan out. What comes of it may be the very token that was begun with, or another good one. */
export function mutate({ good, mutations }: TokenPlan, goods: readonly string[]): string {
  return mutations.reduce((text, change) => apply(change, text, goods), goods[good % goods.length] ?? "");
}

function apply(change: Mutation, text: string, goods: readonly string[]): string {
  const parts = text.split(".");
  const replace = (index: number, by: (old: string) => string): string =>
    parts.map((old, at) => (at === index % parts.length ? by(old) : old)).join(".");
  const splice = (at: number, length: number, by: string): string => {
    const start = at % (text.length + 1);
    return text.slice(0, start) + by + text.slice(start + length);
  };
  switch (change.kind) {
    case "flip a bit of a part":
      return replace(change.part, (old) => flip(Buffer.from(old, "base64url"), change.bit).toString("base64url"));
    case "flip a bit of a character":
      return splice(change.at, 1, String.fromCharCode(charCode(text, change.at) ^ (1 << change.bit)));
    case "insert":
      return splice(change.at, 0, change.text);
    case "overwrite":
      return splice(change.at, change.text.length, change.text);
    case "cut out":
      return splice(change.at, change.length, "");
    case "cut off":
      return text.slice(0, change.at % (text.length + 1));
    case "append":
      return text + change.text;
    case "take the part of another":
      return replace(change.part, (old) => {
        const others = goods[change.other % goods.length]?.split(".") ?? [];
        return others[change.part % parts.length] ?? old;
      });
    case "reorder the parts":
      return change.order.map((index) => parts[index % parts.length]).join(".");
    case "set unused bits":
      return replace(change.part, (old) => setUnusedBits(old, change.bits));
    case "pad":
      return replace(change.part, (old) => old + "=".repeat(change.count));
    case "write + and /":
      return text.replaceAll("-", "+").replaceAll("_", "/");
    case "encode for a URL":
      return splice(change.at, 1, `%${charCode(text, change.at).toString(16).padStart(2, "0")}`);
    case "change case":
      return splice(change.at, 1, otherCase(String.fromCharCode(charCode(text, change.at))));
  }
}

function flip(bytes: Buffer, bit: number): Buffer {
  if (bytes.length === 0) return bytes;
  const at = (bit >> 3) % bytes.length;
  bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << (bit & 7)), at);
  return bytes;
}

/** The last character holds bits that belong to no byte; lenient decoders drop them. */
function setUnusedBits(old: string, bits: number): string {
  const unused = [0, 0, 15, 3][old.length % 4] ?? 0;
  const last = ALPHABET.indexOf(old.at(-1) ?? "");
  return last === -1 ? old : old.slice(0, -1) + ALPHABET.charAt(last | (bits & unused));
}

function charCode(text: string, at: number): number {
  const code = text.charCodeAt(at % (text.length + 1));
  return Number.isNaN(code) ? 0 : code;
}

function otherCase(character: string): string {
  const upper = character.toUpperCase();
  return upper === character ? character.toLowerCase() : upper;
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
