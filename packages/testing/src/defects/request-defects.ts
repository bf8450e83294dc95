import { randomBytes } from "node:crypto";
import { describeRequests } from "./defect.js";
import type { DefectRow, Given, RequestDefect, RequestParts, Severity } from "./defect.js";
import type { TokenSource } from "./token-source.js";

/** Requests that present no token, or not as they must. */
export type RequestDefectId =
  | "no-credentials"
  | "other-scheme"
  | "token-under-other-scheme"
  | "token-under-dpop-scheme"
  | "bound-token-under-dpop-scheme"
  | "scheme-without-space"
  | "bearer-without-token"
  | "two-tokens"
  | "two-lines-good-first"
  | "two-lines-bad-first"
  | "two-lines-with-other-scheme"
  | "token-in-list"
  | "comma-after-token"
  | "tab-before-token"
  | "token-in-quotes"
  | "token-in-parameter"
  | "token-as-json"
  | "token-in-query"
  | "token-in-form"
  | "token-in-cookie"
  | "token-in-other-field";

const OTHER_PLACE = "Tokens get into logs, histories and caches, or are sent by who does not know it.";
const TWO_READINGS = "A proxy and the API behind it can see two different tokens in one request.";
const GRAMMAR = "What others refuse is understood somehow.";

const rows: Readonly<Record<RequestDefectId, DefectRow<Partial<RequestParts>>>> = {
  "no-credentials": {
    title: "a request without credentials (RFC 6750 §3.1)",
    risk: "Everybody gets in.",
    severity: "critical",
    reason: "no_credentials",
    make: () => ({}),
  },
  "other-scheme": {
    title: "a request with a password in place of a token (RFC 6750 §3.1)",
    risk: "Everybody gets in.",
    severity: "critical",
    reason: "no_credentials",
    make: () => authorization("Basic dXNlcjpwYXNzd29yZA=="),
  },
  "token-under-other-scheme": {
    title: "a request with a good token under another scheme (RFC 6750 §2.1)",
    risk: GRAMMAR,
    severity: "low",
    reason: "no_credentials",
    make: (as, given) => authorization(`Token ${good(as, given)}`),
  },
  "token-under-dpop-scheme": {
    title: "a request with a good token that is not bound, under the scheme DPoP without a proof (RFC 9449 §7.1)",
    risk: "Who sees the scheme believes the token to be bound, and anybody can use it.",
    severity: "medium",
    reason: "no_credentials",
    make: (as, given) => authorization(`DPoP ${good(as, given)}`),
  },
  "bound-token-under-dpop-scheme": {
    title: "a request with a bound token under the scheme DPoP without a proof (RFC 9449 §7.1)",
    risk: "Who steals the token can use it, although its issuer saw to it that he cannot.",
    severity: "high",
    reason: "no_credentials",
    make: (as, { claims }) => {
      const jkt = randomBytes(32).toString("base64url");
      return authorization(`DPoP ${as.issue({ cnf: { jkt }, ...claims })}`);
    },
  },
  "scheme-without-space": {
    title: "a request with no space between scheme and token (RFC 6750 §2.1)",
    risk: GRAMMAR,
    severity: "low",
    reason: "no_credentials",
    make: (as, given) => authorization(`Bearer${good(as, given)}`),
  },
  "bearer-without-token": {
    title: "a request with the scheme and no token (RFC 6750 §2.1)",
    risk: "Everybody gets in.",
    severity: "critical",
    reason: "malformed_credentials",
    make: () => authorization("Bearer"),
  },
  "two-tokens": malformed("a request with two tokens after the scheme (RFC 6750 §2.1)", "low", (token) => [
    `Bearer ${token} ${token}`,
  ]),
  "two-lines-good-first": malformed(
    "a request with two Authorization lines, a good token and a bad one (RFC 9110 §5.3)",
    "medium",
    (token) => [`Bearer ${token}`, "Bearer bad"],
    TWO_READINGS,
  ),
  "two-lines-bad-first": malformed(
    "a request with two Authorization lines, a bad token and a good one (RFC 9110 §5.3)",
    "medium",
    (token) => ["Bearer bad", `Bearer ${token}`],
    TWO_READINGS,
  ),
  "two-lines-with-other-scheme": malformed(
    "a request with two Authorization lines, one of another scheme (RFC 9110 §5.3)",
    "medium",
    (token) => [`Bearer ${token}`, "Basic dXNlcjpwYXNzd29yZA=="],
    TWO_READINGS,
  ),
  "token-in-list": malformed(
    "a request with two sets of credentials, separated by a comma (RFC 9110 §11.6.2)",
    "medium",
    (token) => [`Bearer ${token}, Bearer bad`],
    TWO_READINGS,
  ),
  "comma-after-token": malformed("a request with a comma after the token (RFC 6750 §2.1)", "low", (token) => [
    `Bearer ${token},`,
  ]),
  "tab-before-token": malformed("a request with a tab before the token (RFC 6750 §2.1)", "low", (token) => [
    `Bearer\t${token}`,
  ]),
  "token-in-quotes": malformed("a request with the token in quotes (RFC 6750 §2.1)", "low", (token) => [
    `Bearer "${token}"`,
  ]),
  "token-in-parameter": malformed("a request with the token in a parameter (RFC 6750 §2.1)", "low", (token) => [
    `Bearer access_token="${token}"`,
  ]),
  "token-as-json": malformed("a request with the JSON form of a token (RFC 7515 §7.2)", "medium", (token) => {
    const [header = "", payload, signature] = token.split(".");
    return [`Bearer ${JSON.stringify({ payload, protected: header, signature })}`];
  }),
  "token-in-query": {
    title: "a request with the token in its URL (RFC 6750 §2.3)",
    risk: OTHER_PLACE,
    severity: "medium",
    reason: "no_credentials",
    make: (as, given) => ({ query: `?access_token=${encodeURIComponent(good(as, given))}` }),
  },
  "token-in-form": {
    title: "a request with the token in its body (RFC 6750 §2.2)",
    risk: OTHER_PLACE,
    severity: "low",
    reason: "no_credentials",
    make: (as, given) => ({
      headers: [["Content-Type", "application/x-www-form-urlencoded"]],
      body: new URLSearchParams({ access_token: good(as, given) }).toString(),
    }),
  },
  "token-in-cookie": {
    title: "a request with the token in a cookie (RFC 6750 §2)",
    risk: "Any web page can have the browser of a user send requests in his name.",
    severity: "medium",
    reason: "no_credentials",
    make: (as, given) => {
      const token = good(as, given);
      return { headers: [["Cookie", `access_token=${token}; token=${token}`]] };
    },
  },
  "token-in-other-field": {
    title: "a request with the token in another field (RFC 6750 §2)",
    risk: OTHER_PLACE,
    severity: "low",
    reason: "no_credentials",
    make: (as, given) => {
      const token = good(as, given);
      return {
        headers: [
          ["X-Access-Token", token],
          ["Proxy-Authorization", `Bearer ${token}`],
        ],
      };
    },
  },
};

/** Requests that present no token, or not as they must. */
export const requestDefects: readonly RequestDefect<RequestDefectId>[] = describeRequests("request", rows);

function malformed(
  title: string,
  severity: Severity,
  ...[toLines, risk = GRAMMAR]: readonly [toLines: (token: string) => readonly string[], risk?: string]
): DefectRow<Partial<RequestParts>> {
  return {
    title,
    risk,
    severity,
    reason: "malformed_credentials",
    make: (as, given) => authorization(...toLines(good(as, given))),
  };
}

function good(as: TokenSource, { claims }: Given): string {
  return as.issue(claims);
}

function authorization(...lines: readonly string[]): Partial<RequestParts> {
  return { headers: lines.map((line) => ["Authorization", line]) };
}
