// The ways to look at claims. A claim that speaks against a token does so with any value, `null` and values of the wrong type
// included; one that speaks for it does so with a value of its own type only. So no value that makes no sense can turn a
// refusal into an acceptance. Nothing is allocated for what is not there.
import { isJsonObject, type JsonObject } from "../internal/json-object.js";
import type { Sight } from "./rule.js";

/** Nothing to say. */
export const SILENT: readonly string[] = Object.freeze([]);

/** The value of a claim, `null` included; `undefined` when absent. Inherited members are no claims. */
export function claimOf(claims: JsonObject, name: string): unknown {
  return Object.hasOwn(claims, name) ? claims[name] : undefined;
}

/** The value of a claim that is a string with something in it, else `undefined`. */
export function textOf(claims: JsonObject, name: string): string | undefined {
  const value = claimOf(claims, name);
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** Sees each of these claims that is there, whatever its value. */
export function anyOf(...names: readonly string[]): Sight {
  return anyThat(names, () => true);
}

/** Sees each of these claims that is a string with something in it. */
export function anyText(...names: readonly string[]): Sight {
  return anyThat(names, (value) => typeof value === "string" && value !== "");
}

/** Sees each of these claims that is a string or a list of strings, empty or not: the two forms of scopes. */
export function anyTextOrList(...names: readonly string[]): Sight {
  return anyThat(names, isTextOrList);
}

/** Sees each of these claims that is an object with something in it. */
export function anyObject(...names: readonly string[]): Sight {
  return anyThat(names, (value) => isJsonObject(value) && Object.keys(value).length > 0);
}

/** Sees each of these claims that is there and no string, though it is to be one. */
export function anyUnreadable(...names: readonly string[]): Sight {
  return anyThat(names, (value) => typeof value !== "string");
}

/** Sees the claim when it is one of `values` (lower case; case does not matter). */
export function hasValue(name: string, ...values: readonly string[]): Sight {
  const expected = new Set(values);
  return anyThat([name], (value) => typeof value === "string" && expected.has(value.toLowerCase()));
}

/** Sees the claim when it is there and, of whatever type, none of `values` (lower case; case does not matter). */
export function hasOtherValue(name: string, ...values: readonly string[]): Sight {
  const expected = new Set(values);
  return anyThat([name], (value) => typeof value !== "string" || !expected.has(value.toLowerCase()));
}

/** Sees the claim when it begins with `prefix`, case included. */
export function hasPrefix(name: string, prefix: string): Sight {
  return anyThat([name], (value) => typeof value === "string" && value.startsWith(prefix));
}

/** Sees each of these claims that is there with a value that `isTelling`. */
export function anyThat(names: readonly string[], isTelling: (value: unknown) => boolean): Sight {
  const isSeen = (claims: JsonObject, name: string): boolean => {
    const value = claimOf(claims, name);
    return value !== undefined && isTelling(value);
  };
  const [only = ""] = names;
  if (names.length === 1) return { needs: names, speaks: ({ claims }) => (isSeen(claims, only) ? names : SILENT) };
  const speaks: Sight["speaks"] = ({ claims }) => {
    let spoken: string[] | undefined;
    for (const name of names) if (isSeen(claims, name)) (spoken ??= []).push(name);
    return spoken ?? SILENT;
  };
  return { needs: names, speaks };
}

/** Sees what all of these see, if every one of them sees something. */
export function allOf(first: Sight, ...others: readonly Sight[]): Sight {
  const speaks: Sight["speaks"] = (evidence) => {
    let names = first.speaks(evidence);
    for (const other of others) {
      if (names.length === 0) return SILENT;
      const more = other.speaks(evidence);
      names = more.length === 0 ? SILENT : [...names, ...more];
    }
    return names;
  };
  return { needs: first.needs, speaks };
}

/** Sees what `sight` sees, unless what looks like an ID token may be an access token. */
export function unlessIgnored({ needs, speaks }: Sight): Sight {
  return { needs, speaks: (evidence) => (evidence.ignoreIdTokenEvidence ? SILENT : speaks(evidence)) };
}

function isTextOrList(value: unknown): boolean {
  return typeof value === "string" || (Array.isArray(value) && value.every((entry) => typeof entry === "string"));
}
