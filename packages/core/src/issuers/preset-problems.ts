import { ConfigurationError } from "../errors.js";
import { findUnknownNames } from "../internal/option-problems.js";
import { checkServerUrl } from "../internal/secure-url.js";
import type { IssuerOptions } from "../options.js";

/**
 * Says what is wrong with the value of one option: a sentence without its subject ("must be ..."), or `undefined` for a
 * value that is fine. Never quotes a secret.
 */
export type OptionRule = (value: unknown) => string | undefined;

/** What the options of a preset are held to. */
export interface PresetRules<Options extends object> {
  /** A rule for every option there is. Names that are not here are unknown. */
  readonly rules: { readonly [Name in keyof Options & string]-?: OptionRule };
  /** What can be wrong with options that are fine each by itself: whole sentences. Default: nothing. */
  readonly together?: (options: Options) => readonly string[];
}

/**
 * Checks what a preset was given.
 *
 * @param preset - Its name, `auth0`, which begins every sentence.
 * @throws ConfigurationError - naming everything that is wrong at once.
 */
export function checkPresetOptions<Options extends object>(
  preset: string,
  options: Options,
  { rules, together }: PresetRules<Options>,
): void {
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw new ConfigurationError([`${preset}: takes an object with ${Object.keys(rules).join(", ")}`]);
  }
  const elsewhere = new Map(
    Object.keys(OF_EVERY_ISSUER).map((name) => [name, `what it gives: { ...${preset}(...), ${name}: ... }`]),
  );
  const single = [
    ...findUnknownNames(options, Object.keys(rules), { where: `of ${preset}()`, elsewhere }),
    ...Object.entries<OptionRule>(rules).flatMap(([name, rule]) => {
      const problem = rule((options as Readonly<Record<string, unknown>>)[name]);
      return problem === undefined ? [] : [`${name} ${problem}`];
    }),
  ];
  const problems = single.length > 0 ? single : (together?.(options) ?? []);
  if (problems.length > 0) throw new ConfigurationError(problems.map((problem) => `${preset}: ${problem}`));
}

/** The option may be left out. All other rules refuse a value that is not there. */
export function optional(rule: OptionRule): OptionRule {
  return (value) => (value === undefined ? undefined : rule(value));
}

/** Any value: whoever reads it will judge it. For what the verifier checks itself, such as `introspectAs`. */
export const anything: OptionRule = () => undefined;

/** A name or identifier. A `pattern` says more; `example` is one that fits. */
export function text({ example, pattern }: { readonly example: string; readonly pattern?: RegExp }): OptionRule {
  return (value) => {
    const problem = checkText(value, example);
    if (problem !== undefined) return problem;
    return pattern?.test(value as string) === false ? `must look like ${JSON.stringify(example)}` : undefined;
  };
}

/** A GUID with its hyphens, such as the id of a tenant or application. */
export const guid: OptionRule = text({
  example: "6e74172b-be56-4843-9ff4-e66a39bb12e3",
  pattern: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
});

/** A host name without `https://`, path or slash, optionally with a port; `example` is one that fits. */
export function hostName(example: string): OptionRule {
  return (value) => {
    const problem = checkText(value, example);
    if (problem !== undefined) return problem;
    const host = value as string;
    if (HOST.test(host)) return undefined;
    const found = URL.canParse(host) ? new URL(host).host : "";
    const advice = JSON.stringify(HOST.test(found) ? found : example);
    return `must be a host name alone, without https:// and slashes: ${advice}`;
  };
}

/** An https URL without a path, `https://host`; `http` for loopback alone. `example` is one that fits. */
export function originUrl(example: string): OptionRule {
  return (value) => {
    const problem = serverUrl(example)(value);
    if (problem !== undefined) return problem;
    const { origin } = new URL(value as string);
    const isOrigin = value === origin || value === `${origin}/`;
    return isOrigin ? undefined : `must have no path and be written in lower case: ${JSON.stringify(origin)}`;
  };
}

/** An https URL, with a path or without, and without a query; `http` for loopback alone. `example` is one that fits. */
export function serverUrl(example: string): OptionRule {
  return (value) => {
    const problem = checkText(value, example);
    if (problem !== undefined) return problem;
    const url = value as string;
    if (HOST.test(url)) return `must be a URL and not a host name alone: ${JSON.stringify(`https://${url}`)}`;
    return checkServerUrl(url) ?? (url.includes("?") ? "must have no query" : undefined);
  };
}

/** One of these and nothing else. */
export function oneOf(...values: readonly string[]): OptionRule {
  return (value) =>
    values.some((candidate) => candidate === value)
      ? undefined
      : `must be ${values.map((candidate) => JSON.stringify(candidate)).join(" or ")}`;
}

/** `true` or `false`. */
export const flag: OptionRule = (value) => (typeof value === "boolean" ? undefined : "must be true or false");

/** A list with at least one entry, all of which are held to `rule`. */
export function listOf(rule: OptionRule): OptionRule {
  return (value) => {
    if (!Array.isArray(value) || value.length === 0) return "must be a list with at least one entry";
    const problem = value.map(rule).find((found) => found !== undefined);
    return problem === undefined ? undefined : `has an entry that ${problem}`;
  };
}

/** A value, or a list of at least one. */
export function oneOrMore(rule: OptionRule): OptionRule {
  return (value) => (Array.isArray(value) ? listOf(rule)(value) : rule(value));
}

/**
 * What to put before the values of a claim that are to count as scopes: `role:`. The empty text puts nothing there, so that
 * a value counts as the scope of the same name. May be left out: then the claim counts for nothing.
 */
export const prefixRule: OptionRule = (value) =>
  value === undefined || (typeof value === "string" && /^[\x21\x23-\x5b\x5d-\x7e]*$/.test(value))
    ? undefined
    : 'must be what stands before each value, such as "role:", or "" for nothing; white space and quotes cannot be in it';

/** `audience` of a preset: may be left out. */
export const audienceRule: OptionRule = optional(oneOrMore(text({ example: "https://api.acme.example" })));

/** A host name as servers write it into `iss`: in lower case. */
export function toHost(host: string): string {
  return host.toLowerCase();
}

/** The origin of a URL, without a slash at its end. */
export function toOrigin(url: string): string {
  return new URL(url).origin;
}

/** Text as it was given, without the slash at its end if there is one. */
export function withoutFinalSlash(url: string): string {
  return url.endsWith("/") ? url.slice(0, -1) : url;
}

/** What is left in a configuration by mistake is found at the start, and not as tokens that are all refused. */
function checkText(value: unknown, example: string): string | undefined {
  const shown = JSON.stringify(example);
  if (value === undefined) return `is required, such as ${shown} (is a variable of the environment not set?)`;
  if (typeof value !== "string" || value.trim() === "") return `must be a text, such as ${shown}`;
  if (value !== value.trim()) return "must not begin or end with white space";
  return PLACEHOLDERS.some((pattern) => pattern.test(value))
    ? `is ${JSON.stringify(value)}, which looks like a placeholder: put the real value there, such as ${shown}`
    : undefined;
}

const PLACEHOLDERS: readonly RegExp[] = [
  /[<>{}]/,
  /\$[A-Z_(]|%[A-Z_]+%/,
  /\.\.\.|…/,
  /(^|[^a-z0-9])(undefined|null|changeme|todo)([^a-z0-9]|$)/i,
  /(^|[^a-z0-9])your[-_ ]?(own|api|app|application|client|company|domain|instance|name|org|organization|pool|project|realm|region|server|tenant)/i,
  /^x{3,}$/i,
];

/** One label or more, and maybe a port. */
const HOST = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*(?::\d{1,5})?$/i;

/** What can be said of every issuer, and is no option of a preset that does not list it. */
const OF_EVERY_ISSUER: Readonly<Record<Exclude<keyof IssuerOptions & string, "issuer" | "audience">, true>> = {
  soleAudience: true,
  algorithms: true,
  tokenKind: true,
  acceptedTypes: true,
  requiredClaims: true,
  optionalClaims: true,
  rejectedClaims: true,
  allowedClients: true,
  clientClaims: true,
  idTokenAudiences: true,
  scopeClaims: true,
  permissionClaims: true,
  requireEncryption: true,
  maxLifetimeSeconds: true,
  metadataUrl: true,
  jwksUri: true,
  jwks: true,
  keySource: true,
  introspection: true,
  tokenFormat: true,
};
