// Keys and tokens, made anew in each run.
import { createPrivateKey, generateKeyPairSync, randomUUID, sign } from "node:crypto";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";

/** @import { KeyObject } from "node:crypto" */
/** @typedef {"RS256" | "PS256" | "ES256" | "EdDSA"} Algorithm */

/** @type {readonly Algorithm[]} */
export const ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"];

export const ISSUER = "https://auth.example.com";
export const AUDIENCE = "https://api.example.com";

const SCOPES =
  "orders:read orders:write customers:read customers:write invoices:read invoices:write reports:read audit:read";
const LIFETIME_SECONDS = 7200;
/** Makes tokens with short signatures as long as those of RSA, so that rows differ in nothing but the algorithm. */
const FILLING = { departments: Array.from({ length: 10 }, (_, index) => `department-00${index}`) };

/**
 * One key pair in the forms that the contenders ask for.
 *
 * @typedef {{
 *   algorithm: Algorithm,
 *   kid: string,
 *   publicKey: KeyObject,
 *   privateKey: KeyObject,
 *   pem: string,
 *   jwk: { kty: string, kid: string, alg: string, use: string, [member: string]: string },
 * }} BenchmarkKeys
 */

/**
 * @param {Algorithm} algorithm
 * @returns {BenchmarkKeys}
 */
export function createKeys(algorithm) {
  const { publicKey, privateKey } = generatePair(algorithm);
  const kid = `${algorithm.toLowerCase()}-${randomUUID()}`;
  const pem = publicKey.export({ format: "pem", type: "spki" });
  const exported = /** @type {{ kty: string, [member: string]: string }} */ (publicKey.export({ format: "jwk" }));
  const jwk = { ...exported, kid, alg: algorithm, use: "sig" };
  return { algorithm, kid, publicKey, privateKey, pem, jwk };
}

/**
 * What `crypto.sign` and `crypto.verify` need to know besides the key (RFC 7518 §3).
 *
 * @param {Algorithm} algorithm
 * @param {KeyObject} key
 */
export function toCryptoArguments(algorithm, key) {
  const PSS_PADDING = 6;
  if (algorithm === "PS256") return { hash: "sha256", key: { key, padding: PSS_PADDING, saltLength: 32 } };
  if (algorithm === "ES256") return { hash: "sha256", key: { key, dsaEncoding: /** @type {const} */ ("ieee-p1363") } };
  return { hash: algorithm === "EdDSA" ? null : "sha256", key };
}

/**
 * What a token has besides or instead of what a good one has; `undefined` takes a member away.
 *
 * @typedef {{ claims?: Record<string, unknown>, header?: Record<string, unknown> }} TokenChange
 */

/**
 * An access token of RFC 9068 with eight scopes and two audiences, about 900 bytes long.
 *
 * @param {BenchmarkKeys} keys
 * @param {TokenChange} [change]
 */
export function signToken({ algorithm, kid, privateKey }, { claims = {}, header = {} } = {}) {
  const now = Math.floor(Date.now() / 1000);
  const input = `${encode({ alg: algorithm, typ: "at+jwt", kid, ...header })}.${encode({
    iss: ISSUER,
    sub: randomUUID(),
    aud: [AUDIENCE, "https://reports.example.com"],
    client_id: "client-7f3a9c",
    scope: SCOPES,
    iat: now,
    exp: now + LIFETIME_SECONDS,
    jti: randomUUID(),
    ...(algorithm === "RS256" || algorithm === "PS256" ? {} : FILLING),
    ...claims,
  })}`;
  const { hash, key } = toCryptoArguments(algorithm, privateKey);
  return `${input}.${sign(hash, Buffer.from(input), key).toString("base64url")}`;
}

/**
 * Signs that many different tokens, on all cores: an RSA signature costs forty times its verification.
 *
 * @param {BenchmarkKeys} keys
 * @param {number} count
 * @param {TokenChange} [change]
 * @returns {Promise<string[]>}
 */
export async function signPool(keys, count, change = {}) {
  const workers = availableParallelism();
  const share = Math.ceil(count / workers);
  const parts = await Promise.all(
    Array.from({ length: workers }, (_, index) => signInWorker(keys, Math.min(share, count - index * share), change)),
  );
  return parts.flat();
}

/**
 * @param {BenchmarkKeys} keys
 * @param {number} count
 * @param {TokenChange} change
 * @returns {Promise<string[]>}
 */
function signInWorker({ algorithm, kid, privateKey }, count, change) {
  const privatePem = privateKey.export({ format: "pem", type: "pkcs8" });
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("sign-worker.mjs", import.meta.url), {
      workerData: { algorithm, kid, privatePem, count, change },
    });
    worker.once("message", resolve);
    worker.once("error", reject);
  });
}

/** @param {string} pem */
export function readPrivateKey(pem) {
  return createPrivateKey(pem);
}

/** @param {Record<string, unknown>} members */
function encode(members) {
  return Buffer.from(JSON.stringify(members)).toString("base64url");
}

/** @param {Algorithm} algorithm */
function generatePair(algorithm) {
  if (algorithm === "ES256") return generateKeyPairSync("ec", { namedCurve: "P-256" });
  if (algorithm === "EdDSA") return generateKeyPairSync("ed25519");
  return generateKeyPairSync("rsa", { modulusLength: 2048 });
}
