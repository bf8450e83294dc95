// Published advisories about claims: what must hold here, under the id of each.
import { ConfigurationError, createVerifier, type DenialReason } from "@ostiary/core";
import { describe, expect, test } from "vitest";
import { AUDIENCE, createArena } from "../attacks/support/arena.js";
import { expectAccepted, expectRefused } from "../attacks/support/expect-refused.js";
import { forge, signWith } from "../attacks/support/forge.js";

const arena = await createArena();
const { a, b, header, claims } = arena;
const sign = signWith("sha256", { key: a.signingKey.privateKey, dsaEncoding: "ieee-p1363" });
/** A token with these members written as they stand, in place of those of the same name. */
const withText = (members: Readonly<Record<string, string>>): string => {
  const rest = Object.entries(claims).filter(([name]) => !(name in members));
  const texts = [...rest.map(([name, value]) => [name, JSON.stringify(value)]), ...Object.entries(members)];
  return forge(header, `{${texts.map(([name, text]) => `${JSON.stringify(name)}:${text}`).join(",")}}`, sign);
};
const create = (options: object) => () => createVerifier({ issuer: a.issuer, audience: AUDIENCE, ...options });

test("CVE-2025-30144: an issuer list inside iss is refused, though one of them is trusted", async () => {
  for (const iss of [
    [a.issuer],
    [a.issuer, "https://evil.example"],
    ["https://evil.example", a.issuer],
    [[a.issuer]],
  ]) {
    await expectRefused(arena, a.issue({ iss }), "malformed_token");
  }
  await expectRefused(arena, a.issue({ iss: { [a.issuer]: true } }), "malformed_token");
});

test.each<[claim: string, reason: DenialReason]>([
  ["sub", "malformed_token"],
  ["jti", "malformed_token"],
  ["client_id", "malformed_token"],
  ["nonce", "not_an_access_token"],
])("CVE-2025-30144: a list for %s is refused", async (claim, reason) => {
  await expectAccepted(arena, a.issue({}, { typ: "JWT" }));
  await expectRefused(arena, a.issue({ [claim]: ["user-1", "admin"] }, { typ: "JWT" }), reason);
});

describe("CVE-2026-35040, CVE-2026-35041, GHSA-cjw9-ghj4-fwxf", () => {
  test.each([
    ["issuer", { issuer: /https:.*/g }],
    ["a list of issuers", { issuer: [/https:.*/y] }],
    ["the name of an issuer", { issuer: { issuer: /https:.*/ } }],
    ["audience", { audience: /https:.*/g }],
    ["a list of audiences", { audience: [AUDIENCE, /https:.*/y] }],
    ["an object that tests", { audience: [{ test: () => true }] }],
    ["allowedClients", { allowedClients: [/.*/] }],
    ["requiredClaims", { requiredClaims: [/.*/] }],
  ])("CVE-2026-35040: a pattern is no %s", (_, options) => {
    expect(create({})).not.toThrow();
    expect(create(options)).toThrow(ConfigurationError);
  });

  test("CVE-2026-35040: the same token gets the same answer, however often it comes", async () => {
    const [good, bad] = [a.issue(), a.issueForOtherAudience()];
    for (let time = 0; time < 4; time += 1) {
      await expectAccepted(arena, good);
      await expectRefused(arena, bad, "audience_mismatch");
    }
  });

  test("CVE-2026-35041: claims of 50 kB are judged in no time", { timeout: 2000 }, async () => {
    const ample = await createArena({ maxTokenBytes: 400_000 });
    const long = "a".repeat(50_000);
    for (const aud of [long, `${AUDIENCE}${long}`, Array.from({ length: 5000 }, () => "aaaaaaaa!")]) {
      await expectRefused(ample, ample.a.issue({ aud }), "audience_mismatch");
    }
    await expectRefused(ample, ample.a.issue({ iss: `${ample.a.issuer}${long}` }), "unknown_issuer");
    await expectRefused(ample, ample.a.issue({ scope: " ".repeat(50_000) }), "scope_insufficient");
    await expectRefused(arena, a.issue({ aud: long }), "token_too_large");
  });
});

describe("CVE-2025-62610, GHSA-m732-5p4w-x69g", () => {
  test.each([[undefined], [""], [[]], [null], [[""]]])(
    "CVE-2025-62610: no verifier is made for the audience %j",
    (audience) => {
      expect(create({})).not.toThrow();
      expect(create({ audience })).toThrow(/audience/);
    },
  );

  test.each<[aud: unknown, reason: DenialReason]>([
    ["https://other.example", "audience_mismatch"],
    [undefined, "audience_mismatch"],
    [[], "audience_mismatch"],
    ["", "audience_mismatch"],
    [[["https://api.example/v1"]], "malformed_token"],
    [{ "0": AUDIENCE }, "malformed_token"],
    [1, "malformed_token"],
    [true, "malformed_token"],
    [null, "malformed_token"],
    [[AUDIENCE, 1], "malformed_token"],
    [`${AUDIENCE}/`, "audience_mismatch"],
    [` ${AUDIENCE}`, "audience_mismatch"],
    [AUDIENCE.toUpperCase(), "audience_mismatch"],
    [`${AUDIENCE} https://other.example`, "audience_mismatch"],
  ])("CVE-2025-62610: aud %j is refused", async (aud, reason) => {
    await expectAccepted(arena, a.issue({ aud: ["https://other.example", AUDIENCE] }));
    await expectRefused(arena, a.issue({ aud }), reason);
  });
});

describe("CVE-2026-44459, GHSA-hm8q-7f3q-5f36", () => {
  test.each<[exp: string, reason: DenialReason]>([
    ['"9999999999"', "malformed_token"],
    ["0", "token_expired"],
    ["-1", "token_expired"],
    ["-0", "token_expired"],
    ["null", "malformed_token"],
    ["true", "malformed_token"],
    ["1e400", "malformed_token"],
    ["-1e400", "token_expired"],
    ["[9999999999]", "malformed_token"],
    ["{}", "malformed_token"],
    ['"NaN"', "malformed_token"],
    ['""', "malformed_token"],
    ["9999999999999", "malformed_token"],
  ])("CVE-2026-44459: exp %s is refused", (exp, reason) => expectRefused(arena, withText({ exp }), reason));

  test("CVE-2026-44459: no exp is refused", () => expectRefused(arena, a.issue({ exp: undefined }), "missing_claim"));

  const wrong = ['"0"', "null", "false", "1e400", "-1", "[0]", "{}", '""'];
  test.each(["nbf", "iat"].flatMap((name) => wrong.map((text) => [name, text] as const)))(
    "CVE-2026-44459: %s %s is refused",
    (name, text) => expectRefused(arena, withText({ [name]: text }), "malformed_token"),
  );

  test.each<[name: string, text: string]>([
    ["nbf", "9999999999"],
    ["iat", "9999999999"],
  ])("CVE-2026-44459: %s in the future is looked at", async (name, text) => {
    const exp = "99999999999";
    await expectAccepted(arena, withText({ exp, [name]: "0" }));
    await expectRefused(arena, withText({ exp, [name]: text }), "token_not_yet_valid");
  });
});

describe("CVE-2024-34273", () => {
  test.each([
    ["__proto__ among the claims", () => withText({ ["__proto__"]: '{"polluted":true}' })],
    ["__proto__ spelled with an escape", () => forge(header, `{"\\u005f_proto__":{"polluted":true}}`, sign)],
    ["__proto__ deep within the claims", () => withText({ extra: '{"a":[{"__proto__":{"polluted":true}}]}' })],
    ["__proto__ in the header", () => forge(`{"alg":"ES256","__proto__":{"polluted":true}}`, claims, sign)],
  ])("CVE-2024-34273: %s is refused, and changes nothing", async (_, token) => {
    await expectRefused(arena, token(), "malformed_token");
    expect(({} as { readonly polluted?: unknown }).polluted).toBeUndefined();
  });

  test("CVE-2024-34273: constructor.prototype is a claim like any other", async () => {
    const verifier = createVerifier(a.verifierOptions());
    const token = await verifier.verify(
      withText({ constructor: '{"prototype":{"polluted":true}}', scope: '"api:read"' }),
    );
    expect(({} as { readonly polluted?: unknown }).polluted).toBeUndefined();
    expect(Object.hasOwn(token.claims, "constructor")).toBe(true);
  });

  test.each(["toString", "constructor", "hasOwnProperty", "valueOf"])(
    "CVE-2024-34273: a required claim is not found in what every object has: %s",
    async (name) => {
      const strict = await createArena({ requiredClaims: [name] });
      const own = strict.a.issue({ [name]: "x" });
      expect(await strict.answerTo(`Bearer ${own}`)).toBeAccepted();
      expect(await strict.answerTo(`Bearer ${strict.a.issue()}`)).toBeDenied("missing_claim");
    },
  );
});

test("GHSA-p2fr-6hmx-4528: an audience that the client chose besides ours can be refused", async () => {
  const exclusive = await createArena({ soleAudience: true });
  for (const aud of [
    [AUDIENCE, "https://foreign.example"],
    ["https://foreign.example", AUDIENCE],
  ]) {
    await expectAccepted(arena, a.issue({ aud }));
    await expectRefused(exclusive, exclusive.a.issue({ aud }), "audience_mismatch");
  }
  await expectAccepted(exclusive, exclusive.a.issue({ aud: [AUDIENCE, AUDIENCE] }));
});

test("CVE-2025-30144: the other trusted issuer is not reached by naming both", () =>
  expectRefused(arena, b.issue({ iss: [b.issuer, a.issuer] }), "malformed_token"));
