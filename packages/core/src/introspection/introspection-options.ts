import { findUnknownNames, isListOf, isNumberWithin, unless } from "../internal/option-problems.js";
import { checkServerUrl } from "../internal/secure-url.js";
import type { IntrospectionOptions } from "../options.js";
import { TOKEN_KIND_POLICIES } from "../options/issuer-policy-options.js";
import type { TokenKind } from "../outcome.js";
import { findAuthenticationProblems } from "./client-authentication-problems.js";

/** The options that are numbers. */
type NumberName = {
  [Name in Extract<keyof IntrospectionOptions, string>]-?: NonNullable<IntrospectionOptions[Name]> extends number
    ? Name
    : never;
}[Extract<keyof IntrospectionOptions, string>];

/** What counts where an application says nothing. */
export const INTROSPECTION_DEFAULTS: Readonly<Record<NumberName, number>> = Object.freeze({
  cacheSeconds: 60,
  negativeCacheSeconds: 10,
  cacheEntries: 10_000,
  timeoutSeconds: 3,
  maxBodyBytes: 65_536,
  maxConcurrent: 50,
  breakerFailures: 5,
  breakerPauseSeconds: 5,
});

/** What begins some tokens that are not access tokens: these are never asked about. */
export const OTHER_TOKEN_PREFIXES: readonly OtherTokenPrefix[] = [
  { prefix: "ory_rt_", kind: "refresh_token", begins: "refresh tokens of Ory Hydra" },
  { prefix: "ory_ac_", kind: "authorization_code", begins: "authorization codes of Ory Hydra" },
  { prefix: "1//", kind: "refresh_token", begins: "refresh tokens of Google" },
];

/** How a server begins its tokens of one kind. */
export interface OtherTokenPrefix {
  readonly prefix: string;
  readonly kind: TokenKind;
  /** What begins so, for a message. */
  readonly begins: string;
}

/** All that is wrong with the options of an introspection, each with the way to mend it; never quotes a secret. */
export function findIntrospectionProblems(options: IntrospectionOptions): string[] {
  const given: unknown = options;
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    return ["introspection must be an object, such as { authentication: { clientId, clientSecret } }"];
  }
  const problems = [
    ...findUnknownNames(options, NAMES, { where: "of introspection", elsewhere: ELSEWHERE }),
    ...(options.client === undefined ? findEndpointProblems(options) : findClientProblems(options)),
    ...findPrefixProblems(options.prefixes),
    ...FLAGS.flatMap((name) => (isOptional(options[name], "boolean") ? [] : [`${name} must be true or false`])),
    ...unless(
      options.tokenKind === undefined || TOKEN_KIND_POLICIES.includes(options.tokenKind),
      `tokenKind must be one of ${TOKEN_KIND_POLICIES.join(", ")}`,
    ),
    ...NUMBERS.flatMap((name) => checkNumber(name, options[name])),
    ...(options.cache === undefined || hasMethods(options.cache, ["get", "set"])
      ? []
      : ["cache must be an object with functions get() and set()"]),
  ];
  return problems.map((problem) => `introspection: ${problem}`);
}

function findEndpointProblems({ endpoint, authentication, tokenTypeHint }: IntrospectionOptions): string[] {
  const problem = endpoint === undefined ? undefined : checkServerUrl(endpoint);
  const isHint = tokenTypeHint === undefined || tokenTypeHint === false || isText(tokenTypeHint);
  return [
    ...(problem === undefined ? [] : [`endpoint: ${problem}`]),
    ...(isHint ? [] : ['tokenTypeHint must be a text such as "access_token", or false']),
    ...findAuthenticationProblems(authentication as NonNullable<typeof authentication>),
  ];
}

function findClientProblems(options: IntrospectionOptions): string[] {
  const useless = OF_THE_ENDPOINT.filter((name) => options[name] !== undefined);
  return [
    ...(hasMethods(options.client, ["introspect"]) ? [] : ["client must be an object with a function introspect()"]),
    ...useless.map((name) => `client and ${name} exclude each other: a client of your own asks in its own way`),
  ];
}

function findPrefixProblems(prefixes: unknown): string[] {
  if (prefixes === undefined) return [];
  if (!isListOf(prefixes, isText)) {
    return ["prefixes must be a list that names at least one text that tokens begin with"];
  }
  return (prefixes as readonly string[]).flatMap((prefix) => {
    const other = OTHER_TOKEN_PREFIXES.find((known) => prefix.startsWith(known.prefix));
    return other === undefined
      ? []
      : [`prefixes: ${JSON.stringify(prefix)} begins ${other.begins}, which are never taken`];
  });
}

function checkNumber(name: NumberName, value: unknown): string[] {
  const { least, most, whole } = BOUNDS[name];
  if (value === undefined || (isNumberWithin(value, least, most) && (!whole || Number.isInteger(value)))) return [];
  return [`${name} must be a ${whole ? "whole " : ""}number from ${least} to ${most}`];
}

function hasMethods(value: unknown, names: readonly string[]): boolean {
  if (typeof value !== "object" || value === null) return false;
  return names.every((name) => typeof (value as Readonly<Record<string, unknown>>)[name] === "function");
}

function isOptional(value: unknown, type: string): boolean {
  return value === undefined || typeof value === type;
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

interface Bounds {
  readonly least: number;
  readonly most: number;
  readonly whole: boolean;
}

const seconds = (least: number, most: number): Bounds => ({ least, most, whole: false });
const count = (most: number): Bounds => ({ least: 1, most, whole: true });

const BOUNDS: Readonly<Record<NumberName, Bounds>> = {
  cacheSeconds: seconds(0, 3600),
  negativeCacheSeconds: seconds(0, 3600),
  cacheEntries: count(1_000_000),
  // Below the minute for which an assertion of ours, or a signed answer, is good.
  timeoutSeconds: seconds(0.01, 30),
  maxBodyBytes: count(16_777_216),
  maxConcurrent: count(10_000),
  breakerFailures: count(1000),
  breakerPauseSeconds: seconds(0.01, 3600),
};

const NUMBERS = Object.keys(INTROSPECTION_DEFAULTS) as NumberName[];
const FLAGS = ["signedResponse", "requireTokenType", "requireTokenUse"] as const;
const OF_THE_ENDPOINT = ["endpoint", "authentication", "tokenTypeHint", "signedResponse", "maxBodyBytes"] as const;
const NAMES: readonly string[] = [
  ...new Set([...OF_THE_ENDPOINT, ...FLAGS, ...NUMBERS, "tokenKind", "client", "prefixes", "cache"]),
];
/** Names that belong somewhere else, and where. */
const ELSEWHERE: ReadonlyMap<string, string> = new Map(
  ["clientId", "clientSecret", "method", "privateKey", "token"].map(
    (name) => [name, `authentication: { ${name}: ... }`] as const,
  ),
);
