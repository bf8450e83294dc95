import { isJsonObject, type JsonObject } from "../internal/json-object.js";

/** A claim whose values count as scopes, with the names that lead to it from the outside in. */
export interface PermissionPath {
  readonly path: readonly string[];
  readonly prefix: string;
}

/**
 * The values of claims that hold permissions, roles or groups, each with its prefix.
 *
 * A string is one value, never split; a list of strings holds one in each; of an object the names of its members count,
 * except where the member is `false`, `null`, `0`, or an empty string, list or object. Anything else grants nothing, a list with something else in
 * it included. Only own members are looked at.
 *
 * `*` in a path stands for every name of a member, which is put before the values with a colon. A name with a colon in it is
 * passed over: the role `c` of a client `a:b` and the role `b:c` of a client `a` would become the same.
 *
 * At most {@link MAX_PERMISSIONS} values are taken, each of at most {@link MAX_PERMISSION_LENGTH} characters with all that is
 * before it; the rest grants nothing. So no token can make more work than its own length.
 */
export function readPermissions(claims: JsonObject, paths: readonly PermissionPath[]): readonly string[] {
  const found: string[] = [];
  for (const { path, prefix } of paths) follow(claims, path, { prefix, found });
  return found;
}

interface Walk {
  readonly prefix: string;
  readonly found: string[];
}

// Recursion is safe: it goes as deep as the path is long.
function follow(value: unknown, [name, ...rest]: readonly string[], { prefix, found }: Walk): void {
  if (name === undefined) return collect(value, { prefix, found });
  if (!isJsonObject(value)) return;
  if (name !== "*") {
    if (Object.hasOwn(value, name)) follow(value[name], rest, { prefix, found });
    return;
  }
  for (const [member, within] of Object.entries(value)) {
    if (member !== "" && !member.includes(":")) follow(within, rest, { prefix: `${prefix}${member}:`, found });
  }
}

function collect(value: unknown, { prefix, found }: Walk): void {
  for (const entry of toValues(value)) {
    if (found.length >= MAX_PERMISSIONS) return;
    if (entry !== "" && prefix.length + entry.length <= MAX_PERMISSION_LENGTH) found.push(prefix + entry);
  }
}

function toValues(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.every((entry) => typeof entry === "string") ? value : [];
  return isJsonObject(value) ? Object.keys(value).filter((name) => isHeld(value[name])) : [];
}

/** Whether a member says that its name is granted: `false` and the like say that it is not, nothing in it that it is for nobody. */
function isHeld(member: unknown): boolean {
  return typeof member === "object" && member !== null ? Object.keys(member).length > 0 : Boolean(member);
}

const MAX_PERMISSIONS = 1000;
const MAX_PERMISSION_LENGTH = 1024;
