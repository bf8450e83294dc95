import { constants, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import type { JWK } from "jose";
import { SIGNATURE_ALGORITHMS, type SignatureAlgorithm } from "../../../src/internal/algorithms.js";
import * as node from "../../../src/internal/signature/node.js";
import * as webcrypto from "../../../src/internal/signature/webcrypto.js";

// Two implementations of the signature check, and one verdict: of what one of them takes for good or for bad, the other thinks
// the same. What neither can judge, since the key is none, is refused by both.

type Verdict = "good" | "bad" | "refused";

export interface Case {
  readonly alg: string;
  readonly jwk: JWK;
  readonly token: string;
}

async function judgeWith(
  { importSignatureKey, verifySignature }: typeof node,
  { alg, jwk, token }: Case,
): Promise<Verdict[]> {
  try {
    const key = await importSignatureKey(jwk, alg);
    // Begun together, so that on Node one runs on this thread and the other in the pool.
    const answers = await Promise.all([1, 2].map(async () => verifySignature(token, alg, key)));
    return answers.map((answer) => (answer ? "good" : "bad"));
  } catch {
    return ["refused"];
  }
}

/** The verdict of both, if it is one. */
export async function judge(signed: Case): Promise<string> {
  const verdicts = [await judgeWith(node, signed), await judgeWith(webcrypto as unknown as typeof node, signed)].flat();
  return new Set(verdicts).size === 1 ? (verdicts[0] as Verdict) : `not agreed: ${verdicts.join()}`;
}

export interface Signer {
  readonly alg: SignatureAlgorithm;
  readonly privateKey: KeyObject;
  readonly jwk: JWK;
}

export const hashOf = (alg: string): string | null => (alg.startsWith("Ed") ? null : `sha${alg.slice(2)}`);
const CURVES: Record<string, string> = { ES256: "P-256", ES384: "P-384", ES512: "P-521" };

/** A signer for each algorithm. Those of RSA share a key, which takes a moment to make. */
function createSigners(): Map<SignatureAlgorithm, Signer> {
  const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const createPair = (alg: string): { publicKey: KeyObject; privateKey: KeyObject } => {
    const namedCurve = CURVES[alg];
    if (namedCurve !== undefined) return generateKeyPairSync("ec", { namedCurve });
    return alg.startsWith("Ed") ? generateKeyPairSync("ed25519") : rsa;
  };
  return new Map(
    SIGNATURE_ALGORITHMS.map((alg) => {
      const { publicKey, privateKey } = createPair(alg);
      return [alg, { alg, privateKey, jwk: publicKey.export({ format: "jwk" }) }];
    }),
  );
}

const signers = createSigners();
const strangers = createSigners();
export const strangerOf = (alg: SignatureAlgorithm): Signer => strangers.get(alg) as Signer;
export const signerOf = (alg: SignatureAlgorithm): Signer => signers.get(alg) as Signer;

export const encode = (bytes: Uint8Array | string): string => Buffer.from(bytes).toString("base64url");

export function inputFor(alg: string, payload = "{}"): string {
  return `${encode(JSON.stringify({ alg }))}.${encode(payload)}`;
}

export function optionsOf(alg: string): object {
  if (alg.startsWith("ES")) return { dsaEncoding: "ieee-p1363" };
  return alg.startsWith("PS")
    ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
    : {};
}

export function signInput({ alg, privateKey }: Signer, input: string, options: object = {}): Buffer {
  return sign(hashOf(alg), Buffer.from(input), { key: privateKey, ...optionsOf(alg), ...options });
}

/** A token of this signer, with a signature made as it should be or by what is given. */
export function caseOf(
  signer: Signer,
  signature: (input: string) => Uint8Array = (input) => signInput(signer, input),
): Case {
  const input = inputFor(signer.alg);
  return { alg: signer.alg, jwk: signer.jwk, token: `${input}.${encode(signature(input))}` };
}

export const toNumber = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString("hex") || "0"}`);
export const toBytes = (value: bigint, length: number): Buffer =>
  Buffer.from(value.toString(16).padStart(length * 2, "0"), "hex");
