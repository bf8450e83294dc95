import {
  createSigningKey,
  createTestIssuer,
  manualClock,
  type ManualClock,
  signCompact,
  type SigningKey,
} from "@ostiary/testing";
import { type WatchedVerifier, rule, type Verdict, watchVerifier } from "./watched-verifier.js";

/** An issuer with several keys, good tokens of each, and a verifier that trusts it. */
export interface FuzzIssuer {
  readonly clock: ManualClock;
  /** One for each algorithm. */
  readonly keys: readonly SigningKey[];
  /** Somebody else's. */
  readonly foreign: SigningKey;
  /** Good tokens, of every key, with claims of different lengths. */
  readonly goods: readonly string[];
  /** A good token of this key, with these claims changed. */
  issue(claims?: Readonly<Record<string, unknown>>, key?: SigningKey): string;
  /** An access token with these claims, an object as text, signed by one of the keys. */
  sign(claims: string, key: SigningKey): string;
  readonly watched: WatchedVerifier;
}

export const ISSUER = "https://as.example.com";
export const AUDIENCE = "https://api.example.com";

export async function createFuzzIssuer(): Promise<FuzzIssuer> {
  const clock = manualClock();
  const as = await createTestIssuer({ clock, issuer: ISSUER, audience: AUDIENCE });
  const others = [createSigningKey("EdDSA"), createRsaKey("rsa")];
  for (const { publicJwk } of others) as.publishKey(publicJwk);
  const keys = [as.signingKey, ...others];
  const issue: FuzzIssuer["issue"] = (claims, key = as.signingKey) => as.issue(claims, { key });
  const goods = keys.flatMap((key) =>
    // So that the parts end in every way that base64url can end.
    ["u", "us", "use", "user"].map((sub) => issue({ sub, jti: `${key.algorithm}-${sub}` }, key)),
  );
  const watched = watchVerifier({
    issuer: { issuer: ISSUER, algorithms: ["ES256", "EdDSA", "RS256"] },
    audience: AUDIENCE,
    clock,
    fetch: as.fetch,
  });
  const sign: FuzzIssuer["sign"] = (claims, key) =>
    signCompact({ typ: "at+jwt", alg: key.algorithm, kid: key.kid }, claims, key);
  return { clock, keys, foreign: createSigningKey(), goods, issue, sign, watched };
}

/** The RSA key under this name, always the same one: to make one takes longer than all else here. */
export function createRsaKey(kid: string): SigningKey {
  return { ...RSA_KEY, kid, publicJwk: { ...RSA_KEY.publicJwk, kid } };
}

/** The documents of the issuer were read once, and its keys again as often as unknown names may make a verifier look. */
export function checkFetches({ asked }: WatchedVerifier): void {
  rule(
    [...asked.keys()].every((url) => DOCUMENTS.has(url)),
    "nothing but the documents of the issuer is asked for",
  );
  for (const [url, count] of asked) rule(count <= (DOCUMENTS.get(url) ?? 0), "no document is asked for too often");
}

/** What was tried changed nothing: the next good request passes. */
export async function checkGoodPasses({ watched, goods }: Pick<FuzzIssuer, "watched" | "goods">): Promise<void> {
  const { kind } = await watched.judge(goods.at(-1) ?? "");
  rule(kind === "accepted", "the next good request passes");
}

/** Nothing but the original is accepted. */
export function checkVerdict({ kind }: Verdict, expected: "accepted" | "denied"): void {
  rule(kind === expected, `it is ${expected}, and was ${kind}`);
}

const RSA_KEY = createSigningKey("RS256");

/** How often each may be asked for while the clock stands still: the burst of looks for unknown keys is 2. */
const DOCUMENTS: ReadonlyMap<string, number> = new Map([
  [`${ISSUER}/.well-known/oauth-authorization-server`, 1],
  [`${ISSUER}/jwks`, 3],
]);
