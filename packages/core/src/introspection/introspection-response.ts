import { type JsonObject, parseJsonObject } from "../internal/json-object.js";
import type { IntrospectionResponse } from "../seams/introspection-client.js";
import { UnusableIntrospectionError } from "./introspection-failure.js";

/**
 * Reads the body of an answer. Does NOT judge any member but `active`.
 *
 * @throws UnusableIntrospectionError - it is not one JSON object that all readers see the same things in.
 * @see RFC 7662 §2.2
 */
export function readIntrospectionResponse(bytes: Uint8Array): IntrospectionResponse {
  const members = parseJsonObject(bytes);
  if (members === undefined) {
    throw new UnusableIntrospectionError("The introspection endpoint did not answer with one well-formed JSON object");
  }
  return toIntrospectionResponse(members);
}

/** A token is active only if the server says exactly `true`; what else it says of one that is not means nothing. */
export function toIntrospectionResponse(members: JsonObject): IntrospectionResponse {
  // An own member: what an object inherits, the server has not said.
  if (!Object.hasOwn(members, "active") || members["active"] !== true) return { active: false };
  const { active, ...claims } = members;
  return { active, claims };
}
