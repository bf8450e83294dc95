import { sign } from "node:crypto";
import type { SigningKey } from "../signing-key.js";
import { der, derInteger, derObjectId } from "./der.js";

/**
 * A certificate in DER that a key has signed for itself, as an attacker makes one: for nobody, valid from 2020 to 2049
 * (RFC 5280 §4.1).
 */
export function createSelfSignedCertificate(key: SigningKey): Uint8Array {
  const { oid, hash } = signatureOf(key);
  const algorithm = der(SEQUENCE, derObjectId(oid));
  const name = der(
    SEQUENCE,
    der(SET, der(SEQUENCE, derObjectId(COMMON_NAME), der(UTF8_STRING, Buffer.from("attacker")))),
  );
  const validity = der(SEQUENCE, utcTime("200101000000Z"), utcTime("491231235959Z"));
  const content = der(
    SEQUENCE,
    der(VERSION, derInteger(Uint8Array.of(2))),
    derInteger(Uint8Array.of(1)),
    algorithm,
    name,
    validity,
    name,
    key.publicKey.export({ type: "spki", format: "der" }),
  );
  const signature = sign(hash, content, key.privateKey);
  return der(SEQUENCE, content, algorithm, der(BIT_STRING, Uint8Array.of(0), signature));
}

/** RFC 5758 §3.2, RFC 4055 §5, RFC 8410 §3. */
function signatureOf({ publicKey }: SigningKey): { readonly oid: string; readonly hash: string | null } {
  switch (publicKey.asymmetricKeyType) {
    case "ec":
      return { oid: "1.2.840.10045.4.3.2", hash: "sha256" };
    case "rsa":
      return { oid: "1.2.840.113549.1.1.11", hash: "sha256" };
    default:
      return { oid: "1.3.101.112", hash: null };
  }
}

function utcTime(text: string): Uint8Array {
  return der(0x17, Buffer.from(text));
}

const SEQUENCE = 0x30;
const SET = 0x31;
const BIT_STRING = 0x03;
const UTF8_STRING = 0x0c;
/** The explicit tag [0]. */
const VERSION = 0xa0;
const COMMON_NAME = "2.5.4.3";
