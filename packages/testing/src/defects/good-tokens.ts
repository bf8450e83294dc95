import { readCompact } from "../compact-jws.js";
import type { Claims, HowToSign } from "../token-maker.js";
import { readSource, toRequestParts } from "./defect.js";
import type { Given, RequestParts, Severity } from "./defect.js";
import { nowOf } from "./token-parts.js";
import type { TokenSource } from "./token-source.js";

/** The name of a good form. */
export type GoodTokenId =
  | "good-token"
  | "audience-in-list"
  | "audience-in-list-of-one"
  | "type-in-full"
  | "type-in-other-case"
  | "type-jwt"
  | "type-missing"
  | "scope-among-others"
  | "scope-in-list"
  | "expiry-with-fraction"
  | "not-before-past"
  | "subject-is-client"
  | "jti-missing"
  | "kid-missing"
  | "claims-unknown"
  | "claims-in-any-script"
  | "header-unknown"
  | "scheme-in-small-letters"
  | "scheme-in-capitals"
  | "spaces-before-token";

/** A form in which a good access token comes, and in which it is to be accepted: a guard against refusing too much. */
export interface GoodToken {
  /** Stable. */
  readonly id: GoodTokenId;
  /** What it is, to be read after "accepts", with the section. */
  readonly title: string;
  readonly source: string;
  /** Whether every API must accept it, or an API that asks for more than is common may refuse it. Ostiary accepts all. */
  readonly level: "must" | "may";
  /** How bad it is if an API refuses it that must not. */
  readonly severity: Severity;
  /** What tokens of the issuer it is a form of: of all, of signed ones, or of those with the header type `at+jwt`. */
  readonly form: "any" | "signed" | "typed";
  /** What to send. `claims` are changed besides. */
  readonly make: (as: TokenSource, given?: Given) => RequestParts;
}

type Row = Pick<GoodToken, "title"> & {
  readonly level?: "may";
  readonly severity?: "low";
  readonly form?: "signed" | "typed";
  readonly make: (as: TokenSource, given: Given) => string;
};

const rows: Readonly<Record<GoodTokenId, Row>> = {
  "good-token": good("an access token (RFC 9068 §2)", () => ({})),
  "audience-in-list": good("an access token for several audiences, this one among them (RFC 7519 §4.1.3)", (as) => ({
    aud: ["https://other-api.example.com", as.audience],
  })),
  "audience-in-list-of-one": good("an access token whose audience is a list of one (RFC 7519 §4.1.3)", (as) => ({
    aud: [as.audience],
  })),
  "type-in-full": signed("an access token whose type is the whole media type (RFC 9068 §4)", {
    typ: "application/at+jwt",
  }),
  "type-in-other-case": signed("an access token whose type is in capitals (RFC 7515 §4.1.9)", { typ: "AT+JWT" }),
  "type-jwt": { ...signed("an access token with the header type JWT (RFC 7519 §5.1)", { typ: "JWT" }), level: "may" },
  "type-missing": {
    ...signed("an access token without a header type (RFC 7519 §5.1)", { typ: undefined }),
    level: "may",
  },
  "scope-among-others": good("an access token that grants more than is asked for (RFC 6749 §3.3)", (as) => ({
    scope: `profile ${as.scope} orders:archive`,
  })),
  "scope-in-list": {
    ...good("an access token whose scopes are a list (RFC 9068 §2.2.3)", (as) => ({ scope: as.scope.split(" ") })),
    level: "may",
  },
  "expiry-with-fraction": good("an access token that expires within a second (RFC 7519 §2)", (as) => ({
    exp: nowOf(as) + 300.5,
  })),
  "not-before-past": good("an access token that says since when it is valid (RFC 7519 §4.1.5)", (as) => ({
    nbf: nowOf(as) - 60,
  })),
  "subject-is-client": good("an access token that a client got for itself (RFC 9068 §2.2)", (as) => ({
    sub: readCompact(as.issue())?.claims["client_id"] ?? "client-1",
  })),
  "jti-missing": {
    ...good("an access token without a jti (RFC 7519 §4.1.7)", () => ({ jti: undefined })),
    level: "may",
  },
  "kid-missing": {
    ...signed("an access token that does not name its key, which is the only one (RFC 7515 §4.1.4)", {
      kid: undefined,
    }),
    level: "may",
  },
  "claims-unknown": good("an access token with claims that nobody knows (RFC 7519 §4)", () => ({
    "https://example.com/plan": { name: "gold", limits: [1, 2, 3] },
  })),
  "claims-in-any-script": good("an access token with claims beyond ASCII (RFC 7519 §7.1)", () => ({
    nickname: "Zoë Łęcka 田中 🙂",
  })),
  "header-unknown": signed("an access token with a header parameter that nobody knows (RFC 7515 §4)", {
    header: { "x-note": "none" },
  }),
  "scheme-in-small-letters": {
    title: "a request with the scheme in small letters (RFC 9110 §11.1)",
    make: (as, { claims }) => `bearer ${as.issue(claims)}`,
  },
  "scheme-in-capitals": {
    title: "a request with the scheme in capitals (RFC 9110 §11.1)",
    make: (as, { claims }) => `BEARER ${as.issue(claims)}`,
  },
  "spaces-before-token": {
    title: "a request with two spaces before the token (RFC 6750 §2.1)",
    severity: "low",
    make: (as, { claims }) => `Bearer  ${as.issue(claims)}`,
  },
};

/** Forms of a good access token that are to be accepted, to be walked by a test of your API. Frozen, in a fixed order. */
export const goodTokens: readonly GoodToken[] = Object.freeze(
  (Object.entries(rows) as [GoodTokenId, Row][]).map(([id, { title, level, severity, form, make }]): GoodToken => ({
    id,
    title,
    source: readSource(title),
    level: level ?? "must",
    severity: severity ?? "medium",
    form: form ?? "any",
    make: (as, given = {}) => toRequestParts({ headers: [["Authorization", make(as, given)]] }),
  })),
);

function good(title: string, change: (as: TokenSource) => Claims): Row {
  return { title, make: (as, { claims }) => `Bearer ${as.issue({ ...change(as), ...claims })}` };
}

function signed(title: string, how: HowToSign): Row {
  const form = how.typ === undefined ? "signed" : "typed";
  return { title, form, make: (as, { claims }) => `Bearer ${as.issue(claims, how)}` };
}
