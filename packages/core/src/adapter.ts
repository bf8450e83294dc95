import type { AccessToken, UntypedClaims } from "./access-token.js";
import type { Answer } from "./challenge.js";
import { ConfigurationError, ExtensionError } from "./errors.js";
import { hookReporters } from "./events.js";
import { findUnknownNames } from "./internal/option-problems.js";
import type { VerifierOptions } from "./options.js";
import type { Denied, Outcome, Unavailable } from "./outcome.js";
import { parseRequirement, type Requirement } from "./requirement.js";
import { createVerifier, type Verifier } from "./verifier.js";

/** A body of the application's own for a denial or an outage. */
export interface RenderedBody {
  readonly contentType: string;
  readonly body: string;
}

/**
 * Lets the application write the body of a refusal. Status, challenge and `Cache-Control` stay ours.
 *
 * `undefined` keeps the standard body; so does a throw, or an answer that cannot be sent, which is reported as the event
 * `hook.failed`. `outcome` is for the operator: sending its `reason` or `detail` tells an attacker what to mend next.
 */
export type RenderBody<NativeRequest> = (
  outcome: Denied | Unavailable,
  request: NativeRequest,
) => RenderedBody | undefined | Promise<RenderedBody | undefined>;

/** What adapters take besides the verifier. */
export interface AdapterOptions<NativeRequest> {
  readonly renderBody?: RenderBody<NativeRequest>;
}

/** What one guard asks. */
export interface GuardRule {
  readonly requirement: Requirement;
  /** Whether a request without an `Authorization` field goes through as anonymous. */
  readonly optional: boolean;
}

/** The guards every adapter offers, as whatever its framework takes. Functions, not methods: they can be taken apart. */
export interface Guards<Guard, OptionalGuard = Guard> {
  /** A valid token, whatever it grants. */
  readonly requireAuth: (nothing?: undefined) => Guard;
  /** A valid token that grants all of these scopes. */
  readonly requireScope: (...scopes: readonly [string, ...string[]]) => Guard;
  /** A valid token that grants at least one of these scopes. */
  readonly requireAnyScope: (...scopes: readonly [string, ...string[]]) => Guard;
  /** A valid token that meets the whole requirement. */
  readonly require: (requirement: Requirement) => Guard;
  /** A valid token, or none at all. A bad token is refused, and so are other credentials. */
  readonly optionalAuth: (nothing?: undefined) => OptionalGuard;
}

/** Whether a request may pass; if not, what to answer. */
export type Admission<Claims> =
  | { readonly admitted: true; readonly token: AccessToken<Claims> | undefined }
  | { readonly admitted: false; readonly answer: Answer };

/** Asks the guards' rules of requests, and verifies the token of each request once, however many guards there are. */
export interface Gate<Claims, NativeRequest extends object> {
  readonly verifier: Verifier<Claims>;
  /**
   * @param request - The framework's own object for the request: the same one for all guards of a request.
   * @param authorization - Its `Authorization` field lines.
   * @throws Error - whatever else went wrong, always as an `Error`: frameworks read other values as "go on".
   */
  readonly admit: (
    request: NativeRequest,
    authorization: readonly string[],
    rule: GuardRule,
  ) => Promise<Admission<Claims>>;
  /** The token this gate accepted for a request. Never that of another gate, whose claims are of another type. */
  readonly acceptedTokenOf: (request: object) => AccessToken<Claims> | undefined;
}

/**
 * Makes a gate from verifier options, or around a verifier that is there already.
 *
 * @throws ConfigurationError - the options are wrong.
 */
export function createGate<Claims = UntypedClaims, NativeRequest extends object = object>(
  given: Verifier<Claims> | VerifierOptions<Claims>,
  options: AdapterOptions<NativeRequest> = {},
): Gate<Claims, NativeRequest> {
  checkAdapterOptions(options);
  const verifier = isVerifier(given) ? given : createVerifier(given);
  const { renderBody } = options;
  const outcomes = new WeakMap<object, Promise<Outcome<Claims>>>();
  const accepted = new WeakMap<object, AccessToken<Claims>>();

  const judge = async (request: NativeRequest, authorization: readonly string[], requirement: Requirement) => {
    let judged = outcomes.get(request);
    if (judged === undefined) outcomes.set(request, (judged = verifier.authenticate({ authorization })));
    const outcome = await judged;
    return outcome.kind === "accepted" ? verifier.authorize(outcome.token, requirement) : outcome;
  };

  const admit = async (
    request: NativeRequest,
    authorization: readonly string[],
    rule: GuardRule,
  ): Promise<Admission<Claims>> => {
    if (rule.optional && authorization.length === 0) return { admitted: true, token: undefined };
    const outcome = await judge(request, authorization, rule.requirement);
    if (outcome.kind !== "accepted") {
      const render = renderBody && (() => renderBody(outcome, request));
      return { admitted: false, answer: await renderAnswer(verifier, outcome, render) };
    }
    accepted.set(request, outcome.token);
    acceptedTokens.set(request, outcome.token);
    return { admitted: true, token: outcome.token };
  };

  return {
    verifier,
    admit: (...parameters) => admit(...parameters).catch(throwAsError),
    acceptedTokenOf: (request) => accepted.get(request),
  };
}

/**
 * The five guards, each made from its rule.
 *
 * @throws ConfigurationError - by a guard's function, when the route is defined: a malformed rule.
 */
export function createGuards<Guard>(toGuard: (rule: GuardRule) => Guard): Guards<Guard> {
  const guard = (requirement: Requirement): Guard =>
    toGuard({ requirement: parseRequirement(requirement), optional: false });
  return {
    requireAuth: (...given) => {
      refuseArguments("requireAuth", given);
      return guard({});
    },
    requireScope: (...scopes) => guard({ scopes }),
    requireAnyScope: (...anyScopes) => guard({ anyScopes }),
    require: (requirement: Requirement | undefined) => {
      // Only requireAuth() asks for nothing else: a requirement that got lost on its way must not mean the same.
      const asked = Object.keys(requirement ?? {});
      if (asked.length === 0)
        throw new ConfigurationError(["require() needs a requirement, such as { scopes: [...] }"]);
      return guard(requirement as Requirement);
    },
    optionalAuth: (...given) => {
      refuseArguments("optionalAuth", given);
      return toGuard({ requirement: {}, optional: true });
    },
  };
}

/**
 * What is given here is either a wish that would be lost, or a request: then the framework was given the function in place
 * of the guard that it makes.
 */
function refuseArguments(name: string, given: readonly unknown[]): void {
  if (given.length === 0) return;
  throw new ConfigurationError([
    typeof given[0] === "object" && given.length > 1
      ? `${name} makes a guard and is none: write ${name}()`
      : `${name}() takes nothing: ask for scopes with requireScope("a", "b")`,
  ]);
}

/**
 * The token a guard accepted for this request; `undefined` if the request is anonymous, or no guard has run. Where several
 * verifiers guard one request, that of the last.
 */
export function acceptedTokenOf<Claims = UntypedClaims>(request: object): AccessToken<Claims> | undefined {
  return acceptedTokens.get(request) as AccessToken<Claims> | undefined;
}

/**
 * The same, for handlers behind a guard: a token that is not there is a mistake of the application.
 *
 * @throws Error - there is none.
 */
export function presentToken<Claims>(token: AccessToken<Claims> | undefined): AccessToken<Claims> {
  if (token !== undefined) return token;
  throw new Error(
    "No guard has accepted an access token for this request. Put requireAuth(), requireScope() or another guard before " +
      "this handler; behind optionalAuth(), where requests may be anonymous, use optionalAccessTokenOf().",
  );
}

/** The part of Node's `IncomingMessage` that holds the field lines. */
export interface NodeMessage {
  readonly rawHeaders?: readonly string[] | undefined;
  readonly headers: { readonly authorization?: string | undefined };
}

/**
 * The `Authorization` field lines of a Node request as received.
 *
 * Node's `headers` holds the first line only, so `rawHeaders` is read; `headers` counts where it has none, as in requests
 * that an application or a serverless platform made up.
 */
export function authorizationLinesOf({ rawHeaders = [], headers }: NodeMessage): readonly string[] {
  const lines = rawHeaders.filter(
    (_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === "authorization",
  );
  if (lines.length > 0) return lines;
  return headers.authorization === undefined ? [] : [headers.authorization];
}

function isVerifier<Claims>(given: Verifier<Claims> | VerifierOptions<Claims>): given is Verifier<Claims> {
  return typeof given === "object" && given !== null && "authenticate" in given;
}

function checkAdapterOptions(options: AdapterOptions<never>): void {
  const problems = findUnknownNames(options, ["renderBody"], { where: "of an adapter" });
  if (options.renderBody !== undefined && typeof options.renderBody !== "function") {
    problems.push("renderBody must be a function");
  }
  if (problems.length > 0) throw new ConfigurationError(problems);
}

/** A verifier that is not ours may throw anything; `undefined`, or a word that a router knows, would open the route. */
function throwAsError(cause: unknown): never {
  throw cause instanceof Error ? cause : new ExtensionError("The verifier threw something that is no Error", { cause });
}

async function renderAnswer(
  verifier: Pick<Verifier, "challenge">,
  outcome: Denied | Unavailable,
  render: (() => RenderedBody | undefined | Promise<RenderedBody | undefined>) | undefined,
): Promise<Answer> {
  const answer = verifier.challenge(outcome);
  if (render === undefined) return answer;
  try {
    const rendered = await render();
    if (rendered === undefined) return answer;
    const { contentType, body } = rendered;
    if (typeof body !== "string" || typeof contentType !== "string" || !FIELD_VALUE.test(contentType)) {
      throw new TypeError("renderBody answers { contentType, body }, two strings, the first of visible ASCII");
    }
    return { ...answer, headers: { ...answer.headers, "Content-Type": contentType }, body };
  } catch (cause) {
    hookReporters.get(verifier)?.("renderBody", cause);
    return answer;
  }
}

const FIELD_VALUE = /^[!-~]+(?: +[!-~]+)*$/;
const acceptedTokens = new WeakMap<object, AccessToken<unknown>>();
