import { inspect } from "node:util";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Explanation } from "../../src/index.js";
import { encodeBase64url } from "../../src/internal/base64url.js";
import { createRecipient } from "../support/encryption.js";
import { answeringClient, introspectingVerifier } from "../support/introspection.js";
import { AUDIENCE, CLAIMS, createSigner, ISSUER, verifierFor } from "../support/issuer.js";

const signer = await createSigner();
const verifier = verifierFor(signer);

/** The claims whose values decide something: everything else is shown by its form. */
const SHOWN = new Set([
  ...["iss", "aud", "exp", "nbf", "iat", "scope", "scp", "scopes", "client_id", "azp", "cid", "appid"],
  ...["typ", "type", "token_type", "token_use", "token_usage", "tokenName", "tok_type", "drn"],
]);
const HIDDEN = ["sub", "jti", "email", "name", "act", "events", "cnf", "nonce", "at_hash", "sid", "roles", "__secret"];
const MARK = "personal-value";

/** Any JSON, whose texts say that they must not be seen. */
const { secret } = fc.letrec((tie) => ({
  text: fc.string().map((text) => `${MARK}${text}`),
  secret: fc.oneof(
    { maxDepth: 3 },
    tie("text"),
    fc.integer(),
    fc.constant(null),
    fc.array(tie("secret"), { maxLength: 3 }),
    fc.dictionary(fc.string({ maxLength: 8 }), tie("secret"), { maxKeys: 3 }),
  ),
}));
const claims = fc
  .tuple(
    fc.dictionary(fc.constantFrom(...HIDDEN), secret),
    fc.dictionary(fc.string({ unit: "binary" }), secret, { maxKeys: 4 }),
    fc.dictionary(fc.constantFrom(...SHOWN), fc.oneof(fc.string({ unit: "binary" }), fc.jsonValue()), { maxKeys: 4 }),
  )
  .map(([hidden, unknown, shown]): Record<string, unknown> => {
    const others = Object.entries(unknown).filter(([name]) => !SHOWN.has(name) && name !== "__proto__");
    return { ...CLAIMS, ...Object.fromEntries(others), ...hidden, ...shown };
  });
const header = fc.record(
  {
    typ: fc.oneof(fc.constantFrom("JWT", "at+jwt", "dpop+jwt"), fc.string({ unit: "binary" }), fc.integer()),
    kid: fc.oneof(fc.constant("k1"), fc.string({ unit: "binary" }), fc.integer()),
    crit: secret,
    x: secret,
  },
  { requiredKeys: [] },
);

const encode = (value: unknown): string => encodeBase64url(new TextEncoder().encode(JSON.stringify(value)));

/** Everything that people print. */
function print(explanation: Explanation): readonly string[] {
  return [
    String(explanation),
    explanation.toMarkdown(),
    JSON.stringify(explanation),
    inspect(explanation, { depth: null, showHidden: true }),
  ];
}

function expectSafe(explanation: Explanation, secrets: readonly string[]): void {
  for (const text of print(explanation)) {
    expect(text).not.toContain(MARK);
    for (const hidden of secrets) {
      for (let start = 0; start + 16 <= hidden.length; start += 1) {
        if (text.includes(hidden.slice(start, start + 16))) expect.fail(`${hidden} shows at ${start}: ${text}`);
      }
    }
    expect(text.length).toBeLessThan(100_000);
    expect(text).toMatch(/^[\n\x20-\x7e§]*$/);
  }
}

test("nothing of a JWT that nobody signed is seen, but what decides", async () => {
  await fc.assert(
    fc.asyncProperty(header, claims, fc.uint8Array({ minLength: 64, maxLength: 64 }), async (own, content, bytes) => {
      const parts = [encode({ alg: "ES256", ...own }), encode(content), encodeBase64url(bytes)];
      expectSafe(await verifier.explain(parts.join("."), { scopes: ["api:read"] }), parts);
    }),
    { numRuns: 200 },
  );
});

test("nor of one that the issuer signed", async () => {
  await fc.assert(
    fc.asyncProperty(claims, async (content) => {
      const token = await signer.sign(content);
      expectSafe(await verifier.explain(token), token.split("."));
    }),
    { numRuns: 100 },
  );
});

test("nor of what introspection says", async () => {
  await fc.assert(
    fc.asyncProperty(claims, fc.stringMatching(/^[!-~]{16,60}$/), async (content, token) => {
      const { verifier: introspecting } = introspectingVerifier(answeringClient({ active: true, claims: content }));
      expectSafe(await introspecting.explain(token), [token]);
    }),
    { numRuns: 100 },
  );
});

test("nor of a text that is any", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "binary", minLength: 16 }), async (token) => {
      expectSafe(await verifier.explain(token), [token]);
    }),
    { numRuns: 200 },
  );
});

const signature = "c2lnbmF0dXJlLW9mLXNvbWVib2R5LWVsc2UtYnV0LW5vdC1vZi11cw".padEnd(86, "A");
const content = { iss: ISSUER, aud: signature, client_id: `x-${signature.slice(5, 40)}-y`, scope: signature, exp: 9e9 };
const selfish = `${encode({ alg: "ES256", kid: signature, typ: signature })}.${encode(content)}.${signature}`;

test("parts of the token that a stranger wrote into what is shown are taken out", async () => {
  const explanation = await verifier.explain(selfish);
  expectSafe(explanation, selfish.split("."));
  expect(String(explanation)).toContain("[part of the token]");
});

test("and so are parts of the token inside an encrypted one", async () => {
  const recipient = await createRecipient();
  const token = await recipient.encrypt(selfish);
  const explanation = await verifierFor(signer, { decryptionKeys: [{ key: recipient.jwk }] }).explain(token);
  expect(explanation.steps).toContainEqual(expect.objectContaining({ step: "decryption", verdict: "passed" }));
  expectSafe(explanation, selfish.split("."));
});

test("nor is anything of the token in an encrypted one", async () => {
  const recipient = await createRecipient();
  const inside = await signer.sign({ email: MARK, aud: "https://other.example" });
  const token = await recipient.encrypt(inside);
  const reading = verifierFor(signer, { decryptionKeys: [{ key: recipient.jwk }] });
  const explanation = await reading.explain(token);
  expect(explanation.reason).toBe("audience_mismatch");
  expectSafe(explanation, [...token.split("."), ...inside.split(".")]);
  expect(JSON.stringify(explanation)).not.toContain(recipient.jwk.d);
});

test("nor in the words of a check that says too much", async () => {
  const token = await signer.sign();
  const talking = verifierFor(signer, {
    checks: [
      (accepted) => ({
        kind: "denied",
        reason: "check_denied",
        detail: `bad:\u001b[2J\n${accepted.value}${"!".repeat(200_000)}`,
        requiredScopes: [],
      }),
    ],
  });
  expectSafe(await talking.explain(token), token.split("."));
});

test("values are shown of what decides", async () => {
  const explanation = await verifier.explain(await signer.sign({ email: "ada@mail.example", groups: ["a", "b", "c"] }));
  const shown = Object.fromEntries(explanation.claims.map(({ name, shows }) => [name, shows]));
  expect(shown).toEqual({
    iss: `"${ISSUER}"`,
    sub: "text of 2 characters",
    aud: `"${AUDIENCE}"`,
    client_id: '"c1"',
    iat: "1893455990 (2029-12-31T23:59:50Z)",
    exp: "1893456300 (2030-01-01T00:05:00Z)",
    jti: "text of 2 characters",
    scope: '"api:read"',
    email: "text of 16 characters",
    groups: "list of 3",
  });
});
