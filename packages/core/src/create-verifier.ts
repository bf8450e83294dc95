import type { AccessToken, UntypedClaims } from "./access-token.js";
import { type Answer, writeAnswer } from "./challenge.js";
import { createTrustedIssuer, type RunningIssuer } from "./create-trusted-issuer.js";
import { HeaderMemory } from "./credentials/header-memory.js";
import { describeVerifier } from "./describe/describe-verifier.js";
import type { VerifierDescription } from "./describe/description.js";
import { ConfigurationError, DeniedError, ExtensionError, UnavailableError } from "./errors.js";
import { type EventListener, hookReporters, IGNORED, toSafeListener } from "./events.js";
import {
  exportSnapshot,
  importSnapshot,
  type SnapshotImport,
  toVerifierHealth,
  type VerifierHealth,
  warmUpAll,
  type WarmUpOptions,
} from "./every-issuer.js";
import { explainToken } from "./explain/explain-token.js";
import type { Explanation } from "./explain/explanation.js";
import { DigestMemory } from "./internal/digest-memory.js";
import { isPending, type MaybePromise } from "./internal/maybe-promise.js";
import { judgeCredentials } from "./judge-credentials.js";
import type { SignatureMemory } from "./judge-remembered.js";
import { type Judged, judgeToken, type TokenBench } from "./judge-token.js";
import { isNumericDate } from "./jwt/claims.js";
import { importDecryptionKeys } from "./jwt/decrypt-token.js";
import type { KeysSnapshot } from "./keys/keys-snapshot.js";
import type { VerifierOptions } from "./options.js";
import { type Accepted, deny, type Denied, type Outcome, type Unavailable } from "./outcome.js";
import { checkScopes } from "./policy/scope.js";
import { parseRequirement, type Requirement } from "./requirement.js";
import { type ResolvedOptions, resolveOptions } from "./resolve-options.js";
import type { ResourceRequest, Verifier } from "./verifier.js";

/**
 * Makes a verifier: checks the options once, for all requests. Nothing is fetched before the first token, `warmUp()` or
 * `health()`.
 *
 * @throws ConfigurationError - naming everything that is wrong with the options, and how to mend it.
 */
export function createVerifier<Claims = UntypedClaims>(options: VerifierOptions<Claims>): Verifier<Claims> {
  const resolved = resolveOptions(options);
  const emit = resolved.onEvent === undefined ? IGNORED : toSafeListener(resolved.onEvent);
  const issuers = new Map<string, RunningIssuer>();
  for (const [name, issuer] of resolved.issuers) issuers.set(name, createTrustedIssuer(issuer, { ...resolved, emit }));
  const verifier = new TokenVerifier(resolved, issuers, emit);
  hookReporters.set(verifier, (hook, cause) => {
    emit({ type: "hook.failed", at: resolved.clock.now(), hook, cause });
  });
  return Object.freeze(verifier);
}

/** Judges credentials as `authenticate` does without a requirement, and answers directly if it can. */
export type DirectJudge = (authorization: readonly string[]) => MaybePromise<Outcome>;

/** Lets adapters, which see only the verifier, do without a promise. */
export const directJudges: WeakMap<object, DirectJudge> = new WeakMap();

/** The methods are bound, so that they can be handed around: `const { verify } = createVerifier(...)`. */
class TokenVerifier<Claims> implements Verifier<Claims> {
  readonly #options: ResolvedOptions<Claims>;
  readonly #issuers: ReadonlyMap<string, RunningIssuer>;
  readonly #emit: EventListener;
  readonly #memory: SignatureMemory | undefined;
  readonly #headers = new HeaderMemory();

  constructor(options: ResolvedOptions<Claims>, issuers: ReadonlyMap<string, RunningIssuer>, emit: EventListener) {
    this.#options = options;
    this.#issuers = issuers;
    this.#emit = emit;
    const { signatureMemory } = options;
    this.#memory =
      signatureMemory &&
      new DigestMemory({ entries: signatureMemory.entries, longestText: signatureMemory.maxTokenBytes });
    directJudges.set(this, (authorization) => this.#judge(judgeCredentials, authorization, parseRequirement()));
  }

  verify = async (token: string, requirement?: Requirement): Promise<AccessToken<Claims>> => {
    const judged = this.#judge(judgeGiven, token, parseRequirement(requirement));
    const outcome = isPending(judged) ? await judged : judged;
    if (outcome.kind === "accepted") return outcome.token;
    if (outcome.kind === "unavailable") throw new UnavailableError(outcome.detail, outcome);
    const { reason, detail, tokenKind } = outcome;
    throw new DeniedError(reason, detail, { ...this.challenge(outcome), tokenKind });
  };

  authenticate = async (request: ResourceRequest, requirement?: Requirement): Promise<Outcome<Claims>> => {
    const asked = parseRequirement(requirement);
    const given: Partial<ResourceRequest> | undefined = request;
    if (!Array.isArray(given?.authorization)) throw new ConfigurationError([NO_FIELD_LINES]);
    return this.#judge(judgeCredentials, request.authorization, asked);
  };

  authorize = (token: AccessToken<Claims>, requirement: Requirement): Accepted<Claims> | Denied => {
    // Unlike where a token is verified, asking for nothing can only be a requirement that got lost.
    if ((requirement as unknown) === undefined) throw new ConfigurationError(["authorize() needs a requirement"]);
    return this.#ask({ kind: "accepted", token }, parseRequirement(requirement), this.#now());
  };

  explain = async (token: string, requirement?: Requirement): Promise<Explanation> => {
    const bench = { issuers: this.#issuers, options: this.#options, now: this.#now() };
    const inquiry = { bench, requirement: parseRequirement(requirement) };
    return explainToken(typeof token === "string" ? token : NOT_A_STRING, inquiry);
  };

  describe = (): VerifierDescription => describeVerifier(this.#options);

  challenge = (outcome: Denied | Unavailable): Answer => writeAnswer(outcome, this.#options);

  warmUp = async (options?: WarmUpOptions): Promise<void> => {
    await importDecryptionKeys(this.#options.decryptionKeys);
    await warmUpAll(this.#issuers, this.#now(), options);
  };

  health = (): VerifierHealth => toVerifierHealth(this.#issuers, this.#now());

  exportSnapshot = (): KeysSnapshot => exportSnapshot(this.#issuers, this.#now());

  importSnapshot = async (snapshot: unknown): Promise<SnapshotImport> =>
    importSnapshot(this.#issuers, snapshot, this.#now());

  close = (): void => {
    for (const { keys } of this.#issuers.values()) keys.close();
  };

  #judge<Given>(
    judge: (given: Given, bench: TokenBench<Claims>) => MaybePromise<Judged<Claims>>,
    given: Given,
    requirement: Requirement,
  ): MaybePromise<Outcome<Claims>> {
    const now = this.#now();
    let judged;
    try {
      const bench = {
        issuers: this.#issuers,
        options: this.#options,
        memory: this.#memory,
        headers: this.#headers,
        now,
      };
      judged = judge(given, bench);
    } catch (cause) {
      return this.#toUnavailable(cause, now);
    }
    if (!isPending(judged)) return this.#conclude(judged, requirement, now);
    return judged.then(
      (answer) => this.#conclude(answer, requirement, now),
      (cause: unknown) => this.#toUnavailable(cause, now),
    );
  }

  #conclude(judged: Judged<Claims>, requirement: Requirement, now: number): Outcome<Claims> {
    if (judged.kind === "denied") return this.#tell(judged, now);
    if (this.#emit !== IGNORED) {
      const { issuer, format } = judged.token;
      this.#emit({ type: "token.accepted", at: now, issuer, format });
    }
    return this.#ask(judged, requirement, now);
  }

  #toUnavailable(cause: unknown, now: number): Unavailable {
    if (!(cause instanceof UnavailableError)) throw cause;
    const { retryAfterSeconds, detail } = cause;
    this.#emit({ type: "token.unavailable", at: now, detail, cause: cause.cause });
    return { kind: "unavailable", retryAfterSeconds, detail, cause: cause.cause };
  }

  /** Step 10, last of all: who has no valid token learns nothing of what the route asks. */
  #ask(accepted: Accepted<Claims>, requirement: Requirement, now: number): Accepted<Claims> | Denied {
    const answer = checkScopes(accepted.token, requirement, this.#options.impliedScopes);
    return answer.kind === "denied" ? this.#tell(answer, now) : accepted;
  }

  #tell(denied: Denied, now: number): Denied {
    const { reason, detail, tokenKind } = denied;
    this.#emit({ type: "token.denied", at: now, reason, detail, ...(tokenKind === undefined ? {} : { tokenKind }) });
    return denied;
  }

  /** A clock that is broken, or counts milliseconds, would make expired tokens valid or valid ones expired. */
  #now(): number {
    const now = this.#options.clock.now();
    if (isNumericDate(now)) return now;
    throw new ExtensionError("The clock did not give the time in seconds since 1970 (NumericDate)");
  }
}

function judgeGiven<Claims>(token: unknown, bench: TokenBench<Claims>): MaybePromise<Judged<Claims>> {
  return typeof token === "string" ? judgeToken(token, bench) : NOT_A_STRING;
}

const NO_FIELD_LINES =
  "a request is { authorization: [...] } with the values of its Authorization field lines, [] if there are none";
const NOT_A_STRING = deny("malformed_token", "the token is not a string");
