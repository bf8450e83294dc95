import {
  dangerouslyAcceptAnyAudience,
  dangerouslyAcceptMissingAudience,
  dangerouslyIgnoreIdTokenEvidence,
  dangerouslyRevealReason,
} from "./danger.js";
import { findSwitchProblems } from "./internal/option-problems.js";

/** Whose options may hold switches. */
type Place = "a verifier" | "an issuer" | "introspection";

/**
 * All that is wrong with the `dangerously...` switches among these options: those that would do nothing here, and values that
 * are not `true`. They are symbols, so that they are no unknown names either.
 */
export function findMisplacedSwitches(options: object, place: Place): string[] {
  const own = SWITCHES.filter(({ places }) => places.includes(place)).map(
    ({ name, symbol }) => [name, symbol] as const,
  );
  const misplaced = SWITCHES.filter(
    ({ symbol, places }) => !places.includes(place) && (options as Record<symbol, unknown>)[symbol] !== undefined,
  );
  return [
    ...misplaced.map(({ name, belongs }) => `${name} is no option of ${place}, it belongs to ${belongs}`),
    ...findSwitchProblems(options, Object.fromEntries(own)),
  ];
}

interface Switch {
  readonly name: string;
  readonly symbol: symbol;
  readonly places: readonly Place[];
  readonly belongs: string;
}

const SWITCHES: readonly Switch[] = [
  {
    name: "dangerouslyAcceptAnyAudience",
    symbol: dangerouslyAcceptAnyAudience,
    // It is a value, and no name.
    places: [],
    belongs: "audience: dangerouslyAcceptAnyAudience",
  },
  {
    name: "dangerouslyAcceptMissingAudience",
    symbol: dangerouslyAcceptMissingAudience,
    places: ["an issuer", "introspection"],
    belongs: 'issuer: { issuer: "https://...", [dangerouslyAcceptMissingAudience]: true }',
  },
  {
    name: "dangerouslyIgnoreIdTokenEvidence",
    symbol: dangerouslyIgnoreIdTokenEvidence,
    places: ["an issuer"],
    belongs: 'issuer: { issuer: "https://...", [dangerouslyIgnoreIdTokenEvidence]: true }',
  },
  {
    name: "dangerouslyRevealReason",
    symbol: dangerouslyRevealReason,
    places: ["a verifier"],
    belongs: "the verifier, beside issuer: { issuer: ..., [dangerouslyRevealReason]: true }",
  },
];
