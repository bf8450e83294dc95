import { createPublicKey } from "node:crypto";
import { createVerifier, DeniedError, type DenialReason, type SignatureAlgorithm } from "@ostiary/core";
import type { TestIssuer } from "@ostiary/testing";
import { JwtVerifier } from "aws-jwt-verify";
import { createVerifier as createFastJwtVerifier } from "fast-jwt";
import { createRemoteJWKSet, customFetch as joseFetch, jwtVerify } from "jose";
import { customFetch as oauthFetch, validateJwtAccessToken } from "oauth4webapi";

/** What this library says of a token. */
export type OurVerdict = "accepted" | "unavailable" | DenialReason;

/** All that are asked. */
export interface Verifiers {
  readonly ours: (token: string) => Promise<OurVerdict>;
  /** Whether each of the others accepts it. */
  readonly others: readonly ((token: string) => Promise<boolean>)[];
}

/**
 * Everyone is told the issuer, the audience and the algorithms, in the way his documentation shows, and nothing more; and
 * everyone gets the keys that the issuer serves.
 */
export function createVerifiers(as: TestIssuer): Verifiers {
  const { issuer, audience, fetch } = as;
  const verifier = createVerifier({ issuer, audience, algorithms: ALGORITHMS, fetch });
  const others = [createJoseVerifier, createOauth4webapiVerifier, createAwsVerifier, createFastVerifier];
  return {
    ours: (token) =>
      verifier.verify(token).then(
        () => "accepted",
        (error: unknown) => (error instanceof DeniedError ? error.reason : "unavailable"),
      ),
    others: others.map((create) => {
      const verify = create(as);
      return async (token) => {
        try {
          await verify(token);
          return true;
        } catch {
          return false;
        }
      };
    }),
  };
}

type CreateOther = (as: TestIssuer) => (token: string) => Promise<unknown>;

const createJoseVerifier: CreateOther = ({ issuer, audience, metadata, fetch }) => {
  const keys = createRemoteJWKSet(new URL(String(metadata()["jwks_uri"])), { [joseFetch]: fetch });
  return (token) => jwtVerify(token, keys, { issuer, audience, algorithms: [...ALGORITHMS] });
};

/** Made for access tokens of RFC 9068, unlike the other three. */
const createOauth4webapiVerifier: CreateOther = ({ issuer, audience, metadata, fetch }) => {
  const server = { issuer, jwks_uri: String(metadata()["jwks_uri"]) };
  const options = { signingAlgorithms: [...ALGORITHMS], [oauthFetch]: (url: string) => fetch(url, {}) };
  return async (token) => {
    const request = new Request(audience, { headers: { authorization: `Bearer ${token}` } });
    return validateJwtAccessToken(server, request, audience, options);
  };
};

/** Takes no list of algorithms: those it supports are all asymmetric. */
const createAwsVerifier: CreateOther = ({ issuer, audience, jwks, metadata }) => {
  const verifier = JwtVerifier.create({ issuer, audience, jwksUri: String(metadata()["jwks_uri"]) });
  verifier.cacheJwks(toJson(jwks()) as Parameters<typeof verifier.cacheJwks>[0]);
  return (token) => verifier.verify(token);
};

/** Keys by `kid` and `alg`, as the companion does that its documentation names. */
const createFastVerifier: CreateOther = ({ issuer, audience, jwks }) => {
  const { keys } = jwks();
  const verify = createFastJwtVerifier({
    key: async ({ header: { kid, alg } }: { header: Readonly<Record<string, unknown>> }) => {
      const jwk = keys.find((key) => (key["alg"] === undefined || key["alg"] === alg) && key["kid"] === kid);
      if (jwk === undefined) throw new Error("There is no such key");
      return createPublicKey({ key: jwk, format: "jwk" }).export({ type: "spki", format: "pem" }).toString();
    },
    algorithms: ALGORITHMS.filter((alg) => alg !== "Ed25519"),
    allowedIss: issuer,
    allowedAud: audience,
  });
  return async (token) => verify(token) as unknown;
};

/** As it goes over the wire. */
function toJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

/** Every one that this library verifies. */
const ALGORITHMS: readonly SignatureAlgorithm[] = [
  ...(["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"] as const),
  ...(["ES256", "ES384", "ES512", "EdDSA", "Ed25519"] as const),
];
