// What the memory of checked signatures takes, in a process of its own with `--expose-gc`. Writes a line of JSON.
import { setImmediate as yieldToLoop } from "node:timers/promises";
import { createVerifier } from "@ostiary/core";
import { AUDIENCE, createTokenSource, ISSUER } from "../http/tokens.mjs";

const BATCH = 1000;
/** A token is remembered when it comes again; the third time shows that nothing is added any more. */
const SIGHTS = 3;

const [part, ...numbers] = process.argv.slice(2);
const source = await createTokenSource("EdDSA");
const verifier = createVerifier({ issuer: { issuer: ISSUER, jwks: source.jwks }, audience: AUDIENCE });
const figures = part === "each" ? await weighEach(Number(numbers[0])) : await watchGrowth(numbers.map(Number));
process.stdout.write(JSON.stringify(figures));

/**
 * The bytes that stay when so many tokens have been verified again and again and nobody holds them any more, and those of
 * their claims alone.
 *
 * @param {number} count
 */
async function weighEach(count) {
  // Everything that is made once, by a first token, is not counted.
  await verifyAgain([await source.issue()]);
  const empty = await weigh();
  /** @type {unknown[]} */
  let claims = [];
  for (let made = 0; made < count; made += BATCH) claims.push(...(await source.issueMany(BATCH)).map(readClaims));
  const withClaims = await weigh();
  if (claims.length !== count) throw new Error("the claims are gone");
  claims = [];
  const before = await weigh();
  for (let made = 0; made < count; made += BATCH) await verifyAgain(await source.issueMany(BATCH));
  const after = await weigh();
  return { claimsBytes: (withClaims - empty) / count, rememberedBytes: (after - before) / count };
}

/**
 * The bytes in use after each of these numbers of distinct tokens.
 *
 * @param {number[]} checkpoints
 */
async function watchGrowth(checkpoints) {
  const bytes = [];
  let made = 0;
  for (const checkpoint of checkpoints) {
    process.send?.(checkpoint);
    for (; made < checkpoint; made += BATCH) await verifyAgain(await source.issueMany(BATCH), 2);
    bytes.push(await weigh());
  }
  return { bytes };
}

/**
 * @param {string[]} tokens
 * @param {number} [sights]
 */
async function verifyAgain(tokens, sights = SIGHTS) {
  for (let sight = 0; sight < sights; sight += 1) {
    for (const token of tokens) await verifier.verify(token);
  }
}

/** @param {string} token */
function readClaims(token) {
  return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
}

async function weigh() {
  // Finalizers of what one collection frees run before the next.
  for (let round = 0; round < 3; round += 1) {
    globalThis.gc?.();
    await yieldToLoop();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
