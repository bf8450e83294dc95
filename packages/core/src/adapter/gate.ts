import type { AccessToken, UntypedClaims } from "../access-token.js";
import type { Answer } from "../challenge.js";
import { createVerifier, type DirectJudge, directJudges } from "../create-verifier.js";
import { ExtensionError } from "../errors.js";
import { isPending, type MaybePromise, whenThere } from "../internal/maybe-promise.js";
import type { VerifierOptions } from "../options.js";
import type { Denied, Outcome, Unavailable } from "../outcome.js";
import type { Verifier } from "../verifier.js";
import type { GuardRule } from "./guards.js";
import { type AdapterOptions, checkAdapterOptions, renderAnswer, type RenderBody } from "./rendering.js";
import { findRecord, openRecord, type Visit } from "./request-record.js";

/** Whether a request may pass; if not, what to answer. */
export type Admission<Claims> =
  | { readonly admitted: true; readonly token: AccessToken<Claims> | undefined }
  | { readonly admitted: false; readonly answer: Answer };

/** Asks the guards' rules of requests, and verifies the token of each request once, however many guards there are. */
export interface Gate<Claims, NativeRequest extends object> {
  readonly verifier: Verifier<Claims>;
  /**
   * Answers directly, without a promise, if nothing has to be waited for.
   *
   * @param request - The framework's own object for the request: the same one for all guards of a request.
   * @param authorization - Its `Authorization` field lines.
   * @throws Error - whatever else went wrong, always as an `Error`: frameworks read other values as "go on".
   */
  readonly admit: (
    request: NativeRequest,
    authorization: readonly string[],
    rule: GuardRule,
  ) => MaybePromise<Admission<Claims>>;
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
  return new VerifierGate(isVerifier(given) ? given : createVerifier(given), options.renderBody);
}

class VerifierGate<Claims, NativeRequest extends object> implements Gate<Claims, NativeRequest> {
  readonly verifier: Verifier<Claims>;
  readonly #renderBody: RenderBody<NativeRequest> | undefined;
  readonly #judgeLines: DirectJudge;

  constructor(verifier: Verifier<Claims>, renderBody: RenderBody<NativeRequest> | undefined) {
    this.verifier = verifier;
    this.#renderBody = renderBody;
    this.#judgeLines =
      directJudges.get(verifier) ?? (async (authorization) => verifier.authenticate({ authorization }));
  }

  admit = (
    request: NativeRequest,
    authorization: readonly string[],
    rule: GuardRule,
  ): MaybePromise<Admission<Claims>> => {
    try {
      if (rule.optional && authorization.length === 0) return { admitted: true, token: undefined };
      const { outcome } = this.#visit(request, authorization);
      return isPending(outcome)
        ? outcome.then((judged) => this.#decide(request, judged, rule)).catch(throwAsError)
        : this.#decide(request, outcome, rule);
    } catch (cause) {
      return throwAsError(cause);
    }
  };

  acceptedTokenOf = (request: object): AccessToken<Claims> | undefined =>
    findRecord(request)?.visits.find((one) => one.gate === this)?.accepted as AccessToken<Claims> | undefined;

  /** Judges the token of a request, the first time that a guard asks. */
  #visit(request: NativeRequest, authorization: readonly string[]): Visit {
    const { visits } = openRecord(request);
    const known = visits.find((one) => one.gate === this);
    if (known !== undefined) return known;
    const visit: Visit = { gate: this, outcome: this.#judgeLines(authorization), accepted: undefined };
    visits.push(visit);
    return visit;
  }

  #decide(request: NativeRequest, judged: Outcome, { requirement }: GuardRule): MaybePromise<Admission<Claims>> {
    const outcome = judged as Outcome<Claims>;
    const answer = outcome.kind === "accepted" ? this.verifier.authorize(outcome.token, requirement) : outcome;
    if (answer.kind !== "accepted") return this.#refuse(request, answer);
    const { token } = answer;
    const record = openRecord(request);
    for (const visit of record.visits) if (visit.gate === this) visit.accepted = token;
    record.latest = token;
    return { admitted: true, token };
  }

  #refuse(request: NativeRequest, outcome: Denied | Unavailable): MaybePromise<Admission<Claims>> {
    const renderBody = this.#renderBody;
    const answer = renderAnswer(this.verifier, outcome, renderBody && (() => renderBody(outcome, request)));
    return whenThere(answer, (written) => ({ admitted: false, answer: written }));
  }
}

/**
 * The token a guard accepted for this request; `undefined` if the request is anonymous, or no guard has run. Where several
 * verifiers guard one request, that of the last.
 */
export function acceptedTokenOf<Claims = UntypedClaims>(request: object): AccessToken<Claims> | undefined {
  return findRecord(request)?.latest as AccessToken<Claims> | undefined;
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
