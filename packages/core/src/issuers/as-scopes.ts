import type { IssuerOptions } from "../options.js";
import { type OptionRule, readOnlyMember } from "./option-rules.js";

/** That the values of a claim, such as roles, count as scopes too: in all presets an option whose name ends in `AsScopes`. */
export interface AsScopes {
  /**
   * What stands before each value then, such as `role:`, so that a role cannot be taken for a scope of the same name. The
   * empty text puts nothing there.
   */
  readonly prefix: string;
}

/** A claim whose values count as scopes only if the preset was told so. */
export interface PermissionChoice {
  readonly path: readonly string[];
  /** `undefined` if the claim is to count for nothing. */
  readonly as: AsScopes | undefined;
}

/** `permissionClaims` of an issuer: those that were chosen. */
export function toPermissionClaims(choices: readonly PermissionChoice[]): Pick<IssuerOptions, "permissionClaims"> {
  const chosen = choices.flatMap(({ path, as }) => (as === undefined ? [] : [{ path, prefix: as.prefix }]));
  return chosen.length === 0 ? {} : { permissionClaims: chosen };
}

/** An option by which the values of a claim count as scopes. May be left out: then they count for nothing. */
export const asScopesRule: OptionRule = (value) =>
  value === undefined || isPrefix(readOnlyMember(value, "prefix"))
    ? undefined
    : 'must be { prefix: "role:" }, with what stands before each value, or { prefix: "" } for nothing; white space and quotes cannot be in it';

function isPrefix(value: unknown): boolean {
  return typeof value === "string" && PREFIX.test(value);
}

/** Characters of a scope token (RFC 6749 §3.3). */
const PREFIX = /^[\x21\x23-\x5b\x5d-\x7e]*$/;
