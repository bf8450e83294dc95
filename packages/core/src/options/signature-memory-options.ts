/**
 * How many verified JWTs are remembered, so that the signature of one that comes again is not checked again. What is
 * remembered is found by the SHA-256 of the whole token; the token itself is not kept. All else is judged anew on every
 * request: whether the issuer still has the key, the time, the audience, the checks of the application, the scopes.
 */
export interface SignatureMemoryOptions {
  /** How many, by each verifier. A token is remembered when it comes for the second time. Default: 10000, at most 1000000. */
  readonly entries?: number;
  /** The longest token that is remembered, in bytes: its claims stay in memory. Default: 4096. */
  readonly maxTokenBytes?: number;
}
