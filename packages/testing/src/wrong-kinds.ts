import { createHash, randomUUID } from "node:crypto";
import { checkClaims } from "./check-names.js";
import { signCompact, signCompactWithHmac, signingInput } from "./compact-jws.js";
import { attackerKey } from "./defects/attacker-key.js";
import { createSigningKey } from "./signing-key.js";
import type { SigningKey } from "./signing-key.js";
import type { Claims, TokenMaker } from "./token-maker.js";

/**
 * Tokens that a resource server must refuse, each a good access token of the issuer but for one respect, or
 * a good token of another kind. All helpers take claims that change or, if `undefined`, leave out a claim.
 */
export interface WrongKinds {
  /** An ID token: `aud` is the client, with `nonce`, `at_hash` and `auth_time` (OpenID Connect Core §2, §3.1.3.6). */
  issueIdToken(claims?: Claims): string;
  /** A refresh token in the form of a JWT, which says so in the claim `typ`. */
  issueRefreshToken(claims?: Claims): string;
  /** A logout token with the header `typ: logout+jwt` (OpenID Connect Back-Channel Logout §2.4). */
  issueLogoutToken(claims?: Claims): string;
  /** A logout token with the header `typ: JWT`, as older servers write it: only `events` gives it away. */
  issueUntypedLogoutToken(claims?: Claims): string;
  /** A DPoP proof, signed by the client's own key, which is in the header (RFC 9449 §4.2). */
  issueDpopProof(claims?: Claims): string;
  /** An access token for another API. */
  issueForOtherAudience(claims?: Claims): string;
  /** An access token of an issuer nobody configured, signed by its own key. */
  issueFromOtherIssuer(claims?: Claims): string;
  /** The right `iss` and the right `kid`, signed by an attacker's key. */
  issueWithForeignKey(claims?: Claims): string;
  /** Expired ten minutes ago: beyond every clock tolerance a verifier can be given. */
  issueExpired(claims?: Claims): string;
  /** Valid in ten minutes (`nbf`), beyond every clock tolerance. */
  issueNotYetValid(claims?: Claims): string;
  /** `alg: none` and an empty signature (RFC 7518 §3.6). */
  issueUnsigned(claims?: Claims): string;
  /** `alg: HS256`, keyed with the text of the issuer's public key (RFC 8725 §2.1). */
  issueHmacWithPublicKey(claims?: Claims): string;
  /** Signed by a key that is in nobody's JWK Set, under its own `kid`. */
  issueWithUnknownKey(claims?: Claims): string;
  /** A good signature, and claims that were changed after it was made. Default change: `sub`. */
  issueTampered(claims?: Claims): string;
  /** Signed by an attacker's key, which is in the header as `jwk` (RFC 7515 §4.1.3). */
  issueWithEmbeddedKey(claims?: Claims): string;
}

/** Builds the helpers on what an issuer signs with. */
export function createWrongKinds(maker: TokenMaker): WrongKinds {
  const foreignKey = (): SigningKey => attackerKey(maker.signingKey.algorithm);
  return checkingClaims({
    ...createOtherKinds(maker),
    ...createDefectiveTokens(maker, foreignKey),
    issueForOtherAudience: (claims) => maker.issue({ aud: "https://other-api.example.com", ...claims }),
    issueExpired: (claims) => {
      const now = maker.now();
      return maker.issue({ iat: now - 900, exp: now - 600, ...claims });
    },
    issueNotYetValid: (claims) => {
      const now = maker.now();
      return maker.issue({ nbf: now + 600, exp: now + 900, ...claims });
    },
  });
}

function checkingClaims(kinds: WrongKinds): WrongKinds {
  const names = Object.keys(kinds) as (keyof WrongKinds)[];
  const checking = names.map((name): [string, WrongKinds[keyof WrongKinds]] => [
    name,
    (claims) => {
      checkClaims(claims, `${name}()`);
      return kinds[name](claims);
    },
  ]);
  return Object.fromEntries(checking) as unknown as WrongKinds;
}

type OtherKind =
  | "issueIdToken"
  | "issueRefreshToken"
  | "issueLogoutToken"
  | "issueUntypedLogoutToken"
  | "issueDpopProof";

function createOtherKinds(maker: TokenMaker): Pick<WrongKinds, OtherKind> {
  const logoutClaims: Claims = {
    aud: CLIENT_ID,
    client_id: undefined,
    scope: undefined,
    events: { "http://schemas.openid.net/event/backchannel-logout": {} },
    sid: "session-1",
  };
  return {
    issueIdToken: (claims) => maker.issue({ ...idTokenClaims(maker.now()), ...claims }, { typ: "JWT" }),
    issueRefreshToken: (claims) =>
      maker.issue(
        { typ: "Refresh", aud: maker.issuer, azp: CLIENT_ID, client_id: undefined, ...claims },
        { typ: "JWT" },
      ),
    issueLogoutToken: (claims) => maker.issue({ ...logoutClaims, ...claims }, { typ: "logout+jwt" }),
    issueUntypedLogoutToken: (claims) => maker.issue({ ...logoutClaims, ...claims }, { typ: "JWT" }),
    issueDpopProof: (claims) => {
      const key = createSigningKey();
      const jwk = key.publicKey.export({ format: "jwk" });
      const header = { typ: "dpop+jwt", alg: key.algorithm, jwk };
      const payload = { jti: randomUUID(), htm: "GET", htu: "https://api.example.com/orders", iat: maker.now() };
      return signCompact(header, { ...payload, ...claims }, key);
    },
  };
}

function idTokenClaims(now: number): Claims {
  const accessTokenHash = createHash("sha256").update(randomUUID()).digest().subarray(0, 16);
  return {
    aud: CLIENT_ID,
    azp: CLIENT_ID,
    nonce: randomUUID(),
    at_hash: accessTokenHash.toString("base64url"),
    auth_time: now - 10,
    client_id: undefined,
    scope: undefined,
    jti: undefined,
  };
}

type DefectiveToken =
  | "issueFromOtherIssuer"
  | "issueWithForeignKey"
  | "issueUnsigned"
  | "issueHmacWithPublicKey"
  | "issueWithUnknownKey"
  | "issueTampered"
  | "issueWithEmbeddedKey";

function createDefectiveTokens(maker: TokenMaker, foreignKey: () => SigningKey): Pick<WrongKinds, DefectiveToken> {
  return {
    issueFromOtherIssuer: (claims) =>
      maker.issue({ iss: "https://other-issuer.example.com", ...claims }, { key: foreignKey(), kid: foreignKey().kid }),
    issueWithForeignKey: (claims) => maker.issue(claims, { key: foreignKey(), kid: maker.signingKey.kid }),
    issueUnsigned: (claims) => `${signingInput(maker.header({ alg: "none", kid: undefined }), maker.claims(claims))}.`,
    issueHmacWithPublicKey: (claims) => {
      const secret = maker.signingKey.publicKey.export({ type: "spki", format: "pem" }).toString();
      return signCompactWithHmac(maker.header({ alg: "HS256" }), maker.claims(claims), secret);
    },
    issueWithUnknownKey: (claims) => maker.issue(claims, { key: foreignKey(), kid: randomUUID() }),
    issueTampered: (claims = { sub: "somebody-else" }) => {
      const header = maker.header();
      const original = maker.claims();
      const signature = signCompact(header, original, maker.signingKey).split(".")[2];
      return `${signingInput(header, { ...original, ...claims })}.${signature}`;
    },
    issueWithEmbeddedKey: (claims) => {
      const key = foreignKey();
      const jwk = key.publicKey.export({ format: "jwk" });
      return maker.issue(claims, { key, kid: maker.signingKey.kid, header: { jwk } });
    },
  };
}

const CLIENT_ID = "client-1";
