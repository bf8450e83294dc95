import type { AccessToken, UntypedClaims } from "./access-token.js";
import { type Answer, writeAnswer } from "./challenge.js";
import { createTrustedIssuer, type RunningIssuer } from "./create-trusted-issuer.js";
import { parseCredentials } from "./credentials/parse-credentials.js";
import { describeVerifier } from "./describe/describe-verifier.js";
import type { VerifierDescription } from "./describe/description.js";
import { ConfigurationError, DeniedError, ExtensionError, UnavailableError } from "./errors.js";
import { type EventListener, hookReporters, toSafeListener } from "./events.js";
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
import { judgeToken } from "./judge-token.js";
import { isNumericDate } from "./jwt/claims.js";
import { importDecryptionKeys } from "./jwt/decrypt-token.js";
import type { KeysSnapshot } from "./keys/keys-snapshot.js";
import type { VerifierOptions } from "./options.js";
import { type Accepted, deny, type Denied, type Outcome, type Unavailable } from "./outcome.js";
import { checkScopes } from "./policy/scope.js";
import { parseRequirement, type Requirement } from "./requirement.js";
import { type ResolvedOptions, resolveOptions } from "./resolve-options.js";

/** What the verifier needs to know of a request. */
export interface ResourceRequest {
  /**
   * The values of all `Authorization` field lines as received, one entry a line, none if there is none. On Node take them
   * from `rawHeaders` or `headersDistinct`: `headers` hides a second line.
   */
  readonly authorization: readonly string[];
}

/** Judges access tokens for one resource server. Made once, by `createVerifier`, and used for every request. */
export interface Verifier<Claims = UntypedClaims> {
  /**
   * Verifies a token that the caller already holds, and asks what `requirement` asks.
   *
   * @param token - The token alone, without a scheme.
   * @returns The verified token.
   * @throws DeniedError - the token is bad or not enough.
   * @throws UnavailableError - it could not be judged.
   * @throws ConfigurationError - `requirement` is malformed.
   * @throws ExtensionError - a check or schema of the application broke its contract.
   */
  verify(token: string, requirement?: Requirement): Promise<AccessToken<Claims>>;

  /**
   * Judges the credentials of a request. Bad input never throws: it is `denied`.
   *
   * @throws ConfigurationError - `request` or `requirement` is malformed.
   * @throws ExtensionError - a check or schema of the application broke its contract.
   */
  authenticate(request: ResourceRequest, requirement?: Requirement): Promise<Outcome<Claims>>;

  /** Asks `requirement` of a token that has been verified already. */
  authorize(token: AccessToken<Claims>, requirement: Requirement): Accepted<Claims> | Denied;

  /**
   * Says why a token is accepted or not: every step of `verify()` with its verdict, on to the end, also after the first that
   * fails. For operators and tests, not for requests: it may ask for keys and introspect where `verify()` would have stopped.
   * Tells no `token.*` event. Safe to print; do not show it to the client.
   *
   * A bad token and an outage never throw, nor does a check or schema that broke its contract: each is a step.
   *
   * @param token - The token alone, without a scheme.
   * @param requirement - What the route asks. Default: nothing besides a valid token.
   * @throws ConfigurationError - `requirement` is malformed.
   * @throws ExtensionError - the clock is broken.
   */
  explain(token: string, requirement?: Requirement): Promise<Explanation>;

  /** What this verifier checks, as it is configured: for a review, a ticket, a test. Asks nobody, and holds no secret. */
  describe(): VerifierDescription;

  /** The response to send for a denial or an outage: status, header fields and body (RFC 6750 §3, RFC 9110 §11). */
  challenge(outcome: Denied | Unavailable): Answer;

  /**
   * Fetches the keys of all issuers ahead of the first request. Rejects with an `UnavailableError` if that fails for one; the
   * verifier can be used all the same, and goes on trying when it is.
   *
   * @throws ConfigurationError - the options are malformed, or a key of `decryptionKeys` is none by its values.
   */
  warmUp(options?: WarmUpOptions): Promise<void>;

  /**
   * How the keys of each issuer are. Answers at once; a refresh that is due is started in the background, so that an API
   * which gets nothing but these questions stays ready.
   */
  health(): VerifierHealth;

  /**
   * The fetched key sets at hand, as plain JSON: for a later start, in this process or another, while an authorization server
   * is down. It holds public keys and no secret, but whoever can change it where it is kept decides whose tokens are
   * accepted.
   */
  exportSnapshot(): KeysSnapshot;

  /**
   * Takes over key sets that were exported, of the issuers that are configured here. Each is judged like one that was
   * fetched when it was: bad keys are left out, it lives no longer than it would have, and it replaces no set that is as new.
   *
   * @param snapshot - What `exportSnapshot()` gave; parse it if it was kept as text.
   * @returns Whose keys were taken over, and whose were not and why.
   * @throws ConfigurationError - it is no such snapshot.
   */
  importSnapshot(snapshot: unknown): Promise<SnapshotImport>;

  /**
   * Ends all that goes on in the background: fetches under way are aborted, and nothing is fetched any more. Tokens are
   * judged with the keys at hand for as long as these may be used; what would need a fetch is unavailable (503). Not
   * needed to let a process exit.
   */
  close(): void;
}

/**
 * Makes a verifier: checks the options once, for all requests. Nothing is fetched before the first token, `warmUp()` or
 * `health()`.
 *
 * @throws ConfigurationError - naming everything that is wrong with the options, and how to mend it.
 */
export function createVerifier<Claims = UntypedClaims>(options: VerifierOptions<Claims>): Verifier<Claims> {
  const resolved = resolveOptions(options);
  const emit = toSafeListener(resolved.onEvent);
  const issuers = new Map<string, RunningIssuer>();
  for (const [name, issuer] of resolved.issuers) issuers.set(name, createTrustedIssuer(issuer, { ...resolved, emit }));
  const verifier = new TokenVerifier(resolved, issuers, emit);
  hookReporters.set(verifier, (hook, cause) => {
    emit({ type: "hook.failed", at: resolved.clock.now(), hook, cause });
  });
  return Object.freeze(verifier);
}

/** The methods are bound, so that they can be handed around: `const { verify } = createVerifier(...)`. */
class TokenVerifier<Claims> implements Verifier<Claims> {
  readonly #options: ResolvedOptions<Claims>;
  readonly #issuers: ReadonlyMap<string, RunningIssuer>;
  readonly #emit: EventListener;

  constructor(options: ResolvedOptions<Claims>, issuers: ReadonlyMap<string, RunningIssuer>, emit: EventListener) {
    this.#options = options;
    this.#issuers = issuers;
    this.#emit = emit;
  }

  verify = async (token: string, requirement?: Requirement): Promise<AccessToken<Claims>> => {
    const asked = parseRequirement(requirement);
    const outcome = await this.#judge(typeof token === "string" ? token : NOT_A_STRING, asked);
    if (outcome.kind === "accepted") return outcome.token;
    if (outcome.kind === "unavailable") throw new UnavailableError(outcome.detail, outcome);
    const { reason, detail, tokenKind } = outcome;
    throw new DeniedError(reason, detail, { ...this.challenge(outcome), tokenKind });
  };

  authenticate = async (request: ResourceRequest, requirement?: Requirement): Promise<Outcome<Claims>> => {
    const asked = parseRequirement(requirement);
    const given: Partial<ResourceRequest> | undefined = request;
    if (!Array.isArray(given?.authorization)) throw new ConfigurationError([NO_FIELD_LINES]);
    const credentials = parseCredentials(request.authorization, this.#options.maxTokenBytes);
    return this.#judge(credentials.kind === "denied" ? credentials : credentials.token, asked);
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

  async #judge(token: string | Denied, requirement: Requirement): Promise<Outcome<Claims>> {
    const now = this.#now();
    try {
      const outcome =
        typeof token === "string"
          ? await judgeToken(token, { issuers: this.#issuers, options: this.#options, now })
          : token;
      if (outcome.kind === "denied") return this.#tell(outcome, now);
      const { issuer, format } = outcome.token;
      this.#emit({ type: "token.accepted", at: now, issuer, format });
      return this.#ask(outcome, requirement, now);
    } catch (cause) {
      if (!(cause instanceof UnavailableError)) throw cause;
      this.#emit({ type: "token.unavailable", at: now, detail: cause.detail, cause: cause.cause });
      const { retryAfterSeconds, detail } = cause;
      return { kind: "unavailable", retryAfterSeconds, detail, cause: cause.cause };
    }
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

const NO_FIELD_LINES =
  "a request is { authorization: [...] } with the values of its Authorization field lines, [] if there are none";
const NOT_A_STRING = deny("malformed_token", "the token is not a string");
