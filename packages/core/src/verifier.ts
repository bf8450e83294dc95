import type { AccessToken, UntypedClaims } from "./access-token.js";
import type { Answer } from "./challenge.js";
import type { VerifierDescription } from "./describe/description.js";
import type { SnapshotImport, VerifierHealth, WarmUpOptions } from "./every-issuer.js";
import type { Explanation } from "./explain/explanation.js";
import type { KeysSnapshot } from "./keys/keys-snapshot.js";
import type { Accepted, Denied, Outcome, Unavailable } from "./outcome.js";
import type { Requirement } from "./requirement.js";

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
