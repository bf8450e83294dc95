import { ConfigurationError } from "../../src/errors.js";
import type { ResolvedIssuer } from "../../src/resolve-issuers.js";
import { resolveOptions } from "../../src/resolve-options.js";
import { AUDIENCE, ISSUER } from "./issuer.js";

/** What is wrong with these options, of a verifier that is fine without them. */
export function problemsOf(options: object): readonly string[] {
  try {
    resolveOptions({ issuer: ISSUER, audience: AUDIENCE, ...options });
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}

/** What becomes of the one issuer of a verifier with these options. */
export function issuerWith(options: object): ResolvedIssuer {
  const { issuers } = resolveOptions({ issuer: ISSUER, audience: AUDIENCE, ...options });
  const issuer = issuers.get(ISSUER);
  if (issuer === undefined) throw new Error("there is no such issuer");
  return issuer;
}
