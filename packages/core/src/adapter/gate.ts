import type { AccessToken, UntypedClaims } from "../access-token.js";
import type { Answer } from "../challenge.js";
import { ExtensionError } from "../errors.js";
import type { VerifierOptions } from "../options.js";
import type { Outcome } from "../outcome.js";
import type { Requirement } from "../requirement.js";
import { createVerifier, type Verifier } from "../verifier.js";
import type { GuardRule } from "./guards.js";
import { type AdapterOptions, checkAdapterOptions, renderAnswer } from "./rendering.js";

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

function isVerifier<Claims>(given: Verifier<Claims> | VerifierOptions<Claims>): given is Verifier<Claims> {
  return typeof given === "object" && given !== null && "authenticate" in given;
}

/** A verifier that is not ours may throw anything; `undefined`, or a word that a router knows, would open the route. */
function throwAsError(cause: unknown): never {
  throw cause instanceof Error ? cause : new ExtensionError("The verifier threw something that is no Error", { cause });
}

const acceptedTokens = new WeakMap<object, AccessToken<unknown>>();
