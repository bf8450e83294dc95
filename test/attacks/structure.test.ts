import { signCompact } from "@ostiary/testing";
import { describe, expect, test } from "vitest";
import { createArena } from "./support/arena.js";
import { type Attack, expectAccepted, expectRefused } from "./support/expect-refused.js";
import { encode, forge, partsOf, signWith } from "./support/forge.js";

const arena = await createArena();
const { a, header, claims } = arena;
const good = a.issue();
const [headerPart, claimsPart, signaturePart] = partsOf(good);

const headerText = JSON.stringify(header);
const claimsText = JSON.stringify(claims);
/** Properly signed, whatever is in it. */
const withHeader = (text: string): string => signCompact(text, claimsText, a.signingKey);
const withClaims = (text: string): string => signCompact(headerText, text, a.signingKey);
/** The same object with literal members more, in front. */
const prepend = (text: string, members: string): string => text.replace("{", `{${members},`);

const shapes: readonly Attack[] = [
  ["C-01", "one part", headerPart, "malformed_token"],
  ["C-01", "two parts", `${headerPart}.${claimsPart}`, "malformed_token"],
  ["C-01", "four parts", `${good}.AA`, "malformed_token"],
  ["C-01", "six parts", `${good}.AA.AA.AA`, "malformed_token"],
  ["C-01", "two dots", "..", "malformed_token"],
  ["C-01", "a dot in front", `.${good}`, "malformed_token"],
  ["C-01", "a dot at the end", `${good}.`, "malformed_token"],
  ["C-02", "a million dots", ".".repeat(1_000_000), "token_too_large"],
  ["C-02", "as many dots as may be sent", ".".repeat(16_384), "malformed_token"],
  ["C-03", "an empty header", `.${claimsPart}.${signaturePart}`, "malformed_token"],
  ["C-03", "an empty payload", `${headerPart}..${signaturePart}`, "malformed_token"],
  [
    "C-04",
    "the flattened JSON serialization",
    `{"protected":"${headerPart}","payload":"${claimsPart}","signature":"${signaturePart}"}`,
    "malformed_credentials",
  ],
  [
    "C-05",
    "a JSON serialization that is a compact one, too",
    `{"${headerPart}.${claimsPart}.${signaturePart}":"","payload":"${encode('{"sub":"admin"}')}","signatures":[]}`,
    "malformed_credentials",
  ],
  [
    "C-06",
    "the general JSON serialization with two signatures",
    `{"payload":"${claimsPart}","signatures":[{"signature":"AA"},{"signature":"${signaturePart}"}]}`,
    "malformed_credentials",
  ],
  ["C-28", "a token with disclosures to come", `${good}~`, "malformed_token"],
  ["C-28", "a token with a disclosure", `${good}~WyJhIl0~`, "malformed_token"],
  ["C-29", "an encrypted token", `${encode('{"alg":"RSA-OAEP","enc":"A256GCM"}')}.AA.AA.AA.AA`, "malformed_token"],
  [
    "C-29",
    "an encrypted token keyed by agreement",
    `${encode('{"alg":"dir","enc":"A256GCM"}')}..AA.AA.AA`,
    "malformed_token",
  ],
  [
    "C-34",
    "an encrypted token with a costly password",
    `${encode('{"alg":"PBES2-HS256+A128KW","enc":"A128GCM","p2c":2147483647,"p2s":"AA"}')}.AA.AA.AA.AA`,
    "malformed_token",
  ],
];

test.each(shapes)("%s: %s is refused (RFC 7515 §3.1, RFC 8725 §3.14)", (_, __, token, reason) =>
  expectRefused(arena, token, reason),
);

const spellings: readonly Attack[] = [
  ["C-10", "padding after the header", `${headerPart}=.${claimsPart}.${signaturePart}`, "malformed_credentials"],
  ["C-10", "padding after the payload", `${headerPart}.${claimsPart}=.${signaturePart}`, "malformed_credentials"],
  ["C-10", "padding after the signature", `${good}=`, "malformed_token"],
  ["C-10", "full padding after the signature", `${good}==`, "malformed_token"],
  ["C-11", "a plus sign for a character of the signature", `${good.slice(0, -2)}+A`, "malformed_token"],
  ["C-11", "a slash for a character of the signature", `${good.slice(0, -2)}/A`, "malformed_token"],
  ["C-12", "a space in the signature", `${good.slice(0, -4)} ${good.slice(-4)}`, "malformed_credentials"],
  ["C-12", "a line break in the payload", `${headerPart}.${claimsPart}\n.${signaturePart}`, "malformed_credentials"],
  ["C-12", "a tab in the header", `${headerPart}\t.${claimsPart}.${signaturePart}`, "malformed_credentials"],
  ["C-12", "a percent sign", `${headerPart}%2E${claimsPart}.${signaturePart}`, "malformed_credentials"],
  ["C-13", "unused bits set in the last character of the signature", withUnusedBits(good), "malformed_token"],
  ["C-14", "a signature of a length that no bytes have", good.slice(0, -1), "malformed_token"],
];

test.each(spellings)("%s: %s is refused (RFC 7515 §2, RFC 4648 §3.5)", (_, __, token, reason) =>
  expectRefused(arena, token, reason),
);

const extensions: readonly Attack[] = [
  ["C-08", "b64 false in crit, the payload as it is", unencoded({ b64: false, crit: ["b64"] }), "malformed_token"],
  ["C-08", "b64 false outside crit, the payload as it is", unencoded({ b64: false }), "malformed_token"],
  ["C-08", "b64 false in crit, the payload encoded", criticalWith(["b64"], { b64: false }), "malformed_token"],
  ["C-09", "an empty crit", criticalWith([]), "malformed_token"],
  ["C-09", "a crit that is a text", criticalWith("exp"), "malformed_token"],
  ["C-09", "a crit that names what is not there", criticalWith(["exp"]), "malformed_token"],
  ["C-09", "a crit that names a registered parameter", criticalWith(["alg"]), "malformed_token"],
  ["C-09", "a crit that names what nobody knows", criticalWith(["x"], { x: 1 }), "malformed_token"],
  ["C-09", "a crit that repeats a name", criticalWith(["x", "x"], { x: 1 }), "malformed_token"],
  ["C-09", "a crit that holds a number", criticalWith([1]), "malformed_token"],
  ["C-09", "a crit that is null", criticalWith(null), "malformed_token"],
  ["C-27", "a JWT for a payload", withClaims(good), "malformed_token"],
  ...["enc", "zip", "epk", "p2c"].map((name): Attack => [
    "C-32",
    `the parameter ${name} of encrypted tokens`,
    a.issue({}, { header: { [name]: "A256GCM" } }),
    "malformed_token",
  ]),
];

test.each(extensions)("%s: %s is refused (RFC 7515 §4.1.11, RFC 7797 §7)", (_, __, token, reason) =>
  expectRefused(arena, token, reason),
);

const documents: readonly Attack[] = [
  ["C-19", "alg twice, none first", withHeader(prepend(headerText, '"alg":"none"')), "malformed_token"],
  ["C-19", "alg twice, none last", withHeader(headerText.replace(/\}$/, ',"alg":"none"}')), "malformed_token"],
  ["C-19", "alg twice, once escaped", withHeader(prepend(headerText, '"a\\u006cg":"none"')), "malformed_token"],
  ...["aud", "iss", "exp", "sub", "scope"].flatMap((name): Attack[] => [
    ["C-20", `${name} twice`, withClaims(prepend(claimsText, `"${name}":"other"`)), "malformed_token"],
    [
      "C-20",
      `${name} twice, once escaped`,
      withClaims(prepend(claimsText, `"${escapeFirst(name)}":"other"`)),
      "malformed_token",
    ],
  ]),
  [
    "C-21",
    "__proto__ in the claims",
    withClaims(prepend(claimsText, '"__proto__":{"scope":"admin"}')),
    "malformed_token",
  ],
  ["C-21", "__proto__ in the header", withHeader(prepend(headerText, '"__proto__":{"alg":"none"}')), "malformed_token"],
  ...["[]", '"text"', "null", "1", "true", "", "{}{}", "{} x"].map((text): Attack => [
    "C-22",
    `the payload ${JSON.stringify(text)}`,
    withClaims(text),
    "malformed_token",
  ]),
  ["C-22", "a list for a header", withHeader(`[${headerText}]`), "malformed_token"],
  ["C-22", "a byte order mark", withClaims(`\ufeff${claimsText}`), "malformed_token"],
  ["C-24", "claims nested 33 deep", withClaims(prepend(claimsText, `"x":${nested(33)}`)), "malformed_token"],
  ["C-24", "claims nested 5000 deep", withClaims(prepend(claimsText, `"x":${nested(5000)}`)), "malformed_token"],
];

test.each(documents)("%s: %s is refused (RFC 7515 §4, RFC 7519 §4, §7.2)", (_, __, token, reason) =>
  expectRefused(arena, token, reason),
);

describe("what only looks dangerous is accepted", () => {
  test.each([
    [
      "C-21",
      "a claim named constructor (RFC 7519 §4)",
      withClaims(prepend(claimsText, '"constructor":{"prototype":{"x":1}}')),
    ],
    ["C-24", "claims nested 20 deep", withClaims(prepend(claimsText, `"x":${nested(20)}`))],
    ["C-22", "white space around the claims", withClaims(` ${claimsText}\n`)],
    ["C-27", "cty in the header (RFC 7519 §5.2)", a.issue({}, { header: { cty: "x" } })],
  ])("%s: %s", async (_, __, token) => {
    await expectAccepted(arena, token);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});

/** The next character of the alphabet means the same bytes to a lenient decoder. */
function withUnusedBits(token: string): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  return token.slice(0, -1) + alphabet[alphabet.indexOf(token.at(-1) ?? "") + 1];
}

function criticalWith(crit: unknown, others: object = {}): string {
  return a.issue({}, { header: { crit, ...others } });
}

/** An unencoded payload is not base64url; it holds no dot, or the parts could not be told apart (RFC 7797 §5.2). */
function unencoded(parameters: object): string {
  const text = JSON.stringify({ ...header, ...parameters });
  const payload = "sub-u1";
  const signed = forge(text, "", () =>
    signWith("sha256", { key: a.signingKey.privateKey, dsaEncoding: "ieee-p1363" })(`${encode(text)}.${payload}`),
  );
  return signed.replace("..", `.${payload}.`);
}

function escapeFirst(name: string): string {
  return `\\u00${name.charCodeAt(0).toString(16)}${name.slice(1)}`;
}

function nested(depth: number): string {
  return "[".repeat(depth) + "]".repeat(depth);
}
