/**
 * Says what is wrong with the value of one option: a sentence without its subject ("must be ..."), or `undefined` for a
 * value that is fine. Never quotes a secret.
 */
export type OptionRule = (value: unknown) => string | undefined;

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

/** What is wrong with audiences that must be GUIDs: a sentence for each that is none. */
export function toGuidProblems(names: readonly string[]): readonly string[] {
  return names.flatMap((name) => {
    const problem = guid(name);
    return problem === undefined ? [] : [`audience ${JSON.stringify(name)} ${problem}`];
  });
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
    const problem = Array.from<unknown>(value)
      .map(rule)
      .find((found) => found !== undefined);
    return problem === undefined ? undefined : `has an entry that ${problem}`;
  };
}

/** A value, or a list of at least one. */
export function oneOrMore(rule: OptionRule): OptionRule {
  return (value) => (Array.isArray(value) ? listOf(rule)(value) : rule(value));
}

/** `audience` of a preset: may be left out. */
export const audiences: OptionRule = optional(oneOrMore(text({ example: "https://api.acme.example" })));

/** The member of an object that has this one and no others. */
export function readOnlyMember(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  const [entry, ...others] = Object.entries(value);
  return others.length === 0 && entry?.[0] === name ? entry[1] : undefined;
}

/** Ends what is said of options that are not there. */
export const NOT_SET = "(is a variable of the environment not set?)";

/** What is left in a configuration by mistake is found at the start, and not as tokens that are all refused. */
export function checkText(value: unknown, example: string): string | undefined {
  const shown = JSON.stringify(example);
  if (value === undefined) return `is required, such as ${shown} ${NOT_SET}`;
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
