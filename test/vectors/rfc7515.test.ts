import { ConfigurationError, createVerifier, type Verifier } from "@ostiary/core";
import { dangerouslyAcceptMissingAudience } from "@ostiary/core/danger";
import { manualClock } from "@ostiary/testing";
import { matchers } from "@ostiary/testing/vitest";
import { describe, expect, test } from "vitest";
import { isSignedBy, judgeSignature } from "./support/judge-signature.js";
import {
  A1_KEY,
  A1_TOKEN,
  A2_KEY,
  A2_TOKEN,
  A3_KEY,
  A3_TOKEN,
  A4_KEY,
  A4_TOKEN,
  A5_TOKEN,
  A6_TEXT,
  A7_TEXT,
  EXPIRES_AT,
} from "./support/rfc7515.js";

expect.extend(matchers);

const clock = manualClock(EXPIRES_AT - 60);

/** One that trusts the issuer of the examples, which names no audience. */
const verifierFor = (...keys: readonly object[]): Verifier =>
  createVerifier({ issuer: { issuer: "joe", jwks: { keys }, [dangerouslyAcceptMissingAudience]: true }, clock });
const verifier = verifierFor(A2_KEY, A3_KEY, A4_KEY);
const verify = (token: string): Promise<unknown> => verifier.verify(token).catch((error: unknown) => error);

describe.each([
  ["A.2", "RS256", A2_TOKEN, A2_KEY],
  ["A.3", "ES256", A3_TOKEN, A3_KEY],
])("RFC 7515 %s (%s)", (_, __, token, key) => {
  test("is accepted, with the claims of the example", async () => {
    const { claims } = await verifier.verify(token);
    expect(claims).toEqual({ iss: "joe", exp: EXPIRES_AT, "http://example.com/is_root": true });
    expect(isSignedBy(token, key)).toBe(true);
  });

  test("is refused from the second it expires (RFC 7519 §4.1.4)", async () => {
    const later = createVerifier({
      issuer: { issuer: "joe", jwks: { keys: [key] }, [dangerouslyAcceptMissingAudience]: true },
      clock: manualClock(EXPIRES_AT),
      clockToleranceSeconds: 0,
    });
    await expect(later.verify(token)).rejects.toMatchObject({ reason: "token_expired" });
  });

  test("is refused without the switch that takes a missing audience (RFC 9068 §4)", async () => {
    const strict = createVerifier({
      issuer: { issuer: "joe", jwks: { keys: [key] } },
      audience: "https://api.example.com",
      clock,
    });
    await expect(strict.verify(token)).rejects.toMatchObject({ reason: "audience_mismatch" });
  });

  test("is refused with another key of its kind (§5.2)", async () => {
    const [other] = [A2_KEY, A3_KEY].filter(({ kty }) => kty !== key.kty);
    expect(await judgeSignature(token, other!)).toBe("no_matching_key");
    expect(await judgeSignature(flipLastByte(token), key)).toBe("signature_invalid");
  });
});

test("RFC 7515 A.4 (ES512): the signature is verified, and what it signs is no claims set (RFC 7519 §7.2)", async () => {
  expect(isSignedBy(A4_TOKEN, A4_KEY)).toBe(true);
  expect(await judgeSignature(A4_TOKEN, A4_KEY)).toBe("pass");
  expect(await judgeSignature(flipLastByte(A4_TOKEN), A4_KEY)).toBe("signature_invalid");
  expect(await verify(A4_TOKEN)).toBeDenied("malformed_token");
});

test("RFC 7515 A.1, RFC 7519 §3.1 (HS256): a symmetric algorithm is refused, and so is its key (RFC 8725 §3.1)", async () => {
  expect(await verify(A2_TOKEN)).toBeAccepted();
  expect(await verify(A1_TOKEN)).toBeDenied("algorithm_not_allowed");
  expect(() => verifierFor(A2_KEY, A1_KEY)).toThrow(ConfigurationError);
});

test("RFC 7515 A.5, RFC 7519 §6.1 (none): an unsecured token is refused (RFC 8725 §3.2)", async () => {
  expect(await verify(A2_TOKEN)).toBeAccepted();
  expect(await verify(A5_TOKEN)).toBeDenied("algorithm_not_allowed");
});

test.each([
  ["A.6", "general", A6_TEXT],
  ["A.7", "flattened", A7_TEXT],
])(
  "RFC 7515 %s: the %s JSON serialization is refused, although its signatures are good (§7.2)",
  async (_, __, text) => {
    expect(await verify(text)).toBeDenied("malformed_token");
    const outcome = await verifier.authenticate({ authorization: [`Bearer ${text}`] });
    expect(outcome).toBeDenied("malformed_credentials");
  },
);

function flipLastByte(token: string): string {
  const dot = token.lastIndexOf(".");
  const signature = Buffer.from(token.slice(dot + 1), "base64url");
  signature[signature.length - 1]! ^= 1;
  return `${token.slice(0, dot)}.${signature.toString("base64url")}`;
}
