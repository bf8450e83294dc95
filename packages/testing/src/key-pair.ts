import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";

/** Both halves of a key. */
export interface KeyPair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/**
 * Makes a key pair. The keys are read anew from what was made: those that the generator hands out itself share a lock with it, and
 * to export one while it is collected as garbage waits for that lock for ever on some versions of Node.js.
 */
export function generateKeyPair(kind: { readonly curve: string } | { readonly modulusLength: number }): KeyPair {
  if ("modulusLength" in kind) return readAnew(generateKeyPairSync("rsa", { ...kind, ...ENCODINGS }));
  const { curve } = kind;
  return readAnew(
    curve === "Ed25519"
      ? generateKeyPairSync("ed25519", ENCODINGS)
      : generateKeyPairSync("ec", { namedCurve: curve, ...ENCODINGS }),
  );
}

/** @param encoded - Both halves in DER, which the types of Node.js do not see. */
function readAnew(encoded: object): KeyPair {
  const { publicKey, privateKey } = encoded as { readonly publicKey: Buffer; readonly privateKey: Buffer };
  return {
    publicKey: createPublicKey({ key: publicKey, ...ENCODINGS.publicKeyEncoding }),
    privateKey: createPrivateKey({ key: privateKey, ...ENCODINGS.privateKeyEncoding }),
  };
}

const ENCODINGS = {
  publicKeyEncoding: { type: "spki", format: "der" },
  privateKeyEncoding: { type: "pkcs8", format: "der" },
} as const;
