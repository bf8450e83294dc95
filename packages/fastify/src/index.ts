import {
  type AccessToken,
  ConfigurationError,
  type UntypedClaims,
  type Verifier,
  type VerifierOptions,
} from "@ostiary/core";
import {
  acceptedTokenOf,
  type AdapterOptions,
  authorizationLinesOf,
  createGate,
  createGuards,
  type Guards,
  isPending,
  type NodeMessage,
  presentToken,
} from "@ostiary/core/adapter";
import type { FastifyInstance, FastifyPluginAsync, FastifyRequest } from "fastify";
import fastifyPlugin from "fastify-plugin";

/** As much of a request as guards and accessors look at, so that the request of any route and server fits. */
export interface AnyRequest {
  readonly raw: NodeMessage;
}

/** As much of a reply as guards use. */
export interface AnyReply {
  code(status: number): unknown;
  headers(headers: Record<string, string>): unknown;
  send(body: Buffer): unknown;
}

/** A hook, best for `onRequest`: the body has not been read then. */
export type Guard = (request: AnyRequest, reply: AnyReply) => Promise<unknown>;

/** What the plugin takes: a verifier or the options of one, and what all adapters take. */
export type OstiaryOptions = AdapterOptions<FastifyRequest> &
  (VerifierOptions | { readonly verifier: Verifier<unknown> });

declare module "fastify" {
  interface FastifyInstance extends Guards<Guard> {
    /**
     * The verifier behind the guards: `app.verifier.warmUp()`, `app.verifier.health()`. `app.close()` closes it, unless
     * it was handed in.
     */
    readonly verifier: Verifier<unknown>;
  }
  interface FastifyRequest {
    /**
     * The token that a guard accepted for this request; of several verifiers', the last. Throws an `Error` if there is
     * none: put a guard into `onRequest`, or use `optionalAccessTokenOf(request)` behind `optionalAuth()`.
     */
    readonly accessToken: AccessToken;
  }
}

/**
 * The plugin: `await app.register(ostiary, { issuer, audience })` gives `app.requireScope()` and the other guards,
 * hooks that let a request through, or answer it with 400, 401, 403 or 503 and a challenge. Failures of the
 * application's own hooks go to the error handler.
 *
 * What a guard protects is what the router runs after it: put it into `onRequest` of a route, or `addHook("onRequest",
 * ...)` in a context for all its routes, and keep public routes in a context of their own. It never looks at the URL:
 * no comparison of strings could agree with the router on letter case, `%61`, `//` or `/a/../b`. Answer CORS preflights
 * before the guards, since they carry no credentials.
 *
 * One verifier belongs to one context and those within it. Another can be registered in another context, also in one
 * within: there its guards replace those from outside. Registering twice in the same context is refused.
 *
 * Claims typed by `claimsSchema` are had by `accessTokenOf<Claims>(request)`; checks that need the type, by
 * `{ verifier: createVerifier({ claimsSchema, checks }) }`.
 *
 * @throws ConfigurationError - by `register()`: the options are wrong, or the context has a verifier already.
 */
export const ostiary: FastifyPluginAsync<OstiaryOptions> = fastifyPlugin(
  async (app: FastifyInstance, { renderBody, ...given }: OstiaryOptions): Promise<void> => {
    if (Object.hasOwn(app, REGISTERED)) throw new ConfigurationError([REGISTERED_TWICE]);
    const gate = createGate(toVerifier(given), renderBody === undefined ? {} : { renderBody });
    const guards = createGuards<Guard>((rule) => async (request, reply) => {
      const judged = gate.admit(request as FastifyRequest, authorizationLinesOf(request.raw), rule);
      const admission = isPending(judged) ? await judged : judged;
      if (admission.admitted) return undefined;
      const { status, headers, body } = admission.answer;
      reply.code(status);
      reply.headers(headers);
      // Bytes, since Fastify adds a charset to the content type of a string.
      reply.send(Buffer.from(body));
      return reply;
    });
    app.decorate(REGISTERED, true);
    app.decorateRequest("accessToken", { getter: readAccessToken });
    for (const [name, guard] of Object.entries(guards)) app.decorate(name, guard);
    app.decorate("verifier", gate.verifier);
    // One that was handed in may be in use elsewhere.
    if (!("verifier" in given)) app.addHook("onClose", async () => gate.verifier.close());
  },
  { name: "@ostiary/fastify", fastify: "5.x" },
);

export default ostiary;

/**
 * The token that a guard accepted for this request; of several verifiers', the last.
 *
 * @typeParam Claims - What the verifier's `claimsSchema` makes of the claims; nothing checks that it is so.
 * @throws Error - there is none, because the route has no guard, or the request is anonymous.
 */
export function accessTokenOf<Claims = UntypedClaims>(request: AnyRequest): AccessToken<Claims> {
  return presentToken(acceptedTokenOf<Claims>(request));
}

/** The same, `undefined` if there is none. */
export function optionalAccessTokenOf<Claims = UntypedClaims>(request: AnyRequest): AccessToken<Claims> | undefined {
  return acceptedTokenOf(request);
}

function toVerifier(given: OstiaryOptions): Verifier | VerifierOptions {
  if (!("verifier" in given)) return given;
  const { verifier, ...others } = given;
  if (Object.keys(others).length === 0) return verifier as Verifier;
  throw new ConfigurationError([`a verifier has its options already: leave out ${Object.keys(others).join(", ")}`]);
}

function readAccessToken(this: FastifyRequest): AccessToken {
  return accessTokenOf(this);
}

const REGISTERED = Symbol("ostiary");
const REGISTERED_TWICE =
  "this Fastify context has a verifier already: register the other one in a context of its own, " +
  "app.register(async (context) => { await context.register(ostiary, ...); })";
