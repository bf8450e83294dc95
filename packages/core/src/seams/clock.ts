/**
 * Tells the time. The verifier asks once per request and hands the answer down as an argument, so a
 * manual clock moves everything at once.
 */
export interface Clock {
  /** The present, as NumericDate: seconds since 1970-01-01T00:00:00Z, fractions allowed (RFC 7519 §2). */
  now(): number;
}
