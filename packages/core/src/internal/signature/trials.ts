import type { JWK } from "jose";

/** Verifies a signature of `TRIAL_TEXT`, however; may throw. */
export type TrialVerify = (alg: string, jwk: JWK, signature: string) => boolean;

/** What is signed in the trials. */
export const TRIAL_TEXT = "ostiary";

/**
 * Whether a runtime that has a `node:crypto` verifies with it as Node does. Some have only a part of it, and one that passes
 * over a parameter it does not know would take signatures that are none.
 *
 * Tries one algorithm of each kind: PKCS #1, PSS with the salt it must have and with another, ECDSA as in a JWS, Ed25519.
 */
export function passesTrials(verify: TrialVerify): boolean {
  try {
    return TRIALS.every(({ alg, jwk, good, bad }) => {
      const others = [...bad, spoil(good)];
      return verify(alg, jwk, good) && !others.some((signature) => verify(alg, jwk, signature));
    });
  } catch {
    return false;
  }
}

/** The same length, and canonical still; the number or point in it is another one. */
function spoil(signature: string): string {
  return signature.slice(0, 40) + (signature[40] === "A" ? "B" : "A") + signature.slice(41);
}

interface Trial {
  readonly alg: string;
  readonly jwk: JWK;
  readonly good: string;
  readonly bad: readonly string[];
}

// Signatures made for this, with keys whose private half nobody has.
const RSA: JWK = {
  kty: "RSA",
  e: "AQAB",
  n:
    "oNZgTPOC6-GmhnH-M2GTDMgOXBth0rVwFWvDQm9zbc5XrkS64BvGurGsUtugYRUynSffGNVy_mFaTCPXWHFoYKbnBXyhnFH_Q3ni" +
    "MBDzkJ4mMyI4c0ntkeCT96wUGScz_7FY7arh4sjnr1qyZBa_bEVI30o6C0yEVk3wYx_Y3OpJTxU0nlMjnSSQO4FNX8SOMa09uYmq" +
    "xlHN2Ffqqe1o0Aq8lv2bEhKEHe9yTFnGF51CgFMV7MmEgWDCDOYBfAXpDkAoTReWky3Hv78S-C5LMTXQ-cjZs9NFRumPplSftCf6" +
    "snZKF9M2rmc3rdTOESJElyUOGH3G3CU4BA1_4UvqrQ",
};
const PKCS1_SIGNATURE: string =
  "PoCC3oo8mjiANnr-OM2bmlF7jkvyLJvcgJo0zDkZKUNvWtSnvVhieHSARkl0do7M6exmV_5miWm62N0p2Jtm6JTWaalQNkyfX50x" +
  "qslhSIfClFRAqA_QrD2ZLJOesAouJ0EXT_Skyb_fJNqdN3B9Z3ChozRu7IzNfh2HJXfYVHvJS7uE1RVQ_HgiRrmzLZLZDXXWRA4P" +
  "mbV6cwqB3ZzLg14mvte3gIMjEU4Cn9pSc9CtVVuk2lrfTNgHNSsJIO4lIxNet6RAhqPp3mnO2ZoFJf-sScZ6Ol01-OsdFXPli4SC" +
  "NyMAlkOvNJFPL1N1kqprqxfimHranf9PMd18oHVbVQ";
const PSS_SIGNATURE: string =
  "RMT3B8g0Bx_3dABugR8z5HmqLBxOxbW9_ZHne2Y6iIxeTxcsNjT9oYDVOthNYDWNlj8wN3WQdI2vBpcFz9uoa7GAXtlbkro_k3zK" +
  "te8-prLlql_aAfYICpjmWEg9Qp-0gcHvEpoNU9rOBhfrEwIGdD187ksbBqJGolG3uMQR6_4c4p69JECv1ZOEGRLoicd3L1A1_Toa" +
  "wG8JEhrizOuaJr4sVoZzmKs0nCXFgEKaR8d0EZGqVyKQ9WirQpNVj96-HT-zfy0XYJgikZBSvMdmiiPvseVZnaj2TlZGftqPcXxn" +
  "rT_jgblccWlMBhl8tyHKF1hTtoorCLBxYjK-swZdUA";
/** With a salt of 20 bytes where 32 are due (RFC 7518 §3.5). */
const SHORT_SALT_SIGNATURE: string =
  "QeQEpP-mvzfOzjSTO7F_l5sS93Zjui3QMA1Pj6q3FosdJ_vFBiPDNumifI6euoYhbuL6VeRBwmnyDQU_8N-Ov5i2YyZKs-xVVNMK" +
  "4sZLAwjm3Ff6P5Gz0ti5VaDuTT99RjO_jvXN9TCk7KhmfgjtmY8ks5R-KIN3FtIJowY-ifRZwUGYmu4OsXYSInNrCPpjWkSbnROZ" +
  "QP3QQppO9oCTxISEXEqy_4qxmb8my0V9GMTxxBJANFeFHGvkCAcKFePM_C8At-ffuPxz3NJhV0eqBKoJ1oHLAfYHD3AvltlHtB2c" +
  "4r4wO6DgETVvJj9BYBLIGrPg2ITZIiAxEqyD5pb7TQ";
const P256: JWK = {
  kty: "EC",
  crv: "P-256",
  x: "jTUF6MGi19j5B91nG8I_zVsQ9VNlqO9beDBkRsz8GzU",
  y: "UfrvG_vnmbUD29oqG9zWenZLiMs5cgQGON4Hkfxr8m4",
};
const P256_SIGNATURE = "oX792nuNUtXYDJu_xBXxuILUF3ctHhgpyd8y0lMJmTOiRZb7SJqdlBW5ryhssi8Q9Y3_hagtwmn3BkqoNgp9Zg";
const ED25519: JWK = { kty: "OKP", crv: "Ed25519", x: "e7fGpAgFkZShHF6ZUSgcDvm_5tvfMjEES0AnkMHbtJA" };
const ED25519_SIGNATURE = "P8t1jbfDxFiu9FttUSQuoyijAEkrCwMG6ZPgG5tvb-ZWZpCOruQlFyLLW-HkNFvy0pGaaImlzvlZJ7XRGqbwCQ";

const TRIALS: readonly Trial[] = [
  { alg: "RS256", jwk: RSA, good: PKCS1_SIGNATURE, bad: [PSS_SIGNATURE] },
  { alg: "PS256", jwk: RSA, good: PSS_SIGNATURE, bad: [PKCS1_SIGNATURE, SHORT_SALT_SIGNATURE] },
  { alg: "ES256", jwk: P256, good: P256_SIGNATURE, bad: [] },
  { alg: "Ed25519", jwk: ED25519, good: ED25519_SIGNATURE, bad: [] },
];
