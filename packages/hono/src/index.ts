import type { AccessToken, UntypedClaims, Verifier, VerifierOptions } from "@ostiary/core";
import {
  acceptedTokenOf,
  type AdapterAuth,
  type AdapterOptions,
  createGate,
  createGuards,
  type GuardRule,
  isPending,
  presentToken,
} from "@ostiary/core/adapter";
import type { Context, MiddlewareHandler } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";

/** Middleware behind which `c.var.accessToken` is there. */
export type Guard<Claims = UntypedClaims> = MiddlewareHandler<{ Variables: AuthVariables<Claims> }>;

/** Middleware behind which `c.var.accessToken` is `undefined` if the request is anonymous. */
export type OptionalGuard<Claims = UntypedClaims> = MiddlewareHandler<{
  Variables: { accessToken: AccessToken<Claims> | undefined };
}>;

/** For `new Hono<{ Variables: AuthVariables }>()`, where a guard stands in front of all routes with `use()`. */
export interface AuthVariables<Claims = UntypedClaims> {
  accessToken: AccessToken<Claims>;
}

/** The guards of one verifier, and what goes with them. */
export interface Auth<Claims = UntypedClaims> extends AdapterAuth<
  Claims,
  Context,
  Guard<Claims>,
  OptionalGuard<Claims>
> {}

/**
 * Makes the guards of an API: middleware that lets a request through to `next()`, or answers it with 400, 401, 403 or
 * 503 and a challenge. Failures of the application's own hooks go to `app.onError()`.
 *
 * What a guard protects is what the router runs after it: put it on the route, or in front of all routes with `use()`,
 * and keep public routes on an application of their own. It never looks at the URL: no comparison of strings could
 * agree with the router on letter case, `%61`, `//` or `/a/../b`. Answer CORS preflights before the guards, since they
 * carry no credentials.
 *
 * Two `Authorization` field lines reach a Fetch `Request` as one, joined by a comma; they are refused all the same.
 *
 * Takes options of a verifier, or one that is there already.
 *
 * @throws ConfigurationError - the options are wrong.
 */
export function createAuth<Claims>(verifier: Verifier<Claims>, adapterOptions?: AdapterOptions<Context>): Auth<Claims>;
export function createAuth<Claims = UntypedClaims>(
  options: VerifierOptions<Claims>,
  adapterOptions?: AdapterOptions<Context>,
): Auth<Claims>;
export function createAuth<Claims = UntypedClaims>(
  given: Verifier<Claims> | VerifierOptions<Claims>,
  adapterOptions?: AdapterOptions<Context>,
): Auth<Claims> {
  const gate = createGate(given, adapterOptions);
  const toGuard =
    (rule: GuardRule): MiddlewareHandler =>
    async (c, next) => {
      // The context is the key: other middleware may put another Request into `c.req.raw`.
      const line = c.req.raw.headers.get("Authorization");
      const judged = gate.admit(c, line === null ? [] : [line], rule);
      const admission = isPending(judged) ? await judged : judged;
      if (admission.admitted) {
        c.set("accessToken", admission.token);
        return next();
      }
      const { status, headers, body } = admission.answer;
      // Set on the context: what earlier middleware put into `c.res` would prevail over fields that come with the body.
      for (const [name, value] of Object.entries(headers)) c.header(name, value);
      return c.body(body, status as ContentfulStatusCode);
    };
  return {
    ...createGuards<Guard<Claims>>(toGuard),
    optionalAuth: createGuards<OptionalGuard<Claims>>(toGuard).optionalAuth,
    verifier: gate.verifier,
    accessTokenOf: (c) => presentToken(gate.acceptedTokenOf(c)),
    optionalAccessTokenOf: gate.acceptedTokenOf,
  };
}

/**
 * The token that a guard accepted for this request, for code that has a `Context` of no particular type; of several
 * verifiers', the last.
 *
 * @typeParam Claims - What the verifier's `claimsSchema` makes of the claims; nothing checks that it is so. The
 *   function of the same name that `createAuth` gives knows.
 * @throws Error - there is none, because no guard comes before the handler, or the request is anonymous.
 */
export function accessTokenOf<Claims = UntypedClaims>(c: Context): AccessToken<Claims> {
  return presentToken(acceptedTokenOf<Claims>(c));
}

/** The same, `undefined` if there is none. */
export function optionalAccessTokenOf<Claims = UntypedClaims>(c: Context): AccessToken<Claims> | undefined {
  return acceptedTokenOf(c);
}
