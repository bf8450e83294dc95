import fc from "fast-check";
import { holdsProto } from "./json.js";

/** A document of an authorization server, and how it is served. */
export interface DocumentPlan {
  /** What its members of interest are to hold; what that stands for is put in later. */
  readonly content: unknown;
  readonly status: number;
  readonly type: string;
  readonly flaw: (typeof flaws)[number];
  /** Further members. */
  readonly extra: Readonly<Record<string, unknown>>;
}

const flaws = [
  ...([
    "none",
    "member twice",
    "byte order mark",
    "text after",
    "too deep",
    "too long",
    "cut off",
    "a list around",
  ] as const),
  ...(["not UTF-8", "empty", "__proto__ within"] as const),
] as const;

/** Documents, most of them well served. */
export function documents(content: fc.Arbitrary<unknown>): fc.Arbitrary<DocumentPlan> {
  return fc.record({
    content,
    status: fc.oneof(
      { weight: 20, arbitrary: fc.constant(200) },
      fc.constantFrom(201, 302, 400, 404, 410, 429, 500, 503),
    ),
    type: fc.oneof(
      { weight: 20, arbitrary: fc.constantFrom("application/json", "application/json; charset=utf-8") },
      fc.constantFrom(
        "application/jwk-set+json",
        "text/html",
        "text/plain",
        "",
        "application/jsonp",
        "application/octet-stream",
      ),
    ),
    flaw: fc.oneof({ weight: 20, arbitrary: fc.constant("none" as const) }, fc.constantFrom(...flaws)),
    extra: fc.oneof(
      { weight: 4, arbitrary: fc.constant({}) },
      // Names that mean nothing to anybody.
      fc.dictionary(
        fc.string({ maxLength: 6 }).map((name) => `x${name}`),
        fc.jsonValue({ maxDepth: 2 }),
        { maxKeys: 2 },
      ),
    ),
  });
}

/** The response to a request for it. */
export function respond(
  { status, type, flaw, extra }: DocumentPlan,
  member: Readonly<Record<string, unknown>>,
): Response {
  const headers = type === "" ? {} : { "content-type": type };
  return new Response(write({ ...extra, ...member }, flaw), { status, headers });
}

/**
 * Whether the document can be read at all, in one way (RFC 8259 §4, RFC 9110 §15.3.1).
 *
 * @param types - What it may be.
 */
export function isReadable(
  { status, type, flaw, extra }: DocumentPlan,
  member: Readonly<Record<string, unknown>>,
  types: RegExp = /^application\/(?:jwk-set\+)?json(?:$|;)/u,
): boolean {
  const document = { ...extra, ...member };
  const isWhole = flaw === "none" && write(document, flaw).length <= MAX_BODY_BYTES;
  return status === 200 && types.test(type) && isWhole && !holdsProto(document);
}

/** The limit to give to verifiers: the texts that are too long need not be very long. */
export const MAX_BODY_BYTES = 8000;

function write(document: object, flaw: DocumentPlan["flaw"]): Buffer<ArrayBuffer> {
  const text = JSON.stringify(document);
  const name = Object.keys(JSON.parse(text) as object).at(-1) ?? "";
  switch (flaw) {
    case "none":
      return Buffer.from(text);
    case "member twice":
      return Buffer.from(`{${JSON.stringify(name)}:[],${text.slice(1)}`);
    case "byte order mark":
      return Buffer.from(`\ufeff${text}`);
    case "text after":
      return Buffer.from(`${text}x`);
    case "too deep":
      return Buffer.from(`${text.slice(0, -1)},"deep":${"[".repeat(32)}${"]".repeat(32)}}`);
    case "too long":
      return Buffer.from(text + " ".repeat(MAX_BODY_BYTES));
    case "cut off":
      return Buffer.from(text).subarray(0, -1);
    case "a list around":
      return Buffer.from(`[${text}]`);
    case "not UTF-8":
      return Buffer.concat([Buffer.from(`${text.slice(0, -1)},"`), Buffer.of(0xff), Buffer.from('":0}')]);
    case "empty":
      return Buffer.of();
    case "__proto__ within":
      return Buffer.from(`${text.slice(0, -1)},"x":[{"__pr\\u006fto__":0}]}`);
  }
}
