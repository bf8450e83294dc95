import type { ImpliedScopes } from "./implied-scopes.js";

/** A set that refuses to change once it is made: an application cannot widen a token by accident. */
export class ScopeSet extends Set<string> {
  /** @param granted - What the token says; what is implied by it is added. The empty string is no scope. */
  constructor(granted: readonly string[], implied: ImpliedScopes) {
    super();
    for (const scope of granted) if (scope !== "") super.add(scope);
    // A set walks over what is added on the way, too: nothing new comes of those, since a closure is transitive.
    if (implied.size > 0) for (const scope of this) for (const other of implied.get(scope) ?? []) super.add(other);
    Object.freeze(this);
  }

  /** As a list: a set would be `{}` in JSON. */
  toJSON(): readonly string[] {
    return [...this];
  }

  override add(): this {
    throw new TypeError(UNCHANGEABLE);
  }

  override delete(): boolean {
    throw new TypeError(UNCHANGEABLE);
  }

  override clear(): void {
    throw new TypeError(UNCHANGEABLE);
  }
}

const UNCHANGEABLE = "The scopes of an access token cannot be changed";
