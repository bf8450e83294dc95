/** A way in which an authorization server fails. What each does is in {@link keyFaults}. */
export type KeyFaultName = ExchangeFaultName | SetFaultName;

/** The exchange fails: with the JWK Set, the metadata, the introspection endpoint, or with all of them. */
export type ExchangeFaultName =
  | "refuses"
  | "hangs"
  | "drips"
  | "status_500"
  | "status_503"
  | "status_429"
  | "redirects"
  | "html"
  | "truncated_json"
  | "huge_body"
  | "gzip_bomb"
  | "wrong_content_type"
  | "slow_tls";

/** The exchange is fine, but the keys in the JWK Set are not. */
export type SetFaultName =
  | "empty_set"
  | "symmetric_key"
  | "private_key"
  | "duplicate_kids"
  | "wrong_use"
  | "wrong_alg"
  | "wrong_curve"
  | "weak_rsa";

/** A row of {@link keyFaults}. */
export interface KeyFault {
  readonly name: KeyFaultName;
  /** What happens, a phrase for the titles of tests. */
  readonly title: string;
  /** Whether it is the exchange that fails, or the keys in the JWK Set that are not to be used. */
  readonly kind: "exchange" | "set";
}

/** All ways in which a key server fails, to be walked by a test of your API. */
export const keyFaults: readonly KeyFault[] = Object.freeze([
  ...describeAll("exchange", {
    refuses: "a server that breaks every connection off",
    hangs: "a server that accepts a request and never answers",
    drips: "a server that sends one byte a second",
    status_500: "a server that answers 500",
    status_503: "a server that answers 503",
    status_429: "a server that answers 429 with Retry-After",
    redirects: "a server that redirects",
    html: "a page of HTML with status 200",
    truncated_json: "JSON that stops in the middle",
    huge_body: "a body of 100 MB",
    gzip_bomb: "a small body that inflates to 100 MB",
    wrong_content_type: "a document that calls itself plain text",
    slow_tls: "a TLS handshake that never ends",
  }),
  ...describeAll("set", {
    empty_set: "a JWK Set without keys",
    symmetric_key: "a JWK Set with symmetric keys",
    private_key: "a JWK Set with private keys",
    duplicate_kids: "a JWK Set in which two keys share each kid",
    wrong_use: "a JWK Set with keys for encryption",
    wrong_alg: "a JWK Set with keys whose alg does not fit them",
    wrong_curve: "a JWK Set with keys on another curve",
    weak_rsa: "a JWK Set with RSA keys of 1024 bits",
  }),
]);

/** Those of them in which an introspection endpoint fails: `as.fail(name, { at: "introspection" })`. */
export const introspectionFaults: readonly KeyFault[] = Object.freeze(
  keyFaults.filter(({ kind, name }) => kind === "exchange" && name !== "slow_tls"),
);

function describeAll(kind: "exchange", titles: Readonly<Record<ExchangeFaultName, string>>): readonly KeyFault[];
function describeAll(kind: "set", titles: Readonly<Record<SetFaultName, string>>): readonly KeyFault[];
function describeAll(kind: KeyFault["kind"], titles: Readonly<Record<string, string>>): readonly KeyFault[] {
  const rows = Object.entries(titles) as [KeyFaultName, string][];
  return rows.map(([name, title]) => Object.freeze({ name, title, kind }));
}
