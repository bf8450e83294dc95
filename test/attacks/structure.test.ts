import { signCompact } from "@ostiary/testing";
import { describe, expect, test } from "vitest";
import { createArena } from "./support/arena.js";
import { type Attack, expectAccepted, expectRefused, expectRefusedRequest } from "./support/expect-refused.js";
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

const long = "x".repeat(1_000_000);

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
  ["C-01", "a gap between the parts", `${headerPart}..${claimsPart}.${signaturePart}`, "malformed_token"],
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
  ["C-12", "padding that is escaped", `${good}%3D`, "malformed_credentials"],
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
  [
    "C-08",
    "b64 false in crit, a huge payload as it is",
    unencoded({ b64: false, crit: ["b64"] }, "x".repeat(1_000_000)),
    "token_too_large",
  ],
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
  ["C-24", "claims nested 100 deep", withClaims(prepend(claimsText, `"x":${nested(100)}`)), "malformed_token"],
  ["C-24", "a header nested 100 deep", withHeader(prepend(headerText, `"x":${nested(100)}`)), "malformed_token"],
  ["C-24", "claims nested a million deep", withClaims("[".repeat(1_000_000)), "token_too_large"],
  ["C-25", "a hundred thousand claims", withClaims(prepend(claimsText, manyClaims(100_000))), "token_too_large"],
  ["C-25", "a name of a million letters", withClaims(prepend(claimsText, `"${long}":1`)), "token_too_large"],
  ["C-25", "a parameter of a million letters", withHeader(prepend(headerText, `"${long}":1`)), "token_too_large"],
  ["C-24", "claims nested 5000 deep", withClaims(prepend(claimsText, `"x":${nested(5000)}`)), "malformed_token"],
];

test.each(documents)("%s: %s is refused (RFC 7515 §4, RFC 7519 §4, §7.2)", (_, __, token, reason) =>
  expectRefused(arena, token, reason),
);

test("C-07: a token without a payload is not completed from the body (RFC 7515 appendix F)", async () => {
  const authorization = [`Bearer ${headerPart}..${signaturePart}`];
  for (const body of [claimsPart, claimsText]) {
    await expectRefusedRequest(arena, { method: "POST", authorization, body }, "malformed_token");
  }
});

test("C-24, C-25: nor are they read where large tokens are allowed", async () => {
  const wide = await createArena({ maxTokenBytes: 1_000_000 });
  const sign = (members: string): string =>
    signCompact(wide.header, prepend(JSON.stringify(wide.claims), members), wide.a.signingKey);
  await expectRefused(wide, sign(`"x":${nested(100_000)}`), "malformed_token");
  await expectAccepted(wide, sign(manyClaims(10_000)));
  // Names whose hash is the same in a table that does not salt it.
  await expectAccepted(wide, sign(collidingClaims(12)));
});

test("C-40: whatever bytes are sent, they are refused and nothing breaks (RFC 7515 §5.2)", async () => {
  await expectAccepted(arena, good);
  const [core] = arena.targets;
  const before = arena.urls.length;
  for (const line of scrambledLines(20_261_120, 300)) {
    const answers = await Promise.all(arena.targets.map(({ ask }) => ask({ authorization: [line] })));
    for (const answer of answers) expect(answer, JSON.stringify(line)).toEqual(answers[0]);
    expect([400, 401], JSON.stringify(line)).toContain(answers[0]?.status);
  }
  expect(core?.urls.length).toBe(before);
  await expectAccepted(arena, good);
}, 30_000);

describe("what only looks dangerous is accepted", () => {
  test.each([
    [
      "C-21",
      "a claim named constructor (RFC 7519 §4)",
      withClaims(prepend(claimsText, '"constructor":{"prototype":{"x":1}}')),
    ],
    ["C-25", "a thousand claims", withClaims(prepend(claimsText, manyClaims(1000)))],
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
function unencoded(parameters: object, payload = "sub-u1"): string {
  const text = JSON.stringify({ ...header, ...parameters });
  const signed = forge(text, "", () =>
    signWith("sha256", { key: a.signingKey.privateKey, dsaEncoding: "ieee-p1363" })(`${encode(text)}.${payload}`),
  );
  return signed.replace("..", `.${payload}.`);
}

function escapeFirst(name: string): string {
  return `\\u00${name.charCodeAt(0).toString(16)}${name.slice(1)}`;
}

function manyClaims(count: number): string {
  return Array.from({ length: count }, (_, index) => `"c${index}":1`).join(",");
}

/** The hash that multiplies by 31 is the same for `Aa` and `BB`, and so it is for what they are put together to. */
function collidingClaims(pairs: number): string {
  const names = Array.from({ length: 2 ** pairs }, (_, number) =>
    Array.from({ length: pairs }, (__, bit) => ((number >> bit) & 1 ? "Aa" : "BB")).join(""),
  );
  return names.map((name) => `"${name}":1`).join(",");
}

/** Credentials of random bytes, and good ones with a few bytes changed. Always the same ones for a seed. */
function* scrambledLines(seed: number, count: number): Generator<string> {
  let state = seed;
  // A linear congruential generator: enough for bytes that nobody chose.
  const random = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const visible = (): string => String.fromCharCode(0x21 + random(0x5e));
  const bytes = (): Buffer => Buffer.from(Array.from({ length: random(200) }, () => random(256)));
  for (let index = 0; index < count; index += 1) {
    const at = random(good.length);
    yield (
      [
        () =>
          `Bearer ${bytes()
            .toString("latin1")
            .replace(/[^!-~]/g, "")}x`,
        () =>
          `Bearer ${bytes().toString("base64url")}.${bytes().toString("base64url")}.${bytes().toString("base64url")}`,
        () => `Bearer ${encode({ alg: "ES256" })}.${bytes().toString("base64url")}.${bytes().toString("base64url")}`,
        () => `Bearer ${good.slice(0, at)}${visible()}x${good.slice(at)}`,
        () => `Bearer ${forge(bytes().toString("latin1"), bytes().toString("latin1"), bytes)}`,
        () => `Bearer ${good.slice(0, at)}`,
      ][index % 6]?.() ?? ""
    );
  }
}

function nested(depth: number): string {
  return "[".repeat(depth) + "]".repeat(depth);
}
