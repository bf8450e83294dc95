import fc from "fast-check";

/** Whether a JSON value has a member of this name anywhere: no document may. */
export function holdsProto(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return Object.hasOwn(value, "__proto__") || Object.values(value).some(holdsProto);
}

/** How to write an object: the same to every reader, and another text each time. */
export interface JsonStyle {
  /** Which characters of names and texts are escaped: those at these places, counted through all of them. */
  readonly escaped: readonly number[];
  /** What stands between the tokens of the grammar, one after the other. */
  readonly spaces: readonly string[];
}

export const jsonStyles: fc.Arbitrary<JsonStyle> = fc.record({
  escaped: fc.array(fc.nat(60), { maxLength: 5 }),
  spaces: fc.array(fc.constantFrom("", "", "", " ", "\n", "\t", "\r", "\r\n  "), { minLength: 1, maxLength: 5 }),
});

/** Writes an object member by member, so that a name may be there twice. */
export function writeObject(members: readonly (readonly [string, unknown])[], { escaped, spaces }: JsonStyle): string {
  let characters = 0;
  let gaps = 0;
  const gap = (): string => spaces[gaps++ % spaces.length] ?? "";
  const text = (value: string): string => {
    const written = Array.from(value, (character) => {
      const plain = JSON.stringify(character).slice(1, -1);
      const isEscaped = escaped.includes(characters++) && character.length === 1;
      return isEscaped ? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}` : plain;
    });
    return `"${written.join("")}"`;
  };
  const write = (value: unknown): string => (typeof value === "string" ? text(value) : JSON.stringify(value));
  const list = members.map(([name, value]) => `${gap()}${text(name)}${gap()}:${gap()}${write(value)}${gap()}`);
  return `${gap()}{${list.join(",")}}${gap()}`;
}
