import {
  dangerouslyAcceptAnyAudience,
  dangerouslyAcceptMissingAudience,
  dangerouslyIgnoreIdTokenEvidence,
  dangerouslyRevealReason,
} from "../danger.js";
import { ConfigurationError } from "../errors.js";
import { findSwitchProblems, findUnknownNames } from "../internal/option-problems.js";
import type { IssuerOptions } from "../options.js";
import type { OptionRule } from "./option-rules.js";

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
  const single = [
    ...findNameProblems(preset, options, Object.keys(rules)),
    ...findStraySwitches(preset, options),
    ...findSwitchProblems(options, { dangerouslyAcceptMissingAudience, dangerouslyIgnoreIdTokenEvidence }),
    ...Object.entries<OptionRule>(rules).flatMap(([name, rule]) => {
      const problem = rule((options as Readonly<Record<string, unknown>>)[name]);
      return problem === undefined ? [] : [`${name} ${problem}`];
    }),
  ];
  const problems = single.length > 0 ? single : (together?.(options) ?? []);
  if (problems.length > 0) throw new ConfigurationError(problems.map((problem) => `${preset}: ${problem}`));
}

/** Switches that the preset does not read, so that nobody believes them to be set. */
function findStraySwitches(preset: string, options: object): string[] {
  const toWhatItGives = (name: string) => `what it gives: { ...${preset}(...), [${name}]: true }`;
  const switches: readonly (readonly [symbol, string, (name: string) => string])[] = [
    [dangerouslyAcceptMissingAudience, "dangerouslyAcceptMissingAudience", toWhatItGives],
    [dangerouslyIgnoreIdTokenEvidence, "dangerouslyIgnoreIdTokenEvidence", toWhatItGives],
    [dangerouslyRevealReason, "dangerouslyRevealReason", () => "the options of the verifier"],
    [
      dangerouslyAcceptAnyAudience,
      "dangerouslyAcceptAnyAudience",
      (name) => `audience, as its value: audience: ${name}`,
    ],
  ];
  return switches
    .filter(([symbol]) => (options as Readonly<Record<symbol, unknown>>)[symbol] !== undefined)
    .filter(([symbol]) => READ_SWITCHES.get(preset) !== symbol)
    .map(([, name, place]) => `${name} is no option of ${preset}(), it belongs to ${place(name)}`);
}

function findNameProblems(preset: string, options: object, known: readonly string[]): string[] {
  const where = `of ${preset}()`;
  const elsewhere = new Map(
    Object.keys(OF_EVERY_ISSUER).map((name) => [name, `what it gives: { ...${preset}(...), ${name}: ... }`]),
  );
  const meant = new Map(known.map((name) => [name.replace(/AsScopes$/, "Prefix"), name]));
  const names = Object.keys(options).filter((name) => !known.includes(name));
  const prefixes = names.filter((name) => meant.has(name));
  const others = Object.fromEntries(names.filter((name) => !meant.has(name)).map((name) => [name, true]));
  return [
    ...prefixes.map(
      (name) => `there is no option "${name}" ${where}: did you mean ${meant.get(name)}: { prefix: ... }?`,
    ),
    ...findUnknownNames(others, known, { where, elsewhere }),
  ];
}

/** The switch that a preset takes; the others take none. */
const READ_SWITCHES: ReadonlyMap<string, symbol> = new Map([
  ["betterAuth", dangerouslyAcceptMissingAudience],
  ["dex", dangerouslyIgnoreIdTokenEvidence],
  ["lemonLdap", dangerouslyAcceptMissingAudience],
  ["logto", dangerouslyAcceptMissingAudience],
  ["oidcProvider", dangerouslyAcceptMissingAudience],
  ["oryHydra", dangerouslyAcceptMissingAudience],
  ["oryNetwork", dangerouslyAcceptMissingAudience],
]);

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
