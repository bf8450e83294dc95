import type { AccessToken, Answer, UntypedClaims, Verifier, VerifierOptions } from "@ostiary/core";
import {
  acceptedTokenOf,
  type AdapterAuth,
  type AdapterOptions,
  type Admission,
  authorizationLinesOf,
  createGate,
  createGuards,
  type GuardRule,
  isPending,
  presentToken,
} from "@ostiary/core/adapter";
import type { NextFunction, Request, Response } from "express";

/** As much of a request as guards and accessors look at, so that the request of any route fits. */
export type AnyRequest = Pick<Request, "headers" | "rawHeaders">;
/** As much of a response as guards use. */
export type AnyResponse = Pick<Response, "end" | "setHeader" | "statusCode">;

/**
 * Middleware: a `RequestHandler` for every route, router and application. It is not called one, because TypeScript
 * would then forget the parameters of the route's path in the handlers after it.
 */
export type Guard = (request: AnyRequest, response: AnyResponse, next: NextFunction) => void | Promise<void>;

/** The guards of one verifier, and what goes with them. */
export interface Auth<Claims = UntypedClaims> extends AdapterAuth<Claims, AnyRequest, Guard> {}

/**
 * Makes the guards of an API: middleware that lets a request through to `next()`, or answers it with 400, 401, 403 or
 * 503 and a challenge. Failures of the application's own hooks go to `next(error)`.
 *
 * What a guard protects is what the router runs after it: put it on the route, or in front of all routes with `use()`,
 * and keep public routes on a router of their own. What runs before, such as `app.param()`, is not protected. It never
 * looks at the URL: no comparison of strings could agree with the router on letter case, `%61`, `//` or `/a/../b`.
 * Answer CORS preflights before the guards, since they carry no credentials.
 *
 * Takes options of a verifier, or one that is there already.
 *
 * @throws ConfigurationError - the options are wrong.
 */
export function createAuth<Claims>(verifier: Verifier<Claims>, adapterOptions?: AdapterOptions<Request>): Auth<Claims>;
export function createAuth<Claims = UntypedClaims>(
  options: VerifierOptions<Claims>,
  adapterOptions?: AdapterOptions<Request>,
): Auth<Claims>;
export function createAuth<Claims = UntypedClaims>(
  given: Verifier<Claims> | VerifierOptions<Claims>,
  adapterOptions?: AdapterOptions<Request>,
): Auth<Claims> {
  const gate = createGate(given, adapterOptions);
  const toGuard =
    (rule: GuardRule): Guard =>
    (request, response, next) => {
      const conclude = (admission: Admission<Claims>): void =>
        admission.admitted ? next() : sendAnswer(response, admission.answer);
      let admission;
      try {
        admission = gate.admit(request as Request, authorizationLinesOf(request), rule);
      } catch (error) {
        return next(error);
      }
      // Outside the try: what is thrown from here on is not the guard's failure.
      return isPending(admission) ? admission.then(conclude, next) : conclude(admission);
    };
  return {
    ...createGuards(toGuard),
    verifier: gate.verifier,
    accessTokenOf: (request) => presentToken(gate.acceptedTokenOf(request)),
    optionalAccessTokenOf: gate.acceptedTokenOf,
  };
}

/**
 * The token that a guard accepted for this request; of several verifiers', the last.
 *
 * @typeParam Claims - What the verifier's `claimsSchema` makes of the claims; nothing checks that it is so. The
 *   function of the same name that `createAuth` gives knows.
 * @throws Error - there is none, because no guard comes before the handler, or the request is anonymous.
 */
export function accessTokenOf<Claims = UntypedClaims>(request: AnyRequest): AccessToken<Claims> {
  return presentToken(acceptedTokenOf<Claims>(request));
}

/** The same, `undefined` if there is none. */
export function optionalAccessTokenOf<Claims = UntypedClaims>(request: AnyRequest): AccessToken<Claims> | undefined {
  return acceptedTokenOf(request);
}

/** With the methods of Node: those of Express add a charset and an ETag. */
function sendAnswer(response: AnyResponse, { status, headers, body }: Answer): void {
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.end(body);
}
