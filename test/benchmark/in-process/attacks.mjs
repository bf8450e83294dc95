import { randomBytes } from "node:crypto";
import { createKeys, signPool, signToken } from "./tokens.mjs";

/** @import { DenialReason } from "@ostiary/core" */
/** @import { BenchmarkKeys } from "./tokens.mjs" */

/**
 * Fields as they come in, and how each of them must be answered. `isOnce`: their signature is good, so that they could be
 * remembered.
 *
 * @typedef {{ name: string, reason: DenialReason | "accepted", fields: string[], isOnce?: boolean }} Attack
 */

/** As many different tokens of a kind as are sent in turn. */
const VARIANTS = 200;
/** A token of the longest that is looked at has some room for its header and signature. */
const LARGE_BYTES = 16_000;
const HUGE_BYTES = 5_000_000;

/**
 * Good tokens first. What only the signature tells from a good one comes last.
 *
 * @param {BenchmarkKeys} keys
 * @param {number} poolTokens - How many there are of a kind whose signature is good: none is sent twice in a round.
 * @returns {Promise<Attack[]>}
 */
export async function createAttacks(keys, poolTokens) {
  const pool = await signPool(keys, poolTokens);
  const large = signToken(keys, { claims: { padding: "x".repeat((LARGE_BYTES * 3) / 4 - 700) } });
  const elsewhere = { claims: { aud: "https://other.example.com" } };
  return [
    { ...toAttack("good, new", "accepted", pool), isOnce: true },
    toAttack("good, again", "accepted", pool.slice(0, 1)),
    toAttack(
      "not a JWT",
      "malformed_token",
      variants(() => randomText(32)),
    ),
    toAttack("5 MB", "token_too_large", ["x".repeat(HUGE_BYTES)]),
    toAttack(
      "16 KB of three parts that hold nothing",
      "malformed_token",
      variants(() => toParts(LARGE_BYTES)),
    ),
    ...spoiled(keys),
    { ...toAttack("ID token", "not_an_access_token", await signPool(keys, poolTokens, toIdToken())), isOnce: true },
    { ...toAttack("wrong audience", "audience_mismatch", await signPool(keys, poolTokens, elsewhere)), isOnce: true },
    toAttack("forged, known kid", "signature_invalid", pool.slice(0, VARIANTS).map(forge)),
    toAttack(
      "forged, known kid, 16 KB",
      "signature_invalid",
      variants(() => forge(large)),
    ),
  ];
}

/**
 * What tells itself from a good token before the signature is looked at.
 *
 * @param {BenchmarkKeys} keys
 * @returns {Attack[]}
 */
function spoiled(keys) {
  const now = Math.floor(Date.now() / 1000);
  const stranger = createKeys("ES256");
  /** @type {[string, DenialReason, () => string][]} */
  const kinds = [
    ["unknown issuer", "unknown_issuer", () => signToken(keys, { claims: { iss: "https://other.example.com" } })],
    ["wrong algorithm", "algorithm_not_allowed", () => signToken(keys, { header: { alg: "HS256" } })],
    ["wrong type", "unexpected_type", () => signToken(keys, { header: { typ: "logout+jwt" } })],
    ["expired", "token_expired", () => signToken(keys, { claims: { iat: now - 7200, exp: now - 3600 } })],
    ["unknown kid", "no_matching_key", () => signToken(keys, { header: { kid: randomText(12) } })],
    ["kid of a key of another kind", "no_matching_key", () => signToken({ ...stranger, kid: keys.kid })],
  ];
  return kinds.map(([name, reason, sign]) => toAttack(name, reason, variants(sign)));
}

function toIdToken() {
  const claims = { scope: undefined, client_id: undefined, nonce: randomText(12), at_hash: randomText(16) };
  return { header: { typ: "JWT" }, claims };
}

/**
 * @param {string} name
 * @param {Attack["reason"]} reason
 * @param {readonly string[]} tokens
 * @returns {Attack}
 */
function toAttack(name, reason, tokens) {
  return { name, reason, fields: tokens.map((token) => `Bearer ${token}`) };
}

/** @param {() => string} make */
function variants(make) {
  return Array.from({ length: VARIANTS }, make);
}

/**
 * With a signature of the right length that nobody made.
 *
 * @param {string} token
 */
function forge(token) {
  const dot = token.lastIndexOf(".");
  const { length } = Buffer.from(token.slice(dot + 1), "base64url");
  // Below every modulus, so that the whole check is made.
  const signature = Buffer.concat([Buffer.from([0]), randomBytes(length - 1)]);
  return `${token.slice(0, dot)}.${signature.toString("base64url")}`;
}

/** @param {number} length */
function toParts(length) {
  return [0, 1, 2].map(() => randomText(length / 4)).join(".");
}

/** @param {number} bytes */
function randomText(bytes) {
  return randomBytes(bytes).toString("base64url");
}
