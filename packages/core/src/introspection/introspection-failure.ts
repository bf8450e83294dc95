/**
 * The endpoint refused us, not the token: our client authentication, our rights there, or what we ask it are wrong
 * (RFC 7662 §2.3). Says nothing about the token, and does not pass by itself.
 */
export class IntrospectionRefusedError extends Error {
  override readonly name = "IntrospectionRefusedError";
  /** The status of the answer: 400, 401 or 403. */
  readonly status: number;
  /** The `error` of the answer (RFC 6749 §5.2), shortened and escaped, if it has one. */
  readonly error: string | undefined;

  constructor(message: string, answer: { readonly status: number; readonly error: string | undefined }) {
    super(message);
    this.status = answer.status;
    this.error = answer.error;
  }
}

/**
 * No question was put to the endpoint: there is no way to authenticate to it, or no place to ask. Most often the metadata of
 * the issuer and our options do not fit. Says nothing about the token.
 */
export class IntrospectionNotSentError extends Error {
  override readonly name = "IntrospectionNotSentError";
}

/** The endpoint answered 200 with something that is no introspection response. Says nothing about the token. */
export class UnusableIntrospectionError extends Error {
  override readonly name = "UnusableIntrospectionError";
}
