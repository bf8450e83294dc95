import { isJsonObject } from "../internal/json-object.js";
import type { IntrospectionResponse } from "../seams/introspection-client.js";

/**
 * Makes the one form of an answer that everybody gets who asks: frozen to the ground, so that no request can change it for the
 * next, and plain JSON, so that it can be kept anywhere. What was already made here stays the same object.
 *
 * Throws a `TypeError`, which quotes nothing of it, if `value` is no `IntrospectionResponse`.
 */
export function toFrozenResponse(value: unknown): IntrospectionResponse {
  if (isMadeHere(value)) return value;
  if (!isJsonObject(value)) throw new TypeError("It is not an object");
  const { active, claims } = value;
  if (active === false) return INACTIVE;
  if (active !== true) throw new TypeError("Its active is neither true nor false");
  if (!isJsonObject(claims)) throw new TypeError("It is active, and its claims are not an object");
  const response = Object.freeze({ active, claims: copyFrozen(claims, MAX_DEPTH) as typeof claims });
  madeHere.add(response);
  return response;
}

function isMadeHere(value: unknown): value is IntrospectionResponse {
  return typeof value === "object" && value !== null && madeHere.has(value);
}

/** A frozen copy of a JSON value; members that are `undefined` are left out, as JSON does. */
function copyFrozen(value: unknown, depth: number): unknown {
  if (value === null || ["string", "number", "boolean"].includes(typeof value)) return value;
  if (depth === 0) throw new TypeError("Its claims are nested too deep");
  if (Array.isArray(value)) return Object.freeze(value.map((element) => copyFrozen(element, depth - 1)));
  if (!isPlainObject(value)) throw new TypeError("Its claims hold what is not JSON");
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  // An own member of this name turns into a prototype where somebody copies it.
  if (members.some(([name]) => name === "__proto__")) throw new TypeError("Its claims have a member named __proto__");
  return Object.freeze(Object.fromEntries(members.map(([name, member]) => [name, copyFrozen(member, depth - 1)])));
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // From another realm, as in a test runner or a worker, a plain object has another prototype: one without a parent.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

const INACTIVE: IntrospectionResponse = Object.freeze({ active: false });

const madeHere: WeakSet<object> = new WeakSet([INACTIVE]);

/** As deep as the parser of answers goes. */
const MAX_DEPTH = 32;
