import { constants, createHmac, type KeyObject, sign, type SignKeyObjectInput } from "node:crypto";
import { encode, claimsOf, headerOf, partsOf } from "./parts.js";
import type { Row } from "./row.js";
import type { Setting } from "./setting.js";
import type { OurVerdict } from "./verifiers.js";

/** Signatures that are wrong, or not made as the header says. */
export function createSignatures({ as, keys, unfit }: Setting): Row[] {
  const good = as.issue();
  const [head, payload, signature] = partsOf(good);
  const bytes = Buffer.from(signature, "base64url");
  const ec = as.signingKey.privateKey;
  const rsa = keys["RS256"]!.privateKey;
  const row = (ours: OurVerdict, title: string, token: string): Row => ({ title, token, ours });
  const bad = (title: string, token: string): Row => row("signature_invalid", title, token);
  const unmatched = (title: string, token: string): Row => row("no_matching_key", title, token);
  const withBytes = (other: Buffer): string => `${head}.${payload}.${other.toString("base64url")}`;
  const forge = (changes: object, make: (input: string) => Buffer): string => {
    const input = `${encode({ ...headerOf(as), ...changes })}.${encode(claimsOf(good))}`;
    return `${input}.${make(input).toString("base64url")}`;
  };
  const withSalt = (saltLength: number): ReturnType<typeof by> =>
    by("sha256", { key: rsa, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength });
  const [rs256, ps256] = [
    { alg: "RS256", kid: "RS256" },
    { alg: "PS256", kid: "PS256" },
  ];
  return [
    row("accepted", "ES256 with the order less s", withBytes(negate(bytes))),
    bad("ES256 in DER", forge({}, by("sha256", ec))),
    bad("ES256 over SHA-512", forge({}, by("sha512", { key: ec, dsaEncoding: "ieee-p1363" }))),
    bad("ES256 with r = 0 and s = 0", withBytes(Buffer.alloc(64))),
    bad("ES256 of 63 bytes", withBytes(bytes.subarray(0, 63))),
    bad("ES256 of 65 bytes", withBytes(Buffer.concat([bytes, Buffer.of(0)]))),
    bad("ES256 with a zero before r and s", withBytes(fill(bytes))),
    bad("no signature under ES256", withBytes(Buffer.alloc(0))),
    bad("the signature of another token", `${head}.${payload}.${partsOf(as.issue())[2]}`),
    bad("PS256 without a salt", forge(ps256, withSalt(0))),
    bad("PS256 with a salt of 20 bytes", forge(ps256, withSalt(20))),
    bad("PS256 over an RS256 signature", forge(ps256, by("sha256", rsa))),
    bad("RS256 over a PS256 signature", forge(rs256, withSalt(32))),
    bad("RS256 over SHA-512", forge(rs256, by("sha512", rsa))),
    bad(
      "RS256 with a zero before it",
      forge(rs256, (input) => Buffer.concat([Buffer.of(0), by("sha256", rsa)(input)])),
    ),
    bad("EdDSA with the order added to S (RFC 8032 §5.1.7)", withOrderAdded(as.issue({}, { key: keys["EdDSA"]! }))),
    unmatched("RS384 with a key whose `alg` is RS256", as.issue({}, { key: keys["RS384"]!, kid: "RS256" })),
    unmatched("RS256 with a key whose `alg` is PS256", as.issue({}, { key: keys["RS256"]!, kid: "PS256" })),
    unmatched("RS256 with a key of 1024 bits", forge({ alg: "RS256", kid: "rsa1024" }, by("sha256", unfit.rsa1024))),
    unmatched(
      "ES256 with a key on secp256k1",
      forge({ kid: "secp256k1" }, by("sha256", { key: unfit.secp256k1, dsaEncoding: "ieee-p1363" })),
    ),
    unmatched("ES256 with a key that is for encryption", as.issue({}, { kid: "for encryption" })),
    unmatched("ES384 under the `kid` of ES256", as.issue({}, { key: keys["ES384"]!, kid: as.signingKey.kid })),
    row("algorithm_not_allowed", "HS256 keyed with nothing", forge({ alg: "HS256", kid: "bare" }, hmac(""))),
    row(
      "algorithm_not_allowed",
      "HS256 keyed with the modulus of a key without `alg`",
      forge({ alg: "HS256", kid: "bare" }, hmac(String(keys["RS256"]!.publicJwk["n"]))),
    ),
    ...["none", "None", "nOnE", "none "].map((alg) =>
      row(
        "algorithm_not_allowed",
        `\`alg: ${JSON.stringify(alg)}\` without a signature`,
        forge({ alg }, () => Buffer.alloc(0)),
      ),
    ),
    ...["es256", "ES256 ", "ES256K", "constructor"].map((alg) =>
      row("algorithm_not_allowed", `\`alg: ${JSON.stringify(alg)}\` over a good signature`, as.issue({}, { alg })),
    ),
    ...[["ES256"], null, 1].map((alg) => {
      const sign256 = by("sha256", { key: ec, dsaEncoding: "ieee-p1363" });
      return row("malformed_token", `\`alg: ${JSON.stringify(alg)}\` over a good signature`, forge({ alg }, sign256));
    }),
  ];
}

function by(hash: string, key: KeyObject | SignKeyObjectInput): (input: string) => Buffer {
  return (input) => sign(hash, Buffer.from(input), key);
}

function hmac(secret: string): (input: string) => Buffer {
  return (input) => createHmac("sha256", secret).update(input).digest();
}

/** The other s that fits every ECDSA signature on P-256. */
function negate(signature: Buffer): Buffer {
  const s = ORDER_P256 - BigInt(`0x${signature.subarray(32).toString("hex")}`);
  return Buffer.concat([signature.subarray(0, 32), Buffer.from(s.toString(16).padStart(64, "0"), "hex")]);
}

/** r and s in 33 bytes each. */
function fill(signature: Buffer): Buffer {
  return Buffer.concat([Buffer.of(0), signature.subarray(0, 32), Buffer.of(0), signature.subarray(32)]);
}

function withOrderAdded(token: string): string {
  const [header, claims, text] = partsOf(token);
  const signature = Buffer.from(text, "base64url");
  const littleEndian = (bytes: Uint8Array): Buffer => Buffer.from(bytes.toReversed());
  const s = BigInt(`0x${littleEndian(signature.subarray(32)).toString("hex")}`) + ORDER_25519;
  const bytes = littleEndian(Buffer.from(s.toString(16).padStart(64, "0"), "hex"));
  return `${header}.${claims}.${Buffer.concat([signature.subarray(0, 32), bytes]).toString("base64url")}`;
}

const ORDER_P256 = 0xffffffff_00000000_ffffffff_ffffffff_bce6faad_a7179e84_f3b9cac2_fc632551n;
const ORDER_25519 = 2n ** 252n + 27_742_317_777_372_353_535_851_937_790_883_648_493n;
