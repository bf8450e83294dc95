import { type CryptoKey, exportJWK, generateKeyPair, type GenerateKeyPairResult, importJWK, type JWK } from "jose";

/**
 * A new key pair, whose private key can be exported. Of RSA it is the same one each time, for whatever algorithm: those take a
 * moment to make, and so a test that needs two makes the other one itself.
 */
export async function createKeyPair(alg: string, crv?: string): Promise<GenerateKeyPairResult> {
  if (!/^(?:RS|PS)/.test(alg))
    return generateKeyPair(alg, { extractable: true, ...(crv === undefined ? {} : { crv }) });
  rsa ??= createRsaJwks();
  const { publicJwk, privateJwk } = await rsa;
  const [publicKey, privateKey] = await Promise.all([importAs(publicJwk, alg), importAs(privateJwk, alg)]);
  return { publicKey, privateKey };
}

let rsa: ReturnType<typeof createRsaJwks> | undefined;

async function createRsaJwks(): Promise<{ readonly publicJwk: JWK; readonly privateJwk: JWK }> {
  const { publicKey, privateKey } = await generateKeyPair("RS256", { extractable: true });
  return { publicJwk: await exportJWK(publicKey), privateJwk: await exportJWK(privateKey) };
}

/** `importJWK` gives bytes for a shared secret alone. */
async function importAs(jwk: JWK, alg: string): Promise<CryptoKey> {
  return (await importJWK(jwk, alg, { extractable: true })) as CryptoKey;
}
