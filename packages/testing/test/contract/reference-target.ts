import { type AccessToken, createVerifier, type Requirement, type VerifierOptions } from "@ostiary/core";
import type { ContractResponse, ContractRoute, ContractTarget } from "../../src/index.js";

/** The routes of the contract, straight on the verifier: no framework, no socket. */
export function createReferenceTarget(options: VerifierOptions): ContractTarget {
  const verifier = createVerifier(options);
  return {
    request: async ({ path, authorization }) => {
      const guards = GUARDS[path as ContractRoute];
      if (path === "/public" || (path === "/open" && authorization.length === 0)) return toResponse(undefined);
      const outcome = await verifier.authenticate({ authorization });
      const results = guards.map((requirement) =>
        outcome.kind === "accepted" ? verifier.authorize(outcome.token, requirement) : outcome,
      );
      const refusal = results.find(({ kind }) => kind !== "accepted");
      if (refusal !== undefined && refusal.kind !== "accepted") {
        const { status, headers, body } = verifier.challenge(refusal);
        return { status, headers: toFieldLines(headers), body };
      }
      return toResponse(outcome.kind === "accepted" ? outcome.token : undefined);
    },
  };
}

const GUARDS: Readonly<Record<ContractRoute, readonly Requirement[]>> = {
  "/public": [],
  "/me": [{}],
  "/orders": [{ scopes: ["api:read"] }],
  "/admin": [{ scopes: ["api:read", "api:admin"] }],
  "/reports": [{ anyScopes: ["report:read", "api:admin"] }],
  "/open": [{}],
  "/twice": [{}, { scopes: ["api:read"] }],
};

function toResponse(token: AccessToken | undefined): ContractResponse {
  const body = token === undefined ? { subject: null } : { subject: token.subject, scopes: [...token.scopes] };
  return { status: 200, headers: { "content-type": ["application/json"] }, body: JSON.stringify(body) };
}

function toFieldLines(headers: Readonly<Record<string, string>>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), [value]]));
}
