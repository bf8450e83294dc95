// The keys and tokens of the rows on HTTP and memory: about 900 bytes each, with eight scopes and a list of audiences. Their `typ` is
// `JWT`, the only one that all contenders take.
import { generateKeyPairSync, randomUUID, sign } from "node:crypto";
import { promisify } from "node:util";

export const ISSUER = "https://auth.example.com";
export const AUDIENCE = "https://api.example.com";

/** @typedef {"RS256" | "ES256" | "EdDSA"} TokenAlgorithm */

/**
 * A key pair, and where tokens of it come from.
 *
 * @typedef {object} TokenSource
 * @property {TokenAlgorithm} algorithm
 * @property {{ keys: [import("node:crypto").JsonWebKey] }} jwks
 * @property {string} pem The public key.
 * @property {(claims?: object) => Promise<string>} issue A token that no other is like.
 * @property {(count: number) => Promise<string[]>} issueMany
 */

const DIGESTS = { RS256: "sha256", ES256: "sha256", EdDSA: null };
const LIFETIME_SECONDS = 12 * 60 * 60;
const SCOPE = ["orders", "invoices", "customers", "reports"].flatMap((name) => [`${name}:read`, `${name}:write`]);
const CLAIMS = {
  iss: ISSUER,
  aud: [AUDIENCE, "https://reports.example.com", "https://files.example.com"],
  client_id: "0oa8vkd1p3QmZ5y2X4h7",
  scope: SCOPE.join(" "),
};

/** @type {(digest: string | null, input: Buffer, key: import("node:crypto").SignKeyObjectInput) => Promise<Buffer>} */
const signInPool = promisify(sign);

/**
 * @param {TokenAlgorithm} algorithm
 * @returns {Promise<TokenSource>}
 */
export async function createTokenSource(algorithm) {
  const { publicKey, privateKey } = createKeyPair(algorithm);
  const kid = `${algorithm}-2026`;
  const jwk = { ...publicKey.export({ format: "jwk" }), kid, alg: algorithm, use: "sig" };
  const header = encode({ alg: algorithm, typ: "JWT", kid });

  /** @param {object} [claims] */
  const issue = async (claims) => {
    const input = `${header}.${encode({ ...CLAIMS, ...createOwnClaims(), ...claims })}`;
    const key = { key: privateKey, dsaEncoding: /** @type {const} */ ("ieee-p1363") };
    const signature = await signInPool(DIGESTS[algorithm], Buffer.from(input), key);
    return `${input}.${signature.toString("base64url")}`;
  };
  return {
    algorithm,
    jwks: { keys: [jwk] },
    pem: publicKey.export({ format: "pem", type: "spki" }).toString(),
    issue,
    issueMany: async (count) => {
      const tokens = [];
      // A few at a time: all cores work, and the closures of all tokens are not in memory at once.
      while (tokens.length < count) {
        tokens.push(
          ...(await Promise.all(Array.from({ length: Math.min(256, count - tokens.length) }, () => issue()))),
        );
      }
      return tokens;
    },
  };
}

/** @param {TokenAlgorithm} algorithm */
function createKeyPair(algorithm) {
  if (algorithm === "RS256") return generateKeyPairSync("rsa", { modulusLength: 2048 });
  return algorithm === "ES256" ? generateKeyPairSync("ec", { namedCurve: "P-256" }) : generateKeyPairSync("ed25519");
}

/**
 * The same token under another signature of the right length.
 *
 * @param {string} token
 */
export function forge(token) {
  const at = token.lastIndexOf(".") + 20;
  return `${token.slice(0, at)}${token[at] === "A" ? "B" : "A"}${token.slice(at + 1)}`;
}

function createOwnClaims() {
  const now = Math.floor(Date.now() / 1000);
  return { sub: randomUUID(), jti: randomUUID(), iat: now, exp: now + LIFETIME_SECONDS };
}

/** @param {object} value */
function encode(value) {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
