import type { IssuerOptions } from "../options.js";
import { NOT_SET, listOf, optional, type OptionRule } from "./option-rules.js";

/** One way to name the workloads that may call. */
export interface CallerChoice {
  /** The claim that names them. */
  readonly claim: string;
  /** What its values look like. */
  readonly pattern: RegExp;
  readonly example: string;
  /** The value of the claim, if the option is written in another way. */
  readonly toClaim?: (value: string) => string;
}

/** The ways there are, by the names of the options. */
export type CallerChoices<Name extends string> = Readonly<Record<Name, CallerChoice>>;

/** What was given for them. */
export type GivenCallers<Name extends string> = { readonly [Option in Name]?: readonly string[] };

/** The rules of these options: each may be left out, and is a list of exact values. */
export function toCallerRules<Name extends string>(choices: CallerChoices<Name>): Readonly<Record<Name, OptionRule>> {
  const rules = Object.entries<CallerChoice>(choices).map(
    ([name, choice]) => [name, optional(listOf(exactly(choice)))] as const,
  );
  return Object.fromEntries(rules) as Record<Name, OptionRule>;
}

/**
 * Exactly one of the ways must be used: the issuer signs for the workloads of strangers as well, so that without one
 * everybody could call.
 */
export function findCallerProblems<Name extends string>(
  options: GivenCallers<Name>,
  choices: CallerChoices<Name>,
): string[] {
  const names = Object.keys(choices) as Name[];
  const used = names.filter((name) => options[name] !== undefined);
  if (used.length === 1) return [];
  return used.length === 0
    ? [`say who may call, since the issuer signs tokens for others as well: give ${names.join(" or ")} ${NOT_SET}`]
    : [`${used.join(" and ")} exclude each other: give the one that says best who may call`];
}

/** Who may call, as options of an issuer: the claim that names a workload stands for its client. */
export function toCallers<Name extends string>(
  options: GivenCallers<Name>,
  choices: CallerChoices<Name>,
): Pick<IssuerOptions, "clientClaims" | "allowedClients"> {
  const names = Object.keys(choices) as Name[];
  const [callers] = names.flatMap((name) => {
    const { claim, toClaim = (value: string): string => value } = choices[name];
    const values = options[name];
    return values === undefined ? [] : [{ clientClaims: [claim], allowedClients: values.map(toClaim) }];
  });
  // Without any, an empty list, which no verifier takes.
  return callers ?? { allowedClients: [] };
}

/** A wildcard would be compared as it stands, and then nobody could call. */
function exactly({ pattern, example }: CallerChoice): OptionRule {
  return (value) => {
    if (typeof value === "string" && value.includes("*")) return "has a *: there are no wildcards, name each caller";
    const fits = typeof value === "string" && pattern.test(value);
    return fits ? undefined : `must look like ${JSON.stringify(example)}`;
  };
}
