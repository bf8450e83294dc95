import { createServer, type IncomingMessage } from "node:http";
import { createVerifier, type Outcome, type Requirement, type VerifierOptions } from "@ostiary/core";
import { AMPLE_HEADER_BYTES, describeCaller, listen, type Target } from "./target.js";

/** The contract's routes on a bare Node server: what the documentation of core says, and no adapter. */
export async function startCore(options: VerifierOptions, maxHeaderSize = AMPLE_HEADER_BYTES): Promise<Target> {
  const verifier = createVerifier(options);

  const judge = async (request: IncomingMessage): Promise<Outcome | undefined> => {
    const authorization = request.headersDistinct["authorization"] ?? [];
    const path = request.url ?? "";
    if (path === "/public" || (path === "/open" && authorization.length === 0)) return undefined;
    return verifier.authenticate({ authorization }, REQUIREMENTS[path]);
  };

  return listen(
    createServer({ maxHeaderSize }, (request, response) => {
      void judge(request).then((outcome) => {
        if (outcome === undefined || outcome.kind === "accepted") {
          response.setHeader("Content-Type", "application/json").end(describeCaller(outcome?.token));
        } else {
          const { status, headers, body } = verifier.challenge(outcome);
          response.statusCode = status;
          for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
          response.end(body);
        }
      });
    }),
  );
}

const REQUIREMENTS: Readonly<Record<string, Requirement>> = {
  "/me": {},
  "/orders": { scopes: ["api:read"] },
  "/admin": { scopes: ["api:read", "api:admin"] },
  "/reports": { anyScopes: ["report:read", "api:admin"] },
  "/open": {},
  "/twice": { scopes: ["api:read"] },
};
