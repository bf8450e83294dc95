import { dangerouslyRevealReason } from "./danger.js";
import { ConfigurationError } from "./errors.js";
import type { EventListener } from "./events.js";
import { findUnknownNames, isNumberWithin } from "./internal/option-problems.js";
import { platformFetch, systemClock } from "./internal/platform.js";
import { isNumericDate } from "./jwt/claims.js";
import type { KnownDecryptionKey } from "./jwt/decryption-key.js";
import { checkKeyOptions, KEY_DEFAULTS } from "./keys/key-options.js";
import type { KeyOptions, SignatureMemoryOptions, VerifierOptions } from "./options.js";
import type { ImpliedScopes } from "./policy/implied-scopes.js";
import { resolveDecryptionKeys } from "./resolve-decryption-keys.js";
import { resolveImpliedScopes } from "./resolve-implied-scopes.js";
import { resolveIssuers, type ResolvedIssuer } from "./resolve-issuers.js";
import { ISSUER_POLICY_NAMES } from "./resolve-shared-policy.js";
import { resolveSignatureMemory } from "./resolve-signature-memory.js";
import { findMisplacedSwitches } from "./resolve-switches.js";
import type { Check } from "./seams/check.js";
import type { Clock } from "./seams/clock.js";
import type { Fetch } from "./seams/fetch.js";
import type { StandardSchema } from "./seams/standard-schema.js";

/** Options as everything after start-up sees them: complete, checked, frozen. */
export interface ResolvedOptions<Claims> {
  readonly issuers: ReadonlyMap<string, ResolvedIssuer>;
  readonly impliedScopes: ImpliedScopes;
  readonly checks: readonly Check<Claims>[];
  readonly claimsSchema: StandardSchema<Claims> | undefined;
  readonly clockToleranceSeconds: number;
  /** Empty if encrypted tokens are refused. */
  readonly decryptionKeys: readonly KnownDecryptionKey[];
  readonly maxTokenBytes: number;
  readonly realm: string;
  readonly revealReason: boolean;
  readonly keys: Required<KeyOptions>;
  /** `undefined` if no JWT is remembered. */
  readonly signatureMemory: Required<SignatureMemoryOptions> | undefined;
  readonly clock: Clock;
  readonly fetch: Fetch;
  /** `undefined` if nobody listens. */
  readonly onEvent: EventListener | undefined;
  readonly chooseIssuer: ((token: string) => string | undefined) | undefined;
}

/**
 * Checks the options and fills in the defaults.
 *
 * @throws ConfigurationError - naming everything that is wrong with them at once.
 */
export function resolveOptions<Claims>(options: VerifierOptions<Claims>): ResolvedOptions<Claims> {
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw new ConfigurationError([
      'options must be an object, such as { issuer: "https://...", audience: "https://..." }',
    ]);
  }
  const problems: string[] = findUnknownNames(options, NAMES, { where: "of a verifier", elsewhere: ELSEWHERE });
  const impliedScopes = resolveImpliedScopes(options.impliedScopes, problems);
  const issuers = resolveIssuers(options, impliedScopes, problems);
  const decryptionKeys = resolveDecryptionKeys(options, problems);
  const signatureMemory = resolveSignatureMemory(options, problems);
  problems.push(...findMisplacedSwitches(options, "a verifier"), ...findProblems(options));
  if (problems.length > 0) throw new ConfigurationError(problems);
  return Object.freeze({
    issuers,
    impliedScopes,
    checks: Object.freeze([...(options.checks ?? [])]),
    claimsSchema: options.claimsSchema,
    clockToleranceSeconds: options.clockToleranceSeconds ?? 5,
    decryptionKeys,
    maxTokenBytes: options.maxTokenBytes ?? 16_384,
    realm: options.realm ?? "api",
    revealReason: options[dangerouslyRevealReason] === true,
    signatureMemory,
    keys: Object.freeze({ ...KEY_DEFAULTS, ...withoutUndefined(options.keys) }),
    clock: options.clock ?? systemClock,
    fetch: options.fetch ?? platformFetch,
    onEvent: options.onEvent,
    chooseIssuer: options.chooseIssuer,
  });
}

function findProblems<Claims>(options: VerifierOptions<Claims>): string[] {
  const {
    checks,
    claimsSchema,
    clock,
    fetch,
    onEvent,
    chooseIssuer,
    realm,
    clockToleranceSeconds = 0,
    maxTokenBytes = 256,
  } = options;
  const isFunction = (value: unknown): boolean => typeof value === "function";
  const rules: [boolean, string][] = [
    [
      isNumberWithin(clockToleranceSeconds, 0, 300),
      "clockToleranceSeconds must be a number from 0 to 300: more would keep expired tokens alive",
    ],
    [isNumberWithin(maxTokenBytes, 256, 1_048_576), "maxTokenBytes must be a number from 256 to 1048576"],
    [
      checks === undefined || (Array.isArray(checks) && Array.from<unknown>(checks).every(isFunction)),
      "checks must be a list of functions",
    ],
    [
      claimsSchema === undefined || isFunction(claimsSchema?.["~standard"]?.validate),
      "claimsSchema must be a Standard Schema, such as a Zod, Valibot or ArkType schema",
    ],
    [
      clock === undefined || isClock(clock),
      "clock must be an object with a function now() that gives the seconds since 1970, not milliseconds",
    ],
    [fetch === undefined || isFunction(fetch), "fetch must be a function like the platform's fetch"],
    [onEvent === undefined || isFunction(onEvent), "onEvent must be a function"],
    [chooseIssuer === undefined || isFunction(chooseIssuer), "chooseIssuer must be a function"],
    [
      realm === undefined || (typeof realm === "string" && /^[\x20-\x7e]+$/.test(realm)),
      "realm must be printable ASCII, at least one character (RFC 9110 §11.5)",
    ],
  ];
  return [...rules.filter(([holds]) => !holds).map(([, sentence]) => sentence), ...findKeyProblems(options.keys)];
}

function isClock(clock: Clock | null): boolean {
  try {
    return isNumericDate(clock?.now());
  } catch {
    return false;
  }
}

function findKeyProblems(keys: KeyOptions | undefined): string[] {
  if (keys === undefined) return [];
  if (typeof keys !== "object" || keys === null || Array.isArray(keys)) return ["keys must be an object of numbers"];
  const unknown = findUnknownNames(keys, Object.keys(KEY_DEFAULTS), { where: "of keys" });
  return [...unknown, ...checkKeyOptions({ ...KEY_DEFAULTS, ...withoutUndefined(keys) })];
}

function withoutUndefined(keys: KeyOptions | undefined): KeyOptions {
  return Object.fromEntries(Object.entries(keys ?? {}).filter(([, value]) => value !== undefined));
}

/** Names that belong somewhere else, and where. */
const ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ...["introspection", "jwks", "jwksUri", "keySource", "metadataUrl", "tokenFormat"].map(
    (name) => [name, `issuer: { issuer: "https://...", ${name}: ... }`] as const,
  ),
  ["renderBody", "the adapter's options: createAuth(options, { renderBody })"],
  ["scopes", "the route: requireScope(...)"],
]);

const NAMES: readonly string[] = [
  "issuer",
  ...ISSUER_POLICY_NAMES,
  "checks",
  "claimsSchema",
  "clockToleranceSeconds",
  "decryptionKeys",
  "maxTokenBytes",
  "realm",
  "keys",
  "signatureMemory",
  "clock",
  "fetch",
  "onEvent",
  "chooseIssuer",
  "impliedScopes",
] satisfies readonly (keyof VerifierOptions)[];
