import { type KnownMistake, mistake } from "./mistake.js";

const bearerOf = ({ headers }: Request): string => headers.get("authorization") ?? "";

/** Mistakes with where the token is in a request. */
export const requestMistakes: readonly KnownMistake[] = [
  mistake(
    "takes a token from the query",
    (_, { readCredentials }) => ({
      readCredentials: (request) => {
        const token = new URL(request.url).searchParams.get("access_token");
        return token === null ? readCredentials(request) : { token };
      },
    }),
    { accepted_bad: ["token-in-query"] },
  ),
  mistake(
    "takes a token from a cookie",
    (_, { readCredentials }) => ({
      readCredentials: (request) => {
        const token = /access_token=([^;]+)/.exec(request.headers.get("cookie") ?? "")?.[1];
        return token === undefined ? readCredentials(request) : { token };
      },
    }),
    { accepted_bad: ["token-in-cookie"] },
  ),
  mistake(
    "takes whatever is after a space, whatever the scheme",
    (_, { readCredentials }) => ({
      readCredentials: (request) => {
        const token = /^Token (\S+)$/.exec(bearerOf(request))?.[1];
        return token === undefined ? readCredentials(request) : { token };
      },
    }),
    { accepted_bad: ["token-under-other-scheme"] },
  ),
  mistake(
    "takes a token under the scheme of DPoP, and asks for no proof",
    (_, { readCredentials }) => ({
      readCredentials: (request) => {
        const token = /^DPoP (\S+)$/.exec(bearerOf(request))?.[1];
        return token === undefined ? readCredentials(request) : { token };
      },
    }),
    { accepted_bad: ["token-under-dpop-scheme"], malformed_challenge: ["bound-token-under-dpop-scheme"] },
  ),
  mistake(
    "takes a bound token under the scheme of DPoP, and asks for no proof",
    (_, { readCredentials, isFree }) => {
      let isDpop = false;
      return {
        readCredentials: (request) => {
          const token = /^DPoP (\S+)$/.exec(bearerOf(request))?.[1];
          isDpop = token !== undefined;
          return token === undefined ? readCredentials(request) : { token };
        },
        isFree: (claims) => isDpop || isFree(claims),
      };
    },
    { accepted_bad: ["token-under-dpop-scheme", "bound-token-under-dpop-scheme"] },
  ),
  mistake(
    "takes the first of several credentials",
    (_, { readCredentials }) => ({
      readCredentials: (request) =>
        readCredentials(
          new Request(request.url, { headers: { authorization: bearerOf(request).split(", ")[0] ?? "" } }),
        ),
    }),
    { accepted_bad: ["two-lines-good-first", "two-lines-with-other-scheme", "token-in-list"] },
  ),
  mistake(
    "takes the last of several credentials",
    (_, { readCredentials }) => ({
      readCredentials: (request) =>
        readCredentials(
          new Request(request.url, { headers: { authorization: bearerOf(request).split(", ").at(-1) ?? "" } }),
        ),
    }),
    { accepted_bad: ["two-lines-bad-first"] },
  ),
  mistake(
    "knows the scheme in one spelling only",
    (_, { readCredentials }) => ({
      readCredentials: (request) => (/^(?:bearer|BEARER) /.test(bearerOf(request)) ? "none" : readCredentials(request)),
    }),
    { refused_good: ["scheme-in-small-letters", "scheme-in-capitals"] },
  ),
];
