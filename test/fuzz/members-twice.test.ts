import fc from "fast-check";
import { afterAll, beforeAll, test } from "vitest";
import { expectProperty, PATIENT, printSeed } from "./support/campaign.js";
import { checkFetches, checkVerdict, createFuzzIssuer, type FuzzIssuer } from "./support/issuer.js";
import { jsonStyles, writeObject } from "./support/json.js";
import { signBytes } from "./support/sign.js";
import { type Door, rule } from "./support/watched-verifier.js";

let as: FuzzIssuer;
beforeAll(async () => {
  as = await createFuzzIssuer();
});
afterAll(printSeed);

const plans = fc.record({
  key: fc.constantFrom(0, 1),
  header: jsonStyles,
  claims: jsonStyles,
  /** What is there twice, how it is written the second time, and where. */
  twice: fc.option(
    fc.record({
      part: fc.constantFrom("header", "claims"),
      member: fc.nat(7),
      value: fc.constantFrom<unknown>(null, null, null, "ES256", "none", 1, [], "https://other.example"),
      at: fc.nat(8),
    }),
    { freq: 2 },
  ),
  /** What makes a text no JSON object any more. */
  spoiled: rarely(
    fc.record({
      part: fc.constantFrom("header", "claims"),
      by: fc.constantFrom(
        "\xef\xbb\xbf before",
        "{} after",
        ", after",
        "\0 before",
        "[] around",
        "\xff within",
        "// before",
      ),
    }),
  ),
  door: fc.constantFrom<Door>("authenticate", "verify"),
});

test(
  "a member that is there twice is refused however it is written, and once it may be written in every way (RFC 7515 §4)",
  PATIENT,
  async (context) => {
    await expectProperty(context, "members twice", {
      plans,
      outcomes: { accepted: 3, denied: 2 },
      holds: async ({ key: index, header, claims, twice, spoiled, door }) => {
        const good = as.goods[4 * index] ?? "";
        const [first = "", second = ""] = good.split(".");
        const headerText = writeObject(withRepeat(membersOf(first), twice?.part === "header" ? twice : null), header);
        const claimsText = writeObject(withRepeat(membersOf(second), twice?.part === "claims" ? twice : null), claims);
        const key = as.keys[index];
        rule(key !== undefined, "there are keys");
        const text = signBytes(
          spoil(headerText, spoiled?.part === "header" ? spoiled.by : ""),
          spoil(claimsText, spoiled?.part === "claims" ? spoiled.by : ""),
          key,
        );
        const verdict = await as.watched.judge(text, { door });
        const isGood = twice === null && spoiled === null;
        checkVerdict(verdict, isGood ? "accepted" : "denied");
        if (verdict.kind === "denied") rule(verdict.reason === "malformed_token", "it is malformed");
        checkFetches(as.watched);
        return verdict.kind;
      },
    });
  },
);

function rarely<Value>(arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<Value | null> {
  return fc.oneof({ weight: 5, arbitrary: fc.constant(null) }, { weight: 1, arbitrary });
}

type Members = readonly (readonly [string, unknown])[];

function membersOf(part: string): Members {
  return Object.entries(JSON.parse(Buffer.from(part, "base64url").toString("utf8")) as object);
}

interface Repeat {
  readonly member: number;
  /** `null`: the same. */
  readonly value: unknown;
  readonly at: number;
}

function withRepeat(members: Members, repeat: Repeat | null): Members {
  const member = members[(repeat?.member ?? 0) % members.length];
  if (repeat === null || member === undefined) return members;
  const [name, value] = member;
  return members.toSpliced(repeat.at % (members.length + 1), 0, [name, repeat.value ?? value]);
}

/** One byte for each character: what is in no name and no text of ours is not valid UTF-8. */
function spoil(text: string, by: string): Buffer {
  const [what = "", where] = by.split(" ");
  const spoiled = {
    before: what + text,
    after: text + what,
    around: `[${text}]`,
    within: text.replace('"', `"${what}`),
  };
  return Buffer.from(spoiled[where as keyof typeof spoiled] ?? text, "latin1");
}
